package dev.heddle.jmh;

import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What does an item cost that a producer hands to a consumer, between virtual threads? Beside them, queues with the smallest
 * capacity, 1.
 */
public class RendezvousTransfer extends NanosPerItem {
    @Param({"WorkQueue.rendezvous", "WorkQueue", "ArrayBlockingQueue", "SynchronousQueue",
        "LinkedTransferQueue.transfer", "jox.Channel.rendezvous"})
    String queue;

    /** Producers and consumers. */
    @Param({"1:1", "4:4", "16:16", "100:100", "1:16", "16:1"})
    String threads;

    private Transfer transfer;

    /** Opens the queue, which all invocations use. */
    @Setup
    public void open() {
        transfer = Transfer.through(Peers.open(queue, 1), threads);
    }

    /** Moves the items and joins all threads. */
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void transfer() throws InterruptedException, ExecutionException {
        transfer.move(ITEMS);
    }
}
