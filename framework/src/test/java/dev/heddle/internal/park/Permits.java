package dev.heddle.internal.park;

import java.util.concurrent.atomic.AtomicInteger;

/** The smallest thing to wait for: a number of permits, and the list of those who want one. */
final class Permits implements WaitList.Contended<String> {
    final WaitList list = new WaitList(this);
    final AtomicInteger left = new AtomicInteger();

    @Override
    public String attempt() {
        int n;
        do {
            n = left.get();
        } while (n > 0 && !left.compareAndSet(n, n - 1));
        return n > 0 ? "permit" : null;
    }

    @Override
    public boolean holds() {
        return left.get() > 0;
    }

    /** Waits for one, whatever is cancelled. */
    void acquire() throws InterruptedException {
        list.await(this, Deadline.NEVER, null);
    }

    /** Adds some, with a single signal. */
    void release(int permits) {
        left.addAndGet(permits);
        list.signal();
    }
}
