package dev.heddle.jmh;

import org.openjdk.jmh.annotations.Param;

/** What does an item cost that goes through a bounded queue, between platform threads? */
public class PlatformTransfer extends NanosPerTransfer {
    @Param({"WorkQueue", "ArrayBlockingQueue", "LinkedBlockingQueue", "jox.Channel"})
    String queue;

    /** Producers and consumers. */
    @Param({"1:1", "4:4", "16:16"})
    String threads;

    @Param({"16", "128"})
    int capacity;

    @Override
    Transfer prepare() {
        return Transfer.onPlatformThreads(Peers.open(queue, capacity), threads);
    }
}
