package dev.heddle.samples.locks;

import dev.heddle.samples.Show;
import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A counter under a lock, for many tasks; and one that gives up waiting for it.
 *
 * <p>In Python: tasks that read a number, wait, and write it back, in {@code async with lock}.
 *
 * <pre>
 * 20 increments: 20
 * a task that waited for the lock was cancelled: true
 * 20 increments are still 20
 * </pre>
 *
 * <p>Better here: it is the JDK's own lock, for threads of every kind, while asyncio's serves one loop. Taken with {@code
 * lockInterruptibly}, it obeys the group: a cancelled task stops waiting at once.
 */
public final class LockedCounter {
    private static final int TASKS = 20;

    private final ReentrantLock lock = new ReentrantLock();
    private int count;

    private LockedCounter() {}

    /** Runs it; takes {@code --scale FACTOR}. */
    public static void main(String... arguments) {
        Show.main(LockedCounter.class, LockedCounter::run, arguments);
    }

    /** The example. */
    public static void run(Show show) throws InterruptedException, ExecutionException {
        LockedCounter counter = new LockedCounter();
        try (TaskGroup group = TaskGroup.open("increments")) {
            for (int i = 0; i < TASKS; i++) {
                group.fork(() -> counter.increment(show));
            }
            group.join();
        }
        show.say(TASKS + " increments: " + counter.count);

        counter.lock.lock();
        try (TaskGroup group = TaskGroup.open("one waits")) {
            Task<Void> waiter = group.fork("waiter", () -> counter.increment(show));
            waiter.cancel(true);
            group.join();
            show.say("a task that waited for the lock was cancelled: " + waiter.isCancelled());
        } finally {
            counter.lock.unlock();
        }
        show.say(TASKS + " increments are still " + counter.count);
    }

    private void increment(Show show) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            int seen = count;
            show.sleep(0.02);
            count = seen + 1;
        } finally {
            lock.unlock();
        }
    }
}
