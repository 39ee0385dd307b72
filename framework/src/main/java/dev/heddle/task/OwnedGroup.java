package dev.heddle.task;

import dev.heddle.internal.SafeText;
import dev.heddle.internal.Seam;
import dev.heddle.internal.Thrown;
import dev.heddle.internal.jdk.Container;
import dev.heddle.internal.jdk.Spawner;
import dev.heddle.internal.jdk.UserThreads;
import dev.heddle.internal.jfr.FlightLog;
import dev.heddle.internal.park.CancelScope;
import dev.heddle.internal.park.Cancellation;
import dev.heddle.internal.park.CurrentScope;
import dev.heddle.internal.park.Deadline;
import dev.heddle.internal.park.Interruption;
import dev.heddle.internal.park.Members;
import dev.heddle.internal.park.WaitList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/**
 * What a group is made of.
 *
 * <ul>
 *   <li><b>Scope.</b> {@link CancelScope} says whether the group is cancelled and why, and tells those below it: the scopes of
 *       its tasks, and of groups opened within its block. It is what waits in the block end by.
 *   <li><b>Members</b> are the scopes below, counted by kind: {@code join} waits until none is left that it is to wait for, and
 *       {@code close} seals them when none is left at all, after which nobody enters.
 *   <li><b>Container.</b> The JDK's scope of the threads: inheritance, the thread dump, and the last wait of {@code close}. It
 *       takes threads from its owner only; for everybody else, {@link Spawner} does that.
 *   <li><b>Failures</b> are taken in before a task's outcome can be seen, and cancel the group after it.
 *   <li><b>Expiry</b> is the deadline, <b>hooks</b> are what others have registered for the cancellation and for the end.
 * </ul>
 *
 * <p>A task that fails cancels the group before it leaves the members: so who sees that nobody is left sees the cancellation
 * too. How a failure travels is in the project's architecture page.
 */
final class OwnedGroup implements TaskGroup {
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    private final GroupOptions options;
    private final UnaryOperator<Runnable> decorator;
    private final Thread owner = Thread.currentThread();
    private final CancelScope enclosing = CurrentScope.get();
    private final CancelScope scope;
    private final Members members;
    private final Container container;
    private final Spawner spawner;
    private final Failures failures = new Failures();
    private final Hooks onCancel = new Hooks();
    private final Hooks onClose = new Hooks();
    private final Expiry expiry = new Expiry(() -> startCallback(this::expire));
    private final Object recording = FlightLog.groupOpened();

    /** Written by the owner only. */
    private volatile boolean closed;

    /**
     * @param withSpawner whether others than the owner may fork
     * @param interruptible whether the owner is a thread of Heddle's, and is interrupted like its tasks
     */
    private OwnedGroup(GroupOptions options, boolean withSpawner, boolean interruptible) {
        this.options = options;
        this.decorator = options.decorator() != null ? options.decorator() : inheritedDecorator(enclosing);
        this.scope = new CancelScope(enclosing, this, CancelReason.PARENT);
        this.members = scope.members();
        UserThreads users = options.threads() == null ? null : new UserThreads(options.threads());
        this.container = Container.open(options.name(), users);
        try {
            this.spawner = withSpawner ? Spawner.start(container, options.name(), users) : null;
        } catch (Throwable e) {
            container.close();
            throw e;
        }
        CurrentScope.set(scope);
        if (interruptible) {
            scope.bind(); // before anything may cancel it
        }
        scope.onCancel(this::wasCancelled);
        if (enclosing != null) {
            enclosing.add(scope, Members.Kind.NESTED);
        }
        if (options.deadline() != null) {
            expireAfter(options.deadline());
        }
        Seam.created(this);
    }

    static UnaryOperator<Runnable> inheritedDecorator(CancelScope from) {
        OwnedGroup around = around(from);
        return around == null ? null : around.decorator;
    }

    /** The innermost group, or null. */
    private static OwnedGroup around(CancelScope from) {
        for (CancelScope s = from; s != null; s = s.parent()) {
            if (s.label() instanceof OwnedGroup group) {
                return group;
            }
        }
        return null;
    }

    // ---- opening

    static OwnedGroup open(GroupOptions options) {
        return new OwnedGroup(Objects.requireNonNull(options, "options"), true, false);
    }

