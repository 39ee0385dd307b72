package dev.heddle.samples.queues;

import dev.heddle.queue.WorkQueue;
import dev.heddle.samples.Show;
import dev.heddle.task.TaskGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Three producers, and two packers who wait until there is a box full.
 *
 * <p>In Python: producers and consumers on one {@code asyncio.Queue}, who tell each other by an {@code asyncio.Condition}.
 *
 * <pre>
 * a box of [egg of Ann, egg of Ben, egg of Cleo]
 * ...
 * 4 boxes, 12 eggs in all
 * </pre>
 *
 * <p>Better here: waiting for one item is the queue's own business, so the condition says only what a queue cannot: that there
 * are three. {@code await} ends when the group is cancelled; if a producer fails, no packer is left waiting.
 */
public final class QueueWithCondition {
    private static final List<String> HENS = List.of("Ann", "Ben", "Cleo");
    private static final int EGGS_EACH = 4;
    private static final int BOX = 3;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int boxes;

    private QueueWithCondition() {}

    /** Runs it; takes {@code --scale FACTOR}. */
    public static void main(String... arguments) {
        Show.main(QueueWithCondition.class, QueueWithCondition::run, arguments);
    }

    /** The example. */
    public static void run(Show show) throws InterruptedException, ExecutionException {
        QueueWithCondition farm = new QueueWithCondition();
        try (TaskGroup group = TaskGroup.open("farm")) {
            WorkQueue<String> eggs = WorkQueue.unbounded(group, "eggs");
            for (String hen : HENS) {
                group.fork(hen, () -> farm.lay(hen, eggs, show));
            }
            group.fork("packer 1", () -> farm.pack(eggs, show));
            group.fork("packer 2", () -> farm.pack(eggs, show));
            group.join();
            show.say(farm.boxes + " boxes, " + eggs.stats().done() + " eggs in all");
        }
    }

    private void lay(String hen, WorkQueue<String> eggs, Show show) throws InterruptedException {
        for (int i = 0; i < EGGS_EACH; i++) {
            show.sleepUpTo(0.3);
            lock.lockInterruptibly();
            try {
                eggs.put("egg of " + hen);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void pack(WorkQueue<String> eggs, Show show) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (boxes < HENS.size() * EGGS_EACH / BOX) {
                if (eggs.size() < BOX) {
                    changed.await();
                    continue;
                }
                List<String> box = new ArrayList<>();
                eggs.drainTo(box, BOX);
                box.forEach(egg -> eggs.taskDone());
                boxes++;
                changed.signalAll();
                show.say("a box of " + box);
            }
        } finally {
            lock.unlock();
        }
    }
}
