package dev.heddle.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.heddle.queue.Overflow;
import dev.heddle.queue.QueueClosedException;
import dev.heddle.queue.QueueOptions;
import dev.heddle.queue.QueueStats;
import dev.heddle.queue.WorkQueue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * The calls that do not wait are linearizable: random scenarios of them, under many schedules, give what a plain queue gives
 * that is called by one thread after the other.
 *
 * <p>Some calls promise less: {@code size()} and {@code unfinished()} are exact when the queue is quiet only, {@code drainTo}
 * takes one item after the other, and {@code closeNow()} closes, then drains, then accounts for what it drained, so it is here
 * for closed queues that nobody joins. These are checked in the other classes.
 */
@ModelChecked
class QueueLinearModelTest {
    private static final Throwable CAUSE = new IllegalStateException("the cause");
    private static final int THREADS = 8; // more than there are

    @Test
    void q1_aQueueOfOneIsLinearizable() {
        Schedules.explore(3, Real1.class, Plain1.class);
    }

    @Test
    void q1_aQueueOfTwoIsLinearizable() {
        Schedules.explore(3, Real2.class, Plain2.class);
    }

    @Test
    void q1_anUnboundedQueueIsLinearizable() {
        Schedules.explore(3, RealUnbounded.class, PlainUnbounded.class);
    }

    @Test
    void q1_aQueueByPriorityIsLinearizable() {
        Schedules.explore(3, RealByPriority.class, PlainByPriority.class);
    }

    @Test
    void q1_aLastInFirstOutQueueIsLinearizable() {
        Schedules.explore(3, RealLifo.class, PlainLifo.class);
    }

    @Test
    void q1_aQueueThatDropsTheNewestIsLinearizable() {
        Schedules.explore(3, RealDropping.class, PlainDropping.class);
    }

    @Test
    void q9_aClosedQueueIsLinearizable() {
        Schedules.explore(3, RealClosed.class, PlainClosed.class);
    }

    /** The queue, and which items each thread has put, and taken but not reported done. */
    public abstract static class Real {
        final WorkQueue<Integer> queue;
        private final int[] put = new int[THREADS];
        private final int[] held = new int[THREADS];
        private final int[] done = new int[THREADS];

        Real(QueueOptions<Object> options) {
            queue = WorkQueue.open(options);
        }

        /** What a call gave, as text: a result, or how the queue has ended. */
        static String told(Callable<?> call) throws Exception {
            try {
                return String.valueOf(call.call());
            } catch (QueueClosedException e) {
                return e.getCause() == null ? "closed" : "closed, with the cause";
            }
        }

        @Operation
        public String poll(@Param(gen = ThreadIdGen.class) int thread) throws Exception {
            return taken(thread, told(queue::poll));
        }

        @Operation
        public String pollInTime(@Param(gen = ThreadIdGen.class) int thread) throws Exception {
            return taken(thread, told(() -> queue.poll(Duration.ZERO)));
        }

        private String taken(int thread, String told) {
            held[thread] += Character.isDigit(told.charAt(0)) ? 1 : 0;
            return told;
        }

        String put(int thread, String told) {
            put[thread] += told.equals("true") ? 1 : 0;
            return told;
        }

        void finished(int thread, int items) {
            done[thread] += items;
        }

        /** Never more often than this thread has taken: else the exception may hit another. */
        @Operation
        public String done(@Param(gen = ThreadIdGen.class) int thread) {
            if (held[thread] == 0) {
                return "holds nothing";
            }
            held[thread]--;
            done[thread]++;
            queue.taskDone();
            return "done";
        }

        @Validate
        public void everythingIsAccountedFor() {
            QueueStats stats = queue.stats();
            assertEquals(0, stats.waitingTakers() + stats.waitingPutters(), "waiters left");
            assertEquals(Arrays.stream(put).sum() - Arrays.stream(done).sum(), queue.unfinished(), "unfinished");
        }
    }

    /** An open queue, which may be closed. */
    @Param(name = "item", gen = IntGen.class, conf = "1:9")
    public abstract static class RealOpen extends Real {
        RealOpen(QueueOptions<Object> options) {
            super(options);
        }

        @Operation
        public String offer(@Param(gen = ThreadIdGen.class) int thread, @Param(name = "item") int item)
                throws Exception {
            return put(thread, told(() -> queue.offer(item)));
        }

