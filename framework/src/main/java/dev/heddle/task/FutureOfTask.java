package dev.heddle.task;

import dev.heddle.internal.Seam;
import java.util.concurrent.CompletableFuture;

/**
 * A task as a future. A thread of its own completes it: callbacks run on the thread that completes, and on the task's they
 * would hold up its end, and with that the close of its group.
 */
final class FutureOfTask<T> extends CompletableFuture<T> {
    private static final boolean HELD_UP = Seam.mutant("held-up-by-callbacks");

    private final TaskCell<? extends T> task;

    private FutureOfTask(TaskCell<? extends T> task) {
        this.task = task;
    }

    static <T> FutureOfTask<T> of(TaskCell<? extends T> task) {
        FutureOfTask<T> future = new FutureOfTask<>(task);
        if (task.isDone()) {
            future.settle(); // nobody has a callback at it yet
        } else {
            task.onEnd(HELD_UP ? future::settle : future::settleElsewhere);
        }
        return future;
    }

    private void settleElsewhere() {
        try {
            Thread.ofVirtual().name("future of task '" + task.name() + "'").start(this::settle);
        } catch (OutOfMemoryError e) {
            settle(); // late is better than never
        }
    }

    private void settle() {
        settleAs(task);
    }

    private <S extends T> void settleAs(TaskCell<S> ended) {
        switch (ended.outcome()) {
            case Outcome.Success<S>(S value) -> complete(value);
            case Outcome.Failure<S>(Throwable cause) -> completeExceptionally(cause);
            case Outcome.Cancelled<S> cancelled -> completeExceptionally(ended.cancellation(cancelled));
        }
    }

    /** For who is about to wait for it. */
    void refuseItself() {
        if (!isDone() && TaskCell.current() == task) {
            throw new IllegalStateException(
                    "await of the future of " + task + " by that task itself, which would never end");
        }
    }

    /** Tells the task first: callbacks of this future would hold that up. */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (!isDone()) {
            task.cancel(mayInterruptIfRunning);
        }
        return super.cancel(mayInterruptIfRunning);
    }
}
