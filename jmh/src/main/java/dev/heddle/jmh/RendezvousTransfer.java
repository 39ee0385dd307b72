package dev.heddle.jmh;

import org.openjdk.jmh.annotations.Param;

/**
 * What does an item cost that a producer hands to a consumer, between virtual threads? Beside them, queues with the smallest
 * capacity, 1.
 */
public class RendezvousTransfer extends NanosPerTransfer {
    @Param({"WorkQueue.rendezvous", "WorkQueue", "ArrayBlockingQueue", "SynchronousQueue",
        "LinkedTransferQueue.transfer", "jox.Channel.rendezvous"})
    String queue;

    /** Producers and consumers. */
    @Param({"1:1", "4:4", "16:16", "100:100", "1:16", "16:1"})
    String threads;

    @Override
    Transfer prepare() {
        return Transfer.through(Peers.open(queue, 1), threads);
    }
}
