package dev.heddle.samples.queues;

import dev.heddle.queue.WorkQueue;
import dev.heddle.samples.Show;
import dev.heddle.task.TaskGroup;
import java.util.concurrent.ExecutionException;

/**
 * One producer, one consumer: put, take, taskDone, join.
 *
 * <p>In Python: {@code asyncio.Queue}, a consumer in an endless loop, {@code await queue.join()}, and {@code
 * consumer.cancel()}.
 *
 * <pre>
 * put 1
 * put 2
 * took 1
 * ...
 * every number is done
 * </pre>
 *
 * <p>Better here: the consumer is a daemon of the group, which cancels it at the end; if it fails, {@code join} throws
 * instead of waiting for ever. {@code queue.forEach(...)} would call {@code taskDone} for it, also when the handler throws.
 */
public final class TakeAndTaskDone {
    private TakeAndTaskDone() {}

    /** Runs it; takes {@code --scale FACTOR}. */
    public static void main(String... arguments) {
        Show.main(TakeAndTaskDone.class, TakeAndTaskDone::run, arguments);
    }

    /** The example. */
    public static void run(Show show) throws InterruptedException, ExecutionException {
        try (TaskGroup group = TaskGroup.open("numbers")) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, "numbers", 2);
            group.forkDaemon("consumer", () -> consume(queue, show));
            for (int i = 1; i <= 5; i++) {
                queue.put(i);
                show.say("put " + i);
            }
            queue.join();
            show.say("every number is done");
        }
    }

    private static void consume(WorkQueue<Integer> queue, Show show) throws InterruptedException {
        for (;;) {
            int number = queue.take();
            show.sleep(0.1);
            show.say("took " + number);
            queue.taskDone();
        }
    }
}
