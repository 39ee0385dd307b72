package dev.heddle.jmh;

import org.openjdk.jmh.annotations.Param;

/**
 * How fast could one producer and one consumer be at all? A ring that busy-spins, with a core for each: the physical bound,
 * and nothing to use beside other work. On platform threads, because virtual ones that spin would hold their carriers.
 */
public class SpinningTransfer extends NanosPerTransfer {
    @Param("SpscArrayQueue-spinning")
    String queue;

    /** Producers and consumers: this ring takes one of each. */
    @Param("1:1")
    String threads;

    @Param({"16", "128", "1024"})
    int capacity;

    @Override
    Transfer prepare() {
        return Transfer.onPlatformThreads(Peers.open(queue, capacity), threads);
    }
}
