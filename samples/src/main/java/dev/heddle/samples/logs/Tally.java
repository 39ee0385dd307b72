package dev.heddle.samples.logs;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is counted over well-formed lines that pass the filter; of the others, their number. Tallies add up: those of two
 * batches, merged, equal the one of both, whatever the order. So each parser counts alone and shares nothing with the others.
 */
final class Tally {
    private static final int SECONDS_PER_HOUR = 3600;

    /** So many keys take about a mebibyte. */
    private static final int LARGE = 10_000;

    private final long[] byStatus = new long[1000];
    private final Map<Long, long[]> byHour = new HashMap<>();
    private final KeyCounts paths = new KeyCounts();
    private final KeyCounts clients = new KeyCounts();
    private final KeyCounts referers = new KeyCounts();
    private final KeyCounts agents = new KeyCounts();
    private long requests;
    private long leftOut;
    private long bytes;
    private long firstSecond = Long.MAX_VALUE;
    private long lastSecond = Long.MIN_VALUE;

    /** The hour of the line before: most lines fall into the same. */
    private long hour = Long.MIN_VALUE;

    private long[] hourCount;

    /** Counts a line that was parsed well out of {@code source}. */
    void add(LogLine line, byte[] source) {
        requests++;
        bytes = Math.addExact(bytes, line.size);
        byStatus[line.status]++;
        firstSecond = Math.min(firstSecond, line.second);
        lastSecond = Math.max(lastSecond, line.second);
        hourCount(Math.floorDiv(line.second, SECONDS_PER_HOUR))[0]++;
        paths.add(source, line.pathFrom, line.pathTo);
        clients.add(source, line.clientFrom, line.clientTo);
        addUnlessAbsent(referers, source, line.refererFrom, line.refererTo);
        addUnlessAbsent(agents, source, line.agentFrom, line.agentTo);
    }

    /** Counts a line that was parsed well and does not pass the filter. */
    void leaveOut() {
        leftOut++;
    }

    private static void addUnlessAbsent(KeyCounts counts, byte[] source, int from, int to) {
        if (!LogLine.isAbsent(source, from, to)) {
            counts.add(source, from, to);
        }
    }

    void merge(Tally other) {
        requests += other.requests;
        leftOut += other.leftOut;
        bytes = Math.addExact(bytes, other.bytes);
        for (int status = 0; status < byStatus.length; status++) {
            byStatus[status] += other.byStatus[status];
        }
        firstSecond = Math.min(firstSecond, other.firstSecond);
        lastSecond = Math.max(lastSecond, other.lastSecond);
        other.byHour.forEach((hour, count) -> hourCount(hour)[0] += count[0]);
        paths.addAll(other.paths);
        clients.addAll(other.clients);
        referers.addAll(other.referers);
        agents.addAll(other.agents);
    }

    /** Whether it holds so much that a pipeline should not keep several of its kind. */
    boolean isLarge() {
        int keys = paths.size() + clients.size() + referers.size() + agents.size();
        return keys + byHour.size() > LARGE;
    }

    long requests() {
        return requests;
    }

    /** The well-formed lines that did not pass the filter. */
    long leftOut() {
        return leftOut;
    }

    /** The sum of the sizes that the lines tell. */
    long bytes() {
        return bytes;
    }

    /** The time of the earliest request, in seconds since 1970. */
    long firstSecond() {
        return firstSecond;
    }

    long lastSecond() {
        return lastSecond;
    }

    /** The requests of each status that occurred. */
    SortedMap<Integer, Long> byStatus() {
        SortedMap<Integer, Long> counts = new TreeMap<>();
        for (int status = 0; status < byStatus.length; status++) {
            if (byStatus[status] > 0) {
                counts.put(status, byStatus[status]);
            }
        }
        return counts;
    }

    /** The requests of each hour that had some; hours are counted since 1970. */
    SortedMap<Long, Long> byHour() {
        SortedMap<Long, Long> counts = new TreeMap<>();
        byHour.forEach((hour, count) -> counts.put(hour, count[0]));
        return counts;
    }

    KeyCounts paths() {
        return paths;
    }

    KeyCounts clients() {
        return clients;
    }

    KeyCounts referers() {
        return referers;
    }

    /** User agents. */
    KeyCounts agents() {
        return agents;
    }

    private long[] hourCount(long wanted) {
        if (wanted != hour || hourCount == null) {
            hour = wanted;
            hourCount = byHour.computeIfAbsent(wanted, absent -> new long[1]);
        }
        return hourCount;
    }
}
