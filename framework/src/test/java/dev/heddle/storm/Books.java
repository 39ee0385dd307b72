package dev.heddle.storm;

import dev.heddle.queue.QueueStats;
import dev.heddle.queue.WorkQueue;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * The books of one queue. They are balanced when nobody uses it any more: each item that a producer says is in has been taken
 * or handed back, once, and in its producer's order unless it was given back in between; the queue's own figures agree.
 */
final class Books {
    private final WorkQueue<Item> queue;
    private final int capacity;
    private final boolean ordered;
    private final int producers;
    private final int consumers;
    private final Problems problems;

    // For each producer; the last is for the anchor.
    private final AtomicIntegerArray put;
    private final BitSet[] out;
    private final int[] lastTaken;
    private int outs;

    final LongAdder doneBegun = new LongAdder();
    final LongAdder givenBack = new LongAdder();
    final LongAdder rejected = new LongAdder();

    /** Taken and not to be reported done until the end. */
    final LongAdder owed = new LongAdder();

    /**
     * @param capacity what was asked for, whatever the queue says
     * @param ordered whether the items of a producer leave in its order
     * @param producers how many threads may put at a time
     * @param consumers how many may take
     */
    Books(WorkQueue<Item> queue, int capacity, boolean ordered, int producers, int consumers, Problems problems) {
        this.queue = queue;
        this.capacity = capacity;
        this.ordered = ordered;
        this.producers = producers;
        this.consumers = consumers;
        this.problems = problems;
        this.put = new AtomicIntegerArray(producers + 1);
        this.out = new BitSet[producers + 1];
        this.lastTaken = new int[producers + 1];
        Arrays.setAll(out, i -> new BitSet());
        Arrays.fill(lastTaken, -1);
    }

    // ---- while the storm goes on

    /** The next item of a producer. */
    Item next(int producer, int ahead) {
        return new Item(producer, put.get(producer) + ahead);
    }

    /** The producer's next items are in. */
    void in(int producer, int items) {
        put.addAndGet(producer, items);
    }

    long allPut() {
        long all = 0;
        for (int i = 0; i < put.length(); i++) {
            all += put.get(i);
        }
        return all;
    }

    /** The first item, put and taken before all others, and never done: the queue is never finished. */
    void anchor() {
        Taken taken = new Taken();
        problems.check(queue.offer(next(producers, 0)), () -> "an empty queue refuses an item: " + queue);
        in(producers, 1);
        taken.add(queue.poll());
        taken.close();
        owed.increment();
    }

    void checkBounds() {
        QueueStats stats = queue.stats();
        problems.check(stats.size() >= 0 && stats.size() <= capacity && stats.unfinished() >= 0,
                () -> "out of bounds (Q12): " + stats);
        problems.check(stats.waitingPutters() <= producers && stats.waitingTakers() <= consumers,
                () -> producers + " producers and " + consumers + " consumers, but a leaked waiter (Q4): " + stats);
    }

    /** What one taker has got, in order. */
    final class Taken {
        private final int[] last = new int[out.length];
        private final BitSet[] mine = new BitSet[out.length];
        private int count;

        Taken() {
            Arrays.fill(last, -1);
            Arrays.setAll(mine, i -> new BitSet());
        }

        /** An item was taken. */
        void add(Item item) {
            problems.check(item.take(), () -> item + " is held by two");
            checkOrder(item, last);
            BitSet numbers = mine[item.producer];
            problems.check(!numbers.get(item.number), () -> item + " came twice to one taker");
            numbers.set(item.number);
            count++;
        }

        /** The item is going to be given back. */
        void goesBack(Item item, boolean onLease) {
            mine[item.producer].clear(item.number);
            count--;
            givenBack.increment();
            item.giveBack(onLease);
        }

        /** That was all. */
        void close() {
            synchronized (Books.this) {
                outs += count;
                for (int p = 0; p < out.length; p++) {
                    int producer = p;
                    problems.check(!out[p].intersects(mine[p]), () -> "items of " + producer + " came to two takers");
                    out[p].or(mine[p]);
                    lastTaken[p] = Math.max(lastTaken[p], last[p]);
                }
            }
        }
    }

    private void checkOrder(Item item, int[] last) {
        if (ordered && !item.isOutOfOrder()) {
            int before = last[item.producer];
            problems.check(before < item.number, () -> item + " came after number " + before + " (Q2)");
            last[item.producer] = item.number;
        }
    }

    // ---- afterwards

    /** What closeNow handed back. To be called when all takers are closed. */
    synchronized void handedBack(List<Item> items) {
        int[] last = lastTaken.clone(); // they were there before, so they left before
        for (Item item : items) {
            problems.check(item.take(), () -> item + " was handed back while somebody held it");
            checkOrder(item, last);
            problems.check(!out[item.producer].get(item.number), () -> item + " was taken and handed back");
            out[item.producer].set(item.number);
        }
        outs += items.size();
    }

    /** Balances all: when nobody uses the queue, and what was left in it has been handed back. */
    synchronized void balance() {
        long all = allPut();
        int allOut = outs;
        problems.check(all == allOut, () -> all + " items put, " + allOut + " taken or handed back; " + queue.stats());
        for (int p = 0; p < out.length; p++) {
            int producer = p;
            BitSet missing = new BitSet();
            missing.set(0, put.get(p));
            missing.xor(out[p]);
            problems.check(missing.isEmpty(), () -> "lost or never put, of producer " + producer + ": " + missing);
        }
        QueueStats stats = queue.stats();
        long debt = owed.sum();
        problems.check(stats.size() == 0 && stats.awaitingRedelivery() == 0, () -> "it is not empty: " + stats);
        problems.check(stats.peak() <= capacity, () -> "more than " + capacity + " were in it: " + stats);
        problems.check(stats.puts() == all && stats.takes() == all, () -> "wrong puts or takes: " + stats);
        problems.check(stats.redelivered() == givenBack.sum(), () -> "given back " + givenBack + ": " + stats);
        problems.check(stats.rejected() == rejected.sum(), () -> "rejected " + rejected + ": " + stats);
        problems.check(stats.unfinished() == debt, () -> debt + " items are not done: " + stats);
        problems.check(stats.waitingPutters() == 0 && stats.waitingTakers() == 0, () -> "a leaked waiter: " + stats);
        payDebts(debt);
    }

    private void payDebts(long debt) {
        try {
            for (long i = 0; i < debt; i++) {
                queue.taskDone();
            }
        } catch (IllegalStateException e) {
            problems.add("a debt that cannot be paid", e);
        }
        problems.check(queue.unfinished() == 0, () -> "unfinished though all is done: " + queue.stats());
        try {
            queue.taskDone();
            problems.add("done more often than taken (Q5)", null);
        } catch (IllegalStateException expected) {
            // as it should be
        }
    }
}
