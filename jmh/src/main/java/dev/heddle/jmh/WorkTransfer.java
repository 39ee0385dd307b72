package dev.heddle.jmh;

import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** How much does the queue add to the work that is done with each item, by the consumers? */
public class WorkTransfer extends NanosPerItem {
    @Param({"WorkQueue", "ArrayBlockingQueue", "LinkedBlockingQueue", "jox.Channel"})
    String queue;

    /** Producers and consumers. */
    @Param({"1:1", "4:4", "16:16"})
    String threads;

    @Param({"128"})
    int capacity;

    /** Tokens of {@code Blackhole.consumeCPU}. */
    @Param({"0", "50", "2000"})
    int work;

    private Transfer transfer;

    /** Opens the queue, which all invocations use. */
    @Setup
    public void open() {
        transfer = Transfer.through(Peers.open(queue, capacity), threads, work);
    }

    /** Moves the items and joins all threads. */
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void transfer() throws InterruptedException, ExecutionException {
        transfer.move(ITEMS);
    }
}
