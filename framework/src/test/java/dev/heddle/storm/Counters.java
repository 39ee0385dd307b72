package dev.heddle.storm;

import java.util.concurrent.atomic.LongAdder;

/** What has happened in storms so far. Thread-safe. */
final class Counters {
    final LongAdder rounds = new LongAdder();
    final LongAdder items = new LongAdder();
    final LongAdder tasks = new LongAdder();
    final LongAdder cancels = new LongAdder();
    final LongAdder interrupts = new LongAdder();
    final LongAdder failures = new LongAdder();
    final LongAdder closes = new LongAdder();

    @Override
    public String toString() {
        return rounds + " rounds, " + items + " items, " + tasks + " tasks, " + cancels + " cancels, " + interrupts
                + " interrupts, " + failures + " failures, " + closes + " closes";
    }
}
