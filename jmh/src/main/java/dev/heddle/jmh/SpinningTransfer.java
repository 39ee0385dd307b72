package dev.heddle.jmh;

import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * How fast could one producer and one consumer be at all? A ring that busy-spins, with a core for each: the physical bound,
 * and nothing to use beside other work. On platform threads, because virtual ones that spin would hold their carriers.
 */
public class SpinningTransfer extends NanosPerItem {
    @Param("SpscArrayQueue-spinning")
    String queue;

    /** Producers and consumers: this ring takes one of each. */
    @Param("1:1")
    String threads;

    @Param({"16", "128", "1024"})
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
