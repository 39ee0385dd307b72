package dev.heddle.storm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * Whether more and more lives, the longer it takes: the middle reading of the first quarter is compared with that of the last,
 * so that no single odd one counts.
 *
 * <p>The first quarter is also the time in which the JVM loads, links and compiles; what is kept of that is the reason for the
 * tolerances. They are small compared to a leak: a minute has some 40,000 rounds, so one object of 24 bytes kept in each is
 * more than the heap may grow, and so is a thread kept in one round out of a thousand.
 */
final class Drift {
    static final int FEWEST = 8;
    private static final long HEAP = 1 << 19;
    private static final long THREADS = 4;

    private Drift() {}

    /** What grows, in words; empty if nothing does. */
    static List<String> in(List<Reading> readings) {
        if (readings.size() < FEWEST) {
            throw new IllegalArgumentException("drift is judged from " + FEWEST + " readings, not " + readings.size());
        }
        List<String> found = new ArrayList<>();
        compare("bytes of heap", readings, Reading::heap, HEAP, found);
        compare("platform threads", readings, Reading::platform, THREADS, found);
        compare("virtual threads", readings, Reading::virtual, THREADS, found);
        return found;
    }

    private static void compare(String what, List<Reading> readings, ToLongFunction<Reading> figure, long tolerance,
            List<String> found) {
        int quarter = readings.size() / 4;
        long early = middle(readings.subList(0, quarter), figure);
        long late = middle(readings.subList(readings.size() - quarter, readings.size()), figure);
        if (late - early > tolerance) {
            found.add(String.format(Locale.ROOT, "%s grew from %,d to %,d, by more than %,d", what, early, late,
                    tolerance));
        }
    }

    private static long middle(List<Reading> readings, ToLongFunction<Reading> figure) {
        long[] sorted = readings.stream().mapToLong(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
