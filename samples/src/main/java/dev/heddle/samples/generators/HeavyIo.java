package dev.heddle.samples.generators;

import dev.heddle.queue.Generator;
import dev.heddle.samples.Show;
import dev.heddle.task.Offload;
import dev.heddle.task.TaskGroup;
import java.util.concurrent.ExecutionException;

/**
 * Four items, each made by a call that blocks, alternately produced and consumed.
 *
 * <p>In Python: the producer does {@code await asyncio.to_thread(blocking_io)} so that the loop can go on, and puts into a
 * queue; the consumer takes. That they take turns is only because the call is slow.
 *
 * <pre>
 * the blocking call is done
 * produced item 1
 * consumed item 1
 * ...
 * </pre>
 *
 * <p>Better here: that the two take turns is the generator's rule, not a matter of time. A call that merely blocks need not
 * be moved at all, since the producer has a thread of its own; one that holds on to its carrier is moved by an {@code
 * Offload}, which returns when the call has ended, and cancels it with the group.
 */
public final class HeavyIo {
    private HeavyIo() {}

    /** Runs it; takes {@code --scale FACTOR}. */
    public static void main(String... arguments) {
        Show.main(HeavyIo.class, HeavyIo::run, arguments);
    }

    /** The example. */
    public static void run(Show show) throws InterruptedException, ExecutionException {
        try (TaskGroup group = TaskGroup.open("heavy I/O")) {
            Offload disk = Offload.open(group, "disk", 1);
            try (Generator<String> items = Generator.open(group, out -> produce(disk, out, show))) {
                for (String item : items) {
                    show.say("consumed " + item);
                }
            }
        }
    }

    private static void produce(Offload disk, Generator.Out<String> out, Show show)
            throws InterruptedException, ExecutionException {
        for (int i = 1; i <= 4; i++) {
            int number = i;
            String item = disk.call(() -> blockingRead(number, show));
            show.say("produced " + item);
            out.emit(item);
        }
    }

    private static String blockingRead(int number, Show show) throws InterruptedException {
        show.sleep(0.1);
        show.say("the blocking call is done");
        return "item " + number;
    }
}
