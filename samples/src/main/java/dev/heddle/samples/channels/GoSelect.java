package dev.heddle.samples.channels;

import dev.heddle.queue.QueueClosedException;
import dev.heddle.queue.Select;
import dev.heddle.queue.WorkQueue;
import dev.heddle.samples.Show;
import dev.heddle.task.TaskGroup;
import java.util.concurrent.ExecutionException;

/**
 * Whichever of two channels has something first, until both are closed.
 *
 * <p>In Python: {@code asyncio.wait} for two {@code get()} tasks, of which the later one is cancelled, and may have taken an
 * item by then. In Go: {@code select} in a loop, with a flag for each channel that is closed.
 *
 * <pre>
 * number 0
 * letter a
 * number 1
 * ...
 * nothing for a while
 * ...
 * both channels are closed
 * </pre>
 *
 * <p>Better here: nothing is taken from the channel that was not chosen; a closed one drops out by itself; and the types of the
 * two need not be the same.
 */
public final class GoSelect {
    private GoSelect() {}

    /** Runs it; takes {@code --scale FACTOR}. */
    public static void main(String... arguments) {
        Show.main(GoSelect.class, GoSelect::run, arguments);
    }

    /** The example. */
    public static void run(Show show) throws InterruptedException, ExecutionException {
        try (TaskGroup group = TaskGroup.open("select")) {
            WorkQueue<Integer> numbers = WorkQueue.rendezvous(group);
            WorkQueue<Character> letters = WorkQueue.rendezvous(group);
            numbers.closeAfter(group.fork("numbers", () -> {
                for (int n = 0; n < 5; n++) {
                    show.sleep(0.1);
                    numbers.put(n);
                }
            }));
            letters.closeAfter(group.fork("letters", () -> {
                for (char letter = 'a'; letter <= 'c'; letter++) {
                    show.sleep(0.35);
                    letters.put(letter);
                }
            }));
            Select<String> next = Select.of(Select.take(numbers, n -> "number " + n),
                    Select.take(letters, letter -> "letter " + letter));
            try {
                while (true) {
                    String said = next.await(show.seconds(0.25));
                    show.say(said == null ? "nothing for a while" : said);
                }
            } catch (QueueClosedException e) {
                show.say("both channels are closed");
            }
            group.join();
        }
    }
}
