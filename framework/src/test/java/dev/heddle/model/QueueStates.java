package dev.heddle.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.heddle.queue.QueueStats;
import dev.heddle.queue.WorkQueue;

/** What a queue must look like when all threads have gone. */
final class QueueStates {
    private QueueStates() {}

    /** Nothing in it, nobody left in its lists (I4), and so many items not reported done. */
    static void assertIdle(WorkQueue<?> queue, long unfinished) {
        QueueStats stats = queue.stats();
        assertEquals(0, queue.size(), "size");
        assertEquals(0, stats.awaitingRedelivery(), "given back");
        assertEquals(0, stats.waitingPutters(), "waiting putters");
        assertEquals(0, stats.waitingTakers(), "waiting takers");
        assertEquals(unfinished, queue.unfinished(), "unfinished");
    }
}
