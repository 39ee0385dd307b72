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
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/**
 * Tasks that belong together, and a block of code that they cannot outlive.
 *
 * <pre>{@code
 * try (var group = TaskGroup.open("checkout")) {
 *     Task<User> user = group.fork("user", () -> users.find(id));
 *     Task<Cart> cart = group.fork("cart", () -> carts.of(id));
 *     group.join();                       // all succeeded; or the rest was cancelled, and it throws
 *     return new Page(user.resultNow(), cart.resultNow());
 * }
 * }</pre>
 *
 * <h2>Rules</h2>
 *
 * <ul>
 *   <li><b>Ownership.</b> The thread that opens a group owns it: it alone joins and closes. Any thread may fork and
 *       cancel while the group is open. {@code close} returns when every thread of the group has ended. Groups close in
 *       the reverse order of their opening, as try-with-resources does.
 *   <li><b>Failure.</b> The first task to fail cancels the others (see {@link FailurePolicy}); {@code join} throws when
 *       all have ended, with every failure. What no {@code join} reported, {@code close} throws.
 *   <li><b>Cancellation.</b> A task of a cancelled group is interrupted, and each wait of Heddle's in it throws {@link
 *       CancellationException}; a task that has not begun never will. If a task ends with such an exception <i>because</i>
 *       it was cancelled, that is not a failure. The owner is never interrupted by Heddle: its waits in Heddle end, but a
 *       body that blocks in other people's code belongs in {@link #call} or in a task.
 *   <li><b>Nesting.</b> A group opened within a task or within another group's block is cancelled with it.
 *   <li><b>Daemons</b> ({@link #forkDaemon(String, Action)}) serve the other tasks: {@code join} does not wait for them,
 *       {@code close} cancels them, what they fork are daemons too.
 * </ul>
 *
 * <p>Scoped values that are bound when the group is opened are seen by every task. A {@code fork} by the owner inside a
 * later {@code ScopedValue.where} throws {@code StructureViolationException}, by the rule of JEP 506.
 *
 * <p>Answers to JEP 505's {@code StructuredTaskScope}, {@code asyncio.TaskGroup}, {@code gather} and {@code create_task},
 * and Trio's nursery. Compared to them: forks from any thread, also while {@code join} waits; every failure is kept;
 * daemons; and one class file for JDK 21 and later.
 */
public final class TaskGroup implements AutoCloseable {
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
     */
    private TaskGroup(GroupOptions options, boolean withSpawner) {
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
        TaskGroup around = around(from);
        return around == null ? null : around.decorator;
    }

    /** The innermost group, or null. */
    private static TaskGroup around(CancelScope from) {
        for (CancelScope s = from; s != null; s = s.parent()) {
            if (s.label() instanceof TaskGroup group) {
                return group;
            }
        }
        return null;
    }

    // ---- opening

    /**
     * Opens a group called "group" that fails fast.
     *
     * @return the group, owned by the calling thread
     */
    public static TaskGroup open() {
        return open(GroupOptions.defaults());
    }

    /**
     * Opens a group that fails fast.
     *
     * @param name for messages, and for the JDK's thread dumps
     * @return the group, owned by the calling thread
     */
    public static TaskGroup open(String name) {
        return open(GroupOptions.named(name));
    }

    /**
     * Opens a group. It must be closed, by try-with-resources: a thread that ends with a group of its own still open waits for
     * ever, as the JDK's scopes have it.
     *
     * @param options how it is to be
     * @return the group, owned by the calling thread
     * @throws UnsupportedOperationException on a JDK whose StructuredTaskScope Heddle does not know
     */
    public static TaskGroup open(GroupOptions options) {
        return new TaskGroup(Objects.requireNonNull(options, "options"), true);
    }

    /** A group whose owner alone forks: it needs no spawner. */
    static TaskGroup openPrivate(GroupOptions options) {
        return new TaskGroup(options, false);
    }

