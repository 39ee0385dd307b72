package dev.heddle.jmh;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * How many bytes does an item cost if nobody has to wait? A thread alone puts items and takes them out again. To be run with
 * {@code -prof gc}, which tells it as {@code gc.alloc.rate.norm}.
 */
public class BytesAlone extends NanosPerItem {
    private static final int BATCH = 64;

    @Param({"WorkQueue", "ArrayBlockingQueue", "LinkedBlockingQueue", "jox.Channel"})
    String queue;

    private Channel channel;

    /** Opens a queue with space for the items of an invocation. */
    @Setup
    public void open() {
        channel = Peers.open(queue, 2 * BATCH);
    }

    /** Puts the items and takes them. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long putAndTake() throws InterruptedException {
        return channel.putMany(BATCH) - channel.takeMany(BATCH, 0);
    }
}
