package dev.heddle.jmh;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * How long does it take from a put to the take of a thread that waits for it? Two virtual threads, two queues, one item
 * that goes to and fro; the queues that have a capacity have 1. A sample is half a round trip: the mean of two hand-offs.
 */
@BenchmarkMode(Mode.SampleTime)
@Fork(value = 3, jvmArgsAppend = "-Djmh.executor=VIRTUAL")
public class HandOffLatency extends NanosPerItem {
    @Param({"WorkQueue", "ArrayBlockingQueue", "LinkedBlockingQueue", "LinkedTransferQueue", "SynchronousQueue",
        "LinkedTransferQueue.transfer", "jox.Channel", "jox.Channel.rendezvous"})
    String queue;

    private Channel there;
    private Channel back;

    /** Opens the queues and starts the other thread. */
    @Setup
    public void open() {
        there = Peers.open(queue, 1);
        back = Peers.open(queue, 1);
        Thread.startVirtualThread(this::echo);
    }

    private void echo() {
        try {
            for (;;) {
                back.put(there.take());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a benchmark", e);
        }
    }

    /** There and back again. */
    @Benchmark
    @OperationsPerInvocation(2)
    public Integer handOff() throws InterruptedException {
        there.put(1);
        return back.take();
    }
}
