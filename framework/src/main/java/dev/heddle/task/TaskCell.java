package dev.heddle.task;

import dev.heddle.internal.jdk.Strand;
import dev.heddle.internal.park.CancelScope;
import dev.heddle.internal.park.Cancellation;
import dev.heddle.internal.park.CurrentScope;
import dev.heddle.internal.park.Deadline;
import dev.heddle.internal.park.Interruption;
import dev.heddle.internal.park.Members;
import dev.heddle.internal.park.WaitList;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A task: its body, its scope, and the cell for its outcome.
 *
 * <p>Everything that ends a task happens on its own thread, in this order: the body returns or throws, its resource is
 * closed, the scope lets go of the thread, a failure goes to the group, the outcome is published, those who wait for the
 * task are woken, and it leaves the group (which may wake the owner). Only a task that gets no thread, because its group
 * was cancelled or none could be started, is ended by another.
 */
final class TaskCell<T> implements Task<T>, Strand {
    /** In place of the actions to run at the end, once they have been run. */
    private static final OnEnd ENDED = new OnEnd(null, null);

    private static final VarHandle WAITERS;
    private static final VarHandle ON_END;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            WAITERS = lookup.findVarHandle(TaskCell.class, "waiters", WaitList.class);
            ON_END = lookup.findVarHandle(TaskCell.class, "onEnd", OnEnd.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private record OnEnd(Runnable action, OnEnd next) {}

    private final TaskGroup group;
    private final String name;
    private final Members.Kind kind;
    private final CancelScope scope;
    private final AutoCloseable resource;
    private Callable<? extends T> body;
    private long number;

    private volatile boolean begun;
    private volatile Outcome<T> outcome;
    private volatile WaitList waiters;
    private volatile OnEnd onEnd;

    /**
     * A task that is not yet among the group's members.
     *
     * @param above the scope whose cancellation cancels it; null for a callback, which runs because of one
     */
    TaskCell(TaskGroup group, CancelScope above, String name, Members.Kind kind, AutoCloseable resource,
            Callable<? extends T> body) {
        this.group = group;
        this.name = name;
        this.kind = kind;
        this.scope = new CancelScope(above, this, null, null);
        this.resource = resource;
        this.body = body;
    }

    /** The task that the calling thread runs, or null. */
    static TaskCell<?> current() {
        for (CancelScope s = CurrentScope.get(); s != null; s = s.parent()) {
            if (s.label() instanceof TaskCell<?> cell) {
                return cell;
            }
        }
        return null;
    }

    /** Joins the group's members; false if those are sealed. */
    boolean enter(CancelScope of) {
        number = of.add(scope, kind);
        return number > 0;
    }

    /** Whether it was told to stop before it began, with nothing that would need a thread. */
    boolean needsNoThread() {
        return scope.isCancelled() && resource == null;
    }

    CancelScope scope() {
        return scope;
    }

    // ---- the task's own thread

    @Override
    public String threadName() {
        return name;
    }

    @Override
    public void run() {
        T value = null;
        Throwable thrown = null;
        scope.begin();
        begun = true;
        boolean runs = !scope.isCancelled(); // after both writes: cancel looks at them in the other order
        if (runs) {
            try {
                value = body.call();
            } catch (Throwable e) {
                thrown = e;
            }
            thrown = TaskGroup.closeLeaked(scope, thrown);
        }
        thrown = closeResource(thrown);
        Outcome<T> how = outcome(runs, value, thrown);
        scope.end();
        end(how);
    }

    /** Ends a task that was cancelled before it began, and gets no thread. */
    void endUnstarted() {
        Outcome<T> how = cancelled();
        scope.end();
        end(how);
    }

    /** Takes back a task for which its forker could start no thread, as if it had never been forked. */
    void withdraw(Throwable why) {
        closeResource(why);
        scope.end();
        group.left(scope, kind);
    }

    @Override
    public void refused(Throwable why) {
        Throwable thrown = closeResource(why);
        scope.end();
        end(new Outcome.Failure<>(thrown));
    }

    /** Closes the resource; what that throws is a failure of the task, unless something else is. */
    private Throwable closeResource(Throwable thrown) {
        if (resource != null) {
            try {
                resource.close();
            } catch (Throwable e) {
                if (thrown == null) {
                    return e;
                }
                if (isCancellation(thrown) && !isCancellation(e)) {
                    e.addSuppressed(thrown);
                    return e;
                }
                if (thrown != e) {
                    thrown.addSuppressed(e);
                }
            }
        }
        return thrown;
    }

    private boolean isCancellation(Throwable thrown) {
        return scope.isCancelled() && Interruption.isShapeOf(thrown);
    }

    private Outcome<T> outcome(boolean ran, T value, Throwable thrown) {
        if (thrown != null) {
            return isCancellation(thrown) ? cancelled() : new Outcome.Failure<>(thrown);
        }
        return ran ? new Outcome.Success<>(value) : cancelled();
    }

    private Outcome<T> cancelled() {
        Cancellation why = scope.cancellation();
        return new Outcome.Cancelled<>((CancelReason) why.kind(), why.cause());
    }

    private void end(Outcome<T> how) {
        body = null;
        if (how instanceof Outcome.Failure<T>(Throwable cause)) {
            group.failed(this, cause);
        }
        outcome = how;
        WaitList waiting = waiters;
        if (waiting != null) {
            waiting.signalAll();
        }
        runOnEnd();
        group.left(scope, kind);
    }

    private void runOnEnd() {
        for (OnEnd node = (OnEnd) ON_END.getAndSet(this, ENDED); node != null; node = node.next) {
            try {
                node.action.run();
            } catch (Throwable e) {
                group.failed(this, e);
            }
        }
    }

    // ---- any thread

    @Override
    public String name() {
        return name != null ? name : "#" + number;
    }

    @Override
    public boolean isDaemon() {
        return kind == Members.Kind.DAEMON;
    }

    @Override
    public boolean isDone() {
        return outcome != null;
    }

    @Override
    public boolean isCancelled() {
        return outcome instanceof Outcome.Cancelled;
    }

    @Override
    public Outcome<T> outcome() {
        Outcome<T> how = outcome;
        if (how == null) {
            throw new IllegalStateException(
                    this + " has not ended: join its group, or get() it, before asking how it ended");
        }
        return how;
    }

    @Override
    public State state() {
        return switch (outcome) {
            case null -> State.RUNNING;
            case Outcome.Success<T> s -> State.SUCCESS;
            case Outcome.Failure<T> f -> State.FAILED;
            case Outcome.Cancelled<T> c -> State.CANCELLED;
        };
    }

    @Override
    public T resultNow() {
        if (outcome() instanceof Outcome.Success<T>(T value)) {
            return value;
        }
        throw new IllegalStateException(this + " has no result", causeOf(outcome));
    }

    @Override
    public Throwable exceptionNow() {
        if (outcome() instanceof Outcome.Failure<T>(Throwable cause)) {
            return cause;
        }
        throw new IllegalStateException(this + " did not fail", causeOf(outcome));
    }

    private static Throwable causeOf(Outcome<?> how) {
        return switch (how) {
            case Outcome.Success<?> s -> null;
            case Outcome.Failure<?> f -> f.cause();
            case Outcome.Cancelled<?> c -> c.cause();
        };
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (!mayInterruptIfRunning && begun) {
            return false;
        }
        return scope.cancel(new Cancellation(CancelReason.ASKED, described() + " was cancelled", null));
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        return report(await(Deadline.NEVER));
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        return get(Duration.of(timeout, unit.toChronoUnit()));
    }

    @Override
    public T get(Duration timeout) throws InterruptedException, ExecutionException, TimeoutException {
        Outcome<T> how = await(Deadline.after(timeout));
        if (how == null) {
            throw new TimeoutException(described() + " has not ended within " + timeout);
        }
        return report(how);
    }

    private Outcome<T> await(Deadline deadline) throws InterruptedException {
        CurrentScope.checkEntry();
        if (outcome != null) {
            return outcome;
        }
        if (waiters == null) {
            WAITERS.compareAndSet(this, null, new WaitList(this));
        }
        return waiters.await(() -> outcome, deadline);
    }

    private T report(Outcome<T> how) throws TaskFailedException {
        return switch (how) {
            case Outcome.Success<T>(T value) -> value;
            case Outcome.Failure<T>(Throwable cause) ->
                throw new TaskFailedException(described() + " failed: " + cause, List.of(cause));
            case Outcome.Cancelled<T>(CancelReason why, Throwable cause) ->
                throw new Cancellation(why, described() + " was cancelled: " + why, cause).toException();
        };
    }

    @Override
    public void onEnd(Runnable action) {
        Objects.requireNonNull(action, "action");
        OnEnd before;
        do {
            before = onEnd;
            if (before == ENDED) {
                action.run();
                return;
            }
        } while (!ON_END.compareAndSet(this, before, new OnEnd(action, before)));
    }

    private String described() {
        return "task '" + name() + "' of group '" + group.name() + "'";
    }

    @Override
    public String toString() {
        String state = switch (state()) {
            case RUNNING -> begun ? "running" : "not begun";
            case SUCCESS -> "succeeded";
            case FAILED -> "failed";
            case CANCELLED -> "cancelled";
        };
        return "Task[" + name() + " of " + group.name() + ", " + state + "]";
    }
}
