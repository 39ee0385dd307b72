package dev.heddle.samples.web;

import java.util.concurrent.atomic.AtomicInteger;

/** How many there are at the same time, at the most. Thread-safe. */
final class Gauge {
    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    /** There is one more. */
    void enter() {
        most.accumulateAndGet(now.incrementAndGet(), Math::max);
    }

    /** There is one less. */
    void leave() {
        now.decrementAndGet();
    }

    /** How many there were at the most, so far. */
    int most() {
        return most.get();
    }
}
