package dev.heddle.jmh;

import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * How many bytes does a queue allocate per item? To be run with {@code -prof gc}, which tells it as {@code
 * gc.alloc.rate.norm}. The threads of an invocation cost a few kilobytes: below 0.1 byte per item.
 */
public class BytesPerItem extends NanosPerItem {
    private static final int MANY_ITEMS = 1_024_000;

    @Param({"WorkQueue", "ArrayBlockingQueue", "LinkedBlockingQueue", "jox.Channel", "WorkQueue.unbounded",
        "LinkedTransferQueue", "jox.Channel.unlimited"})
    String queue;

    /** Producers and consumers. */
    @Param({"1:1", "4:4"})
    String threads;

    private Transfer transfer;

    /** Opens the queue, which all invocations use; the bounded ones small, so that threads wait often. */
    @Setup
    public void open() {
        transfer = Transfer.through(Peers.open(queue, 16), threads);
    }

    /** Moves the items and joins all threads. */
    @Benchmark
    @OperationsPerInvocation(MANY_ITEMS)
    public void transfer() throws InterruptedException, ExecutionException {
        transfer.move(MANY_ITEMS);
    }
}
