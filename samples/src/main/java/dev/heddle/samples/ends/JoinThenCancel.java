package dev.heddle.samples.ends;

import dev.heddle.queue.WorkQueue;
import dev.heddle.queue.WorkerPool;
import dev.heddle.samples.Show;
import dev.heddle.task.TaskGroup;
import java.util.concurrent.ExecutionException;

/**
 * Three consumers in endless loops: when all is done they are idle, and cancelled.
 *
 * <p>In Python: no sentinel; {@code await queue.join()} when the producer has ended, then {@code cancel} for each consumer.
 *
 * <pre>
 * worker-2 consumed bread 1
 * worker-1 consumed bread 2
 * ...
 * 10 breads consumed, workers left: 0
 * </pre>
 *
 * <p>Better here: it is one call, and asked too early, while a producer lives, it says so instead of cutting it short. A
 * handler that throws has finished its bread all the same: in asyncio, a {@code task_done} that is skipped makes {@code join}
 * wait for ever.
 */
public final class JoinThenCancel {
    private JoinThenCancel() {}

    /** Runs it; takes {@code --scale FACTOR}. */
    public static void main(String... arguments) {
        Show.main(JoinThenCancel.class, JoinThenCancel::run, arguments);
    }

    /** The example. */
    public static void run(Show show) throws InterruptedException, ExecutionException {
        try (TaskGroup group = TaskGroup.open("join, then cancel")) {
            WorkQueue<String> queue = WorkQueue.unbounded(group);
            WorkerPool<String> consumers = WorkerPool.start(group, queue, 3, bread -> {
                show.sleepUpTo(0.5);
                show.say(Thread.currentThread().getName() + " consumed " + bread);
            });
            group.fork("producer", () -> {
                for (int i = 1; i <= 10; i++) {
                    show.sleepUpTo(0.2);
                    queue.put("bread " + i);
                }
            });
            group.join();
            consumers.joinThenCancel();
            show.say(queue.stats().done() + " breads consumed, workers left: " + consumers.alive());
        }
    }
}
