package dev.heddle.jmh;

import dev.heddle.queue.WorkQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TransferQueue;
import org.jctools.queues.SpscArrayQueue;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What all queues have in common: a put and a take that wait. Each JVM of a benchmark loads one of them, so the JIT
 * compiler sees one implementation behind these calls and inlines it, whichever it is.
 */
sealed interface Channel {
    void put(Integer item) throws InterruptedException;

    Integer take() throws InterruptedException;

    /**
     * Puts so many items. They are from the cache of Integer: the harness allocates none.
     *
     * @return their sum
     */
    default long putMany(int items) throws InterruptedException {
        long sum = 0;
        for (int i = 0; i < items; i++) {
            int item = i & 127;
            put(item);
            sum += item;
        }
        return sum;
    }

    /**
     * Takes so many items, and works as long after each as {@link Blackhole#consumeCPU} does for so many tokens.
     *
     * @return their sum
     */
    default long takeMany(int items, int tokens) throws InterruptedException {
        long sum = 0;
        for (int i = 0; i < items; i++) {
            sum += take();
            if (tokens > 0) {
                Blackhole.consumeCPU(tokens);
            }
        }
        return sum;
    }

    /** Heddle's, as it is meant to be used: each item is reported as done. */
    record Accounted(WorkQueue<Integer> queue) implements Channel {
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
    }

    /** Heddle's, as a queue and no more. */
    record Unaccounted(WorkQueue<Integer> queue) implements Channel {
        @Override
        public void put(Integer item) throws InterruptedException {
            queue.put(item);
        }

        @Override
        public Integer take() throws InterruptedException {
            return queue.take();
        }
    }

    /** Any queue of the JDK. */
    record Blocking(BlockingQueue<Integer> queue) implements Channel {
        @Override
        public void put(Integer item) throws InterruptedException {
            queue.put(item);
        }

        @Override
        public Integer take() throws InterruptedException {
            return queue.take();
        }
    }

    /** The JDK's queue whose {@code transfer} waits for the taker. */
    record Transferring(TransferQueue<Integer> queue) implements Channel {
        @Override
        public void put(Integer item) throws InterruptedException {
            queue.transfer(item);
        }

        @Override
        public Integer take() throws InterruptedException {
            return queue.take();
        }
    }

    /** Channels of softwaremill's jox. */
    record Jox(com.softwaremill.jox.Channel<Integer> channel) implements Channel {
        @Override
        public void put(Integer item) throws InterruptedException {
            channel.send(item);
        }

        @Override
        public Integer take() throws InterruptedException {
            return channel.receive();
        }
    }

    /** A ring for one producer and one consumer, who burn their cores while they wait. */
    record Spinning(SpscArrayQueue<Integer> ring) implements Channel {
        @Override
        public void put(Integer item) {
            while (!ring.offer(item)) {
                Thread.onSpinWait();
            }
        }

        @Override
        public Integer take() {
            for (;;) {
                Integer item = ring.poll();
                if (item != null) {
                    return item;
                }
                Thread.onSpinWait();
            }
        }
    }
}
