package dev.heddle.jmh;

import java.util.concurrent.Callable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What does a task cost, from fork to join, in a group of so many? The group's opening and closing is shared among its
 * tasks, which do nothing. The owner is a virtual thread.
 */
@Fork(value = 3, jvmArgsAppend = {"--enable-preview", "-Djmh.executor=VIRTUAL"})
public class ForkJoin extends NanosPerItem {
    private static final int TASKS = 10_000;

    @Param({"TaskGroup", "StructuredTaskScope", "ExecutorService", "CompletableFuture", "Thread"})
    String peer;

    /** Per group; each invocation has as many groups as make 10,000 tasks. */
    @Param({"1", "10", "100", "1000", "10000"})
    int tasks;

    private TaskPeer forker;
    private Callable<Integer> call;

    /** Makes the peer. */
    @Setup
    public void open() {
        forker = TaskPeer.named(peer);
        call = () -> 1;
    }

    /** Forks and joins. */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public void forkAndJoin() throws Exception {
        for (int i = 0; i < TASKS; i += tasks) {
            forker.forkAndJoin(tasks, call);
        }
    }
}
