package dev.heddle.queue;

import dev.heddle.internal.park.Cancellation;
import dev.heddle.task.CancelReason;
import dev.heddle.task.Outcome;
import dev.heddle.task.Task;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Counts the producers whose end is to close a queue. Thread-safe. */
final class Ends {
    private final AtomicInteger due = new AtomicInteger();
    private final AtomicReference<Throwable> cutShort = new AtomicReference<>();
    private final Consumer<Throwable> whenAllHaveEnded;

    /**
     * @param whenAllHaveEnded given null, or why a producer has not said all: consumers must not take what they got for all
     *     there is
     */
    Ends(Consumer<Throwable> whenAllHaveEnded) {
        this.whenAllHaveEnded = whenAllHaveEnded;
    }

    /** So many more producers. */
    void expect(int producers) {
        due.addAndGet(producers);
    }

    /** A producer has ended; with the reason if it was cut short, or null. */
    void ended(Throwable why) {
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
                Cancellation.exception("producer " + task + ": " + why, cause);
        };
    }
}