    /** A group whose owner is a thread of Heddle's, and is interrupted like its tasks. */
    static TaskGroup openInterruptible(GroupOptions options) {
        TaskGroup group = new TaskGroup(options, true);
        group.scope.bind();
        return group;
    }

    /** Whether the owner was stopped by this group's cancellation, so that {@code join} tells what has really happened. */
    boolean hasStopped(Throwable thrown) {
        return scope.isCancelled() && Interruption.isShapeOf(thrown);
    }

    /**
     * Runs all calls at the same time and gives their results in the order of the calls: {@code asyncio.gather}, but if
     * one fails the others are cancelled, and none is left behind.
     *
     * @param <T> the type of the results
     * @param calls what to run, each on a thread of its own; may be empty
     * @return the results, unmodifiable
     * @throws TaskFailedException (an {@code ExecutionException}) if a call failed
     * @throws InterruptedException if the calling thread is interrupted; the calls are cancelled and have ended
     * @throws CancellationException if the task or group around this call is cancelled
     * @throws ExecutionException as {@code TaskFailedException}
     */
    public static <T> List<T> gather(Collection<? extends Callable<? extends T>> calls)
            throws InterruptedException, ExecutionException {
        return Bulk.gather(calls);
    }

    /**
     * Runs all calls at the same time and tells how each ended, in the order of the calls: {@code
     * asyncio.gather(return_exceptions=True)}. A call that fails does not disturb the others.
     *
     * @param <T> the type of the results
     * @param calls what to run, each on a thread of its own; may be empty
     * @return the outcomes, unmodifiable
     * @throws InterruptedException if the calling thread is interrupted; the calls are cancelled and have ended
     * @throws CancellationException if the task or group around this call is cancelled
     */
    public static <T> List<Outcome<T>> outcomes(Collection<? extends Callable<? extends T>> calls)
            throws InterruptedException {
        return Bulk.outcomes(calls);
    }

    /**
     * Runs a body with a group of its own, on a thread of Heddle's, so that it can be interrupted: for bodies that block
     * in other people's code. The body owns the group, and follows the same rules as a block; this method waits for it.
     *
     * @param <T> the type of the result
     * @param options how the group is to be
     * @param body given the group; it joins what it forks
     * @return what the body returned
     * @throws TaskFailedException (an {@code ExecutionException}) if the body or a task failed
     * @throws InterruptedException if the calling thread is interrupted; the body is cancelled and has ended
     * @throws CancellationException if the task or group around this call is cancelled
     * @throws ExecutionException as {@code TaskFailedException}
     */
    public static <T> T call(GroupOptions options, Body<? super TaskGroup, ? extends T> body)
            throws InterruptedException, ExecutionException {
        return OwnThread.call(options, body);
    }

    /**
     * Runs calls at the same time and gives the first success; the others are cancelled, and have ended. A failure disturbs
     * nobody, unless all fail.
     *
     * @param <T> the type of the results
     * @param calls what to run, each on a thread of its own; at least one
     * @return the result of the first to succeed
     * @throws TaskFailedException (an {@code ExecutionException}) if all failed, with every failure
     * @throws InterruptedException if the calling thread is interrupted; the calls are cancelled and have ended
     * @throws CancellationException if the task or group around this call is cancelled
     * @throws ExecutionException as {@code TaskFailedException}
     */
    public static <T> T race(Collection<? extends Callable<? extends T>> calls)
            throws InterruptedException, ExecutionException {
        return Bulk.<T>race(1, calls).get(0);
    }

    /**
     * The same for the first several successes.
     *
     * @param <T> the type of the results
     * @param winners how many successes; at least 1, at most the number of calls
     * @param calls what to run, each on a thread of its own
     * @return the results in the order of their coming, unmodifiable
     * @throws TaskFailedException (an {@code ExecutionException}) if too many failed, with every failure
     * @throws InterruptedException if the calling thread is interrupted; the calls are cancelled and have ended
     * @throws CancellationException if the task or group around this call is cancelled
     * @throws ExecutionException as {@code TaskFailedException}
     */
    public static <T> List<T> race(int winners, Collection<? extends Callable<? extends T>> calls)
            throws InterruptedException, ExecutionException {
        return Bulk.race(winners, calls);
    }

