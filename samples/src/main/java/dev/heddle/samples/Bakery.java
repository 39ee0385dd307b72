package dev.heddle.samples;

import dev.heddle.queue.WorkQueue;
import dev.heddle.queue.WorkerPool;
import dev.heddle.task.TaskGroup;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * Two bakers, a plate for six breads, and two eaters: join, then cancel.
 *
 * <p>The well-known example of asyncio's {@code Queue.join} and {@code task_done}. Here the plate is really bounded, so the
 * bakers wait when it is full; the eaters report each bread by returning from their handler; and {@code joinThenCancel}
 * would refuse to be called while a baker is still at work.
 */
public final class Bakery {
    private static final int BREADS_EACH = 6;

    private Bakery() {}

    /** Runs it; takes no arguments. */
    public static void main(String[] args) throws InterruptedException, ExecutionException {
        try (TaskGroup group = TaskGroup.open("bakery")) {
            WorkQueue<String> plate = WorkQueue.bounded(group, "plate", 6);
            WorkerPool<String> eaters = WorkerPool.start(group, plate, 2, bread -> say("ate   " + bread));
            for (String baker : List.of("John", "Mike")) {
                group.fork(baker, () -> bake(baker, plate));
            }
            group.join();
            say("the bakers have ended, " + plate.unfinished() + " breads to go");
            eaters.joinThenCancel();
            say("every bread is eaten: " + plate.stats().done());
        }
    }

    private static void bake(String baker, WorkQueue<String> plate) throws InterruptedException {
        for (int i = 1; i <= BREADS_EACH; i++) {
            String bread = baker + "'s bread " + i;
            plate.put(bread);
            say("baked " + bread);
        }
    }

    private static void say(String what) {
        System.out.println(what);
    }
}
