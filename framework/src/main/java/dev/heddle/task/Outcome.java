package dev.heddle.task;

/**
 * How a task ended: what {@code asyncio.gather(return_exceptions=True)} mixes up, told apart.
 *
 * <pre>{@code
 * String line = switch (task.outcome()) {
 *     case Outcome.Success(var page) -> page.title();
 *     case Outcome.Failure(var cause) -> "failed: " + cause;
 *     case Outcome.Cancelled(var why, var cause) -> "given up: " + why;
 * };
 * }</pre>
 *
 * @param <T> the type of the result
 */
public sealed interface Outcome<T> {

    /**
     * The task's body returned. It may have been told to stop before: a result never vanishes.
     *
     * @param <T> the type of the result
     * @param value the result, null if the body returned null
     */
    record Success<T>(T value) implements Outcome<T> {}

    /**
     * The task failed: its body, its decorator or the {@code close} of its resource threw, and not because it had been told to
     * stop; or it left a group open; or no thread has run it. What its {@link Task#onEnd} actions throw does not change its
     * outcome.
     *
     * @param <T> the type of the result
     * @param cause what was thrown
     */
    record Failure<T>(Throwable cause) implements Outcome<T> {}

    /**
     * The task had been told to stop, and stopped: it never began, or it ended with an exception
     * that is, or has among its causes, an interrupt or a cancellation.
     *
     * @param <T> the type of the result
     * @param why who told it to stop
     * @param cause the failure behind that, such as a sibling's; null if there is none
     */
    record Cancelled<T>(CancelReason why, Throwable cause) implements Outcome<T> {}
}
