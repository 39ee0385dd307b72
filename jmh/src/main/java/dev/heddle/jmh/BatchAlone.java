package dev.heddle.jmh;

import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** What does an item of a batch cost if nobody else is there? {@code putAll} and {@code drainTo} beside {@code addAll}. */
public class BatchAlone extends NanosPerItem {
    private static final int BATCH = 64;

    @Param({"WorkQueue", "ArrayBlockingQueue", "LinkedBlockingQueue"})
    String queue;

    private final List<Integer> batch = Bulk.batch(BATCH);
    private final List<Integer> drained = new ArrayList<>(BATCH);
    private Bulk bulk;

    /** Opens a queue with space for the batch. */
    @Setup
    public void open() {
        bulk = Bulk.open(queue, BATCH);
    }

    /** Puts a batch and takes it out again. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public List<Integer> addAndDrain() throws InterruptedException {
        bulk.add(batch);
        drained.clear();
        bulk.drain(drained, BATCH);
        return drained;
    }
}
