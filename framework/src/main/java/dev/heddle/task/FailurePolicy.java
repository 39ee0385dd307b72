package dev.heddle.task;

import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * What a group does when one of its tasks fails.
 *
 * <p>A handler is called on the thread of the task that failed, possibly by several at the same
 * time. What a handler throws is a failure of the group, with the one that it was given among its
 * suppressed.
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
     * The same, with somebody to tell of the failures that {@link TaskFailedException} only counts:
     * those beyond the first {@value TaskFailedException#MOST_LISTED}.
     *
     * @param handler told of each of them
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
