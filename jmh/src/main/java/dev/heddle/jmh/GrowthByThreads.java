package dev.heddle.jmh;

import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Does an item cost the same however many threads share the queue? Ten to ten thousand, capacity 128. An invocation with ten
 * thousand threads takes a tenth of a second, so rounds are long: in short ones the compiler would not be done.
 */
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class GrowthByThreads extends NanosPerItem {
    private static final int MANY_ITEMS = 2_000_000; // since the start of ten thousand threads counts here too

    @Param({"WorkQueue", "ArrayBlockingQueue"})
    String queue;

    /** Producers and consumers. */
    @Param({"5:5", "50:50", "500:500", "5000:5000"})
    String threads;

    private Transfer transfer;

    /** Opens the queue, which all invocations use. */
    @Setup
    public void open() {
        transfer = Transfer.through(Peers.open(queue, 128), threads);
    }

    /** Moves the items and joins all threads. */
    @Benchmark
    @OperationsPerInvocation(MANY_ITEMS)
    public void transfer() throws InterruptedException, ExecutionException {
        transfer.move(MANY_ITEMS);
    }
}
