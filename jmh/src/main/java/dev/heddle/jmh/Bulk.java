package dev.heddle.jmh;

import dev.heddle.queue.WorkQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A queue into which whole batches go, and out of which they come. */
sealed interface Bulk {

    /** Puts a batch, waiting for space. */
    void put(List<Integer> batch) throws InterruptedException;

    /** Waits for one item, then takes what else is there, up to so many in all. */
    void take(List<Integer> target, int most) throws InterruptedException;

    /** Puts a batch into a queue that has space for it, without waiting. */
    void add(List<Integer> batch) throws InterruptedException;

    /** Takes what is there, up to so many, without waiting. */
    void drain(List<Integer> target, int most);

    static Bulk open(String name, int capacity) {
        return switch (name) {
            case "WorkQueue" -> new Heddle(WorkQueue.bounded(capacity));
            case "ArrayBlockingQueue" -> new Jdk(new ArrayBlockingQueue<>(capacity));
            case "LinkedBlockingQueue" -> new Jdk(new LinkedBlockingQueue<>(capacity));
            default -> throw new IllegalArgumentException("there is no queue called '" + name + "' with batches");
        };
    }

    /** Puts so many items, in batches of this size; returns their sum. */
    default long putMany(int items, int size) throws InterruptedException {
        List<Integer> batch = batch(size);
        long sum = 0;
        for (int i = 0; i < items; i += size) {
            put(batch);
            sum += sum(batch);
        }
        return sum;
    }

    /** Takes so many items, at most this many at a time; returns their sum. */
    default long takeMany(int items, int size) throws InterruptedException {
        List<Integer> batch = new ArrayList<>(size);
        long sum = 0;
        for (int left = items; left > 0; left -= batch.size()) {
            batch.clear();
            take(batch, Math.min(size, left));
            sum += sum(batch);
        }
        return sum;
    }

    /** So many items. */
    static List<Integer> batch(int size) {
        List<Integer> batch = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            batch.add(i & 127);
        }
        return batch;
    }

    private static long sum(List<Integer> batch) {
        long sum = 0;
        for (int i = 0; i < batch.size(); i++) {
            sum += batch.get(i);
        }
        return sum;
    }

    /** {@code putAll} and {@code drainTo}; each item is reported as done. */
    record Heddle(WorkQueue<Integer> queue) implements Bulk {
        @Override
        public void put(List<Integer> batch) throws InterruptedException {
            queue.putAll(batch);
        }

        @Override
        public void take(List<Integer> target, int most) throws InterruptedException {
            target.add(queue.take());
            queue.taskDone();
            drain(target, most - 1);
        }

        @Override
        public void add(List<Integer> batch) throws InterruptedException {
            queue.putAll(batch);
        }

        @Override
        public void drain(List<Integer> target, int most) {
            int drained = queue.drainTo(target, most);
            for (int i = 0; i < drained; i++) {
                queue.taskDone();
            }
        }
    }

    /** {@code addAll} and {@code drainTo}; since {@code addAll} throws when the queue is full, a loop where it may be. */
    record Jdk(BlockingQueue<Integer> queue) implements Bulk {
        @Override
        public void put(List<Integer> batch) throws InterruptedException {
            for (int i = 0; i < batch.size(); i++) {
                queue.put(batch.get(i));
            }
        }

        @Override
        public void take(List<Integer> target, int most) throws InterruptedException {
            target.add(queue.take());
            drain(target, most - 1);
        }

        @Override
        public void add(List<Integer> batch) {
            queue.addAll(batch);
        }

        @Override
        public void drain(List<Integer> target, int most) {
            queue.drainTo(target, most);
        }
    }
}
