package dev.heddle.samples.tour;

import dev.heddle.samples.Show;
import dev.heddle.task.TaskGroup;
import java.util.concurrent.ExecutionException;

/**
 * Three sleeps in a row, and 10,000 at the same time.
 *
 * <p>In Python: {@code await asyncio.sleep(1)} in a loop, then in tasks, with the time that each took.
 *
 * <pre>
 * 3 sleeps in a row: 3.0 s
 * 10000 sleeps together: 1.2 s
 * </pre>
 *
 * <p>Better here: it is {@code Thread.sleep}, as anywhere else in Java. In asyncio, a {@code time.sleep} by mistake stops
 * every task there is; here it is the sleeper's thread that waits, and no other.
 */
public final class SleepTogether {
    private static final int TASKS = 10_000;

    private SleepTogether() {}

    /** Runs it; takes {@code --scale FACTOR}. */
    public static void main(String... arguments) {
        Show.main(SleepTogether.class, SleepTogether::run, arguments);
    }

    /** The example. */
    public static void run(Show show) throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        for (int i = 0; i < 3; i++) {
            show.sleep(1);
        }
        show.say("3 sleeps in a row: " + show.since(start));

        start = System.nanoTime();
        try (TaskGroup group = TaskGroup.open("sleepers")) {
            for (int i = 0; i < TASKS; i++) {
                group.fork(() -> show.sleep(1));
            }
            group.join();
        }
        show.say(TASKS + " sleeps together: " + show.since(start));
    }
}
