package dev.heddle.jmh;

import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** What does an item cost that leaves before those that came earlier, between virtual threads? */
public class LifoTransfer extends NanosPerItem {
    @Param({"WorkQueue.lifo", "LinkedBlockingDeque"})
    String queue;

    /** Producers and consumers. */
    @Param({"1:1", "4:4", "16:16"})
    String threads;

    private Transfer transfer;

    /** Opens the queue, which all invocations use. */
    @Setup
    public void open() {
        transfer = Transfer.through(Peers.open(queue, Integer.MAX_VALUE), threads);
    }

    /** Moves the items and joins all threads. */
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void transfer() throws InterruptedException, ExecutionException {
        transfer.move(ITEMS);
    }
}