    /** A group whose owner alone forks: it needs no spawner. */
    static OwnedGroup openPrivate(GroupOptions options) {
        return new OwnedGroup(options, false, false);
    }

    /** A group whose owner is a thread of Heddle's, and is interrupted like its tasks. */
    static OwnedGroup openInterruptible(GroupOptions options) {
        return new OwnedGroup(options, true, true);
    }

    /** Whether the owner was stopped by this group's cancellation, so that {@code join} tells what has really happened. */
    boolean hasStopped(Throwable thrown) {
        return scope.isCancelled() && Interruption.isShapeOf(thrown);
    }

    // ---- forking

    @Override
    public <T> Task<T> fork(Callable<? extends T> body) {
        return start(null, Members.Kind.AWAITED, null, body);
    }

    @Override
    public Task<Void> fork(Action body) {
        return start(null, Members.Kind.AWAITED, null, callable(body));
    }

    @Override
    public <T> Task<T> fork(String name, Callable<? extends T> body) {
        return start(Objects.requireNonNull(name, "name"), Members.Kind.AWAITED, null, body);
    }

    @Override
    public Task<Void> fork(String name, Action body) {
        return fork(name, callable(body));
    }

    @Override
    public <T> Task<T> fork(String name, AutoCloseable resource, Callable<? extends T> body) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(resource, "resource");
        return start(name, Members.Kind.AWAITED, resource, body);
    }

    @Override
    public Task<Void> fork(String name, AutoCloseable resource, Action body) {
        return fork(name, resource, callable(body));
    }

    @Override
    public Task<Void> forkDaemon(String name, Action body) {
        Objects.requireNonNull(name, "name");
        return start(name, Members.Kind.DAEMON, null, callable(body));
    }

    @Override
    public <R> Started<R> start(String name, Service<R> service) throws InterruptedException, ExecutionException {
        Objects.requireNonNull(service, "service");
        CurrentScope.checkEntry();
        Ready<R> ready = new Ready<>();
        Task<Void> task = forkDaemon(name, () -> service.run(ready));
        Registration atEnd = task.onEnd(ready.waiting()::signalAll);
        try {
            // A task shows its failure before that cancels the group: so its end is seen first.
            ready.waiting().awaitTrue(() -> ready.value() != null || task.isDone(), Deadline.NEVER);
        } finally {
            atEnd.close();
        }
        if (ready.value() == null) {
            task.get();
            throw new IllegalStateException(task + " ended without saying that it was ready");
        }
        return new Started<>(task, ready.value());
    }

    @Override
    public Executor asExecutor() {
        return new ExecutorView(this);
    }

    /** Starts a task that {@code join} waits for, though it is not due for it. */
    Task<Void> forkCommand(Action body) {
        return start(null, Members.Kind.COMMAND, null, callable(body));
    }

    static Callable<Void> callable(Action body) {
        Objects.requireNonNull(body, "body");
        return () -> {
            body.run();
            return null;
        };
    }

    private <T> Task<T> start(String name, Members.Kind kind, AutoCloseable resource, Callable<? extends T> body) {
        Objects.requireNonNull(body, "body");
        boolean byOwner = Thread.currentThread() == owner;
        Members.Kind actual = byOwner || !isWithinDaemon() ? kind : Members.Kind.DAEMON;
        TaskCell<T> task;
        boolean entered;
        try {
            task = new TaskCell<>(this, scope, name, actual, resource, Decorated.by(decorator, body));
            entered = task.enter(scope);
        } catch (Throwable e) { // the decorator's; or memory is short
            throw Thrown.raise(closed(resource, e));
        }
        if (!entered) {
            IllegalStateException refusal = new IllegalStateException(
                    "fork into group '" + name() + "', which is closed: tasks live within their group's block");
            throw Thrown.raise(closed(resource, refusal));
        }
        if (task.needsNoThread()) {
            task.endUnstarted();
            return task;
        }
        try {
            if (byOwner) {
                container.start(task);
            } else {
                spawner.start(task);
            }
        } catch (Throwable e) {
            task.withdraw(e);
            throw e;
        }
        return task;
    }

    /** Whether the calling thread runs a daemon of this group, directly or in groups opened by that. */
    private boolean isWithinDaemon() {
        for (CancelScope s = CurrentScope.get(); s != null; s = s.parent()) {
            if (s.parent() == scope) {
                return s.label() instanceof TaskCell<?> task && task.isDaemon();
            }
        }
        return false;
    }

    private static Throwable closed(AutoCloseable resource, Throwable meanwhile) {
        try {
            if (resource != null) {
                resource.close();
            }
            return meanwhile;
        } catch (Throwable e) {
            return Thrown.both(meanwhile, e);
        }
    }

    // ---- joining

    @Override
    public void join() throws InterruptedException, ExecutionException {
        join(Deadline.NEVER);
    }

    @Override
    public boolean join(Duration timeout) throws InterruptedException, ExecutionException {
        return join(Deadline.after(timeout));
    }

    boolean join(Deadline deadline) throws InterruptedException, ExecutionException {
        checkOwner("join");
        if (closed) {
            throw new IllegalStateException("join of group '" + name() + "', which is closed");
        }
        WaitList.Condition<Boolean> joinable = WaitList.isTrue(this::isJoinable);
        InterruptedException interruption = null;
        Cancellation why;
        try {
            // Not in the group's own scope: what cancels the group is what this waits for.
            CurrentScope.checkpoint(null);
            do {
                if (members.ended().await(joinable, deadline, null) == null) {
                    return false;
                }
                why = scope.cancellation();
            } while (!members.tryJoin(why != null)); // cancelled since by a daemon: that one is waited for too
        } catch (InterruptedException e) {
            interruption = e;
            cancel(CancelReason.ASKED, "the owner of group '" + name() + "' was interrupted");
            do {
                members.ended().awaitUninterruptibly(joinable);
            } while (!members.tryJoin(true));
            why = scope.cancellation();
        }
        if (why != null) {
            tell(why, interruption);
        }
        return true;
    }

    /** Throws what there is to tell of a cancelled group; nothing after its owner's own request. */
    private void tell(Cancellation why, InterruptedException interruption)
            throws InterruptedException, ExecutionException {
        ExecutionException failed = failures.report(name());
        if (why.kind() == CancelReason.DEADLINE) {
            failed = expired(failed);
        }
        boolean cancelled = why.kind() != CancelReason.ASKED;
        if (interruption != null && (failed != null || cancelled)) {
            Thread.currentThread().interrupt();
        }
        if (failed != null) {
            throw failed;
        }
        if (cancelled) {
            throw why.toException();
        }
        if (interruption != null) {
            throw interruption;
        }
    }

    private DeadlineExceededException expired(ExecutionException meanwhile) {
        DeadlineExceededException expired = DeadlineExceededException.ofGroup(name());
        if (meanwhile != null) {
            expired.addSuppressed(meanwhile);
        }
        return expired;
    }

    /** Whether there is no task to wait for; in a cancelled group no daemon either. */
    private boolean isJoinable() {
        // A task that fails cancels the group before it leaves: so once nobody is left, the scope tells.
        return members.isJoinable(false) && (!scope.isCancelled() || members.isJoinable(true));
    }

    @Override
    public <X extends Task<?>> Waited<X> await(Collection<? extends X> tasks, Until until) throws InterruptedException {
        return Watch.await(own("await", tasks), Objects.requireNonNull(until, "until"), Deadline.NEVER);
    }

    @Override
    public <X extends Task<?>> Waited<X> await(Collection<? extends X> tasks, Until until, Duration timeout)
            throws InterruptedException {
        return Watch.await(own("await", tasks), Objects.requireNonNull(until, "until"), Deadline.after(timeout));
    }

    @Override
    public <X extends Task<?>> Iterable<X> asCompleted(Collection<? extends X> tasks) {
        return asCompleted(tasks, FOREVER);
    }

    @Override
    public <X extends Task<?>> Iterable<X> asCompleted(Collection<? extends X> tasks, Duration timeout) {
        Objects.requireNonNull(timeout, "timeout");
        List<X> copy =
                Objects.requireNonNull(tasks, "tasks").isEmpty() ? List.of() : List.copyOf(own("asCompleted", tasks));
        return () -> new Completions<>(copy, Deadline.after(timeout));
    }

    private <X extends Task<?>> Collection<? extends X> own(String what, Collection<? extends X> tasks) {
        checkOwner(what);
        if (Objects.requireNonNull(tasks, "tasks").isEmpty()) {
            throw new IllegalArgumentException(what + " of no tasks: nothing would ever end the wait");
        }
        for (X task : tasks) {
            if (!(task instanceof TaskCell<?> cell) || cell.group() != this) {
                throw new IllegalArgumentException(what + " by group '" + name() + "' of " + task
                        + ", which is not its own: a group waits for its own tasks, get() for any");
            }
        }
        return tasks;
    }

    // ---- cancelling

    @Override
    public void cancel() {
        cancel(CancelReason.ASKED, "group '" + name() + "' was cancelled");
    }

    @Override
    public void expireAfter(Duration fromNow) {
        expiry.move(fromNow);
        expire(); // if that is now, then before this returns
    }

    @Override
    public Registration cancelOnExit(Duration grace) {
        ExitHook hook = new ExitHook(this, owner, grace);
        Registration atClose = onClose(hook::remove); // refuses in a closed group
        hook.set();
        return new Registration(() -> {
            atClose.close();
            hook.remove();
        });
    }

    /** What {@link TaskGroup#remaining} tells. */
    static Optional<Duration> timeLeft() {
        long least = Long.MAX_VALUE;
        for (CancelScope s = CurrentScope.get(); s != null; s = s.label() instanceof Shield ? null : s.parent()) {
            Deadline deadline = switch (s.label()) {
                case OwnedGroup group -> group.expiry.deadline();
                case Shield shield -> shield.deadline();
                case Deadline ofStretch -> ofStretch;
                default -> Deadline.NEVER;
            };
            least = Math.min(least, deadline.remaining());
        }
        return least == Long.MAX_VALUE ? Optional.empty() : Optional.of(Duration.ofNanos(Math.max(0, least)));
    }

    /**
     * Sets what {@link TaskGroup#remaining} tells, for a caller who keeps the time himself: with the very deadline that he
     * waits for, or else it might not have passed yet when he comes to {@link #expire}, and nobody would ever cancel the group.
     */
    void announceDeadline(Deadline deadline) {
        expiry.announce(deadline);
    }

    /** Cancels the group if its time is up. */
    void expire() {
        if (expiry.hasPassed()) {
            DeadlineExceededException cause = DeadlineExceededException.ofGroup(name());
            scope.cancel(new Cancellation(CancelReason.DEADLINE, cause.getMessage(), cause));
        }
    }

    private void cancel(CancelReason reason, String text) {
        scope.cancel(new Cancellation(reason, text, null));
    }

    /** On the canceller's thread. */
    private void wasCancelled() {
        startCallbacks(onCancel);
        Cancellation why = FlightLog.isOn() ? scope.cancellation() : null;
        if (why != null) {
            FlightLog.cancelled(null, name(), why.kind(), why.text());
        }
    }

    @Override
    public Optional<CancellationException> cancellation() {
        return Optional.ofNullable(scope.cancellation()).map(Cancellation::toException);
    }

    @Override
    public Optional<CancelReason> cancelReason() {
        return Optional.ofNullable(scope.cancellation()).map(why -> (CancelReason) why.kind());
    }

    @Override
    public Registration onCancel(Action callback) {
        Objects.requireNonNull(callback, "callback");
        Registration registration = onCancel.add(callback);
        if (registration == null) {
            startCallback(callback);
            return Registration.OVER;
        }
        return registration;
    }

    /**
     * Starts what was registered for a cancellation that has come, on behalf of whoever cancels. While it does, the group
     * cannot close; one that is past that point, or a task that is, does it itself: so each callback runs, and once.
     */
    void startCallbacks(Hooks callbacks) {
        CancelScope here = new CancelScope(null, null, null);
        if (scope.add(here, Members.Kind.DAEMON) > 0) {
            try {
                callbacks.take().forEach(this::startCallback);
            } finally {
                members.remove(here, Members.Kind.DAEMON);
            }
        }
    }

    /** The group was cancelled, and has ended before the canceller has come to tell. */
    private void runLateCallbacks() {
        List<Action> late = onCancel.take();
        if (scope.isCancelled() && !late.isEmpty()) {
            members.unseal();
            late.forEach(this::startCallback);
            members.ended().awaitUninterruptibly(WaitList.isTrue(members::trySeal));
        }
    }

    /** Insists when memory is short: the callback is not called by anybody else. */
    void startCallback(Action callback) {
        for (;;) {
            try {
                tryStartCallback(callback);
                return;
            } catch (OutOfMemoryError e) {
                pauseForMemory();
            }
        }
    }

    private void tryStartCallback(Action callback) {
        TaskCell<Void> task =
                new TaskCell<>(this, null, "cancel callback", Members.Kind.DAEMON, null, callable(callback));
        if (task.enter(scope)) {
            try {
                if (spawner != null) {
                    spawner.start(task);
                } else {
                    Thread.ofVirtual().name(task.threadName()).start(task); // the container takes threads from its owner only
                }
            } catch (Throwable e) {
                members.withdraw(task.scope(), Members.Kind.DAEMON);
                throw e;
            }
        }
    }

    // ---- closing

    @Override
    public Registration onClose(Action callback) {
        Registration registration = onClose.add(Objects.requireNonNull(callback, "callback"));
        if (registration == null) {
            throw new IllegalStateException("onClose of group '" + name() + "', which is closed");
        }
        return registration;
    }

    @Override
    public void close() throws ExecutionException {
        checkOwner("close");
        if (closed) {
            return;
        }
        closed = true;
        Throwable problem = closeLeaked(scope, null);
        expiry.end();
        boolean joinDue = members.isJoinDue();
        Cancellation before = scope.cancellation();
        endTasks();
        problem = Thrown.both(problem, scope.end());
        runLateCallbacks();
        if (spawner != null) {
            spawner.stop();
        }
        try {
            container.close();
        } catch (Throwable e) {
            problem = Thrown.both(problem, e);
        }
        CurrentScope.set(enclosing);
        if (enclosing != null) {
            enclosing.members().remove(scope, Members.Kind.NESTED);
        }
        ExecutionException failed = failures.reportRest(name());
        if (joinDue && before != null && before.kind() == CancelReason.DEADLINE) {
            failed = expired(failed);
        }
        problem = Thrown.both(problem, failed);
        if (joinDue && before == null && failed == null) {
            problem = Thrown.both(problem,
                    new IllegalStateException("group '" + name()
                            + "' was closed without join, and close cancels what has not ended: join after the"
                            + " last fork, or cancel() if the tasks are not wanted any more"));
        }
        problem = runCloseCallbacks(problem);
        if (recording != null) {
            OwnedGroup around = around(enclosing);
            FlightLog.groupClosed(recording, name(), around == null ? null : around.name(), failures.count(),
                    cancelReason().orElse(null));
        }
        throwIfAny(problem);
    }

    /** What went wrong, {@code before} included; null if nothing. */
    private Throwable runCloseCallbacks(Throwable before) {
        Throwable problem = before;
        for (Action callback : onClose.take().reversed()) {
            try {
                callback.run();
            } catch (Throwable e) {
                Interruption.keep(e);
                problem = Thrown.both(problem, e);
            }
        }
        return problem;
    }

    /** Cancels the tasks that live, and waits for the last one. Insists when memory is short: that may be what gives it back. */
    private void endTasks() {
        while (!members.trySeal()) {
            try {
                // A failure may have been seen, and the block left, before the failing task has come to cancel its siblings.
                Cancellation why = failures.cancellation(name());
                scope.cancel(why != null ? why
                        : new Cancellation(CancelReason.CLOSED, "the block of group '" + name() + "' has ended", null));
                members.ended().awaitUninterruptibly(WaitList.isTrue(members::trySeal));
            } catch (OutOfMemoryError e) {
                pauseForMemory();
            }
        }
    }

    /**
     * Closes the groups and shields that the calling thread has opened within a scope and not closed, and leaves stretches that
     * have ended.
     *
     * @return what went wrong, {@code before} included; null if nothing
     */
    static Throwable closeLeaked(CancelScope within, Throwable before) {
        Throwable problem = before;
        while (CurrentScope.get() != within && CurrentScope.isWithin(within)) {
            if (CurrentScope.get().label() instanceof Shield shield) {
                problem = Thrown.both(problem,
                        new IllegalStateException("a shield was left open: best use try-with-resources"));
                shield.close();
                continue;
            }
            if (!(CurrentScope.get().label() instanceof OwnedGroup leaked)) {
                CurrentScope.set(CurrentScope.get().parent()); // a stretch of the task, which has ended
                continue;
            }
            problem = Thrown.both(problem,
                    new IllegalStateException("group '" + leaked.name()
                            + "' was left open: groups close in the reverse order of their opening,"
                            + " best by try-with-resources"));
            leaked.cancel();
            try {
                leaked.close();
            } catch (Throwable e) {
                problem = Thrown.both(problem, e);
            }
        }
        return problem;
    }

    private void throwIfAny(Throwable problem) throws ExecutionException {
        switch (problem) {
            case null -> {
            }
            case Error e -> throw e;
            case RuntimeException e -> throw e;
            case ExecutionException e -> throw e;
            default -> throw new TaskFailedException(
                    "a close callback of group '" + name() + "' failed: " + SafeText.of(problem), List.of(problem));
        }
    }

    private void checkOwner(String what) {
        if (Thread.currentThread() != owner) {
            throw new WrongThreadException(what + " of group '" + name() + "' by " + Thread.currentThread()
                    + ": only the thread that opened it may");
        }
    }

    // ---- what tasks tell their group

    /**
     * A task, an action at its end, or its clean-up has failed.
     *
     * @return whether the group is to be cancelled for that
     */
    boolean record(TaskCell<?> task, Throwable failure) {
        if (FlightLog.isOn()) {
            log(task, failure);
        }
        boolean failFast = options.failures().isFailFast();
        if (failFast) {
            failures.add(task, failure); // whatever the handler makes of it
        }
        try {
            options.failures().tell(task, failure);
            return failFast;
        } catch (Throwable e) {
            if (!failFast) {
                failures.add(task, Thrown.both(e, failure));
            } else if (e != failure) {
                failures.add(task, e);
            }
            return true;
        }
    }

    /** Has no consequence if there is no memory for it. */
    private void log(TaskCell<?> task, Throwable failure) {
        try {
            FlightLog.failed(task.name(), name(), failure);
        } catch (OutOfMemoryError e) {
            // this much can be lost
        }
    }

    /**
     * Cancels the group because a task has failed; to be called before the task leaves. Insists when memory is short: nobody
     * else does it.
     */
    void cancelForFailure() {
        for (;;) {
            try {
                scope.cancel(failures.cancellation(name()));
                return;
            } catch (OutOfMemoryError e) {
                pauseForMemory();
            }
        }
    }

    /** For what must happen, because others wait for it: it is tried again. Here, since to load another class takes memory. */
    private static void pauseForMemory() {
        try {
            Thread.yield();
        } catch (OutOfMemoryError e) {
            // not even for that
        }
    }

    void left(CancelScope member, Members.Kind kind) {
        members.remove(member, kind);
    }

    void withdrew(CancelScope member, Members.Kind kind) {
        members.withdraw(member, kind);
    }

    // ---- looking

    @Override
    public String name() {
        return options.name();
    }

    @Override
    public List<Task<?>> live() {
        List<Task<?>> tasks = new ArrayList<>();
        for (CancelScope member : members.snapshot()) {
            if (member.label() instanceof TaskCell<?> task && !task.isCallback()) {
                tasks.add(task);
            }
        }
        return Collections.unmodifiableList(tasks);
    }

    /** The name, the state, and the tasks that live (the first few), so that a stuck one can be seen. */
    @Override
    public String toString() {
        List<Task<?>> live = live();
        StringBuilder text = new StringBuilder("TaskGroup[").append(name());
        cancellation().ifPresent(why -> text.append(", cancelled: ").append(why.getMessage()));
        text.append(closed && live.isEmpty() ? ", closed, " : ", ").append(live.size()).append(" live");
        for (int i = 0; i < live.size() && i < 10; i++) {
            text.append(i == 0 ? ": " : ", ").append(live.get(i).name());
        }
        return text.append(live.size() > 10 ? ", ...]" : "]").toString();
    }
}
