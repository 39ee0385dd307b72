package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Threads.Kind;
import dev.heddle.testing.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The four named ends of a pool, and the one that comes from its source. */
class WorkerPoolEndTest {
    private static final Duration LONG = Duration.ofDays(1);
    private static final int EACH = 300;

    private final ConcurrentLinkedQueue<Integer> handled = new ConcurrentLinkedQueue<>();

    /** A few producers and consumers on one queue; the pool is ended when the producers are done. */
    private void run(int capacity, int producers, int workers, End end) throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> queue =
                    capacity == QueueCases.UNBOUNDED ? WorkQueue.unbounded(group) : WorkQueue.bounded(group, capacity);
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, workers, handled::add);
            List<Task<Void>> tasks = new ArrayList<>();
            for (int p = 0; p < producers; p++) {
                int first = p * EACH;
                tasks.add(group.fork("producer-" + p, () -> {
                    for (int i = first; i < first + EACH; i++) {
                        queue.put(i);
                    }
                }));
            }
            if (end == End.CLOSE_AFTER) {
                queue.closeAfter(tasks);
            }
            group.join();
            switch (end) {
                case DRAIN -> pool.drain();
                case SENTINEL -> pool.sentinel(1_000_000); // none of the items, which are told apart by identity
                case JOIN_THEN_CANCEL -> pool.joinThenCancel();
                case CANCEL_NOW -> handled.addAll(pool.cancelNow());
                case CLOSE_AFTER -> Until.holds("the pool has ended by itself", () -> pool.alive() == 0);
            }
            assertEquals(0, pool.alive());
            assertEquals(0, queue.unfinished());
            assertTrue(pool.report().stream().noneMatch(WorkerReport::alive));
            assertEquals(List.of(), pool.failures());
            assertEquals(List.of(), queue.closeNow());
        }
        assertEquals(IntStream.range(0, producers * EACH).boxed().toList(), handled.stream().sorted().toList());
    }

    private enum End {
        DRAIN, SENTINEL, JOIN_THEN_CANCEL, CANCEL_NOW, CLOSE_AFTER
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "2,3,2", "7,1,4", "16,3,1", "1024,3,4", "2147483647,3,4"})
    void drainHandlesEverything(int capacity, int producers, int workers) throws Exception {
        run(capacity, producers, workers, End.DRAIN);
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "2,3,2", "7,1,4", "16,3,1", "1024,3,4", "2147483647,3,4"})
    void q16_aSentinelForEachWorkerHandlesEverything(int capacity, int producers, int workers) throws Exception {
        run(capacity, producers, workers, End.SENTINEL);
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "2,3,2", "7,1,4", "16,3,1", "1024,3,4", "2147483647,3,4"})
    void joinThenCancelHandlesEverything(int capacity, int producers, int workers) throws Exception {
        run(capacity, producers, workers, End.JOIN_THEN_CANCEL);
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "2,3,2", "7,1,4", "16,3,1", "1024,3,4", "2147483647,3,4"})
    void cancelNowHandlesOrHandsBackEverything(int capacity, int producers, int workers) throws Exception {
        run(capacity, producers, workers, End.CANCEL_NOW);
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "2,3,2", "7,1,4", "16,3,1", "1024,3,4", "2147483647,3,4"})
    void closeAfterHandlesEverything(int capacity, int producers, int workers) throws Exception {
        run(capacity, producers, workers, End.CLOSE_AFTER);
    }

    @Test
    void q16_sentinelsAreComparedByIdentity() throws Exception {
        List<String> seen = new ArrayList<>();
        String end = new String("end");
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<String> queue = WorkQueue.bounded(group, 7);
            WorkerPool<String> pool = WorkerPool.start(group, queue, 1, seen::add);
            queue.putAll(List.of("end", "a", "end"));
            pool.sentinel(end);
            assertEquals(List.of("end", "a", "end"), seen, "equal is not identical");
            assertEquals(3, pool.report().get(0).handled(), "a sentinel is no item");
            assertEquals(0, queue.unfinished());
            assertFalse(queue.isClosed());
        }
    }

    @Test
    void q16_thereIsOneSentinelForEachLivingWorker() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<String> queue = WorkQueue.bounded(group, 2);
            WorkerPool<String> pool = WorkerPool.start(group, queue, 5, item -> {});
            pool.sentinel("end");
            assertEquals(5, queue.stats().puts());
            pool.sentinel("end");
            assertEquals(5, queue.stats().puts(), "nobody is left who wants one");
        }
    }

    /** A worker that is about to end is not taken for one of another pool. */
    @Test
    void q16_sentinelsMayBeAskedForAgainWhileWorkersEnd() throws Exception {
        for (int round = 0; round < 10_000; round++) {
            try (TaskGroup group = TaskGroup.open("group")) {
                WorkQueue<String> queue = WorkQueue.bounded(group, 4);
                WorkerPool<String> pool = WorkerPool.start(group, queue, 2, item -> {});
                while (!pool.sentinel("end", Duration.ZERO)) {
                    Thread.yield(); // the workers may need this very processor
                }
            }
        }
    }

    @Test
    void q16_aSentinelThatCouldNotBePutInTimeIsSaid() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<String> queue = WorkQueue.bounded(group, 1);
            WorkerPool<String> pool = WorkerPool.start(group, queue, 1, item -> go.await());
            queue.put("a");
            Until.holds("it handles", () -> queue.size() == 0);
            queue.put("b");
            assertFalse(pool.sentinel("end", Duration.ZERO));
            go.countDown();
            assertTrue(pool.sentinel("end", LONG));
        }
    }

    @Test
    void q16_aSentinelThatIsAskedForTwiceLeavesNoneBehind() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<String> queue = WorkQueue.bounded(group, 7);
            WorkerPool<String> pool = WorkerPool.start(group, queue, 2, item -> go.await());
            queue.putAll(List.of("a", "b"));
            Until.holds("the workers are busy", () -> queue.size() == 0);
            assertFalse(pool.sentinel("end", Duration.ZERO));
            assertFalse(pool.sentinel("end", Duration.ZERO));
            assertEquals(2, queue.size(), "one for each worker");
            go.countDown();
            assertTrue(pool.sentinel("end", LONG));
            assertEquals(List.of(), queue.closeNow());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void drainTellsProducersThatAreNotDone(boolean timed) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 1);
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, 1, item -> go.await());
            group.fork("late", () -> {
                String message = assertThrows(QueueClosedException.class, () -> {
                    while (true) {
                        queue.put(1);
                    }
                }).getMessage();
                assertTrue(message.contains("drain() of pool 'worker'"), message);
            });
            Until.holds("the producer waits", () -> queue.stats().waitingPutters() == 1);
            assertFalse(pool.drain(Duration.ZERO));
            go.countDown();
            if (timed) {
                assertTrue(pool.drain(LONG));
            } else {
                pool.drain();
            }
            group.join();
        }
    }

    @Test
    void cancelNowHandsBackFirstWhatAWorkerHadBegun() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 7);
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, 1, item -> new CountDownLatch(1).await());
            queue.putAll(List.of(1, 2, 3));
            Until.holds("it handles", () -> queue.size() == 2);
            assertEquals(List.of(1, 2, 3), pool.cancelNow());
            assertEquals(0, queue.unfinished(), "they count as done");
            assertEquals(new WorkerReport("worker-1", 0, 0, 0, 1, false), pool.report().get(0));
            assertTrue(assertThrows(QueueClosedException.class, () -> queue.put(1)).getMessage()
                    .contains("cancelNow() of pool 'worker'"));
            assertEquals(List.of(), pool.cancelNow());
            group.join();
            assertTrue(group.cancellation().isEmpty(), "the group goes on");
        }
    }

    @Test
    void cancelNowStopsAtTheNextItemEvenIfTheHandlerSwallowsItsInterrupt() throws Exception {
        ConcurrentLinkedQueue<Integer> begun = new ConcurrentLinkedQueue<>();
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 100);
            for (int i = 0; i < 100; i++) {
                queue.put(i);
            }
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, 1, item -> {
                begun.add(item);
                try {
                    new CountDownLatch(item == 0 ? 1 : 0).await();
                } catch (InterruptedException e) {
                    // swallowed, as so often
                }
            });
            Until.holds("it handles", () -> begun.size() == 1);
            assertEquals(99, pool.cancelNow().size());
        }
        assertEquals(List.of(0), List.copyOf(begun));
    }

    @Test
    void everyEndMayComeAgain() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 7);
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, 2, item -> {});
            pool.joinThenCancel();
            pool.joinThenCancel();
            pool.drain();
            assertEquals(List.of(), pool.cancelNow());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.queue.QueueCases#capacities")
    void severalThreadsMayEndThePoolAtTheSameTime(int capacity) throws Exception {
        try (TaskGroup group = TaskGroup.open("group"); Threads threads = new Threads(Kind.PLATFORM)) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, capacity);
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, 2, handled::add);
            for (int i = 0; i < 20; i++) {
                queue.put(i);
            }
            threads.start("drain", pool::drain);
            threads.start("join", pool::joinThenCancel);
            threads.start("drain", () -> assertTrue(pool.drain(LONG)));
            threads.join();
            assertEquals(20, handled.size());
        }
    }

    @Test
    void r1_anEndThatIsRefusedForAnInterruptHasDoneNothing() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<String> queue = WorkQueue.bounded(group, 7);
            WorkerPool<String> pool = WorkerPool.start(group, queue, 2, item -> {});
            for (Executable end : List.<Executable>of(pool::joinThenCancel, () -> pool.sentinel("end"), pool::drain,
                    pool::cancelNow)) {
                Thread.currentThread().interrupt();
                assertThrows(InterruptedException.class, end);
                assertFalse(queue.isClosed());
                assertEquals(2, pool.alive());
                assertEquals(0, queue.stats().puts());
            }
            pool.drain();
        }
    }

    @Test
    void anEndThatIsInterruptedMayBeFinishedLater() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicReference<Thread> ending = new AtomicReference<>();
        try (TaskGroup group = TaskGroup.open("group"); Threads threads = new Threads(Kind.VIRTUAL)) {
            WorkQueue<String> queue = WorkQueue.bounded(group, 7);
            WorkerPool<String> pool = WorkerPool.start(group, queue, 1, item -> go.await());
            queue.put("a");
            Until.holds("it handles", () -> queue.size() == 0);
            ending.set(threads.start("ending", () -> assertThrows(InterruptedException.class, pool::drain)));
            Until.waiting(ending.get());
            ending.get().interrupt();
            threads.join();
            assertEquals(1, pool.alive());
            go.countDown();
            pool.drain();
            assertEquals(1, pool.report().get(0).handled());
        }
    }
}
