package dev.heddle.jmh;

import org.openjdk.jmh.annotations.Param;

/** What does an item cost that leaves by its priority, between virtual threads? */
public class PriorityTransfer extends NanosPerTransfer {
    @Param({"WorkQueue.priority", "PriorityBlockingQueue"})
    String queue;

    /** Producers and consumers. */
    @Param({"1:1", "4:4", "16:16"})
    String threads;

    @Override
    Transfer prepare() {
        return Transfer.through(Peers.open(queue, Integer.MAX_VALUE), threads);
    }
}
