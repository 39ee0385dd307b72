package dev.heddle.samples.channels;

import dev.heddle.queue.WorkQueue;
import dev.heddle.samples.Show;
import dev.heddle.task.TaskGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * Two producers on one channel, which closes after the last of them.
 *
 * <p>In Python: two producers with ranges of their own; {@code gather} waits for both, then a sentinel is put for the consumer.
 * In Go: a {@code WaitGroup}, and a goroutine that waits for it and closes the channel.
 *
 * <pre>
 * received 0
 * received 10
 * received 1
 * ...
 * 10 numbers, their sum is 70
 * </pre>
 *
 * <p>Better here: {@code closeAfter} is all of that; nobody counts, and no producer can close too early for the other, which
 * in Go is a panic.
 */
public final class GoChannelOfTwo {
    private GoChannelOfTwo() {}

    /** Runs it; takes {@code --scale FACTOR}. */
    public static void main(String... arguments) {
        Show.main(GoChannelOfTwo.class, GoChannelOfTwo::run, arguments);
    }

    /** The example. */
    public static void run(Show show) throws InterruptedException, ExecutionException {
        try (TaskGroup group = TaskGroup.open("channel of two")) {
            WorkQueue<Integer> channel = WorkQueue.bounded(group, "channel", 1);
            channel.closeAfter(group.fork("from 0", () -> produce(0, 5, channel, show)),
                    group.fork("from 10", () -> produce(10, 15, channel, show)));
            List<Integer> received = new ArrayList<>();
            for (int n : channel.items()) {
                show.say("received " + n);
                received.add(n);
            }
            group.join();
            int sum = received.stream().mapToInt(Integer::intValue).sum();
            show.say(received.size() + " numbers, their sum is " + sum);
        }
    }

    private static void produce(int from, int to, WorkQueue<Integer> channel, Show show) throws InterruptedException {
        for (int n = from; n < to; n++) {
            show.sleepUpTo(0.2);
            channel.put(n);
        }
    }
}
