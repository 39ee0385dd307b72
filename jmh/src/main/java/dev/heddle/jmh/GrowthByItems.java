package dev.heddle.jmh;

import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;

/** Does an item cost the same however many there are? Ten thousand (e4) to a hundred million (e8), 4:4, capacity 128. */
public class GrowthByItems extends NanosPerItem {
    @Param({"WorkQueue", "ArrayBlockingQueue"})
    String queue;

    private Transfer transfer;

    /** Opens the queue, which all invocations use. */
    @Setup
    public void open() {
        transfer = Transfer.through(Peers.open(queue, 128), "4:4");
    }

    /** Ten thousand. */
    @Benchmark
    @OperationsPerInvocation(10_000)
    public void e4() throws InterruptedException, ExecutionException {
        transfer.move(10_000);
    }

    /** A hundred thousand. */
    @Benchmark
    @OperationsPerInvocation(100_000)
    public void e5() throws InterruptedException, ExecutionException {
        transfer.move(100_000);
    }

    /** A million. */
    @Benchmark
    @OperationsPerInvocation(1_000_000)
    public void e6() throws InterruptedException, ExecutionException {
        transfer.move(1_000_000);
    }

    /** Ten million. */
    @Benchmark
    @OperationsPerInvocation(10_000_000)
    @Warmup(iterations = 3, time = 2)
    @Measurement(iterations = 5, time = 2)
    public void e7() throws InterruptedException, ExecutionException {
        transfer.move(10_000_000);
    }

    /** A hundred million. */
    @Benchmark
    @OperationsPerInvocation(100_000_000)
    @Warmup(iterations = 1, time = 10)
    @Measurement(iterations = 3, time = 10)
    public void e8() throws InterruptedException, ExecutionException {
        transfer.move(100_000_000);
    }
}
