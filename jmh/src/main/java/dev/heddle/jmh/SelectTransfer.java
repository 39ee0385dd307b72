package dev.heddle.jmh;

import org.openjdk.jmh.annotations.Param;

/** What does it cost that the takers wait for several queues at once, of which one has items? */
public class SelectTransfer extends NanosPerTransfer {
    @Param({"WorkQueue", "WorkQueue.select", "jox.Channel", "jox.Channel.select"})
    String queue;

    /** Producers and consumers. */
    @Param({"1:1", "4:4", "16:16"})
    String threads;

    @Override
    Transfer prepare() {
        return Transfer.through(Peers.open(queue, 128), threads);
    }
}
