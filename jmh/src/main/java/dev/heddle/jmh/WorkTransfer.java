package dev.heddle.jmh;

import org.openjdk.jmh.annotations.Param;

/** How much does the queue add to the work that is done with each item, by the consumers? */
public class WorkTransfer extends NanosPerTransfer {
    @Param({"WorkQueue", "ArrayBlockingQueue", "LinkedBlockingQueue", "jox.Channel"})
    String queue;

    /** Producers and consumers. */
    @Param({"1:1", "4:4", "16:16"})
    String threads;

    @Param({"128"})
    int capacity;

    /** Tokens of {@code Blackhole.consumeCPU}. */
    @Param({"0", "50", "2000"})
    int work;

    @Override
    Transfer prepare() {
        return Transfer.through(Peers.open(queue, capacity), threads, work);
    }
}
