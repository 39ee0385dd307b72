package dev.heddle.task;

import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * What a group does when one of its tasks fails.
 *
 * <p>A handler is told of every failure: on the thread of the task that failed, before others can see that it has, and possibly
 * by several at the same time. To be kept short, since it delays the task's end, and the cancellation of the others. What a
 * handler throws is a failure of the group and cancels it, also one that otherwise keeps going; there the failure that the
 * handler was given is among the suppressed of what it threw.
 */
public final class FailurePolicy {
    private static final FailurePolicy FAIL_FAST = new FailurePolicy(true, null);

    private final boolean failFast;
    private final BiConsumer<? super Task<?>, ? super Throwable> handler;

    private FailurePolicy(boolean failFast, BiConsumer<? super Task<?>, ? super Throwable> handler) {
        this.failFast = failFast;
        this.handler = handler;
    }

    /**
     * The first failure cancels the group, and {@code join} throws it. The usual policy.
     *
     * @return the policy
     */
    public static FailurePolicy failFast() {
        return FAIL_FAST;
    }

    /**
     * The same, with somebody to tell: in a log, say, as they come, or of those that {@link TaskFailedException#failures} does
     * not list because they are too many.
     *
     * @param handler told of every failure, and of nothing that is merely a cancellation
     * @return the policy
     */
    public static FailurePolicy failFast(BiConsumer<? super Task<?>, ? super Throwable> handler) {
        return new FailurePolicy(true, Objects.requireNonNull(handler, "handler"));
    }

    /**
     * A failure is its handler's business: the other tasks go on, and {@code join} does not throw
     * it.
     *
     * @param handler told of every failure
     * @return the policy
     */
    public static FailurePolicy keepGoing(BiConsumer<? super Task<?>, ? super Throwable> handler) {
        return new FailurePolicy(false, Objects.requireNonNull(handler, "handler"));
    }

    boolean isFailFast() {
        return failFast;
    }

    void tell(Task<?> task, Throwable failure) {
        if (handler != null) {
            handler.accept(task, failure);
        }
    }

    @Override
    public String toString() {
        return !failFast ? "keep going" : handler == null ? "fail fast" : "fail fast, with a handler";
    }
}
