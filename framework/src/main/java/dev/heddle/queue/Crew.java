package dev.heddle.queue;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * The workers of one queue, of all its pools: so that they are not left waiting for each other, each to put into the
 * queue that only they empty. Thread-safe.
 */
final class Crew {
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicInteger alive = new AtomicInteger();
    private final AtomicInteger putting = new AtomicInteger();
    private final LongAdder taken = new LongAdder();

    /** Counts workers that are about to start: they can take as soon as they run. */
    void hire(int workers) {
        alive.addAndGet(workers);
    }

    /** A worker will not take any more. */
    void dismiss() {
        alive.decrementAndGet();
    }

    /** How many workers there are, of all pools. */
    int alive() {
        return alive.get();
    }

    /** The calling thread works for this queue from now on. */
    void enter() {
        threads.add(Thread.currentThread());
    }

    void leave() {
        threads.remove(Thread.currentThread());
    }

    /** Whether the calling thread is one of the workers. */
    boolean includesCaller() {
        return !threads.isEmpty() && threads.contains(Thread.currentThread());
    }

    /** A worker has taken an item, or given it back. */
    void countTaken(int items) {
        taken.add(items);
    }

    /**
     * A worker has tried in vain to put, and would wait for ever.
     *
     * @param takenByAll the items that were taken from the queue, by whomever
     * @return whether that would be for ever indeed: all workers have tried, none has tried again since, and nobody else has
     *     ever taken anything
     */
    boolean enterPut(long takenByAll) {
        return wouldJam(putting.incrementAndGet(), takenByAll);
    }

    /** The same where it is known how many workers wait to put. */
    boolean wouldJam(int waitToPut, long takenByAll) {
        return waitToPut >= alive.get() && taken.sum() == takenByAll;
    }

    /** A worker is about to try again, or gives up. */
    void leavePut() {
        putting.decrementAndGet();
    }
}
