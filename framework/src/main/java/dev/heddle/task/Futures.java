package dev.heddle.task;

import dev.heddle.internal.SafeText;
import dev.heddle.internal.Thrown;
import dev.heddle.internal.park.Cancellation;
import dev.heddle.internal.park.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * The bridge to code that speaks in futures and callbacks: a future of a task, a wait for a future, and a task that owns a
 * future.
 *
 * <pre>{@code
 * var page = Futures.await(http.sendAsync(request, ofPage));             // in a task: cancelled with it
 *
 * try (var group = TaskGroup.open("checkout")) {
 *     Task<Rates> rates = Futures.fork(group, "rates", client.rates());  // its failure cancels the others, and theirs it
 *     Task<Cart> cart = group.fork("cart", () -> carts.of(id));
 *     listeners.add(Futures.toCompletableFuture(cart));                  // for those who want a callback
 *     group.join();
 * }
 * }</pre>
 *
 * <p>A {@link CompletableFuture} that is cancelled is complete at once, and nobody knows what still computes it. So a group
 * owns a future's result, and not the work behind it, unless the future passes the cancellation on (as those of {@code
 * java.net.http} do, and those of {@link #toCompletableFuture}). Work that is to have an owner runs in a task, or in {@link
 * TaskGroup#asExecutor}.
 *
 * <p>Answers to {@code asyncio.wrap_future}, {@code run_coroutine_threadsafe} and {@code await future}, and to {@code
 * asCompletableFuture}, {@code await} and {@code asDeferred} of kotlinx.coroutines.
 */
public final class Futures {
    private Futures() {}

    /**
     * A new future that completes when a task has ended: with its result, with its failure itself, or cancelled, by a {@link
     * CancellationException} that says why.
     *
     * <p>It completes a moment after the end, on a virtual thread of its own. So its callbacks hold up neither the task nor its
     * group: they may run when {@code join} and {@code close} have returned, what they throw is the affair of their own stages,
     * and nobody waits for them. Of a task that has ended already the future is complete.
     *
     * <p>{@code cancel} of the future cancels the task, as {@link Task#cancel}, and completes the future at once, while the
     * task may still be ending. Any other end that the future is given by hand, {@code orTimeout} included, does nothing to the
     * task; nor does a cancellation of stages that hang on the future, such as its {@link CompletableFuture#copy}.
     *
     * @param <T> the type of the result
     * @param task of any group
     * @return the future, another one each time
     */
    public static <T> CompletableFuture<T> toCompletableFuture(Task<? extends T> task) {
        return switch (Objects.requireNonNull(task, "task")) {
            case TaskCell<? extends T> cell -> FutureOfTask.<T>of(cell);
        };
    }

    /**
     * Waits for a future to complete, on any thread. Assumes to be the future's only user: leaving without its result
     * (interrupted, cancelled) cancels it, as {@code cancel(true)} does. Pass a {@link
     * CompletableFuture#copy} of one that is to go on.
     *
     * <p>A stage that cannot be turned into a future is left alone. A wait that was given up leaves a small object in the
     * stage, until that completes.
     *
     * @param <T> the type of the result
     * @param stage what to wait for
     * @return the result, which may be null
     * @throws TaskFailedException (an {@code ExecutionException}) if it failed, with the failure as its cause: that which the
     *     first stage threw, without {@link java.util.concurrent.CompletionException} around it
     * @throws CancellationException if it was cancelled, or the task or group around this call is
     * @throws InterruptedException if the calling thread is interrupted
     * @throws IllegalStateException if it is the future of the task that waits
     * @throws ExecutionException as {@code TaskFailedException}
     */
    public static <T> T await(CompletionStage<T> stage) throws InterruptedException, ExecutionException {
        return report(StageWait.await(Objects.requireNonNull(stage, "stage"), Deadline.NEVER));
    }

    /**
     * The same, for at most {@code timeout}. A timeout, too, cancels the future.
     *
     * @param <T> the type of the result
     * @param stage what to wait for
     * @param timeout how long to wait; zero or less does not wait
     * @return the result, which may be null
     * @throws TimeoutException if it has not completed by then; it is cancelled
     * @throws TaskFailedException (an {@code ExecutionException}) if it failed, with the failure as its cause
     * @throws CancellationException if it was cancelled, or the task or group around this call is
     * @throws IllegalStateException if it is the future of the task that waits
     * @throws InterruptedException if the calling thread is interrupted
     * @throws ExecutionException as {@code TaskFailedException}
     */
    public static <T> T await(CompletionStage<T> stage, Duration timeout)
            throws InterruptedException, ExecutionException, TimeoutException {
        Objects.requireNonNull(stage, "stage");
        Outcome<T> how = StageWait.await(stage, Deadline.after(Objects.requireNonNull(timeout, "timeout")));
        if (how == null) {
            throw new TimeoutException("an awaited future has not completed within " + timeout);
        }
        return report(how);
    }

    /**
     * Gives a future to a group: a task that ends as the future does, and cancels it when it is cancelled itself, also before
     * it has begun. The failure of the future is that of the task; a future that somebody else cancels is a failure too.
     *
     * @param <T> the type of the result
     * @param group which owns the future from now on
     * @param name for messages, for the task's thread, which waits, and for thread dumps
     * @param stage what to wait for
     * @return the task
     * @throws IllegalStateException if the group is closed; the future is cancelled then as well
     */
    public static <T> Task<T> fork(TaskGroup group, String name, CompletionStage<? extends T> stage) {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(stage, "stage");
        return group.fork(name, () -> StageWait.cancel(stage), () -> resultOf(stage));
    }

    private static <T> T resultOf(CompletionStage<T> stage) throws InterruptedException {
        return switch (StageWait.await(stage, Deadline.NEVER)) {
            case Outcome.Success<T>(T value) -> value;
            case Outcome.Failure<T>(Throwable cause) -> throw Thrown.raise(cause);
            case Outcome.Cancelled<T>(CancelReason why, Throwable cause) -> throw Thrown.raise(cause);
        };
    }

    private static <T> T report(Outcome<T> how) throws TaskFailedException {
        return switch (how) {
            case Outcome.Success<T>(T value) -> value;
            case Outcome.Failure<T>(Throwable cause) ->
                throw new TaskFailedException("an awaited future failed: " + SafeText.of(cause), List.of(cause));
            case Outcome.Cancelled<T>(CancelReason why, Throwable cause) ->
                throw Cancellation.exception("an awaited future was cancelled", cause);
        };
    }
}
