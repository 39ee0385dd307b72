package dev.heddle.samples.tour;

import dev.heddle.samples.Show;
import dev.heddle.task.Offload;
import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;

/**
 * A call that blocks, while the caller goes on; and one that computes.
 *
 * <p>In Python: {@code asyncio.to_thread(blocking_io)}, gathered with a coroutine that ticks meanwhile.
 *
 * <pre>
 * tick 1
 * tick 2
 * tick 3
 * a report, read on a virtual thread: true
 * the sum is 4999999950000000, computed on a virtual thread: false
 * </pre>
 *
 * <p>Better here: every task has a thread of its own, so any call may block, and an interrupt cancels it; a Python thread
 * cannot be cancelled. Calls that compute for long, or that hold on to the thread which carries a virtual one, go to the
 * platform threads of an {@code Offload}: so many at a time, and cancelled all the same.
 */
public final class ToThread {
    private ToThread() {}

    /** Runs it; takes {@code --scale FACTOR}. */
    public static void main(String... arguments) {
        Show.main(ToThread.class, ToThread::run, arguments);
    }

    /** The example. */
    public static void run(Show show) throws InterruptedException, ExecutionException {
        try (TaskGroup group = TaskGroup.open("to thread")) {
            Task<String> report = group.fork("report", () -> blockingRead(show));
            for (int i = 1; i <= 3; i++) {
                show.say("tick " + i);
                show.sleep(0.2);
            }
            group.join();
            show.say(report.resultNow());

            Offload cpus = Offload.open(group, "cpu", Runtime.getRuntime().availableProcessors());
            show.say(cpus.call(ToThread::sum));
        }
    }

    private static String blockingRead(Show show) throws InterruptedException {
        show.sleep(1);
        return "a report, read on a virtual thread: " + Thread.currentThread().isVirtual();
    }

    private static String sum() {
        long sum = LongStream.range(0, 100_000_000).sum();
        return "the sum is " + sum + ", computed on a virtual thread: " + Thread.currentThread().isVirtual();
    }
}
