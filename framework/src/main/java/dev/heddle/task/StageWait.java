package dev.heddle.task;

import dev.heddle.internal.Thrown;
import dev.heddle.internal.park.CurrentScope;
import dev.heddle.internal.park.Deadline;
import dev.heddle.internal.park.WaitList;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * One wait for a stage, which is told by a callback. The JDK has no way to take a callback back: that of a wait which was given
 * up stays in the stage until it completes, and holds nobody's thread.
 */
final class StageWait<T> {
    private final WaitList waiting;
    private T value;
    private Throwable thrown;

    /** Written after the other two: who sees it sees them. */
    private volatile boolean complete;

    private StageWait(CompletionStage<T> stage) {
        this.waiting = new WaitList(stage);
    }

    /** How the stage has completed; null if the deadline passed first. Whoever does not wait for that cancels the stage. */
    static <T> Outcome<T> await(CompletionStage<T> stage, Deadline deadline) throws InterruptedException {
        if (stage instanceof FutureOfTask<T> future) {
            future.refuseItself();
        }
        StageWait<T> wait = new StageWait<>(stage);
        try {
            CurrentScope.checkEntry();
            stage.whenComplete(wait::arrived);
            if (wait.waiting.awaitTrue(() -> wait.complete, deadline)) {
                return wait.outcome();
            }
        } catch (Throwable e) {
            throw Thrown.raise(givenUp(stage, e));
        }
        cancel(stage);
        return null;
    }

    /** Makes no objects, which could fail, and is short: it runs on the thread that completes the stage. */
    private void arrived(T value, Throwable thrown) {
        this.value = value;
        this.thrown = thrown;
        complete = true;
        waiting.signalAll();
    }

    /** Without the wrapping that a failure gets on its way from stage to stage. */
    private Outcome<T> outcome() {
        if (thrown == null) {
            return new Outcome.Success<>(value);
        }
        Throwable within = thrown instanceof CompletionException ? thrown.getCause() : null;
        Throwable cause = within == null ? thrown : within;
        return cause instanceof CancellationException ? new Outcome.Cancelled<>(CancelReason.ASKED, cause)
                : new Outcome.Failure<>(cause);
    }

    /** Not a stage that is no future, as its contract allows: that one goes on. */
    static void cancel(CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().cancel(true);
        } catch (UnsupportedOperationException noFuture) {
            // there is nothing to tell
        }
    }

    /** Cancelling runs other people's code, which must not hide why the wait has ended. */
    private static Throwable givenUp(CompletionStage<?> stage, Throwable why) {
        try {
            cancel(stage);
            return why;
        } catch (Throwable e) {
            return Thrown.both(why, e);
        }
    }
}
