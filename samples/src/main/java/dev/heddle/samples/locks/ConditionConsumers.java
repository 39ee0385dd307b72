package dev.heddle.samples.locks;

import dev.heddle.samples.Show;
import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Consumers that wait on a condition: each item wakes one, the end wakes all.
 *
 * <p>In Python: {@code asyncio.Condition} with {@code notify}. Its well-known example notifies once and ends after one item:
 * the other consumers are never told.
 *
 * <pre>
 * Ann got apple
 * Ben got pear
 * ...
 * 6 of 6 items, and all consumers have ended
 * </pre>
 *
 * <p>Right here: what is waited for is looked at again in a loop, and the end is a part of it, told to all. It is the JDK's
 * own condition: {@code await} is interrupted when the group is cancelled, so that nobody waits for ever if the producer
 * fails. A {@code WorkQueue} does all this by itself.
 */
public final class ConditionConsumers {
    private static final List<String> FRUIT = List.of("apple", "pear", "plum", "fig", "lime", "kiwi");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<String> items = new ArrayDeque<>();
    private boolean ended;

    private ConditionConsumers() {}

    /** Runs it; takes {@code --scale FACTOR}. */
    public static void main(String... arguments) {
        Show.main(ConditionConsumers.class, ConditionConsumers::run, arguments);
    }

    /** The example. */
    public static void run(Show show) throws InterruptedException, ExecutionException {
        ConditionConsumers shelf = new ConditionConsumers();
        try (TaskGroup group = TaskGroup.open("fruit")) {
            List<Task<Integer>> consumers = Stream.of("Ann", "Ben", "Cleo")
                    .map(name -> group.fork(name, () -> shelf.consume(name, show))).toList();
            for (String fruit : FRUIT) {
                show.sleep(0.1);
                shelf.put(fruit);
            }
            shelf.end();
            group.join();
            int got = consumers.stream().mapToInt(Task::resultNow).sum();
            show.say(got + " of " + FRUIT.size() + " items, and all consumers have ended");
        }
    }

    private int consume(String name, Show show) throws InterruptedException {
        int got = 0;
        for (String item = next(); item != null; item = next()) {
            show.say(name + " got " + item);
            got++;
        }
        return got;
    }

    private String next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (items.isEmpty() && !ended) {
                changed.await();
            }
            return items.poll();
        } finally {
            lock.unlock();
        }
    }

    private void put(String item) {
        lock.lock();
        try {
            items.add(item);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
