package dev.heddle.storm;

import dev.heddle.task.Task;
import java.util.concurrent.atomic.AtomicInteger;

/** One body of a task or call: how often it ran, and how it ended. */
final class Run implements AutoCloseable {
    final int value;
    final AtomicInteger begun = new AtomicInteger();
    final AtomicInteger closes = new AtomicInteger();
    volatile boolean ended;
    volatile Throwable thrown;

    /** Null until its forker has it, and for calls. */
    volatile Task<Integer> task;

    /** Whether somebody has told this very task to stop. */
    volatile boolean asked;

    /** Whether it owns a resource, which is this. */
    volatile boolean owned;

    Run(int value) {
        this.value = value;
    }

    void cancel(boolean mayInterrupt) {
        asked = true;
        task.cancel(mayInterrupt);
    }

    /** As a resource. */
    @Override
    public void close() {
        closes.incrementAndGet();
    }

    @Override
    public String toString() {
        return "run " + value + " of " + task + ", begun " + begun + ", thrown " + thrown;
    }
}
