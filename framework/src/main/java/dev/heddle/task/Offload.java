package dev.heddle.task;

import dev.heddle.internal.park.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Platform threads for calls that would hold a carrier thread: those that compute for long, and those that pin (native code,
 * and on JDK 21 to 23 {@code synchronized} around something that blocks). A limited number of calls at a time; the others
 * queue.
 *
 * <pre>{@code
 * try (var group = TaskGroup.open("album")) {
 *     Offload cpus = Offload.open(group, 4);
 *     for (Path photo : photos) {
 *         group.fork(() -> store(cpus.call(() -> shrink(photo))));    // the task waits, the computing is done elsewhere
 *     }
 *     group.join();
 * }
 * }</pre>
 *
 * <h2>Rules</h2>
 *
 * <ul>
 *   <li><b>Who waits.</b> {@link #call} returns when its body has ended, never before: nothing goes on behind the caller's
 *       back.
 *   <li><b>Cancellation.</b> A caller who is interrupted or cancelled while it queues leaves the queue, and its body never
 *       runs. Later the body is cancelled: its thread is interrupted, for this call and never after it, and each wait of
 *       Heddle's in it ends, {@link TaskGroup#checkpoint} included. The caller waits for it to end. A result that comes all
 *       the same is returned, and an interrupt stays set.
 *   <li><b>Context.</b> Each call has a daemon thread of its own, below the caller in the thread dump. It sees the caller's
 *       scoped values (JDK 25; a preview before), inheritable thread-locals and time {@linkplain TaskGroup#remaining
 *       remaining}; the decorator of the group around the caller is applied; no call sees thread-locals of another.
 *   <li><b>End.</b> {@link #close} refuses those that queue and those to come, cancels those that run, and waits for them. An
 *       offload that was opened with a group ends with it, and when that is cancelled.
 *   <li><b>Nesting.</b> A call within a call of the same offload is refused: those who wait would hold the places that they
 *       wait for.
 * </ul>
 *
 * <p>Thread-safe; for callers on threads of every kind. What the caller did before the call <i>happens-before</i> its body,
 * and that before the return.
 *
 * <p>Answers to {@code asyncio.to_thread}, {@code loop.run_in_executor}, and Trio's {@code to_thread.run_sync} with its {@code
 * CapacityLimiter}. Compared to them: a call that has begun can be stopped, and no thread is left behind; but for those that
 * nothing can stop, there is {@link #abandonable}. Compared to an {@code ExecutorService}: no {@code Future} to forget.
 */
public sealed interface Offload extends AutoCloseable permits BoundedOffload {

    // ---- opening

    /**
     * An offload on its own. Who made it closes it.
     *
     * @param threads how many calls run at a time; at least 1
     * @return the offload
     * @throws IllegalArgumentException if there are fewer than 1
     */
    static Offload open(int threads) {
        return new BoundedOffload(null, "offload", threads);
    }

    /**
     * An offload that belongs to a group.
     *
     * @param group the group with which it ends
     * @param threads how many calls run at a time; at least 1
     * @return the offload
     * @throws IllegalArgumentException if there are fewer than 1
     * @throws IllegalStateException if the group is closed
     */
    static Offload open(TaskGroup group, int threads) {
        return open(group, "offload", threads);
    }

    /**
     * An offload with a name that belongs to a group.
     *
     * @param group the group with which it ends
     * @param name for messages, for its threads, and for thread dumps
     * @param threads how many calls run at a time; at least 1
     * @return the offload
     * @throws IllegalArgumentException if there are fewer than 1
     * @throws IllegalStateException if the group is closed
     */
    static Offload open(TaskGroup group, String name, int threads) {
        return new BoundedOffload(Objects.requireNonNull(group, "group"), name, threads);
    }

    // ---- calling

    /**
     * Runs a body on a platform thread and waits for it, in a queue first if all threads are taken.
     *
     * @param <T> the type of the result
     * @param body what to run
     * @return what it returned
     * @throws TaskFailedException (an {@code ExecutionException}) if it failed, with the failure as its cause
     * @throws CancellationException if the task or group around this call is cancelled, or the offload was closed while the
     *     body ran; the body never began, or has ended
     * @throws InterruptedException if the calling thread is interrupted; the body never began, or has ended
     * @throws IllegalStateException if the offload is closed, also while this queues; or if this is within one of its calls
     * @throws ExecutionException as {@code TaskFailedException}
     */
    <T> T call(Callable<? extends T> body) throws InterruptedException, ExecutionException;

    /**
     * The same for a body without a result.
     *
     * @param body what to run
     * @throws TaskFailedException (an {@code ExecutionException}) if it failed, with the failure as its cause
     * @throws CancellationException if the task or group around this call is cancelled, or the offload was closed while the
     *     body ran; the body never began, or has ended
     * @throws InterruptedException if the calling thread is interrupted; the body never began, or has ended
     * @throws IllegalStateException if the offload is closed, also while this queues; or if this is within one of its calls
     * @throws ExecutionException as {@code TaskFailedException}
     * @see #call(Callable)
     */
    void call(Action body) throws InterruptedException, ExecutionException;

    /**
     * The same, for at most {@code timeout}, the time in the queue included. When time is up the body is cancelled, and
     * has ended before this throws. If it ended in that very moment, its result wins.
     *
     * @param <T> the type of the result
     * @param timeout how long it may take; zero or less does not begin
     * @param body what to run
     * @return what it returned
     * @throws TimeoutException if time was up; what the body threw while it was being cancelled is among the suppressed
     * @throws TaskFailedException (an {@code ExecutionException}) if it failed, with the failure as its cause
     * @throws CancellationException if the task or group around this call is cancelled, or the offload was closed while the
     *     body ran; the body never began, or has ended
     * @throws InterruptedException if the calling thread is interrupted; the body never began, or has ended
     * @throws IllegalStateException if the offload is closed, also while this queues; or if this is within one of its calls
     * @throws ExecutionException as {@code TaskFailedException}
     */
    <T> T call(Duration timeout, Callable<? extends T> body)
            throws InterruptedException, ExecutionException, TimeoutException;

    /**
     * The same for a body without a result.
     *
     * @param timeout how long it may take; zero or less does not begin
     * @param body what to run
     * @throws TimeoutException if time was up; what the body threw while it was being cancelled is among the suppressed
     * @throws TaskFailedException (an {@code ExecutionException}) if it failed, with the failure as its cause
     * @throws CancellationException if the task or group around this call is cancelled, or the offload was closed while the
     *     body ran; the body never began, or has ended
     * @throws InterruptedException if the calling thread is interrupted; the body never began, or has ended
     * @throws IllegalStateException if the offload is closed, also while this queues; or if this is within one of its calls
     * @throws ExecutionException as {@code TaskFailedException}
     * @see #call(Duration, Callable)
     */
    void call(Duration timeout, Action body) throws InterruptedException, ExecutionException, TimeoutException;

    // ---- calls that nothing can stop

    /**
     * Runs a call that nothing can stop, such as {@code System.in.read()}, on a daemon platform thread of its own: the one
     * thing in Heddle that may outlive a group. The caller waits for it, and leaves it behind when he is interrupted or
     * cancelled.
     *
     * <p>The thread of a call that was left behind is interrupted once, and called "(abandoned)" in thread dumps; {@link
     * #abandoned} lists it until it ends. Its result is lost, a line of input included. What it throws then goes to the
     * thread's {@linkplain Thread#getUncaughtExceptionHandler handler}, unless it comes of the interrupt. It sees no scoped
     * values; the decorator of the group around the caller is applied.
     *
     * @param <T> the type of the result
     * @param name of the call, for messages, its thread, and {@link #abandoned}
     * @param body what to run; it must not rely on anything that its caller closes
     * @return what it returned
     * @throws TaskFailedException (an {@code ExecutionException}) if it failed, with the failure as its cause
     * @throws CancellationException if the task or group around this call is cancelled; the body may go on
     * @throws InterruptedException if the calling thread is interrupted; the body may go on
     * @throws ExecutionException as {@code TaskFailedException}
     */
    static <T> T abandonable(String name, Callable<? extends T> body) throws InterruptedException, ExecutionException {
        try {
            return Abandonable.call(name, body, null, Deadline.NEVER);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * The same, but the caller waits for at most {@code timeout}.
     *
     * @param <T> the type of the result
     * @param name of the call, for messages, its thread, and {@link #abandoned}
     * @param timeout how long to wait; zero or less does not begin
     * @param body what to run; it must not rely on anything that its caller closes
     * @return what it returned
     * @throws TimeoutException if it has not ended in time; the body may go on
     * @throws TaskFailedException (an {@code ExecutionException}) if it failed, with the failure as its cause
     * @throws CancellationException if the task or group around this call is cancelled; the body may go on
     * @throws InterruptedException if the calling thread is interrupted; the body may go on
     * @throws ExecutionException as {@code TaskFailedException}
     */
    static <T> T abandonable(String name, Duration timeout, Callable<? extends T> body)
            throws InterruptedException, ExecutionException, TimeoutException {
        return Abandonable.call(name, body, timeout, Deadline.after(Objects.requireNonNull(timeout, "timeout")));
    }

    /**
     * The calls that were left behind, in the whole JVM, and have not ended.
     *
     * @return their names, in no order
     */
    static List<String> abandoned() {
        return Abandonable.leftBehind();
    }

    // ---- ending

    /**
     * Refuses the calls that queue and those to come, cancels those that run, and waits until they have ended; an interrupt is
     * kept for later. Any thread may call this. Again: no effect.
     *
     * @throws IllegalStateException if this is within one of its calls
     */
    @Override
    void close();

    // ---- looking

    /**
     * The name.
     *
     * @return as given, or "offload"
     */
    String name();

    /**
     * How many calls can run at a time.
     *
     * @return the number of threads
     */
    int size();

    /**
     * The calls that have a thread, as of now; those that are cancelled and have not ended are among them.
     *
     * @return between 0 and the size
     */
    int running();

    /**
     * The callers that wait for a thread, as of now.
     *
     * @return their number
     */
    int queued();
}
