package dev.heddle.jmh;

import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.Blackhole;

/** What does the work of {@link WorkTransfer} cost with no queue at all? The consumers do their shares, and no one puts. */
public class WorkAlone extends NanosPerItem {
    /** Producers, who have nothing to do here, and consumers. */
    @Param({"1:1", "4:4", "16:16"})
    String threads;

    /** Tokens of {@code Blackhole.consumeCPU}. */
    @Param({"50", "2000"})
    int work;

    private Transfer transfer;

    /** Makes the threads' shares. */
    @Setup
    public void open() {
        transfer = new Transfer(Transfer.virtualThreads(), Crowd.of(threads), items -> 0, this::work);
    }

    private long work(int items) {
        for (int i = 0; i < items; i++) {
            Blackhole.consumeCPU(work);
        }
        return 0;
    }

    /** Works and joins all threads. */
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void work() throws InterruptedException, ExecutionException {
        transfer.move(ITEMS);
    }
}
