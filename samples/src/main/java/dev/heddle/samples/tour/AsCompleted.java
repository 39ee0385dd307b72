package dev.heddle.samples.tour;

import dev.heddle.samples.Show;
import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * Results as they come, the quickest first.
 *
 * <p>In Python: {@code for next in asyncio.as_completed(tasks): print(await next)}.
 *
 * <pre>
 * hare: 0.1 s
 * dog: 0.2 s
 * snail: 0.3 s
 * </pre>
 *
 * <p>Better here: the loop gives the tasks themselves, so one knows whose result it is; in asyncio that came with 3.13, and
 * for {@code async for} only. A timeout can cover the whole loop.
 */
public final class AsCompleted {
    private AsCompleted() {}

    /** Runs it; takes {@code --scale FACTOR}. */
    public static void main(String... arguments) {
        Show.main(AsCompleted.class, AsCompleted::run, arguments);
    }

    /** The example. */
    public static void run(Show show) throws InterruptedException, ExecutionException {
        try (TaskGroup group = TaskGroup.open("race")) {
            List<Task<Double>> runners = List.of(group.fork("snail", () -> run(0.3, show)),
                    group.fork("hare", () -> run(0.1, show)), group.fork("dog", () -> run(0.2, show)));
            for (Task<Double> runner : group.asCompleted(runners)) {
                show.say(runner.name() + ": " + runner.resultNow() + " s");
            }
            group.join();
        }
    }

    private static double run(double seconds, Show show) throws InterruptedException {
        show.sleep(seconds);
        return seconds;
    }
}
