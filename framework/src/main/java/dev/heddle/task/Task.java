package dev.heddle.task;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A piece of work that runs on a thread of its own inside a {@link TaskGroup}: what {@code asyncio.create_task} gives,
 * but with an owner who waits for it.
 *
 * <p>A task stays readable after its group has closed. It {@linkplain #isDone is done} when its body has ended for good
 * and its resource is closed, never before: {@code cancel} asks, it does not abandon. What a task did before it ended
 * <i>happens-before</i> what a thread does after it has seen the end, through {@link #get}, {@link #outcome}, {@link
 * #isDone} or the group's {@code join}; and what a thread did before {@code fork} happens-before the task.
 *
 * @param <T> the type of the result
 */
public sealed interface Task<T> extends Future<T> permits TaskCell {

    /**
     * The name it was forked with, or its number in the group, such as {@code #3}.
     *
     * @return the name
     */
    String name();

    /**
     * Whether the group's {@code join} does not wait for it.
     *
     * @return true for a daemon
     */
    boolean isDaemon();

    /**
     * How the task ended.
     *
     * @return success, failure or cancelled
     * @throws IllegalStateException if it has not ended
     */
    Outcome<T> outcome();

    /**
     * Waits for the task to end. Any thread may; usually {@code join} has already waited, and {@link #resultNow} is all
     * that is needed.
     *
     * @return the result
     * @throws TaskFailedException (an {@code ExecutionException}) if it failed, with the failure as its cause
     * @throws CancellationException if it was cancelled, or the group or task around this call is
     * @throws IllegalStateException if the calling thread is the task's own, which would wait for itself
     * @throws InterruptedException if the calling thread is interrupted
     */
    @Override
    T get() throws InterruptedException, ExecutionException;

    /**
     * Waits for the task to end, for at most the timeout. A timeout cancels nothing.
     *
     * @throws TimeoutException if it has not ended by then
     */
    @Override
    T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException;

    /**
     * Waits for the task to end, for at most the timeout. A timeout cancels nothing.
     *
     * @param timeout how long to wait; zero or less does not wait
     * @return the result
     * @throws TimeoutException if it has not ended by then
     * @throws TaskFailedException (an {@code ExecutionException}) if it failed
     * @throws CancellationException if it was cancelled, or the group or task around this call is
     * @throws IllegalStateException if the calling thread is the task's own, which would wait for itself
     * @throws InterruptedException if the calling thread is interrupted
     * @throws ExecutionException as {@code TaskFailedException}
     */
    T get(Duration timeout) throws InterruptedException, ExecutionException, TimeoutException;

    /**
     * Tells this task alone to stop; its siblings go on. A task that has not begun never will. One that runs is asked:
     * its waits in Heddle end with {@link CancellationException}, and its thread is interrupted. It is up to its body to
     * end; the outcome says what came of it.
     *
     * @param mayInterruptIfRunning false to keep it from beginning, but let it be if it has begun
     * @return whether it was told now; false if it has been told before, has ended, or runs and may not be interrupted
     */
    @Override
    boolean cancel(boolean mayInterruptIfRunning);

    /**
     * Whether the task ended because it was told to stop.
     *
     * @return false too while it has not ended
     */
    @Override
    boolean isCancelled();

    /**
     * Runs an action when the task has ended, however it did, on the thread that ends it and before the group's {@code
     * join} notices; at once, on the calling thread, if it has ended already. To be kept short: it delays the end. What
     * it throws on the task's thread is a failure of the group. An action that is taken back is not held any longer.
     *
     * @param action what to run
     * @return to take it back
     */
    Registration onEnd(Runnable action);

    /**
     * Registers a callback for a call in this task that an interrupt cannot stop. When the task is told to stop, alone or with
     * its group, the callback runs on a virtual thread of the group's own; the group's {@code close} waits for it, and what
     * it throws is a failure of the group. It runs at once if the task has been told already, and never once it has ended.
     *
     * @param callback what to do, such as {@code socket::close}
     * @return to take it back
     */
    Registration onCancel(Action callback);

    /**
     * The task that the calling thread runs, as {@code asyncio.current_task} tells it; inside of a group that a task has
     * opened this is still that task.
     *
     * @return empty on a thread that runs none
     */
    static Optional<Task<?>> current() {
        return Optional.ofNullable(TaskCell.current());
    }
}