    /**
     * Does the same with each of many things, so many at a time, and gives the results in order. The items are drawn from
     * the iterable on the calling thread as places become free.
     *
     * @param <A> the type of the items
     * @param <R> the type of the results
     * @param items what to do it with
     * @param atMost how many at the same time; at least 1
     * @param body what to do with each, on a thread of its own
     * @return the results, unmodifiable
     * @throws TaskFailedException (an {@code ExecutionException}) if one failed; the others are cancelled and have ended
     * @throws InterruptedException if the calling thread is interrupted; the tasks are cancelled and have ended
     * @throws CancellationException if the task or group around this call is cancelled
     * @throws ExecutionException as {@code TaskFailedException}
     */
    public static <A, R> List<R> map(Iterable<? extends A> items, int atMost, Body<? super A, ? extends R> body)
            throws InterruptedException, ExecutionException {
        return Bulk.map(items, atMost, body);
    }

    /**
     * Runs a body with a group of its own as {@link #call} does, not longer than so long: {@code asyncio.timeout} and {@code
     * wait_for}. When time is up the body is cancelled, and has ended before this throws. If it ended in that very moment, its
     * result wins.
     *
     * @param <T> the type of the result
     * @param timeout how long it may take; zero or less does not begin
     * @param body given the group; it joins what it forks
     * @return what the body returned
     * @throws TimeoutException if time was up; what the body threw while it was being cancelled is among the suppressed
     * @throws TaskFailedException (an {@code ExecutionException}) if the body or a task failed
     * @throws InterruptedException if the calling thread is interrupted; the body is cancelled and has ended
     * @throws CancellationException if the task or group around this call is cancelled
     * @throws ExecutionException as {@code TaskFailedException}
     */
    public static <T> T within(Duration timeout, Body<? super TaskGroup, ? extends T> body)
            throws InterruptedException, ExecutionException, TimeoutException {
        return OwnThread.within(timeout, body);
    }

    /**
     * The same, but time being up is no exception: Trio's {@code move_on_after}.
     *
     * @param <T> the type of the result
     * @param timeout how long it may take; zero or less does not begin
     * @param body given the group; it joins what it forks
     * @return what the body returned, which may not be null; empty if time was up
     * @throws TaskFailedException (an {@code ExecutionException}) if the body or a task failed, also while it was being
     *     cancelled
     * @throws InterruptedException if the calling thread is interrupted; the body is cancelled and has ended
     * @throws CancellationException if the task or group around this call is cancelled
     * @throws ExecutionException as {@code TaskFailedException}
     */
    public static <T> Optional<T> tryWithin(Duration timeout, Body<? super TaskGroup, ? extends T> body)
            throws InterruptedException, ExecutionException {
        return OwnThread.tryWithin(timeout, body);
    }

    // ---- forking

    /**
     * Starts a task. Never blocks. In a cancelled group it gives a task that is cancelled already.
     *
     * @param <T> the type of the result
     * @param body what it does
     * @return the task
     * @throws IllegalStateException if the group is closed
     */
    public <T> Task<T> fork(Callable<? extends T> body) {
        return start(null, Members.Kind.AWAITED, null, body);
    }

    /**
     * Starts a task without a result.
     *
     * @param body what it does
     * @return the task
     * @throws IllegalStateException if the group is closed
     * @see #fork(Callable)
     */
    public Task<Void> fork(Action body) {
        return start(null, Members.Kind.AWAITED, null, callable(body));
    }

    /**
     * Starts a task with a name.
     *
     * @param <T> the type of the result
     * @param name for messages, for its thread, and for thread dumps
     * @param body what it does
     * @return the task
     * @throws IllegalStateException if the group is closed
     * @see #fork(Callable)
     */
    public <T> Task<T> fork(String name, Callable<? extends T> body) {
        return start(Objects.requireNonNull(name, "name"), Members.Kind.AWAITED, null, body);
    }

