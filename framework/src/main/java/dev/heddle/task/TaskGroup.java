package dev.heddle.task;

import dev.heddle.internal.park.CurrentScope;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;

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
 *   <li><b>No limit.</b> Each fork gets a thread at once: a limit on the group would let tasks that fork and wait, and daemons,
 *       wait for each other. For many items there is {@link #map}. Recursive forks are bounded by a {@link
 *       java.util.concurrent.Semaphore} of the JDK's around the part that needs the bound, and not around a wait for further
 *       tasks; an {@code acquire} in a task that is cancelled is interrupted.
 * </ul>
 *
 * <p>Scoped values that are bound when the group is opened are seen by every task. A {@code fork} by the owner inside a
 * later {@code ScopedValue.where} throws {@code StructureViolationException}, by the rule of JEP 506.
 *
 * <p>Answers to JEP 505's {@code StructuredTaskScope}, {@code asyncio.TaskGroup}, {@code gather} and {@code create_task},
 * and Trio's nursery. Compared to them: forks from any thread, also while {@code join} waits; every failure is kept;
 * daemons; and one class file for JDK 21 and later.
 */
public sealed interface TaskGroup extends AutoCloseable permits OwnedGroup {

    // ---- opening

    /**
     * Opens a group called "group" that fails fast.
     *
     * @return the group, owned by the calling thread
     */
    static TaskGroup open() {
        return open(GroupOptions.defaults());
    }

    /**
     * Opens a group that fails fast.
     *
     * @param name for messages, and for the JDK's thread dumps
     * @return the group, owned by the calling thread
     */
    static TaskGroup open(String name) {
        return open(GroupOptions.of(name));
    }

