package dev.heddle.queue;

import dev.heddle.internal.park.Cancellation;
import dev.heddle.task.CancelReason;
import dev.heddle.task.Outcome;
import dev.heddle.task.Task;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Counts the producers, or the consumers, whose end is to end a queue. Thread-safe. */
final class Ends {
    private final AtomicInteger due = new AtomicInteger();
    private final AtomicReference<Throwable> cutShort = new AtomicReference<>();
    private final Consumer<Throwable> whenAllHaveEnded;

    /**
     * @param whenAllHaveEnded given null, or why one of them was cut short: consumers must not take what they got for all there
     *     is
     */
    Ends(Consumer<Throwable> whenAllHaveEnded) {
        this.whenAllHaveEnded = whenAllHaveEnded;
    }

    /** These as well: the tasks, and the workers of the pools. */
    void expect(List<? extends Task<?>> tasks, List<WorkerPool<?>> pools) {
        due.addAndGet(tasks.size() + pools.size() + 1); // one for this call: nothing ends while it counts
        for (Task<?> task : tasks) {
            task.onEnd(() -> ended(cutShort(task)));
        }
        for (WorkerPool<?> pool : pools) {
            pool.onEnd(() -> ended(pool.cutShort()));
        }
        ended(null);
    }

    private void ended(Throwable why) {
        if (why != null) {
            cutShort.compareAndSet(null, why);
        }
        if (due.decrementAndGet() == 0) {
            whenAllHaveEnded.accept(cutShort.get());
        }
    }

    /** Why a task was cut short: the failure, or the cancellation; null if it was not. */
    static Throwable cutShort(Task<?> task) {
        return switch (task.outcome()) {
            case Outcome.Success<?> success -> null;
            case Outcome.Failure<?>(Throwable cause) -> cause;
            case Outcome.Cancelled<?>(CancelReason why, Throwable cause) ->
                Cancellation.exception(task + ": " + why, cause);
        };
    }
}
