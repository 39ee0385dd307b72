package dev.heddle.jmh;

import org.openjdk.jmh.annotations.Param;

/** What does an item cost that goes through a queue without a limit, between virtual threads? */
public class UnboundedTransfer extends NanosPerTransfer {
    @Param({"WorkQueue.unbounded", "WorkQueue.unbounded-without-taskDone", "LinkedBlockingQueue.unbounded",
        "LinkedTransferQueue", "jox.Channel.unlimited"})
    String queue;

    /** Producers and consumers. */
    @Param({"1:1", "4:4", "16:16", "100:100", "1:16", "16:1"})
    String threads;

    @Override
    Transfer prepare() {
        return Transfer.through(Peers.open(queue, Integer.MAX_VALUE), threads);
    }
}
