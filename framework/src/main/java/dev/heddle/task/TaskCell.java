package dev.heddle.task;

import dev.heddle.internal.SafeText;
import dev.heddle.internal.Thrown;
import dev.heddle.internal.jdk.Strand;
import dev.heddle.internal.jfr.FlightLog;
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
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A task: its body, its scope, and the cell for its outcome.
 *
 * <p>Everything that ends a task happens on its own thread, in this order: the body returns or throws, its resource is
 * closed, the scope lets go of the thread, a failure is recorded by the group, the outcome is published, those who wait for
 * the task are woken, a failure cancels the group, the actions for the end run, and the task leaves the group (which may wake
 * the owner). Only a task that gets no thread, because its group was cancelled or none could be started, is ended by another.
 */
final class TaskCell<T> implements Task<T>, Strand {
    /** For want of memory for another. */
    private static final Outcome<?> NO_MEMORY =
            new Outcome.Failure<>(new OutOfMemoryError("no memory for the outcome of a task"));

    private static final VarHandle WAITERS;
    private static final VarHandle FATE;
    private static final VarHandle WATCH;
    private static final VarHandle ON_CANCEL;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            WAITERS = lookup.findVarHandle(TaskCell.class, "waiters", WaitList.class);
            FATE = lookup.findVarHandle(TaskCell.class, "fate", Object.class);
            WATCH = lookup.findVarHandle(TaskCell.class, "watch", Watch.class);
            ON_CANCEL = lookup.findVarHandle(TaskCell.class, "onCancel", Hooks.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final OwnedGroup group;
    private final String name;
    private final Members.Kind kind;
    private final CancelScope scope;
    private final Object recording = FlightLog.taskForked();
    private AutoCloseable resource;
    private Callable<? extends T> body;
    private long number;

    /** The actions to run at the end, the last one first; then the outcome. */
    private volatile Object fate;
    private volatile WaitList waiters;
    private volatile Watch watch;
    private volatile Hooks onCancel;

    /**
     * A task that is not yet among the group's members.
     *
     * @param above the scope whose cancellation cancels it; null for a callback, which runs because of one
     */
    TaskCell(OwnedGroup group, CancelScope above, String name, Members.Kind kind, AutoCloseable resource,
            Callable<? extends T> body) {
        this.group = group;
        this.name = name;
        this.kind = kind;
        this.scope = new CancelScope(above, this, null);
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
    public boolean isInternal() {
        return isCallback();
    }

    /** Whether it was not forked, but runs because of a cancellation. */
    boolean isCallback() {
        return scope.parent() == null;
    }

    @Override
    public void run() {
        if (recording != null) {
            FlightLog.taskBegun(recording);
        }
        T value = null;
        Throwable thrown = null;
        boolean runs = false;
        try {
            runs = scope.begin() && !scope.isCancelled();
            if (runs) {
                value = body.call();
            }
        } catch (Throwable e) {
            thrown = e;
        }
        if (runs) {
            thrown = OwnedGroup.closeLeaked(scope, thrown);
        }
        thrown = closeResource(thrown);
        Outcome<T> how;
        try {
            how = outcome(runs, value, thrown);
        } catch (Throwable e) { // memory is short; the task leaves all the same
            thrown = thrown == null ? e : thrown;
            how = failure(thrown);
        }
        end(how, thrown);
        CurrentScope.set(null);
    }

    /** Ends a task that was cancelled before it began, and gets no thread. */
    void endUnstarted() {
        end(cancelled(), null);
    }

    /** Takes back a task for which its forker could start no thread, as if it had never been forked. */
    void withdraw(Throwable why) {
        closeResource(why);
        scope.end();
        try {
            run(publish(failure(why))); // for whoever has got hold of it meanwhile
        } finally {
            group.withdrew(scope, kind);
        }
    }

    @Override
    public void refused(Throwable why) {
        Throwable thrown = closeResource(why);
        end(failure(thrown), thrown);
    }

    /** Closes the resource; what that throws is a failure of the task, unless it comes of the cancellation. */
    private Throwable closeResource(Throwable thrown) {
        if (resource == null) {
            return thrown;
        }
        try {
            resource.close();
        } catch (Throwable e) {
            if (thrown == null) {
                return isCancellation(e) ? null : e;
            }
            if (isCancellation(thrown) && !isCancellation(e)) {
                return Thrown.both(e, thrown);
            }
            return Thrown.both(thrown, e);
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

    @SuppressWarnings("unchecked") // a failure is one of any type
    private static <T> Outcome<T> failure(Throwable thrown) {
        try {
            return new Outcome.Failure<>(thrown);
        } catch (OutOfMemoryError e) {
            return (Outcome<T>) NO_MEMORY;
        }
    }

    private Outcome<T> cancelled() {
        Cancellation why = scope.cancellation();
        return why == null ? new Outcome.Cancelled<>(CancelReason.ASKED, null) // gently, by one who has yet to tell the scope
                : new Outcome.Cancelled<>((CancelReason) why.kind(), why.cause());
    }

    /**
     * A failure is recorded before the outcome can be seen, and cancels the group afterwards: so whoever waits for this very
     * task sees its failure, not the cancellation that comes of it. The scope has ended before other people's code is called,
     * so that no stale interrupt of the task's hits it. Whatever that code throws, the task leaves the group.
     */
    private void end(Outcome<T> how, Throwable thrown) {
        boolean cancels = false;
        try {
            body = null;
            resource = null;
            Throwable byInterrupt = scope.end();
            cancels = record(how, thrown);
            if (byInterrupt != null) {
                cancels |= group.record(this, byInterrupt);
            }
        } finally {
            OnEnd actions = publish(how);
            try {
                endCallbacks();
                if (cancels) {
                    group.cancelForFailure();
                }
                run(actions);
                recordFailure(OwnedGroup.closeLeaked(scope, null));
                if (recording != null) {
                    FlightLog.taskEnded(recording, name(), group.name(), isDaemon(), state(),
                            how instanceof Outcome.Failure ? thrown : null);
                }
            } finally {
                group.left(scope, kind);
            }
        }
    }

    /** They run if it was cancelled, by whoever comes first; otherwise they will not, and are not held as long as the task is. */
    private void endCallbacks() {
        if (onCancel != null) {
            List<Action> left = onCancel.take();
            if (scope.isCancelled()) {
                left.forEach(group::startCallback);
            }
        }
    }

    private boolean record(Outcome<T> how, Throwable thrown) {
        boolean cancels = false;
        if (how instanceof Outcome.Failure) {
            cancels = group.record(this, thrown);
        } else if (thrown != null) {
            for (Throwable failure : Interruption.failuresWithin(thrown)) {
                cancels |= group.record(this, failure);
            }
        }
        return cancels;
    }

    private OnEnd publish(Outcome<T> how) {
        OnEnd actions = (OnEnd) FATE.getAndSet(this, how);
        WaitList waiting = waiters;
        if (waiting != null) {
            waiting.signalAll();
        }
        Watch watching = watch;
        if (watching != null && WATCH.compareAndSet(this, watching, null)) {
            watching.count(this);
        }
        return actions;
    }

    private void recordFailure(Throwable failure) {
        if (failure != null && group.record(this, failure)) {
            group.cancelForFailure();
        }
    }

    private void run(OnEnd actions) {
        for (OnEnd node = actions; node != null; node = node.next()) {
            try {
                node.run();
            } catch (Throwable e) {
                recordFailure(e);
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

    /** The outcome, or null. */
    @SuppressWarnings("unchecked") // only publish puts one in
    private Outcome<T> ended() {
        return fate instanceof Outcome<?> how ? (Outcome<T>) how : null;
    }

    @Override
    public boolean isDone() {
        return ended() != null;
    }

    @Override
    public boolean isCancelled() {
        return fate instanceof Outcome.Cancelled;
    }

    @Override
    public Outcome<T> outcome() {
        Outcome<T> how = ended();
        if (how == null) {
            throw new IllegalStateException(
                    this + " has not ended: join its group, or get() it, before asking how it ended");
        }
        return how;
    }

    @Override
    public State state() {
        return switch (ended()) {
            case null -> State.RUNNING;
            case Outcome.Success<T> s -> State.SUCCESS;
            case Outcome.Failure<T> f -> State.FAILED;
            case Outcome.Cancelled<T> c -> State.CANCELLED;
        };
    }

    @Override
    public T resultNow() {
        return switch (outcome()) {
            case Outcome.Success<T>(T value) -> value;
            case Outcome.Failure<T>(Throwable cause) -> throw new IllegalStateException(this + " has no result", cause);
            case Outcome.Cancelled<T> cancelled -> throw cancellation(cancelled);
        };
    }

    @Override
    public Throwable exceptionNow() {
        return switch (outcome()) {
            case Outcome.Success<T> success -> throw new IllegalStateException(this + " did not fail");
            case Outcome.Failure<T>(Throwable cause) -> cause;
            case Outcome.Cancelled<T> cancelled -> throw cancellation(cancelled);
        };
    }

    /** Which is an IllegalStateException too, as Future wants it. */
    CancellationException cancellation(Outcome.Cancelled<T> how) {
        return new Cancellation(how.why(), described() + " was cancelled: " + how.why(), how.cause()).toException();
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (!mayInterruptIfRunning && !scope.refuse()) {
            return false;
        }
        String text = described() + " was cancelled";
        boolean told = scope.cancel(new Cancellation(CancelReason.ASKED, text, null));
        if (told && FlightLog.isOn()) {
            FlightLog.cancelled(name(), group.name(), CancelReason.ASKED, text);
        }
        return told || !mayInterruptIfRunning;
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        return report(await(Deadline.NEVER));
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        return get(Duration.ofNanos(Objects.requireNonNull(unit, "unit").toNanos(timeout))); // beyond 292 years that is for ever
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
        Outcome<T> how = ended();
        if (how != null) {
            return how;
        }
        if (current() == this) {
            throw new IllegalStateException("get() of " + described() + " by that task itself, which would never end");
        }
        if (waiters == null) {
            WAITERS.compareAndSet(this, null, new WaitList(this));
        }
        return waiters.await(this::ended, deadline);
    }

    private T report(Outcome<T> how) throws TaskFailedException {
        return switch (how) {
            case Outcome.Success<T>(T value) -> value;
            case Outcome.Failure<T>(Throwable cause) -> throw new TaskFailedException(
                    described() + " failed: " + SafeText.of(Interruption.reasonOf(cause)), List.of(cause));
            case Outcome.Cancelled<T> cancelled -> throw cancellation(cancelled);
        };
    }

    @Override
    public Registration onEnd(Runnable action) {
        OnEnd node = new OnEnd(Objects.requireNonNull(action, "action"));
        Registration registration = new Registration(node::takeBack);
        Object before;
        do {
            before = fate;
            if (before instanceof Outcome) {
                action.run();
                return Registration.OVER;
            }
            node.precede((OnEnd) before);
        } while (!FATE.compareAndSet(this, before, node));
        node.tidy();
        return registration;
    }

    /** Has the watch told when this task ends, or now if it has. */
    void watch(Watch by) {
        watch = by;
        if (isDone() && WATCH.compareAndSet(this, by, null)) {
            by.count(this);
        }
    }

    void unwatch(Watch by) {
        WATCH.compareAndSet(this, by, null);
    }

    @Override
    public Registration onCancel(Action callback) {
        Objects.requireNonNull(callback, "callback");
        if (onCancel == null && ON_CANCEL.compareAndSet(this, null, new Hooks())) {
            scope.onCancel(() -> group.startCallbacks(onCancel));
        }
        Registration registration = onCancel.add(callback);
        if (registration == null) {
            if (!isDone()) {
                group.startCallback(callback);
            }
            return Registration.OVER;
        }
        return registration;
    }

    OwnedGroup group() {
        return group;
    }

    String described() {
        return "task '" + name() + "' of group '" + group.name() + "'";
    }

    @Override
    public String toString() {
        String state = switch (state()) {
            case RUNNING -> scope.isRunning() ? "running" : "not begun";
            case SUCCESS -> "succeeded";
            case FAILED -> "failed";
            case CANCELLED -> "cancelled";
        };
        return "Task[" + name() + " of " + group.name() + ", " + state + "]";
    }
}
