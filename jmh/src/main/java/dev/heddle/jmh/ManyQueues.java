package dev.heddle.jmh;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What does an item cost when a hundred queues share the carriers? A thread that spins for its own queue takes time from
 * the others then.
 */
public class ManyQueues extends NanosPerItem {
    private static final int QUEUES = 100;
    private static final int ITEMS_OF_ALL = 4 * ITEMS; // as there are up to 800 threads

    @Param({"WorkQueue", "ArrayBlockingQueue", "LinkedBlockingQueue", "jox.Channel"})
    String queue;

    /** Producers and consumers of each queue. */
    @Param({"1:1", "4:4"})
    String threads;

    @Param({"16", "128"})
    int capacity;

    private final List<Transfer> transfers = new ArrayList<>();

    /** Opens the queues, which all invocations use. */
    @Setup
    public void open() {
        for (int i = 0; i < QUEUES; i++) {
            transfers.add(Transfer.through(Peers.open(queue, capacity), threads));
        }
    }

    /** Moves items through all queues at once and joins all threads. */
    @Benchmark
    @OperationsPerInvocation(ITEMS_OF_ALL)
    public void transfer() throws InterruptedException, ExecutionException {
        List<Transfer.Running> running = new ArrayList<>(QUEUES);
        for (Transfer transfer : transfers) {
            running.add(transfer.start(ITEMS_OF_ALL / QUEUES));
        }
        for (Transfer.Running transfer : running) {
            transfer.await();
        }
    }
}
