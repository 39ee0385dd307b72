package dev.heddle.samples.channels;

import dev.heddle.queue.WorkQueue;
import dev.heddle.samples.Show;
import dev.heddle.task.TaskGroup;
import java.util.concurrent.ExecutionException;

/**
 * A queue as a Go channel: one producer, and a loop that ends when it does.
 *
 * <p>In Python: a producer puts a range into an {@code asyncio.Queue}; the consumer has to be told that it has ended, which
 * the queue of the article could not. In Go: {@code for n := range channel}.
 *
 * <pre>
 * received 0
 * received 1
 * received 2
 * received 3
 * received 4
 * the channel is closed
 * </pre>
 *
 * <p>Better here: the end travels with the data, and {@code closeAfter} cannot be forgotten on any path: if the producer
 * fails, the loop throws its failure and does not take the rest for the whole.
 */
public final class GoChannel {
    private GoChannel() {}

    /** Runs it; takes {@code --scale FACTOR}. */
    public static void main(String... arguments) {
        Show.main(GoChannel.class, GoChannel::run, arguments);
    }

    /** The example. */
    public static void run(Show show) throws InterruptedException, ExecutionException {
        try (TaskGroup group = TaskGroup.open("channel")) {
            WorkQueue<Integer> channel = WorkQueue.bounded(group, "channel", 1);
            channel.closeAfter(group.fork("producer", () -> produce(0, 5, channel, show)));
            for (int n : channel.items()) {
                show.say("received " + n);
            }
            show.say("the channel is closed");
            group.join();
        }
    }

    private static void produce(int from, int to, WorkQueue<Integer> channel, Show show) throws InterruptedException {
        for (int n = from; n < to; n++) {
            show.sleep(0.1);
            channel.put(n);
        }
    }
}
