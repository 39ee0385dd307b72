package dev.heddle.jmh;

import dev.heddle.jmh.Channel.Accounted;
import dev.heddle.jmh.Channel.Jox;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How long does it take to end the wait of 10,000 virtual threads, from the first call to the end of the last thread? */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 20)
@Measurement(iterations = 20)
public class ParkedTakers {
    private static final int TAKERS = 10_000;

    @Param({"WorkQueue", "ArrayBlockingQueue", "LinkedBlockingQueue", "jox.Channel"})
    String queue;

    private Channel channel;
    private Takers takers;

    /** Parks the threads. */
    @Setup(Level.Invocation)
    public void park() {
        channel = Peers.open(queue, TAKERS);
        takers = new Takers(channel, TAKERS);
    }

    /** By closing the queue; the JDK's queues, which have no end, get a sentinel for each taker. */
    @Benchmark
    public void close() throws InterruptedException {
        switch (channel) {
            case Accounted(var closed) -> closed.close();
            case Jox(var closed) -> closed.done();
            default -> putOneForEach();
        }
        takers.join();
    }

    /** By an item for each. */
    @Benchmark
    public void wake() throws InterruptedException {
        putOneForEach();
        takers.join();
    }

    private void putOneForEach() throws InterruptedException {
        for (int i = 0; i < TAKERS; i++) {
            channel.put(1);
        }
    }
}
