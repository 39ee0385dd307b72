package dev.heddle.jmh;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.Blackhole;

/** What does a call cost in a {@code gather} of so many, results included? The owner is a virtual thread. */
@Fork(value = 3, jvmArgsAppend = {"--enable-preview", "-Djmh.executor=VIRTUAL"})
public class Gather extends NanosPerItem {
    private static final int CALLS = 10_000;

    @Param({"TaskGroup", "StructuredTaskScope", "ExecutorService", "CompletableFuture", "Thread"})
    String peer;

    /** Per gather; each invocation has as many as make 10,000 calls. */
    @Param({"10", "1000"})
    int calls;

    private TaskPeer gatherer;
    private List<Callable<Integer>> list;

    /** Makes the peer and the calls. */
    @Setup
    public void open() {
        gatherer = TaskPeer.named(peer);
        list = Collections.nCopies(calls, () -> 1);
    }

    /** Gathers. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void gather(Blackhole blackhole) throws Exception {
        for (int i = 0; i < CALLS; i += calls) {
            blackhole.consume(gatherer.gather(list));
        }
    }
}
