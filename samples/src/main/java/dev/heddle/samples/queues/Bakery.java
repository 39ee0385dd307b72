package dev.heddle.samples.queues;

import dev.heddle.queue.PoolOptions;
import dev.heddle.queue.WorkQueue;
import dev.heddle.queue.WorkerPool;
import dev.heddle.samples.Show;
import dev.heddle.task.TaskGroup;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * Two bakers, two eaters and a plate: join, then cancel.
 *
 * <p>In Python: the well-known example of {@code Queue.join} and {@code task_done}. Two producer-consumer pairs share one
 * queue; bakers are faster than eaters; when they are done, {@code await queue.join()}, and the eaters are cancelled. First
 * with a table that has space for all, then with a plate for six breads, which makes the bakers wait.
 *
 * <pre>
 * table: the bakers have ended, 9 breads to go
 * table: 16 breads eaten, never more than 11 waiting
 * plate: John waits, the plate is full
 * ...
 * plate: the bakers have ended, 8 breads to go
 * plate: 16 breads eaten, never more than 6 waiting
 * </pre>
 *
 * <p>Better here: an eater reports each bread by returning from its handler, whatever happens in it; and {@code
 * joinThenCancel} refuses to be called while a baker is still at work, whose bread nobody would eat.
 */
public final class Bakery {
    private static final int PLATE = 6;
    private static final int BREADS_EACH = 8;

    private Bakery() {}

    /** Runs it; takes {@code --scale FACTOR}. */
    public static void main(String... arguments) {
        Show.main(Bakery.class, Bakery::run, arguments);
    }

    /** The example. */
    public static void run(Show show) throws InterruptedException, ExecutionException {
        try (TaskGroup group = TaskGroup.open("bakery with a table")) {
            open(group, WorkQueue.unbounded(group, "table"), show);
        }
        try (TaskGroup group = TaskGroup.open("bakery with a plate")) {
            open(group, WorkQueue.bounded(group, "plate", PLATE), show);
        }
    }

    private static void open(TaskGroup group, WorkQueue<String> breads, Show show)
            throws InterruptedException, ExecutionException {
        String where = breads.name() + ": ";
        WorkerPool<String> eaters = WorkerPool.start(group, breads, PoolOptions.size(2).named("eater"), bread -> {
            show.sleep(0.3);
            show.say(where + "ate " + bread);
        });
        for (String baker : List.of("John", "Mike")) {
            group.fork(baker, () -> bake(baker, breads, show));
        }
        group.join();
        show.say(where + "the bakers have ended, " + breads.unfinished() + " breads to go");
        eaters.joinThenCancel();
        show.say(
                where + breads.stats().done() + " breads eaten, never more than " + breads.stats().peak() + " waiting");
    }

    private static void bake(String baker, WorkQueue<String> breads, Show show) throws InterruptedException {
        for (int i = 1; i <= BREADS_EACH; i++) {
            show.sleep(0.1);
            String bread = baker + "'s bread " + i;
            if (!breads.offer(bread)) {
                show.say(breads.name() + ": " + baker + " waits, the " + breads.name() + " is full");
                breads.put(bread);
            }
            show.say(breads.name() + ": baked " + bread);
        }
    }
}
