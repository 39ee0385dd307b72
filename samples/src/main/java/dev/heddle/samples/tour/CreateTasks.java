package dev.heddle.samples.tour;

import dev.heddle.samples.Show;
import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

/**
 * Tasks that run at once and are awaited in order; then a list of them.
 *
 * <p>In Python: {@code asyncio.create_task} three times, and {@code await} for each; then tasks in a list, given to {@code
 * gather}.
 *
 * <pre>
 * slow, then quick: all in 0.3 s
 * squares: [1, 4, 9, 16, 25]
 * </pre>
 *
 * <p>Better here: a task has an owner. asyncio's may be garbage-collected while it runs, and its exception be seen by nobody;
 * here the block does not end before its tasks, and throws what they threw.
 */
public final class CreateTasks {
    private CreateTasks() {}

    /** Runs it; takes {@code --scale FACTOR}. */
    public static void main(String... arguments) {
        Show.main(CreateTasks.class, CreateTasks::run, arguments);
    }

    /** The example. */
    public static void run(Show show) throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        try (TaskGroup group = TaskGroup.open("two tasks")) {
            Task<String> slow = group.fork("slow", () -> named("slow", 0.3, show));
            Task<String> quick = group.fork("quick", () -> named("quick", 0.1, show));
            String both = slow.get() + ", then " + quick.get(); // each get waits for its own task
            group.join();
            show.say(both + ": all in " + show.since(start));
        }
        try (TaskGroup group = TaskGroup.open("squares")) {
            List<Task<Integer>> tasks =
                    IntStream.rangeClosed(1, 5).mapToObj(n -> group.fork("square of " + n, () -> n * n)).toList();
            group.join();
            show.say("squares: " + tasks.stream().map(Task::resultNow).toList());
        }
    }

    private static String named(String name, double seconds, Show show) throws InterruptedException {
        show.sleep(seconds);
        return name;
    }
}
