package dev.heddle.jmh;

import dev.heddle.queue.Select;
import dev.heddle.queue.WorkQueue;
import java.util.concurrent.BlockingDeque;
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

    /** The JDK's deque, as a stack. */
    record Stacking(BlockingDeque<Integer> deque) implements Channel {
        @Override
        public void put(Integer item) throws InterruptedException {
            deque.putFirst(item);
        }

        @Override
        public Integer take() throws InterruptedException {
            return deque.takeFirst();
        }
    }

    /** Heddle's, of which the takers select one in three; the other two are idle. */
    record Selecting(WorkQueue<Integer> queue, Select<Integer> select) implements Channel {
        Selecting(WorkQueue<Integer> queue) {
            this(queue, Select.<Integer>of(WorkQueue.bounded(1), queue, WorkQueue.bounded(1)));
        }

        @Override
        public void put(Integer item) throws InterruptedException {
            queue.put(item);
        }

        @Override
        public Integer take() throws InterruptedException {
            Integer item = select.await();
            queue.taskDone();
            return item;
        }
    }

    /** The same in jox. */
    record JoxSelecting(com.softwaremill.jox.Channel<Integer> channel, com.softwaremill.jox.Channel<Integer> idle,
            com.softwaremill.jox.Channel<Integer> alsoIdle) implements Channel {
        JoxSelecting(com.softwaremill.jox.Channel<Integer> channel) {
            this(channel, com.softwaremill.jox.Channel.newBufferedChannel(1),
                    com.softwaremill.jox.Channel.newBufferedChannel(1));
        }

        @Override
        public void put(Integer item) throws InterruptedException {
            channel.send(item);
        }

        @Override
        public Integer take() throws InterruptedException {
            return com.softwaremill.jox.Select.select(idle.receiveClause(), channel.receiveClause(),
                    alsoIdle.receiveClause());
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
