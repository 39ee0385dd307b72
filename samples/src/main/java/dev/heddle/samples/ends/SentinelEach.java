package dev.heddle.samples.ends;

import dev.heddle.queue.WorkQueue;
import dev.heddle.queue.WorkerPool;
import dev.heddle.queue.WorkerReport;
import dev.heddle.samples.Show;
import dev.heddle.task.TaskGroup;
import java.util.concurrent.ExecutionException;

/**
 * Three consumers, and as many sentinels.
 *
 * <p>In Python: as with one, but the producer has to know how many consumers there are, and puts {@code None} for each.
 *
 * <pre>
 * worker-1 consumed bread 1
 * worker-3 consumed bread 2
 * ...
 * 10 breads consumed, workers left: 0
 * </pre>
 *
 * <p>Better here: the pool knows its workers. {@code sentinel} puts one for each that lives, and returns when all have ended;
 * one too few, and a consumer would wait for ever.
 */
public final class SentinelEach {
    private static final String END = new String("end");

    private SentinelEach() {}

    /** Runs it; takes {@code --scale FACTOR}. */
    public static void main(String... arguments) {
        Show.main(SentinelEach.class, SentinelEach::run, arguments);
    }

    /** The example. */
    public static void run(Show show) throws InterruptedException, ExecutionException {
        try (TaskGroup group = TaskGroup.open("a sentinel each")) {
            WorkQueue<String> queue = WorkQueue.unbounded(group);
            WorkerPool<String> consumers = WorkerPool.start(group, queue, 3, bread -> {
                show.sleepUpTo(0.5);
                show.say(Thread.currentThread().getName() + " consumed " + bread);
            });
            for (int i = 1; i <= 10; i++) {
                show.sleepUpTo(0.2);
                queue.put("bread " + i);
            }
            consumers.sentinel(END);
            long handled = consumers.report().stream().mapToLong(WorkerReport::handled).sum();
            show.say(handled + " breads consumed, workers left: " + consumers.alive());
        }
    }
}
