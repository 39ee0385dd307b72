package dev.heddle.storm;

import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import dev.heddle.testing.Watchdog;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What lives at one moment, between two rounds.
 *
 * @param heap bytes in use after a full collection
 * @param platform platform threads, without the carriers of virtual ones, of which the JDK has more or less as it likes
 * @param virtual virtual threads
 */
record Reading(long heap, long platform, long virtual) {
    private static final Pattern THREAD = Pattern.compile("#\\d+ \".*");
    private static final Pattern VIRTUAL = Pattern.compile("#\\d+ \".*\" virtual.*");
    private static final Pattern CARRIER = Pattern.compile("#\\d+ \"ForkJoinPool-\\d+-worker-\\d+\".*");

    static Reading now() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        long heap = runtime.totalMemory() - runtime.freeMemory();
        List<String> threads = Watchdog.threads(ThreadDumpFormat.TEXT_PLAIN).lines()
                .filter(THREAD.asMatchPredicate().and(CARRIER.asMatchPredicate().negate())).toList();
        long virtual = threads.stream().filter(VIRTUAL.asMatchPredicate()).count();
        return new Reading(heap, threads.size() - virtual, virtual);
    }
}
