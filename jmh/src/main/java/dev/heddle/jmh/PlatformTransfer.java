package dev.heddle.jmh;

import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** What does an item cost that goes through a bounded queue, between platform threads? */
public class PlatformTransfer extends NanosPerItem {
    @Param({"WorkQueue", "ArrayBlockingQueue", "LinkedBlockingQueue", "jox.Channel"})
    String queue;

    /** Producers and consumers. */
    @Param({"1:1", "4:4", "16:16"})
    String threads;

    @Param({"16", "128"})
    int capacity;

    private Transfer transfer;

    /** Opens the queue, which all invocations use. */
    @Setup
    public void open() {
        transfer = Transfer.onPlatformThreads(Peers.open(queue, capacity), threads);
    }

    /** Moves the items and joins all threads. */
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void transfer() throws InterruptedException, ExecutionException {
        transfer.move(ITEMS);
    }
}
