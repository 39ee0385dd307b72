package dev.heddle.queue;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The workers of one queue, of all its pools: so that they are not left waiting for each other, each to put into the
 * queue that only they empty. Thread-safe.
 */
final class Crew {
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicInteger alive = new AtomicInteger();
    private final AtomicInteger putting = new AtomicInteger();

    /** Counts workers that are about to start: they can take as soon as they run. */
    void hire(int workers) {
        alive.addAndGet(workers);
    }

    /** A worker will not take any more. */
    void dismiss() {
        alive.decrementAndGet();
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

    /**
     * A worker has tried in vain to put.
     *
     * @return whether all workers have, and none has tried again since
     */
    boolean enterPut() {
        return putting.incrementAndGet() >= alive.get();
    }

    /** A worker is about to try again, or gives up. */
    void leavePut() {
        putting.decrementAndGet();
    }
}
