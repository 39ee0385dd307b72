package dev.heddle.jmh;

import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** What does it cost that the takers wait for several queues at once, of which one has items? */
public class SelectTransfer extends NanosPerItem {
    @Param({"WorkQueue", "WorkQueue.select", "jox.Channel", "jox.Channel.select"})
    String queue;

    /** Producers and consumers. */
    @Param({"1:1", "4:4", "16:16"})
    String threads;

    private Transfer transfer;

    /** Opens the queue, which all invocations use. */
    @Setup
    public void open() {
        transfer = Transfer.through(Peers.open(queue, 128), threads);
    }

    /** Moves the items and joins all threads. */
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void transfer() throws InterruptedException, ExecutionException {
        transfer.move(ITEMS);
    }
}
