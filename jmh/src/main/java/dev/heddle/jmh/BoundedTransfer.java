package dev.heddle.jmh;

import org.openjdk.jmh.annotations.Param;

/**
 * What does an item cost that goes through a bounded queue, between virtual threads? One {@code put} and one {@code take};
 * for the WorkQueue a {@code taskDone} as well, which its peers do not have.
 */
public class BoundedTransfer extends NanosPerTransfer {
    @Param({"WorkQueue", "WorkQueue-without-taskDone", "ArrayBlockingQueue", "LinkedBlockingQueue", "jox.Channel"})
    String queue;

    /** Producers and consumers. */
    @Param({"1:1", "4:4", "16:16", "100:100", "1:16", "16:1"})
    String threads;

    @Param({"10", "16", "100", "128", "1024"})
    int capacity;

    @Override
    Transfer prepare() {
        return Transfer.through(Peers.open(queue, capacity), threads);
    }
}
