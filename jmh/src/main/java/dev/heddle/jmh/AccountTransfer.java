package dev.heddle.jmh;

import dev.heddle.queue.WorkQueue;
import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** What does the account of unfinished items add to each, without and with a thread that waits in {@code join}? */
public class AccountTransfer extends NanosPerItem {
    @Param({"none", "taskDone", "taskDone+join"})
    String account;

    /** Producers and consumers. */
    @Param({"1:1", "4:4", "16:16"})
    String threads;

    @Param({"16", "128"})
    int capacity;

    private WorkQueue<Integer> queue;
    private Transfer transfer;

    /** Opens the queue, which all invocations use. */
    @Setup
    public void open() {
        queue = WorkQueue.bounded(capacity);
        Channel channel = account.equals("none") ? new Channel.Unaccounted(queue) : new Channel.Accounted(queue);
        transfer = Transfer.through(channel, threads);
    }

    /** Moves the items and joins all threads. */
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void transfer() throws InterruptedException, ExecutionException {
        if (account.equals("taskDone+join")) {
            transferWhileJoined();
        } else {
            transfer.move(ITEMS);
        }
    }

    /** An item that is unfinished from first to last keeps the joiner waiting. */
    private void transferWhileJoined() throws InterruptedException, ExecutionException {
        queue.put(0);
        queue.take();
        Thread joiner = Thread.startVirtualThread(this::join);
        transfer.move(ITEMS);
        queue.taskDone();
        joiner.join();
    }

    private void join() {
        try {
            queue.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a benchmark", e);
        }
    }
}
