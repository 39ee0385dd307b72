package dev.heddle.samples.locks;

import dev.heddle.samples.Show;
import dev.heddle.task.Event;
import dev.heddle.task.TaskGroup;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;

/**
 * A starting signal for all who wait, and a bell that is set and cleared.
 *
 * <p>In Python: {@code asyncio.Event}. Its well-known example with {@code clear} takes one item for each time that the flag
 * was set, and so loses items: two that come before the taker runs set the flag once.
 *
 * <pre>
 * ready, steady, go
 * Ann runs
 * Ben runs
 * Cleo runs
 * late Dan runs
 * read letter 1
 * ...
 * read letter 6
 * </pre>
 *
 * <p>Right here: the bell says that there is something, not how much; so the reader clears first and then takes all that is
 * there. Better here: {@code set} wakes those who wait even if {@code clear} follows before they run, and the group's end
 * wakes them too. For items there is a queue, which needs no such care.
 */
public final class EventSignals {
    private static final int LETTERS = 6;

    private EventSignals() {}

    /** Runs it; takes {@code --scale FACTOR}. */
    public static void main(String... arguments) {
        Show.main(EventSignals.class, EventSignals::run, arguments);
    }

    /** The example. */
    public static void run(Show show) throws InterruptedException, ExecutionException {
        Event start = new Event();
        try (TaskGroup group = TaskGroup.open("race")) {
            for (String runner : List.of("Ann", "Ben", "Cleo")) {
                group.fork(runner, () -> runAfter(start, runner, show));
            }
            show.say("ready, steady, go");
            start.set();
            group.join();
        }
        runAfter(start, "late Dan", show);

        Queue<String> box = new ConcurrentLinkedQueue<>();
        Event bell = new Event();
        try (TaskGroup group = TaskGroup.open("letters")) {
            group.fork("reader", () -> read(box, bell, show));
            for (int i = 1; i <= LETTERS; i++) {
                box.add("letter " + i);
                bell.set();
            }
            group.join();
        }
    }

    private static void runAfter(Event start, String runner, Show show) throws InterruptedException {
        start.await();
        show.say(runner + " runs");
    }

    private static void read(Queue<String> box, Event bell, Show show) throws InterruptedException {
        for (int read = 0; read < LETTERS;) {
            bell.await();
            bell.clear(); // first: what comes from now on rings again
            for (String letter = box.poll(); letter != null; letter = box.poll()) {
                show.say("read " + letter);
                read++;
            }
        }
    }
}
