package dev.heddle.jmh;

import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What does an item cost when the producers put, and the consumers take, whole batches? {@code putAll} and {@code drainTo}
 * beside a loop of {@code put} and {@code drainTo}, between virtual threads.
 */
public class BatchTransfer extends NanosPerItem {
    @Param({"WorkQueue", "ArrayBlockingQueue", "LinkedBlockingQueue"})
    String queue;

    /** Producers and consumers. */
    @Param({"1:1", "4:4", "16:16"})
    String threads;

    @Param({"16", "128"})
    int capacity;

    /** How many items at once. */
    @Param({"8", "64"})
    int batch;

    private Transfer transfer;

    /** Opens the queue, which all invocations use. */
    @Setup
    public void open() {
        Bulk bulk = Bulk.open(queue, capacity);
        transfer = new Transfer(Transfer.virtualThreads(), Crowd.of(threads), items -> bulk.putMany(items, batch),
                items -> bulk.takeMany(items, batch));
    }

    /** Moves the items and joins all threads. */
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void transfer() throws InterruptedException, ExecutionException {
        transfer.move(ITEMS);
    }
}
