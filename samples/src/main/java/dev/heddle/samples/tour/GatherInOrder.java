package dev.heddle.samples.tour;

import dev.heddle.samples.Show;
import dev.heddle.task.Outcome;
import dev.heddle.task.TaskFailedException;
import dev.heddle.task.TaskGroup;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/**
 * Several calls at the same time, their results in the order of the calls.
 *
 * <p>In Python: {@code await asyncio.gather(users(), carts(), prices())}, and once more with {@code return_exceptions=True}.
 *
 * <pre>
 * gather:   [users, carts, prices]
 * gather:   no stock, and nobody waits an hour for users
 * outcomes: got users
 * outcomes: failed, no stock
 * </pre>
 *
 * <p>Better here: if one call fails the others are cancelled and have ended when {@code gather} throws; asyncio leaves them
 * running. Results and failures have types of their own, and are not mixed in one list.
 */
public final class GatherInOrder {
    private static final double AN_HOUR = 3600;

    private GatherInOrder() {}

    /** Runs it; takes {@code --scale FACTOR}. */
    public static void main(String... arguments) {
        Show.main(GatherInOrder.class, GatherInOrder::run, arguments);
    }

    /** The example. */
    public static void run(Show show) throws InterruptedException, ExecutionException {
        List<Callable<String>> calls = List.of(() -> fetch("users", 0.3, show), () -> fetch("carts", 0.2, show),
                () -> fetch("prices", 0.1, show));
        show.say("gather:   " + TaskGroup.gather(calls));

        List<Callable<String>> oneFails = List.of(() -> fetch("users", AN_HOUR, show), GatherInOrder::stock);
        try {
            TaskGroup.gather(oneFails);
        } catch (TaskFailedException e) {
            show.say("gather:   " + e.getCause().getMessage() + ", and nobody waits an hour for users");
        }

        for (Outcome<String> outcome : TaskGroup.outcomes(List.of(calls.get(0), GatherInOrder::stock))) {
            show.say("outcomes: " + switch (outcome) {
                case Outcome.Success(var value) -> "got " + value;
                case Outcome.Failure(var cause) -> "failed, " + cause.getMessage();
                case Outcome.Cancelled(var why, var cause) -> "cancelled, " + why;
            });
        }
    }

    private static String fetch(String what, double seconds, Show show) throws InterruptedException {
        show.sleep(seconds);
        return what;
    }

    private static String stock() throws IOException {
        throw new IOException("no stock");
    }
}
