package dev.heddle.samples.ends;

import dev.heddle.queue.WorkQueue;
import dev.heddle.samples.Show;
import dev.heddle.task.TaskGroup;
import java.util.concurrent.ExecutionException;

/**
 * A producer, a consumer, and a last item that says so.
 *
 * <p>In Python: random delays on both sides; the producer puts {@code None} at the end, at which the consumer breaks.
 *
 * <pre>
 * produced bread 1
 * consumed bread 1
 * ...
 * the consumer has met the sentinel
 * </pre>
 *
 * <p>Better here: the sentinel is an object of its own, compared by identity, so no item can be taken for it; and if the
 * producer fails before it puts it, the group ends the consumer, which in asyncio would wait for ever.
 */
public final class OneSentinel {
    private static final String END = new String("end");

    private OneSentinel() {}

    /** Runs it; takes {@code --scale FACTOR}. */
    public static void main(String... arguments) {
        Show.main(OneSentinel.class, OneSentinel::run, arguments);
    }

    /** The example. */
    public static void run(Show show) throws InterruptedException, ExecutionException {
        try (TaskGroup group = TaskGroup.open("one sentinel")) {
            WorkQueue<String> queue = WorkQueue.unbounded(group);
            group.fork("producer", () -> produce(queue, show));
            group.fork("consumer", () -> consume(queue, show));
            group.join();
        }
    }

    private static void produce(WorkQueue<String> queue, Show show) throws InterruptedException {
        for (int i = 1; i <= 5; i++) {
            show.sleepUpTo(0.3);
            show.say("produced bread " + i);
            queue.put("bread " + i);
        }
        queue.put(END);
    }

    private static void consume(WorkQueue<String> queue, Show show) throws InterruptedException {
        for (String item = queue.take(); item != END; item = queue.take()) {
            show.sleepUpTo(0.3);
            show.say("consumed " + item);
        }
        show.say("the consumer has met the sentinel");
    }
}