    /**
     * Opens a group. It must be closed, by try-with-resources: a thread that ends with a group of its own still open waits for
     * ever, as the JDK's scopes have it.
     *
     * @param options how it is to be
     * @return the group, owned by the calling thread
     * @throws UnsupportedOperationException on a JDK whose StructuredTaskScope Heddle does not know
     */
    static TaskGroup open(GroupOptions options) {
        return OwnedGroup.open(options);
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
    static <T> List<T> gather(Collection<? extends Callable<? extends T>> calls)
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
    static <T> List<Outcome<T>> outcomes(Collection<? extends Callable<? extends T>> calls)
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
     * @throws DeadlineExceededException (an {@code ExecutionException}) if the time of the body's own group was up
     * @throws InterruptedException if the calling thread is interrupted; the body is cancelled and has ended
     * @throws CancellationException if the task or group around this call is cancelled
     * @throws ExecutionException as {@code TaskFailedException} or {@code DeadlineExceededException}
     */
    static <T> T call(GroupOptions options, Body<? super TaskGroup, ? extends T> body)
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
     * @throws IllegalArgumentException if there are no calls
     * @throws TaskFailedException (an {@code ExecutionException}) if all failed, with every failure
     * @throws InterruptedException if the calling thread is interrupted; the calls are cancelled and have ended
     * @throws CancellationException if the task or group around this call is cancelled
     * @throws ExecutionException as {@code TaskFailedException}
     */
    static <T> T race(Collection<? extends Callable<? extends T>> calls)
            throws InterruptedException, ExecutionException {
        return Bulk.<T>race(calls, 1).get(0);
    }

    /**
     * The same for the first several successes.
     *
     * @param <T> the type of the results
     * @param calls what to run, each on a thread of its own
     * @param winners how many successes; at least 1, at most the number of calls
     * @return the results in the order of their coming, unmodifiable
     * @throws IllegalArgumentException if there are fewer calls than winners, or no winners
     * @throws TaskFailedException (an {@code ExecutionException}) if too many failed, with every failure
     * @throws InterruptedException if the calling thread is interrupted; the calls are cancelled and have ended
     * @throws CancellationException if the task or group around this call is cancelled
     * @throws ExecutionException as {@code TaskFailedException}
     */
    static <T> List<T> race(Collection<? extends Callable<? extends T>> calls, int winners)
            throws InterruptedException, ExecutionException {
        return Bulk.race(calls, winners);
    }

    /**
     * Does the same with each of many things, at most {@code atMost} at a time, and gives the results in order. The items are
     * drawn from the iterable on the calling thread, one ahead: the next is drawn, then waits for a place. If a task fails, the
     * item that waits is not handled.
     *
     * @param <A> the type of the items
     * @param <R> the type of the results
     * @param items what to do it with
     * @param atMost how many at the same time; at least 1
     * @param body what to do with each, on a thread of its own
     * @return the results, unmodifiable
     * @throws IllegalArgumentException if {@code atMost} is less than 1
     * @throws TaskFailedException (an {@code ExecutionException}) if one failed; the others are cancelled and have ended
     * @throws InterruptedException if the calling thread is interrupted; the tasks are cancelled and have ended
     * @throws CancellationException if the task or group around this call is cancelled
     * @throws ExecutionException as {@code TaskFailedException}
     */
    static <A, R> List<R> map(Iterable<? extends A> items, int atMost, Body<? super A, ? extends R> body)
            throws InterruptedException, ExecutionException {
        return Bulk.map(items, atMost, body);
    }

    /**
     * Runs a body with a group of its own as {@link #call} does, for at most {@code timeout}: {@code asyncio.timeout} and
     * {@code wait_for}. When time is up the body is cancelled, and has ended before this throws. If it ended in that very
     * moment, its result wins.
     *
     * @param <T> the type of the result
     * @param timeout how long it may take; zero or less does not begin
     * @param body given the group; it joins what it forks
     * @return what the body returned
     * @throws TimeoutException if time was up; what the body threw while it was being cancelled is among the suppressed
     * @throws TaskFailedException (an {@code ExecutionException}) if the body or a task failed
     * @throws DeadlineExceededException (an {@code ExecutionException}) if the time of the body's own group was up
     * @throws InterruptedException if the calling thread is interrupted; the body is cancelled and has ended
     * @throws CancellationException if the task or group around this call is cancelled
     * @throws ExecutionException as {@code TaskFailedException} or {@code DeadlineExceededException}
     */
    static <T> T within(Duration timeout, Body<? super TaskGroup, ? extends T> body)
            throws InterruptedException, ExecutionException, TimeoutException {
        return OwnThread.within(timeout, body);
    }

    /**
     * The same for a body that needs no group.
     *
     * @param <T> the type of the result
     * @param timeout how long it may take; zero or less does not begin
     * @param body what to run, on a thread of Heddle's
     * @return what the body returned
     * @throws TimeoutException if time was up; what the body threw while it was being cancelled is among the suppressed
     * @throws TaskFailedException (an {@code ExecutionException}) if the body failed
     * @throws InterruptedException if the calling thread is interrupted; the body is cancelled and has ended
     * @throws CancellationException if the task or group around this call is cancelled
     * @throws ExecutionException as {@code TaskFailedException}
     */
    static <T> T within(Duration timeout, Callable<? extends T> body)
            throws InterruptedException, ExecutionException, TimeoutException {
        return OwnThread.within(timeout, body);
    }

    /**
     * The same for a body that needs no group and has no result.
     *
     * @param timeout how long it may take; zero or less does not begin
     * @param body what to run, on a thread of Heddle's
     * @throws TimeoutException if time was up; what the body threw while it was being cancelled is among the suppressed
     * @throws TaskFailedException (an {@code ExecutionException}) if the body failed
     * @throws InterruptedException if the calling thread is interrupted; the body is cancelled and has ended
     * @throws CancellationException if the task or group around this call is cancelled
     * @throws ExecutionException as {@code TaskFailedException}
     */
    static void within(Duration timeout, Action body)
            throws InterruptedException, ExecutionException, TimeoutException {
        OwnThread.within(timeout, OwnedGroup.callable(body));
    }

    /**
     * The same, but time being up is no exception: Trio's {@code move_on_after}.
     *
     * @param <T> the type of the result
     * @param timeout how long it may take; zero or less does not begin
     * @param body given the group; it joins what it forks
     * @return what the body returned; empty if time was up
     * @throws NullPointerException if the body returned null
     * @throws TaskFailedException (an {@code ExecutionException}) if the body or a task failed, also while it was being
     *     cancelled
     * @throws DeadlineExceededException (an {@code ExecutionException}) if the time of the body's own group was up
     * @throws InterruptedException if the calling thread is interrupted; the body is cancelled and has ended
     * @throws CancellationException if the task or group around this call is cancelled
     * @throws ExecutionException as {@code TaskFailedException} or {@code DeadlineExceededException}
     */
    static <T> Optional<T> tryWithin(Duration timeout, Body<? super TaskGroup, ? extends T> body)
            throws InterruptedException, ExecutionException {
        return OwnThread.tryWithin(timeout, OwnThread.inGroup(OwnThread.WITHIN, body));
    }

    /**
     * The same for a body that needs no group.
     *
     * @param <T> the type of the result
     * @param timeout how long it may take; zero or less does not begin
     * @param body what to run, on a thread of Heddle's
     * @return what the body returned; empty if time was up
     * @throws NullPointerException if the body returned null
     * @throws TaskFailedException (an {@code ExecutionException}) if the body failed, also while it was being cancelled
     * @throws InterruptedException if the calling thread is interrupted; the body is cancelled and has ended
     * @throws CancellationException if the task or group around this call is cancelled
     * @throws ExecutionException as {@code TaskFailedException}
     */
    static <T> Optional<T> tryWithin(Duration timeout, Callable<? extends T> body)
            throws InterruptedException, ExecutionException {
        return OwnThread.tryWithin(timeout, body);
    }

    /**
     * The same for a body that needs no group and has no result.
     *
     * @param timeout how long it may take; zero or less does not begin
     * @param body what to run, on a thread of Heddle's
     * @return false if time was up
     * @throws TaskFailedException (an {@code ExecutionException}) if the body failed, also while it was being cancelled
     * @throws InterruptedException if the calling thread is interrupted; the body is cancelled and has ended
     * @throws CancellationException if the task or group around this call is cancelled
     * @throws ExecutionException as {@code TaskFailedException}
     */
    static boolean tryWithin(Duration timeout, Action body) throws InterruptedException, ExecutionException {
        Objects.requireNonNull(body, "body");
        return tryWithin(timeout, () -> {
            body.run();
            return true;
        }).isPresent();
    }

    // ---- forking

    /**
     * Starts a task. Never blocks. In a cancelled group it gives a task that is cancelled already.
     *
     * <p>Any thread may fork while the group is open. The owner's own forks throw what its {@linkplain
     * GroupOptions#threads(java.util.concurrent.ThreadFactory) thread factory} throws; for everybody else that is a failure of
     * the task.
     *
     * @param <T> the type of the result
     * @param body what it does
     * @return the task
     * @throws IllegalStateException if the group is closed
     */
    <T> Task<T> fork(Callable<? extends T> body);

    /**
     * Starts a task without a result.
     *
     * @param body what it does
     * @return the task
     * @throws IllegalStateException if the group is closed
     * @see #fork(Callable)
     */
    Task<Void> fork(Action body);

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
    <T> Task<T> fork(String name, Callable<? extends T> body);

    /**
     * Starts a task with a name and without a result.
     *
     * @param name for messages, for its thread, and for thread dumps
     * @param body what it does
     * @return the task
     * @throws IllegalStateException if the group is closed
     * @see #fork(Callable)
     */
    Task<Void> fork(String name, Action body);

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
    <T> Task<T> fork(String name, AutoCloseable resource, Callable<? extends T> body);

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
    Task<Void> fork(String name, AutoCloseable resource, Action body);

    /**
     * Starts a daemon: a task that serves the others. {@code join} does not wait for it, {@code close} cancels it, what it
     * forks are daemons too, and its failure fails the group like any other.
     *
     * @param name for messages, for its thread, and for thread dumps
     * @param body what it does
     * @return the task
     * @throws IllegalStateException if the group is closed
     */
    Task<Void> forkDaemon(String name, Action body);

    /**
     * Starts a daemon and waits until it says that it is ready: Trio's {@code nursery.start}. If it fails before that, the
     * failure is thrown here, and is the group's business as well. {@code join} does not wait for it and {@code close}
     * interrupts it; for a graceful end tell it to stop and wait with {@code started.task().get()}.
     *
     * <p>A server on TCP that ends gracefully:
     *
     * <pre>{@code
     * try (var group = TaskGroup.open("echo")) {
     *     Event stop = new Event();
     *     var server = group.start("server", (Ready<Integer> ready) -> {
     *         try (var listening = new ServerSocket(0); var connections = TaskGroup.open("connections")) {
     *             Task<?> accepting = connections.fork("accept", () -> {
     *                 while (true) {
     *                     Socket socket = listening.accept();
     *                     connections.fork("connection", socket, () -> serve(socket));
     *                 }
     *             });
     *             ready.set(listening.getLocalPort());
     *             stop.await();
     *             accepting.cancel(true);     // which interrupts accept: no more connections
     *             connections.join();         // those that there are have been served
     *         }
     *     });
     *     use(server.value());
     *     stop.set();
     *     server.task().get();                // it has ended by itself
     * }
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
    <R> Started<R> start(String name, Service<R> service) throws InterruptedException, ExecutionException;

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
    Executor asExecutor();

    // ---- joining

    /**
     * Waits until no task lives that is not a daemon; tasks that are forked meanwhile are waited for too. May be called
     * again, and must be after further forks. After one's own {@link #cancel()} it waits for every task and returns
     * normally.
     *
     * <p>When the owner is interrupted, the group is cancelled and waited for; further interrupts are kept for later.
     *
     * @throws TaskFailedException (an {@code ExecutionException}) if a task failed, or what belongs to one (its resource, its
     *     callbacks; that class has the list), when all have ended. An interrupt that came as well stays set.
     * @throws DeadlineExceededException (an {@code ExecutionException}) if this group's time was up, when all have ended
     * @throws CancellationException if the task or group around this group is cancelled
     * @throws InterruptedException if the owner is interrupted, and none of the above has happened; otherwise the interrupt
     *     stays set
     * @throws ExecutionException as {@code TaskFailedException} or {@code DeadlineExceededException}
     * @throws WrongThreadException if the calling thread is not the owner
     * @throws IllegalStateException if the group is closed
     */
    void join() throws InterruptedException, ExecutionException;

    /**
     * The same, for at most {@code timeout}. A timeout cancels nothing.
     *
     * @param timeout how long to wait; zero or less does not wait
     * @return false if tasks are still alive
     * @throws TaskFailedException (an {@code ExecutionException}) if a task failed, when all have ended
     * @throws DeadlineExceededException (an {@code ExecutionException}) if this group's time was up, when all have ended
     * @throws CancellationException if the task or group around this group is cancelled
     * @throws InterruptedException if the owner is interrupted, and none of the above has happened; otherwise the interrupt
     *     stays set
     * @throws ExecutionException as {@code TaskFailedException} or {@code DeadlineExceededException}
     * @throws WrongThreadException if the calling thread is not the owner
     * @throws IllegalStateException if the group is closed
     */
    boolean join(Duration timeout) throws InterruptedException, ExecutionException;

    /**
     * Waits for some of the tasks: {@code asyncio.wait}. It throws no task's failure and cancels nothing, and works in a
     * cancelled group too, whose tasks end as well.
     *
     * <pre>{@code
     * for (Collection<Task<Page>> left = tasks; !left.isEmpty(); ) {
     *     var waited = group.await(left, Until.FIRST_COMPLETED);
     *     waited.done().forEach(task -> show(task.outcome()));
     *     left = waited.pending();
     * }
     * group.join();               // which throws, if one has failed
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
    <X extends Task<?>> Waited<X> await(Collection<? extends X> tasks, Until until) throws InterruptedException;

    /**
     * The same, for at most {@code timeout}. A timeout cancels nothing.
     *
     * @param <X> the type of the tasks
     * @param tasks tasks of this group; at least one
     * @param until when to return
     * @param timeout how long to wait; zero or less does not wait
     * @return which had ended then, and which had not
     * @throws IllegalArgumentException if there are no tasks, or one is another group's
     * @throws InterruptedException if the owner is interrupted; nothing is cancelled
     * @throws WrongThreadException if the calling thread is not the owner
     */
    <X extends Task<?>> Waited<X> await(Collection<? extends X> tasks, Until until, Duration timeout)
            throws InterruptedException;

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
    <X extends Task<?>> Iterable<X> asCompleted(Collection<? extends X> tasks);

    /**
     * The same, but the whole iteration takes at most {@code timeout}: a step for which there is no time left throws {@link
     * java.util.concurrent.CompletionException} with a {@link TimeoutException} as its cause. That cancels nothing.
     *
     * @param <X> the type of the tasks
     * @param tasks tasks of this group; may be none
     * @param timeout how long the iteration may take, from its beginning
     * @return an iterable; each iteration begins anew
     * @throws IllegalArgumentException if one is another group's
     * @throws WrongThreadException if the calling thread is not the owner
     */
    <X extends Task<?>> Iterable<X> asCompleted(Collection<? extends X> tasks, Duration timeout);

    // ---- cancelling

    /**
     * Tells every task to stop, daemons too. Does not wait; any thread may call it. The owner need not join afterwards:
     * {@code close} waits.
     */
    void cancel();

    /**
     * Sets the group's deadline to {@code fromNow} from now, or moves it. When it passes, the group is cancelled, its {@code
     * join} throws {@link DeadlineExceededException}, and other waits of the owner's {@link CancellationException} with that as
     * cause. A group within is cancelled with it, and does not report the expiry as its own. Any thread may call this.
     *
     * @param fromNow zero or less means that time is up now
     */
    void expireAfter(Duration fromNow);

    /**
     * The time left to the calling thread: until the soonest deadline of the groups (and {@linkplain Shield shields}) around
     * it; to be handed on to calls with time limits of their own.
     *
     * @return zero or more; empty if there is no deadline
     */
    static Optional<Duration> remaining() {
        return OwnedGroup.timeLeft();
    }

    /**
     * For loops that compute without ever waiting: throws if the calling thread is to stop, and does nothing otherwise.
     *
     * @throws CancellationException if the task or group around this call is cancelled
     * @throws InterruptedException if the calling thread is interrupted
     */
    static void checkpoint() throws InterruptedException {
        CurrentScope.checkpoint(CurrentScope.get());
    }

    /**
     * Makes the end of the JVM (Ctrl-C, SIGTERM, {@code System.exit}) cancel this group, and holds it back until the group is
     * closed and its owner's thread has ended, for at most {@code grace}.
     *
     * @param grace how long the JVM may be held back
     * @return to take it back; closing the group does so too
     * @throws IllegalStateException if the JVM is ending already, or the group is closed
     */
    Registration cancelOnExit(Duration grace);

    /**
     * Why this group was told to stop: the exception that its waits throw.
     *
     * @return empty if it was not
     */
    Optional<CancellationException> cancellation();

    /**
     * Who told this group to stop.
     *
     * @return empty if nobody has
     */
    Optional<CancelReason> cancelReason();

    /**
     * Registers a callback for calls that an interrupt cannot stop. When the group is cancelled, for whatever reason, it
     * runs on a virtual thread of the group's own, which the cancellation spares; {@code close} waits for it; what it
     * throws is a failure. In a group that is cancelled already it runs at once, in one that has ended never.
     *
     * @param callback what to do, such as {@code socket::close}
     * @return to take it back
     */
    Registration onCancel(Action callback);

    // ---- closing

    /**
     * Registers a callback for the end: it runs in {@code close}, on the owner, after every thread of the group has ended;
     * the one that was registered last runs first. What it throws, {@code close} throws.
     *
     * @param callback what to do, such as closing what the tasks shared
     * @return to take it back
     * @throws IllegalStateException if the group is closed
     */
    Registration onClose(Action callback);

    /**
     * Ends the group: cancels what still runs, and waits until every thread has ended. An interrupt is kept for later.
     * Again: no effect.
     *
     * @throws TaskFailedException (an {@code ExecutionException}) if there were failures that no {@code join} reported
     * @throws DeadlineExceededException (an {@code ExecutionException}) if tasks were forked and not joined, and the group's
     *     time was up
     * @throws IllegalStateException if tasks were forked and not joined (and the group was not cancelled); or if a group
     *     or shield that was opened later is still open, which is closed then too
     * @throws ExecutionException as {@code TaskFailedException} or {@code DeadlineExceededException}
     * @throws WrongThreadException if the calling thread is not the owner
     */
    @Override
    void close() throws ExecutionException;

    // ---- looking

    /**
     * The name.
     *
     * @return as given when it was opened
     */
    String name();

    /**
     * The tasks that have been forked and have not ended, daemons included, as of now.
     *
     * @return a copy, unmodifiable
     */
    List<Task<?>> live();
}
