package dev.heddle.samples.queues;

import dev.heddle.queue.WorkQueue;
import dev.heddle.samples.Show;
import dev.heddle.task.TaskGroup;
import java.util.concurrent.ExecutionException;

/**
 * A fast producer and a slow consumer: the queue grows, or the producer waits.
 *
 * <p>In Python: {@code asyncio.Queue()} beside {@code asyncio.Queue(maxsize=5)}.
 *
 * <pre>
 * unbounded:    peak 49, producer done after 0.0 s, consumer after 1.0 s
 * bounded to 5: peak 5, producer done after 0.9 s, consumer after 1.0 s
 * </pre>
 *
 * <p>Better here: the queue keeps its own figures ({@code queue.stats()}): its peak, what came and went, and who waits on
 * either side. And the producer that waits is stopped at once when the consumer fails.
 */
public final class BackPressure {
    private static final int ITEMS = 50;
    private static final int BOUND = 5;

    private BackPressure() {}

    /** Runs it; takes {@code --scale FACTOR}. */
    public static void main(String... arguments) {
        Show.main(BackPressure.class, BackPressure::run, arguments);
    }

    /** The example. */
    public static void run(Show show) throws InterruptedException, ExecutionException {
        try (TaskGroup group = TaskGroup.open("without a bound")) {
            show.say("unbounded:    " + press(group, WorkQueue.unbounded(group), show));
        }
        try (TaskGroup group = TaskGroup.open("with a bound")) {
            show.say("bounded to " + BOUND + ": " + press(group, WorkQueue.bounded(group, BOUND), show));
        }
    }

    private static String press(TaskGroup group, WorkQueue<Integer> queue, Show show)
            throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        group.fork("consumer", () -> queue.forEach(item -> show.sleep(0.02)));
        for (int i = 0; i < ITEMS; i++) {
            queue.put(i);
        }
        String produced = show.since(start);
        queue.close();
        group.join();
        return "peak " + queue.stats().peak() + ", producer done after " + produced + ", consumer after "
                + show.since(start);
    }
}
