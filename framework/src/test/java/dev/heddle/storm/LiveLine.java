package dev.heddle.storm;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Shows how a soak goes on: one line that is written again each second on a terminal, a new one every ten elsewhere. */
final class LiveLine {
    private static final long NANOS = 1_000_000_000;
    private static final double MEGABYTE = 1 << 20;
    private static final String NO_WRAP = "\033[?7l";
    private static final String WRAP = "\033[?7h";
    private static final String TO_THE_END = "\033[K";

    private final PrintStream out;
    private final boolean terminal;
    private final Counters counters;
    private final Supplier<Reading> reading;
    private final long start = System.nanoTime();
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(task -> Thread.ofPlatform().daemon().name("live line").unstarted(task));

    LiveLine(PrintStream out, boolean terminal, Counters counters, Supplier<Reading> reading) {
        this.out = out;
        this.terminal = terminal;
        this.counters = counters;
        this.reading = reading;
        int seconds = terminal ? 1 : 10;
        timer.scheduleAtFixedRate(this::write, seconds, seconds, TimeUnit.SECONDS);
    }

    private synchronized void write() {
        if (terminal) {
            out.print("\r" + NO_WRAP + text() + TO_THE_END + WRAP);
        } else {
            out.println(text());
        }
        out.flush();
    }

    String text() {
        double seconds = Math.max(1, System.nanoTime() - start) / (double) NANOS;
        Reading now = reading.get();
        return String.format(Locale.ROOT, "%d:%02d  %s  %s  %s  %s  %s  heap %.1f MB, threads %d + %d virtual",
                (long) seconds / 60, (long) seconds % 60, rate("rounds", counters.rounds, seconds),
                rate("items", counters.items, seconds), rate("tasks", counters.tasks, seconds),
                rate("cancels", counters.cancels, seconds), rate("interrupts", counters.interrupts, seconds),
                now.heap() / MEGABYTE, now.platform(), now.virtual());
    }

    private static String rate(String what, LongAdder count, double seconds) {
        return brief(count.sum()) + " " + what + " (" + brief(count.sum() / seconds) + "/s)";
    }

    private static String brief(double number) {
        if (number < 1e3) {
            return String.format(Locale.ROOT, "%.0f", number);
        }
        return number < 1e6 ? String.format(Locale.ROOT, "%.1fk", number / 1e3)
                : String.format(Locale.ROOT, "%.1fM", number / 1e6);
    }

    /** The last figures stay. */
    void end() {
        timer.shutdownNow();
        write();
        if (terminal) {
            out.println();
        }
    }
}
