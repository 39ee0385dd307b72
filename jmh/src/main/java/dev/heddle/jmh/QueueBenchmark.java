package dev.heddle.jmh;

import dev.heddle.queue.WorkQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Nanoseconds per item that goes through a bounded queue between virtual threads: one {@code put} and one {@code take},
 * and for the WorkQueue one {@code taskDone} as well, which its peers do not have.
 *
 * <p>Each invocation moves a fixed number of items and joins all threads, so that no failed attempt scores as work.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class QueueBenchmark {
    private static final int ITEMS = 102_400;

    /** Who gives and takes, behind one call site for all peers. */
    interface Channel {
        void put(Integer item) throws InterruptedException;

        Integer take() throws InterruptedException;
    }

    @Param({"WorkQueue", "ArrayBlockingQueue", "LinkedBlockingQueue"})
    String queue;

    /** Producers and consumers, "4:4". */
    @Param({"1:1", "4:4", "16:16"})
    String threads;

    @Param({"16", "128", "1024"})
    int capacity;

    private int producers;
    private int consumers;
    private Channel channel;

    @Setup
    public void open() {
        String[] counts = threads.split(":");
        producers = Integer.parseInt(counts[0]);
        consumers = Integer.parseInt(counts[1]);
        channel = switch (queue) {
            case "WorkQueue" -> accounted(WorkQueue.bounded(capacity));
            case "ArrayBlockingQueue" -> plain(new ArrayBlockingQueue<>(capacity));
            case "LinkedBlockingQueue" -> plain(new LinkedBlockingQueue<>(capacity));
            default -> throw new IllegalArgumentException(queue);
        };
    }

    private static Channel accounted(WorkQueue<Integer> queue) {
        return new Channel() {
            @Override
            public void put(Integer item) throws InterruptedException {
                queue.put(item);
            }

            @Override
            public Integer take() throws InterruptedException {
                Integer item = queue.take();
                queue.taskDone();
                return item;
            }
        };
    }

    private static Channel plain(BlockingQueue<Integer> queue) {
        return new Channel() {
            @Override
            public void put(Integer item) throws InterruptedException {
                queue.put(item);
            }

            @Override
            public Integer take() throws InterruptedException {
                return queue.take();
            }
        };
    }

    /** Moves the items and waits for all threads. */
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void transfer() throws InterruptedException {
        List<Thread> started = new ArrayList<>(producers + consumers);
        for (int p = 0; p < producers; p++) {
            started.add(Thread.startVirtualThread(() -> produce(ITEMS / producers)));
        }
        for (int c = 0; c < consumers; c++) {
            started.add(Thread.startVirtualThread(() -> consume(ITEMS / consumers)));
        }
        for (Thread thread : started) {
            thread.join();
        }
    }

    private void produce(int count) {
        try {
            for (int i = 0; i < count; i++) {
                channel.put(i & 127); // the cache of Integer: nothing is allocated here
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a benchmark", e);
        }
    }

    private void consume(int count) {
        try {
            for (int i = 0; i < count; i++) {
                channel.take();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a benchmark", e);
        }
    }
}
