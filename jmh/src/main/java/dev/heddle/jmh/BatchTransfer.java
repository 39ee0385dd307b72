package dev.heddle.jmh;

import org.openjdk.jmh.annotations.Param;

/**
 * What does an item cost when the producers put, and the consumers take, whole batches? {@code putAll} and {@code drainTo}
 * beside a loop of {@code put} and {@code drainTo}, between virtual threads.
 */
public class BatchTransfer extends NanosPerTransfer {
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

    @Override
    Transfer prepare() {
        Bulk bulk = Bulk.open(queue, capacity);
        return new Transfer(Transfer.virtualThreads(), Crowd.of(threads), items -> bulk.putMany(items, batch),
                items -> bulk.takeMany(items, batch));
    }
}
