package dev.heddle.samples.tour;

import dev.heddle.samples.Show;
import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import dev.heddle.task.Until;
import dev.heddle.task.Waited;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Waiting for a call not longer than so long; and for whichever task is next.
 *
 * <p>In Python: {@code asyncio.wait_for(eternity(), timeout=1)}, then {@code asyncio.wait(tasks,
 * return_when=FIRST_COMPLETED)} until none is pending.
 *
 * <pre>
 * wait_for: eternity takes too long, and has been stopped
 * wait: Cleo has arrived, pending: 2
 * wait: Ann has arrived, pending: 1
 * wait: Ben has arrived, pending: 0
 * </pre>
 *
 * <p>Better here: when {@code within} throws, the call has ended, its clean-up included; if it ended in that very moment, its
 * result wins. The sets keep the order of the tasks. And what {@code asyncio.wait} leaves pending runs on without an owner;
 * here the group ends it.
 */
public final class WaitForTasks {
    private static final double ETERNITY = 3600;

    private WaitForTasks() {}

    /** Runs it; takes {@code --scale FACTOR}. */
    public static void main(String... arguments) {
        Show.main(WaitForTasks.class, WaitForTasks::run, arguments);
    }

    /** The example. */
    public static void run(Show show) throws InterruptedException, ExecutionException {
        try {
            show.say("wait_for: " + TaskGroup.within(show.seconds(1), () -> arrival("eternity", ETERNITY, show)));
        } catch (TimeoutException e) {
            show.say("wait_for: eternity takes too long, and has been stopped");
        }
        try (TaskGroup group = TaskGroup.open("arrivals")) {
            Set<Task<String>> pending = new LinkedHashSet<>();
            pending.add(group.fork("Ann", () -> arrival("Ann", 0.4, show)));
            pending.add(group.fork("Ben", () -> arrival("Ben", 0.6, show)));
            pending.add(group.fork("Cleo", () -> arrival("Cleo", 0.2, show)));
            while (!pending.isEmpty()) {
                Waited<Task<String>> waited = group.await(pending, Until.FIRST_COMPLETED);
                pending = waited.pending();
                for (Task<String> task : waited.done()) {
                    show.say("wait: " + task.resultNow() + ", pending: " + pending.size());
                }
            }
            group.join();
        }
    }

    private static String arrival(String name, double seconds, Show show) throws InterruptedException {
        show.sleep(seconds);
        return name + " has arrived";
    }
}