        @Operation
        public String offerInTime(@Param(gen = ThreadIdGen.class) int thread, @Param(name = "item") int item)
                throws Exception {
            return put(thread, told(() -> queue.offer(item, Duration.ZERO)));
        }

        @Operation
        public String join() throws Exception {
            return told(() -> queue.join(Duration.ZERO));
        }

        @Operation
        public boolean isClosed() {
            return queue.isClosed();
        }

        @Operation
        public void close() {
            queue.close();
        }
    }

    public static class Real1 extends RealOpen {
        public Real1() {
            super(QueueOptions.fifo().capacity(1));
        }
    }

    public static class Real2 extends RealOpen {
        public Real2() {
            super(QueueOptions.fifo().capacity(2));
        }
    }

    public static class RealUnbounded extends RealOpen {
        public RealUnbounded() {
            super(QueueOptions.fifo());
        }
    }

    public static class RealByPriority extends RealOpen {
        public RealByPriority() {
            super(QueueOptions.priority((a, b) -> (Integer) a - (Integer) b).capacity(2));
        }
    }

    public static class RealLifo extends RealOpen {
        public RealLifo() {
            super(QueueOptions.lifo().capacity(2));
        }
    }

    public static class RealDropping extends RealOpen {
        public RealDropping() {
            super(QueueOptions.fifo().capacity(1).overflow(Overflow.DROP_NEWEST));
        }
    }

    /** A queue with two items that is closed already. */
    public static class RealClosed extends Real {
        public RealClosed() {
            super(QueueOptions.fifo().capacity(2));
            put(0, String.valueOf(queue.offer(1)));
            put(0, String.valueOf(queue.offer(2)));
            queue.close();
        }

        @Operation
        public List<Integer> closeNow(@Param(gen = ThreadIdGen.class) int thread) {
            List<Integer> rest = queue.closeNow();
            finished(thread, rest.size());
            return rest;
        }

        @Operation
        public void closeExceptionally() {
            queue.closeExceptionally(CAUSE);
        }
    }

    /** The same calls, for one thread at a time. */
    public abstract static class Plain {
        final ArrayDeque<Integer> items = new ArrayDeque<>();
        private final int capacity;
        private final int[] held = new int[THREADS];
        private String ended;
        private boolean sealed;
        private int unfinished;

        Plain(int capacity) {
            this.capacity = capacity;
        }

        public String offer(int thread, int item) {
            if (ended != null || items.size() == capacity) {
                return ended != null ? ended : "false";
            }
            unfinished++;
            return String.valueOf(items.add(item));
        }

        public String offerInTime(int thread, int item) {
            return offer(thread, item);
        }

        public String poll(int thread) {
            if (items.isEmpty() || sealed) {
                return ended != null ? ended : "null";
            }
            held[thread]++;
            return String.valueOf(next());
        }

        Integer next() {
            return items.poll();
        }

        public String pollInTime(int thread) {
            return poll(thread);
        }

        public String done(int thread) {
            if (held[thread] == 0) {
                return "holds nothing";
            }
            held[thread]--;
            unfinished--;
            return "done";
        }

        public String join() {
            return String.valueOf(unfinished == 0);
        }

        public boolean isClosed() {
            return ended != null;
        }

        public void close() {
            ended = ended == null ? "closed" : ended;
        }

        public void closeExceptionally() {
            ended = "closed, with the cause";
            sealed = true;
        }

        public List<Integer> closeNow(int thread) {
            close();
            List<Integer> rest = List.copyOf(items);
            items.clear();
            unfinished -= rest.size();
            return rest;
        }
    }

    public static class Plain1 extends Plain {
        public Plain1() {
            super(1);
        }
    }

    public static class Plain2 extends Plain {
        public Plain2() {
            super(2);
        }
    }

    public static class PlainUnbounded extends Plain {
        public PlainUnbounded() {
            super(Integer.MAX_VALUE);
        }
    }

    public static class PlainByPriority extends Plain {
        public PlainByPriority() {
            super(2);
        }

        @Override
        Integer next() {
            Integer least = Collections.min(items);
            items.removeFirstOccurrence(least);
            return least;
        }
    }

    public static class PlainLifo extends Plain {
        public PlainLifo() {
            super(2);
        }

        @Override
        Integer next() {
            return items.pollLast();
        }
    }

    public static class PlainDropping extends Plain {
        public PlainDropping() {
            super(1);
        }
    }

    public static class PlainClosed extends Plain {
        public PlainClosed() {
            super(2);
            offer(0, 1);
            offer(0, 2);
            close();
        }
    }
}
