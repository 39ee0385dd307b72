package dev.heddle.jmh;

import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/** Benchmarks that move items through one queue, which all invocations use. */
public abstract class NanosPerTransfer extends NanosPerItem {
    private Transfer transfer;

    /** Opens the queue. */
    @Setup
    public void open() {
        transfer = prepare();
    }

    /** A transfer through a new queue, as the parameters want it. */
    abstract Transfer prepare();

    /** Moves the items and joins all threads. */
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void transfer() throws InterruptedException, ExecutionException {
        transfer.move(ITEMS);
    }
}
