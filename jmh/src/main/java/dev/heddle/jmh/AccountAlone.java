package dev.heddle.jmh;

import dev.heddle.queue.WorkQueue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.openjdk.jmh.annotations.Benchmark;

/** What do put, take, taskDone and join cost a thread that is alone with its queue? */
public class AccountAlone extends NanosPerItem {
    private final WorkQueue<Integer> queue = WorkQueue.bounded(128);
    private final WorkQueue<Integer> finished = WorkQueue.bounded(128);
    private final BlockingQueue<Integer> peer = new ArrayBlockingQueue<>(128);

    /** The JDK's fastest, for comparison. */
    @Benchmark
    public Integer arrayBlockingQueue() throws InterruptedException {
        peer.put(1);
        return peer.take();
    }

    /** Without an account. */
    @Benchmark
    public Integer putTake() throws InterruptedException {
        queue.put(1);
        return queue.take();
    }

    /** With an account. */
    @Benchmark
    public Integer putTakeTaskDone() throws InterruptedException {
        queue.put(1);
        Integer item = queue.take();
        queue.taskDone();
        return item;
    }

    /** With a join for each item. */
    @Benchmark
    public Integer putTakeTaskDoneJoin() throws InterruptedException {
        queue.put(1);
        Integer item = queue.take();
        queue.taskDone();
        queue.join();
        return item;
    }

    /** A join that need not wait. */
    @Benchmark
    public void join() throws InterruptedException {
        finished.join();
    }
}
