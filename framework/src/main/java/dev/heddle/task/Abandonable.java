package dev.heddle.task;

import dev.heddle.internal.SafeText;
import dev.heddle.internal.Thrown;
import dev.heddle.internal.park.CancelScope;
import dev.heddle.internal.park.Cancellation;
import dev.heddle.internal.park.CurrentScope;
import dev.heddle.internal.park.Deadline;
import dev.heddle.internal.park.Interruption;
import dev.heddle.internal.park.WaitList;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A call that its caller may leave behind. Whether it ends or is left is decided once: by the thread, which puts the outcome,
 * or by the caller, who puts {@link #LEFT}.
 */
final class Abandonable<T> implements Runnable {
    private static final Outcome<?> LEFT = new Outcome.Cancelled<>(CancelReason.ASKED, null);

    private static final Set<Abandonable<?>> LEFT_BEHIND = ConcurrentHashMap.newKeySet();

    private final String name;
    private final Callable<? extends T> body;
    private final WaitList waiting = new WaitList(this);
    private final AtomicReference<Outcome<T>> end = new AtomicReference<>();

    /** Below none: it outlives the caller's, and must not hold that. */
    private final CancelScope scope = new CancelScope(null, this, null);

    private Abandonable(String name, Callable<? extends T> body) {
        this.name = name;
        this.body = body;
    }

    static List<String> leftBehind() {
        return LEFT_BEHIND.stream().map(call -> call.name).toList();
    }

    // ---- the caller

    static <T> T call(String name, Callable<? extends T> body, Duration timeout, Deadline deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(body, "body");
        CurrentScope.checkpoint(CurrentScope.get());
        if (deadline.remaining() <= 0) {
            throw timeUp(name, timeout);
        }
        Callable<? extends T> decorated = Decorated.by(OwnedGroup.inheritedDecorator(CurrentScope.get()), body);
        Abandonable<T> call = new Abandonable<>(name, decorated);
        Outcome<T> how = call.await(Thread.ofPlatform().daemon().name(name).start(call), deadline);
        return switch (how) {
            case null -> throw timeUp(name, timeout);
            case Outcome.Success<T>(T value) -> value;
            case Outcome.Failure<T>(Throwable cause) ->
                throw new TaskFailedException("call '" + name + "' failed: " + SafeText.of(cause), List.of(cause));
            case Outcome.Cancelled<T> left -> throw new AssertionError(left);
        };
    }

    private static TimeoutException timeUp(String name, Duration timeout) {
        return new TimeoutException("call '" + name + "' has not ended within " + timeout);
    }

    /** The outcome; null if the deadline passed first. If it comes in the moment in which the caller leaves, it wins. */
    private Outcome<T> await(Thread thread, Deadline deadline) throws InterruptedException {
        try {
            Outcome<T> how = waiting.await(end::get, deadline);
            return how == null ? leave(thread) : how;
        } catch (Throwable e) {
            Outcome<T> how = leave(thread);
            if (how == null) {
                throw e;
            }
            Interruption.keep(e);
            return how;
        }
    }

    /** Leaves the call behind; or gives its outcome, if there is one. */
    @SuppressWarnings("unchecked") // who has left is one of any type
    private Outcome<T> leave(Thread thread) {
        LEFT_BEHIND.add(this); // before its thread can see that it was left, and take it out
        Outcome<T> before = end.compareAndExchange(null, (Outcome<T>) LEFT);
        if (before != null) {
            LEFT_BEHIND.remove(this);
            return before;
        }
        thread.setName(name + " (abandoned)");
        scope.cancel(new Cancellation(CancelReason.ASKED, "call '" + name + "' was abandoned", null));
        return null;
    }

    // ---- its thread

    @Override
    public void run() {
        T value = null;
        Throwable thrown = null;
        scope.begin();
        try {
            if (!scope.isCancelled()) {
                value = body.call();
            }
        } catch (Throwable e) {
            thrown = e;
        }
        thrown = OwnedGroup.closeLeaked(scope, thrown);
        thrown = Thrown.both(thrown, scope.end());
        CurrentScope.set(null);
        Outcome<T> how = thrown == null ? new Outcome.Success<>(value) : new Outcome.Failure<>(thrown);
        if (end.compareAndSet(null, how)) {
            waiting.signalAll();
            return;
        }
        LEFT_BEHIND.remove(this);
        if (thrown != null && !Interruption.isShapeOf(thrown)) {
            throw Thrown.raise(thrown); // to the thread's handler: nobody else is there
        }
    }

    @Override
    public String toString() {
        return "Abandonable[" + name + "]";
    }
}
