package dev.heddle.jmh;

import org.openjdk.jmh.annotations.Param;

/** What does an item cost that leaves before those that came earlier, between virtual threads? */
public class LifoTransfer extends NanosPerTransfer {
    @Param({"WorkQueue.lifo", "LinkedBlockingDeque"})
    String queue;

    /** Producers and consumers. */
    @Param({"1:1", "4:4", "16:16"})
    String threads;

    @Override
    Transfer prepare() {
        return Transfer.through(Peers.open(queue, Integer.MAX_VALUE), threads);
    }
}