    /**
     * Starts a task with a name and without a result.
     *
     * @param name for messages, for its thread, and for thread dumps
     * @param body what it does
     * @return the task
     * @throws IllegalStateException if the group is closed
     * @see #fork(Callable)
     */
    public Task<Void> fork(String name, Action body) {
        return fork(name, callable(body));
    }

    /**
     * Starts a task that owns a resource, such as an accepted socket. The resource is closed on the task's thread when
     * the body has ended, and also if the body never begins, because the task was cancelled before or no thread could be
     * started.
     *
     * @param <T> the type of the result
     * @param name for messages, for its thread, and for thread dumps
     * @param resource closed at the end, whatever happens
     * @param body what it does
     * @return the task
     * @throws IllegalStateException if the group is closed; the resource is closed then as well
     * @see #fork(Callable)
     */
    public <T> Task<T> fork(String name, AutoCloseable resource, Callable<? extends T> body) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(resource, "resource");
        return start(name, Members.Kind.AWAITED, resource, body);
    }

    /**
     * Starts a task that owns a resource and has no result.
     *
     * @param name for messages, for its thread, and for thread dumps
     * @param resource closed at the end, whatever happens
     * @param body what it does
     * @return the task
     * @throws IllegalStateException if the group is closed; the resource is closed then as well
     * @see #fork(String, AutoCloseable, Callable)
     */
    public Task<Void> fork(String name, AutoCloseable resource, Action body) {
        return fork(name, resource, callable(body));
    }

    /**
     * Starts a daemon: a task that serves the others. {@code join} does not wait for it, {@code close} cancels it, what it
     * forks are daemons too, and its failure fails the group like any other.
     *
     * @param name for messages, for its thread, and for thread dumps
     * @param body what it does
     * @return the task
     * @throws IllegalStateException if the group is closed
     */
    public Task<Void> forkDaemon(String name, Action body) {
        Objects.requireNonNull(name, "name");
        return start(name, Members.Kind.DAEMON, null, callable(body));
    }

    /**
     * Starts a daemon and waits until it says that it is ready: Trio's {@code nursery.start}. If it fails before that, the
     * failure is thrown here, and is the group's business as well.
     *
     * <pre>{@code
     * var server = group.start("server", (Ready<Integer> ready) -> {
     *     try (var socket = new ServerSocket(0)) {
     *         ready.set(socket.getLocalPort());
     *         serve(socket);
     *     }
     * });
     * connect(server.value());
     * }</pre>
     *
     * @param <R> what it is ready with
     * @param name for messages, for its thread, and for thread dumps
     * @param service what it does
     * @return the task, and what it is ready with
     * @throws TaskFailedException (an {@code ExecutionException}) if it fails before it is ready
     * @throws CancellationException if it is cancelled before it is ready
     * @throws IllegalStateException if it ends without having said that it is ready, or the group is closed
     * @throws InterruptedException if the calling thread is interrupted; the task goes on
     * @throws ExecutionException as {@code TaskFailedException}
     */
    public <R> Started<R> start(String name, Service<R> service) throws InterruptedException, ExecutionException {
        Objects.requireNonNull(service, "service");
        CurrentScope.checkEntry();
        Ready<R> ready = new Ready<>();
        Task<Void> task = forkDaemon(name, () -> service.run(ready));
        task.onEnd(ready.waiting()::signalAll);
        // A task shows its failure before that cancels the group: so its end is seen first.
        ready.waiting().awaitTrue(() -> ready.value() != null || task.isDone(), Deadline.NEVER);
        if (ready.value() == null) {
            task.get();
            throw new IllegalStateException(task + " ended without saying that it was ready");
        }
        return new Started<>(task, ready.value());
    }

    /**
     * The group as an executor, for libraries that take one: each command is a task of this group. {@code join} waits for it,
     * and what it throws fails the group; what the library catches, as {@code CompletableFuture} does, is the library's to tell
     * (see {@link Futures#await}). The library decides when commands come: so {@code close} does not ask for a join after them.
     *
     * <p>{@code execute} never blocks, and any thread may call it. A command is run or refused: if the group is closed or
     * cancelled, {@code execute} throws {@link java.util.concurrent.RejectedExecutionException}. One that was taken is run, so
     * that nobody waits in vain for what it does: if the group is cancelled before it begins, its thread is interrupted from
     * the beginning on. If there is no thread for it, {@code execute} throws or the group fails, as with {@link #fork(Action)}.
     *
     * <p>Answers to {@code loop.run_in_executor}, and to an {@code ExecutorService} in a try block, where failures are told to
     * nobody.
     *
     * @return a view of this group; a new one each time
     */
    public Executor asExecutor() {
        return new ExecutorView(this);
    }

    /** Starts a task that {@code join} waits for, though it is not due for it. */
    Task<Void> forkCommand(Action body) {
        return start(null, Members.Kind.COMMAND, null, callable(body));
    }

    private static Callable<Void> callable(Action body) {
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

    /**
     * Waits until no task lives that is not a daemon; tasks that are forked meanwhile are waited for too. May be called
     * again, and must be after further forks. After one's own {@link #cancel()} it waits for every task and returns
     * normally.
     *
     * <p>When the owner is interrupted, the group is cancelled and waited for; further interrupts are kept for later.
     *
     * @throws TaskFailedException (an {@code ExecutionException}) if a task failed, when all have ended. An interrupt that
     *     came as well stays set.
     * @throws DeadlineExceededException (an {@code ExecutionException}) if this group's time was up, when all have ended
     * @throws CancellationException if the task or group around this group is cancelled
     * @throws InterruptedException if the owner is interrupted and no task failed
     * @throws ExecutionException as {@code TaskFailedException} or {@code DeadlineExceededException}
     * @throws WrongThreadException if the calling thread is not the owner
     * @throws IllegalStateException if the group is closed
     */
    public void join() throws InterruptedException, ExecutionException {
        join(Deadline.NEVER);
    }

    /**
     * The same, but not longer than so long. A timeout cancels nothing.
     *
     * @param timeout how long to wait at the most; zero or less does not wait
     * @return false if tasks are still alive
     * @throws TaskFailedException (an {@code ExecutionException}) if a task failed, when all have ended
     * @throws DeadlineExceededException (an {@code ExecutionException}) if this group's time was up, when all have ended
     * @throws CancellationException if the task or group around this group is cancelled
     * @throws InterruptedException if the owner is interrupted and no task failed
     * @throws ExecutionException as {@code TaskFailedException} or {@code DeadlineExceededException}
     * @throws WrongThreadException if the calling thread is not the owner
     * @throws IllegalStateException if the group is closed
     */
    public boolean join(Duration timeout) throws InterruptedException, ExecutionException {
        return join(Deadline.after(timeout));
    }

    boolean join(Deadline deadline) throws InterruptedException, ExecutionException {
        checkOwner("join");
        if (closed) {
            throw new IllegalStateException("join of group '" + name() + "', which is closed");
        }
        WaitList.Condition<Boolean> joined = WaitList.isTrue(this::isJoined);
        InterruptedException interruption = null;
        Cancellation why;
        try {
            // Not in the group's own scope: what cancels the group is what this waits for.
            CurrentScope.checkpoint(null);
            do {
                if (members.ended().await(joined, deadline, null) == null) {
                    return false;
                }
                why = scope.cancellation();
            } while (why != null && !members.tryJoin(true)); // cancelled since by a daemon: that one is waited for too
        } catch (InterruptedException e) {
            interruption = e;
            cancel(CancelReason.ASKED, "the owner of group '" + name() + "' was interrupted");
            members.ended().awaitUninterruptibly(joined);
            why = scope.cancellation();
        }
        if (why == null) {
            return true;
        }
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
        return true;
    }

    private DeadlineExceededException expired(ExecutionException meanwhile) {
        DeadlineExceededException expired = new DeadlineExceededException(name());
        if (meanwhile != null) {
            expired.addSuppressed(meanwhile);
        }
        return expired;
    }

    /** Whether there is no task to wait for; in a cancelled group no daemon either. */
    private boolean isJoined() {
        // A task that fails cancels the group before it leaves: so once nobody is left, the scope tells.
        return members.tryJoin(false) && (!scope.isCancelled() || members.tryJoin(true));
    }

    /**
     * Waits for some of the tasks: {@code asyncio.wait}. It throws no task's failure and cancels nothing, and works in a
     * cancelled group too, whose tasks end as well.
     *
     * <pre>{@code
     * for (Set<Task<Page>> left = Set.copyOf(tasks); !left.isEmpty(); ) {
     *     var waited = group.await(left, Until.FIRST_COMPLETED);
     *     waited.done().forEach(task -> show(task.outcome()));
     *     left = waited.pending();
     * }
     * }</pre>
     *
     * @param <X> the type of the tasks
     * @param tasks tasks of this group; at least one
     * @param until when to return
     * @return which had ended then, and which had not
     * @throws IllegalArgumentException if there are no tasks, or one is another group's
     * @throws InterruptedException if the owner is interrupted; nothing is cancelled
     * @throws WrongThreadException if the calling thread is not the owner
     */
    public <X extends Task<?>> Waited<X> await(Collection<X> tasks, Until until) throws InterruptedException {
        return Watch.await(own("await", tasks), Objects.requireNonNull(until, "until"), Deadline.NEVER);
    }

    /**
     * The same, but not longer than so long. A timeout cancels nothing.
     *
     * @param <X> the type of the tasks
     * @param tasks tasks of this group; at least one
     * @param until when to return
     * @param timeout how long to wait at the most; zero or less does not wait
     * @return which had ended then, and which had not
     * @throws IllegalArgumentException if there are no tasks, or one is another group's
     * @throws InterruptedException if the owner is interrupted; nothing is cancelled
     * @throws WrongThreadException if the calling thread is not the owner
     */
    public <X extends Task<?>> Waited<X> await(Collection<X> tasks, Until until, Duration timeout)
            throws InterruptedException {
        return Watch.await(own("await", tasks), Objects.requireNonNull(until, "until"), Deadline.after(timeout));
    }

    /**
     * The tasks in the order in which they end, each once, for a {@code for} loop: {@code asyncio.as_completed}, but with
     * the tasks themselves. Leaving the loop cancels nothing.
     *
     * <p>The iterator cannot throw {@code InterruptedException}: it sets the interrupt again and throws {@link
     * CancellationException}.
     *
     * @param <X> the type of the tasks
     * @param tasks tasks of this group; may be none
     * @return an iterable; each iteration begins anew
     * @throws IllegalArgumentException if one is another group's
     * @throws WrongThreadException if the calling thread is not the owner
     */
    public <X extends Task<?>> Iterable<X> asCompleted(Collection<X> tasks) {
        return asCompleted(tasks, FOREVER);
    }

    /**
     * The same, but the whole iteration takes not longer than so long: a step for which there is no time left throws {@link
     * CancellationException}. That cancels nothing.
     *
     * @param <X> the type of the tasks
     * @param tasks tasks of this group; may be none
     * @param timeout how long the iteration takes at the most, from its beginning
     * @return an iterable; each iteration begins anew
     * @throws IllegalArgumentException if one is another group's
     * @throws WrongThreadException if the calling thread is not the owner
     */
    public <X extends Task<?>> Iterable<X> asCompleted(Collection<X> tasks, Duration timeout) {
        Objects.requireNonNull(timeout, "timeout");
        List<X> copy =
                Objects.requireNonNull(tasks, "tasks").isEmpty() ? List.of() : List.copyOf(own("asCompleted", tasks));
        return () -> new Completions<>(copy, Deadline.after(timeout));
    }

    private <X extends Task<?>> Collection<X> own(String what, Collection<X> tasks) {
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

    /**
     * Tells every task to stop, daemons too. Does not wait; any thread may call it. The owner need not join afterwards:
     * {@code close} waits.
     */
    public void cancel() {
        cancel(CancelReason.ASKED, "group '" + name() + "' was cancelled");
    }

    /**
     * Sets the group's deadline to so long from now, or moves it. When it passes, the group is cancelled, its {@code join}
     * throws {@link DeadlineExceededException}, and other waits of the owner's {@link CancellationException} with that as
     * cause. A group within is cancelled with it, and does not report the expiry as its own. Any thread may call this.
     *
     * @param fromNow zero or less means that time is up now
     */
    public void expireAfter(Duration fromNow) {
        expiry.move(fromNow);
        expire(); // if that is now, then before this returns
    }

    /**
     * The time left to the calling thread: until the soonest deadline of the groups (and {@linkplain Shield shields}) around
     * it; to be handed on to calls with time limits of their own.
     *
     * @return zero or more; empty if there is no deadline
     */
    public static Optional<Duration> remaining() {
        long least = Long.MAX_VALUE;
        for (CancelScope s = CurrentScope.get(); s != null; s = s.label() instanceof Shield ? null : s.parent()) {
            Deadline deadline = switch (s.label()) {
                case TaskGroup group -> group.expiry.deadline();
                case Shield shield -> shield.deadline();
                case Deadline ofStretch -> ofStretch;
                default -> Deadline.NEVER;
            };
            least = Math.min(least, deadline.remaining());
        }
        return least == Long.MAX_VALUE ? Optional.empty() : Optional.of(Duration.ofNanos(Math.max(0, least)));
    }

    /**
     * For loops that compute without ever waiting: throws if the calling thread is to stop, and does nothing otherwise.
     *
     * @throws CancellationException if the task or group around this call is cancelled
     * @throws InterruptedException if the calling thread is interrupted
     */
    public static void checkpoint() throws InterruptedException {
        CurrentScope.checkpoint(CurrentScope.get());
    }

    /**
     * Makes the end of the JVM (Ctrl-C, SIGTERM, {@code System.exit}) cancel this group, and holds it back until the group is
     * closed and its owner's thread has ended, for so long at the most.
     *
     * @param grace how long the JVM is held back at the most
     * @return to take it back; closing the group does so too
     * @throws IllegalStateException if the JVM is ending already, or the group is closed
     */
    public Registration cancelOnExit(Duration grace) {
        ExitHook hook = new ExitHook(this, owner, grace);
        Registration atClose = onClose(hook::remove); // refuses in a closed group
        hook.set();
        return new Registration(() -> {
            atClose.close();
            hook.remove();
        });
    }

    /**
     * Sets what {@link #remaining} tells, for a caller who keeps the time himself: with the very deadline that he waits for, or
     * else it might not have passed yet when he comes to {@link #expire}, and nobody would ever cancel the group.
     */
    void announceDeadline(Deadline deadline) {
        expiry.announce(deadline);
    }

    /** Cancels the group if its time is up. */
    void expire() {
        if (expiry.hasPassed()) {
            DeadlineExceededException cause = new DeadlineExceededException(name());
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

    /**
     * Why this group was told to stop: the exception that its waits throw.
     *
     * @return empty if it was not
     */
    public Optional<CancellationException> cancellation() {
        return Optional.ofNullable(scope.cancellation()).map(Cancellation::toException);
    }

    /**
     * Who told this group to stop.
     *
     * @return empty if nobody has
     */
    public Optional<CancelReason> cancelReason() {
        return Optional.ofNullable(scope.cancellation()).map(why -> (CancelReason) why.kind());
    }

    /**
     * Registers a callback for calls that an interrupt cannot stop. When the group is cancelled, for whatever reason, it
     * runs on a virtual thread of the group's own, which the cancellation spares; {@code close} waits for it; what it
     * throws is a failure. In a group that is cancelled already it runs at once, in one that has ended never.
     *
     * @param callback what to do, such as {@code socket::close}
     * @return to take it back
     */
    public Registration onCancel(Action callback) {
        Objects.requireNonNull(callback, "callback");
        Registration registration = onCancel.add(callback);
        if (registration == null) {
            startCallback(callback);
            return new Registration(() -> {});
        }
        return registration;
    }

    /**
     * Starts what was registered for a cancellation that has come, on behalf of whoever cancels. While it does, the group cannot
     * close; one that is past that point, or a task that is, does it itself: so each callback runs, and once.
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

    /**
     * Registers a callback for the end: it runs in {@code close}, on the owner, after every thread of the group has ended;
     * the one that was registered last runs first. What it throws, {@code close} throws.
     *
     * @param callback what to do, such as closing what the tasks shared
     * @return to take it back
     * @throws IllegalStateException if the group is closed
     */
    public Registration onClose(Action callback) {
        Registration registration = onClose.add(Objects.requireNonNull(callback, "callback"));
        if (registration == null) {
            throw new IllegalStateException("onClose of group '" + name() + "', which is closed");
        }
        return registration;
    }

    /**
     * Ends the group: cancels what still runs, and waits until every thread has ended. An interrupt is kept for later.
     * Again: no effect.
     *
     * @throws TaskFailedException (an {@code ExecutionException}) if there were failures that no {@code join} reported
     * @throws IllegalStateException if tasks were forked and not joined (and the group was not cancelled); or if a group
     *     that was opened later is still open, which is closed then too
     * @throws ExecutionException as {@code TaskFailedException}
     * @throws WrongThreadException if the calling thread is not the owner
     */
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
                            + "' was closed without join: its tasks were cancelled. Join after the last"
                            + " fork, or cancel() if the tasks are not wanted any more"));
        }
        for (Action callback : onClose.take().reversed()) {
            try {
                callback.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                problem = Thrown.both(problem, e);
            } catch (Throwable e) {
                problem = Thrown.both(problem, e);
            }
        }
        if (recording != null) {
            TaskGroup around = around(enclosing);
            FlightLog.groupClosed(recording, name(), around == null ? null : around.name(), failures.count(),
                    cancelReason().orElse(null));
        }
        throwIfAny(problem);
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
     * Closes the groups that the calling thread has opened within a scope and not closed.
     *
     * @return what went wrong, including before; or null
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
            if (!(CurrentScope.get().label() instanceof TaskGroup leaked)) {
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
        Throwable recorded = failure;
        if (!options.failures().isFailFast()) {
            try {
                options.failures().tell(task, failure);
                return false;
            } catch (Throwable e) {
                recorded = Thrown.both(e, failure);
            }
        }
        if (!failures.add(task, recorded)) {
            tellOfUnlisted(task, recorded);
        }
        return true;
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
     * Cancels the group because a task has failed; to be called before the task leaves. Insists when memory is short: nobody else
     * does it.
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

    private void tellOfUnlisted(TaskCell<?> task, Throwable failure) {
        try {
            options.failures().tell(task, failure);
        } catch (Throwable e) {
            failures.add(task, e); // counted
        }
    }

    void left(CancelScope member, Members.Kind kind) {
        members.remove(member, kind);
    }

    void withdrew(CancelScope member, Members.Kind kind) {
        members.withdraw(member, kind);
    }

    // ---- looking

    /**
     * The name.
     *
     * @return as given when it was opened
     */
    public String name() {
        return options.name();
    }

    /**
     * The tasks that have been forked and have not ended, daemons included, as of now.
     *
     * @return a copy
     */
    public List<Task<?>> live() {
        List<Task<?>> tasks = new ArrayList<>();
        for (CancelScope member : members.snapshot()) {
            if (member.label() instanceof TaskCell<?> task && !task.isCallback()) {
                tasks.add(task);
            }
        }
        return tasks;
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
