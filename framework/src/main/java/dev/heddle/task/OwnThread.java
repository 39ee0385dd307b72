package dev.heddle.task;

import dev.heddle.internal.Thrown;
import dev.heddle.internal.park.Deadline;
import dev.heddle.internal.park.Interruption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * A body with a group of its own, on a thread of Heddle's, so that it can be interrupted: it is the one task of a group that
 * the caller owns and waits for.
 */
final class OwnThread {
    static final GroupOptions WITHIN = GroupOptions.of("within");

    private OwnThread() {}

    static <T> T call(GroupOptions options, Body<? super TaskGroup, ? extends T> body)
            throws InterruptedException, ExecutionException {
        Objects.requireNonNull(options, "options");
        GroupOptions around = GroupOptions.of(options.name());
        if (options.decorator() != null) {
            around = around.decorate(options.decorator()); // the body is one of its tasks
        }
        try (OwnedGroup outer = OwnedGroup.openPrivate(around)) {
            Task<T> task = outer.fork("body", inGroup(options, body));
            outer.join();
            return task.resultNow();
        } catch (TaskFailedException e) {
            throw asTheBodySawIt(e);
        }
    }

    static <T> T within(Duration timeout, Body<? super TaskGroup, ? extends T> body)
            throws InterruptedException, ExecutionException, TimeoutException {
        return within(timeout, inGroup(WITHIN, body));
    }

    static <T> T within(Duration timeout, Callable<? extends T> body)
            throws InterruptedException, ExecutionException, TimeoutException {
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(timeout, "timeout");
        TaskGroup.checkpoint();
        if (timeout.compareTo(Duration.ZERO) <= 0) {
            throw timeUp(timeout);
        }
        try (OwnedGroup outer = OwnedGroup.openPrivate(WITHIN)) {
            Deadline deadline = Deadline.after(timeout);
            outer.announceDeadline(deadline);
            return awaitWithin(timeout, deadline, outer, outer.<T>fork("body", body));
        } catch (TaskFailedException e) {
            throw asTheBodySawIt(e);
        }
    }

    /** Waits for the only task of a group. When time is up it is cancelled, and has ended before this throws. */
    static <T> T awaitWithin(Duration timeout, Deadline deadline, OwnedGroup outer, Task<T> task)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            // No timer is needed: the one who would be told is waiting here.
            if (!outer.join(deadline)) {
                outer.expire();
                outer.join();
            }
        } catch (DeadlineExceededException e) {
            if (!(task.outcome() instanceof Outcome.Success)) {
                if (Thread.interrupted()) {
                    throw with(e.getSuppressed(),
                            new InterruptedException("while the body was being cancelled, its time being up"));
                }
                throw with(e.getSuppressed(), timeUp(timeout));
            }
        }
        return task.resultNow();
    }

    static <T> Optional<T> tryWithin(Duration timeout, Callable<? extends T> body)
            throws InterruptedException, ExecutionException {
        try {
            T result = within(timeout, body);
            return Optional.of(Objects.requireNonNull(result, "the body of tryWithin may not return null"));
        } catch (TimeoutException e) {
            for (Throwable meanwhile : e.getSuppressed()) {
                if (meanwhile instanceof TaskFailedException failed) {
                    throw failed;
                }
            }
            return Optional.empty();
        }
    }

    /** What runs a body with a group of its own. */
    static <T> Callable<T> inGroup(GroupOptions options, Body<? super TaskGroup, ? extends T> body) {
        Objects.requireNonNull(body, "body");
        return () -> {
            try (OwnedGroup group = OwnedGroup.openInterruptible(options)) {
                try {
                    return body.apply(group);
                } catch (Throwable e) {
                    throw Thrown.<Exception>raise(group.hasStopped(e) ? whatStopped(group, e) : e);
                }
            }
        };
    }

    /** What {@code join} tells of a group by which its body was stopped; with what has failed in the body's clean-up. */
    private static Throwable whatStopped(OwnedGroup group, Throwable stop) {
        try {
            group.join();
            return stop;
        } catch (Throwable e) {
            List<Throwable> more = new ArrayList<>(Interruption.failuresWithin(stop));
            if (e instanceof TaskFailedException failed) {
                more.removeAll(failed.failures());
                return more.isEmpty() ? failed : failed.with(more);
            }
            more.removeAll(List.of(e.getSuppressed()));
            return more.stream().reduce(e, Thrown::both);
        }
    }

    private static <E extends Throwable> E with(Throwable[] suppressed, E exception) {
        for (Throwable meanwhile : suppressed) {
            exception.addSuppressed(meanwhile);
        }
        return exception;
    }

    private static TimeoutException timeUp(Duration timeout) {
        TaskCell<?> within = TaskCell.current();
        return new TimeoutException(
                "the body has not ended within " + timeout + (within == null ? "" : ", in " + within.described()));
    }

    /** What failed, or whose time was up, is the body's group, and not the body for passing that on. */
    private static ExecutionException asTheBodySawIt(TaskFailedException e) {
        return e.failures().size() > 1 ? e : switch (e.getCause()) {
            case TaskFailedException within -> within;
            case DeadlineExceededException within -> within;
            default -> e;
        };
    }
}
