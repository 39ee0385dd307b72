package dev.heddle.storm;

import dev.heddle.testing.Limits;
import dev.heddle.testing.Watchdog;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * All storms in turn, for as long as is wanted, with live figures. Fails if books do not balance, if a round hangs, or if heap
 * or threads {@linkplain Drift drift}.
 */
final class Soak {
    private static final int PASSED = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    /** A round takes milliseconds. The waits within one have a later limit, so that they still wait when this tells. */
    private static final Duration LONGEST_ROUND = Limits.HANG.dividedBy(2);

    private static final long TURN = 20_000_000;

    private final List<Storm> storms;
    private final Pace pace;
    private final Counters counters;
    private final List<Reading> readings = new ArrayList<>();
    private volatile Reading latest = Reading.now();

    Soak(List<Storm> storms, Pace pace, Counters counters) {
        this.storms = storms;
        this.pace = pace;
        this.counters = counters;
    }

    /** {@code Soak MINUTES [--terminal]}. */
    public static void main(String[] arguments) {
        System.exit(run(System.out, System.err, arguments));
    }

    static int run(PrintStream out, PrintStream err, String... arguments) {
        int minutes = arguments.length == 0 ? 0 : minutes(arguments[0]);
        boolean terminal = arguments.length == 2 && arguments[1].equals("--terminal");
        if (minutes < 1 || arguments.length > (terminal ? 2 : 1)) {
            err.println("soak: it takes a number of minutes from 1: Soak MINUTES [--terminal]");
            return WRONG_USAGE;
        }
        Counters counters = new Counters();
        Soak soak = new Soak(Storms.asked(), Pace.lasting(Duration.ofMinutes(minutes)), counters);
        out.println("soak: " + minutes + " min on Java " + Runtime.version() + ", seed " + Seed.VALUE);
        LiveLine live = new LiveLine(out, terminal, counters, () -> soak.latest);
        try (HangWatch watch = new HangWatch(LONGEST_ROUND, () -> hang(err))) {
            soak.run(watch);
        } catch (Throwable e) {
            live.end();
            err.println("soak: FAILED: " + e.getMessage());
            e.printStackTrace(err);
            return FAILED;
        }
        live.end();
        out.println("soak: PASSED: " + counters);
        return PASSED;
    }

    private static int minutes(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static void hang(PrintStream err) {
        err.println("\nsoak: FAILED: a round has not ended within " + LONGEST_ROUND.toSeconds() + " s, seed "
                + Seed.VALUE + "\n" + Watchdog.dump());
        err.flush();
        Runtime.getRuntime().halt(FAILED);
    }

    /** Until the end, or the first thing that is wrong. The storms get the same time each, whatever their rounds take. */
    void run(HangWatch watch) {
        long round = 0;
        for (int turn = 0; pace.progress(round) < 1; turn++) {
            Storm storm = storms.get(turn % storms.size());
            long start = System.nanoTime();
            for (double progress; (progress = pace.progress(round)) < 1 && System.nanoTime() - start < TURN; round++) {
                if (readings.size() < progress * Pace.READINGS) {
                    read();
                }
                watch.begin();
                Seed.round(storm, round, counters);
            }
        }
        read();
        List<String> drift = Drift.in(readings);
        if (!drift.isEmpty()) {
            throw new AssertionError("drift in " + round + " rounds: " + String.join("; ", drift));
        }
    }

    private void read() {
        latest = Reading.now();
        readings.add(latest);
    }
}
