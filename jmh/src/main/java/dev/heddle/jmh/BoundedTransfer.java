package dev.heddle.jmh;

import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What does an item cost that goes through a bounded queue, between virtual threads? One {@code put} and one {@code take};
 * for the WorkQueue a {@code taskDone} as well, which its peers do not have.
 */
public class BoundedTransfer extends NanosPerItem {
    @Param({"WorkQueue", "WorkQueue-without-taskDone", "ArrayBlockingQueue", "LinkedBlockingQueue", "jox.Channel"})
    String queue;

    /** Producers and consumers. */
    @Param({"1:1", "4:4", "16:16", "100:100", "1:16", "16:1"})
    String threads;

    @Param({"10", "16", "100", "128", "1024"})
    int capacity;

    private Transfer transfer;

    /** Opens the queue, which all invocations use. */
    @Setup
    public void open() {
        transfer = Transfer.through(Peers.open(queue, capacity), threads);
    }

    /** Moves the items and joins all threads. */
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void transfer() throws InterruptedException, ExecutionException {
        transfer.move(ITEMS);
    }
}
