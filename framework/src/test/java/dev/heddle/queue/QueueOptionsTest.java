package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Dropping in place of waiting, comparators that misbehave, and what cannot be asked for. */
class QueueOptionsTest {
    static final List<QueueOptions<Object>> KEEPING_NO_ORDER =
            List.of(QueueOptions.lifo(), QueueOptions.priority(Comparator.comparing(Object::hashCode)),
                    QueueOptions.fifo().capacity(9).overflow(Overflow.DROP_OLDEST),
                    QueueOptions.fifo().capacity(9).overflow(Overflow.DROP_NEWEST));

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    @ParameterizedTest
    @FieldSource
    void aProducerThatMustNotWaitDropsTheOldest(QueueOptions<Object> options) throws Exception {
        WorkQueue<Integer> queue = WorkQueue.open(options.capacity(3).overflow(Overflow.DROP_OLDEST));
        queue.putAll(numbers(0, 5));
        assertTrue(queue.offer(5));
        assertTrue(queue.offer(6, Duration.ZERO));
        QueueStats stats = queue.stats();
        assertEquals(List.of(7L, 4L, 4L, 3L, 4L),
                List.of(stats.puts(), stats.takes(), stats.done(), stats.unfinished(), stats.dropped()));
        assertEquals(numbers(4, 7), queue.closeNow().stream().sorted().toList());
        assertEquals(0, queue.unfinished());
        assertThrows(QueueClosedException.class, () -> queue.put(7));
        assertEquals(4, queue.stats().dropped());
    }

    static final List<QueueOptions<Object>> aProducerThatMustNotWaitDropsTheOldest =
            List.of(QueueOptions.fifo(), QueueOptions.lifo());

    @ParameterizedTest
    @FieldSource
    void aProducerThatMustNotWaitDropsItsOwn(QueueOptions<Object> options) throws Exception {
        WorkQueue<Integer> queue = WorkQueue.open(options.capacity(3).overflow(Overflow.DROP_NEWEST));
        queue.putAll(numbers(0, 5));
        assertFalse(queue.offer(5));
        QueueStats stats = queue.stats();
        assertEquals(List.of(3L, 0L, 0L, 3L, 3L),
                List.of(stats.puts(), stats.takes(), stats.done(), stats.unfinished(), stats.dropped()));
        assertEquals(numbers(0, 3), queue.closeNow().stream().sorted().toList());
        assertThrows(QueueClosedException.class, () -> queue.put(7));
        assertThrows(QueueClosedException.class, () -> queue.offer(7));
        assertEquals(3, queue.stats().dropped());
    }

    static final List<QueueOptions<Object>> aProducerThatMustNotWaitDropsItsOwn = List.of(QueueOptions.fifo(),
            QueueOptions.lifo(), QueueOptions.priority(Comparator.comparing(number -> (Integer) number)));

    @Test
    void whatWasGivenBackIsNotDroppedForItTakesNoSpace() throws Exception {
        WorkQueue<Integer> queue = WorkQueue.open(QueueOptions.fifo().capacity(1).overflow(Overflow.DROP_OLDEST));
        queue.put(1);
        queue.lease(1, Duration.ZERO).getFirst().giveBack();
        queue.put(2);
        queue.put(3);
        assertEquals(List.of(1, 3), List.of(queue.take(), queue.take()));
    }

    /** In the middle of a drop there must be no moment at which a joiner finds everything done. */
    @ParameterizedTest
    @EnumSource
    void q6_aDropIsNoEndForWhoeverJoins(Threads.Kind kind) throws Exception {
        WorkQueue<Integer> queue = WorkQueue.open(QueueOptions.fifo().capacity(1).overflow(Overflow.DROP_OLDEST));
        queue.put(0);
        AtomicInteger puts = new AtomicInteger();
        try (Threads threads = new Threads(kind)) {
            threads.start("joiner", () -> {
                queue.join();
                assertEquals(10_000, puts.get());
            });
            threads.start("producer", () -> {
                for (int i = 1; i <= 10_000; i++) {
                    queue.put(i);
                    puts.incrementAndGet();
                }
                assertEquals(10_000, queue.take());
                queue.taskDone();
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void r1_whatWasPutIsTakenOrDroppedAndNothingComesTwice(Threads.Kind kind) {
        for (Overflow overflow : List.of(Overflow.DROP_OLDEST, Overflow.DROP_NEWEST)) {
            WorkQueue<Integer> queue = WorkQueue.open(QueueOptions.fifo().capacity(4).overflow(overflow));
            int each = 20_000;
            boolean[] seen = new boolean[3 * each];
            AtomicInteger taken = new AtomicInteger();
            AtomicInteger producing = new AtomicInteger(3);
            try (Threads threads = new Threads(kind)) {
                for (int producer = 0; producer < 3; producer++) {
                    int first = producer * each;
                    threads.start("producer", () -> {
                        for (int i = first; i < first + each; i++) {
                            queue.put(i);
                        }
                        if (producing.decrementAndGet() == 0) {
                            queue.close();
                        }
                    });
                }
                threads.start("consumer", () -> queue.forEach(item -> {
                    assertFalse(seen[item], "twice: " + item);
                    seen[item] = true;
                    taken.incrementAndGet();
                }));
            }
            assertEquals(3 * each, taken.get() + queue.stats().dropped(), overflow.toString());
            assertEquals(0, queue.unfinished());
            assertEquals(0, queue.size());
        }
    }

    // ---- comparators

    @Test
    void r1_aComparatorThatThrowsDoesSoToThePutterAndSpoilsNothing() throws Exception {
        RuntimeException failure = new IllegalStateException("incomparable");
        WorkQueue<Integer> queue = WorkQueue.open(QueueOptions.priority((Integer a, Integer b) -> {
            if (a == 13 || b == 13) {
                throw failure;
            }
            return a - b;
        }));
        List<Integer> items = new ArrayList<>(numbers(0, 10));
        items.addAll(numbers(20, 30));
        queue.putAll(items.reversed());
        assertSame(failure, assertThrows(IllegalStateException.class, () -> queue.put(13)));
        assertSame(failure, assertThrows(IllegalStateException.class, () -> queue.offer(13)));
        assertEquals(20, queue.size());
        assertEquals(20, queue.unfinished());
        List<Integer> taken = new ArrayList<>();
        queue.drainTo(taken, 100);
        assertEquals(items, taken);
    }

    @Test
    void r6_aComparatorMayNotCallItsQueue() throws Exception {
        AtomicReference<Consumer<WorkQueue<Integer>>> call = new AtomicReference<>(queue -> {});
        AtomicReference<WorkQueue<Integer>> self = new AtomicReference<>();
        WorkQueue<Integer> queue = WorkQueue.open(QueueOptions.priority((Integer a, Integer b) -> {
            call.get().accept(self.get());
            return a - b;
        }));
        self.set(queue);
        queue.put(1);
        for (Consumer<WorkQueue<Integer>> each : List.<Consumer<WorkQueue<Integer>>>of(WorkQueue::poll, q -> q.offer(3),
                WorkQueue::close, WorkQueue::closeNow)) {
            call.set(each);
            String refusal = assertThrows(IllegalStateException.class, () -> queue.put(2)).getMessage();
            assertTrue(refusal.contains("may only compare"), refusal);
        }
        call.set(q -> q.size());
        queue.put(0);
        assertEquals(List.of(0, 1), List.of(queue.take(), queue.take()));
    }

    // ---- refused

    @ParameterizedTest
    @FieldSource("KEEPING_NO_ORDER")
    void q16_noSentinelInAQueueThatDoesNotKeepItsOrder(QueueOptions<Object> options) throws Exception {
        try (TaskGroup group = TaskGroup.open("pool")) {
            WorkQueue<String> queue = WorkQueue.open(group, options);
            WorkerPool<String> pool = WorkerPool.start(group, queue, 2, item -> {});
            String refusal = assertThrows(IllegalStateException.class, () -> pool.sentinel("end")).getMessage();
            assertTrue(refusal.contains("does not keep the order"), refusal);
            queue.put("a");
            group.join();
            pool.drain();
        }
    }

    @Test
    void r6_whatCannotBeAskedFor() {
        QueueOptions<Integer> priority = QueueOptions.priority(Comparator.<Integer>naturalOrder());
        assertThrows(IllegalArgumentException.class, () -> priority.overflow(Overflow.DROP_OLDEST));
        assertThrows(NullPointerException.class, () -> priority.overflow(null));
        assertThrows(NullPointerException.class, () -> priority.named(null));
        assertThrows(NullPointerException.class, () -> QueueOptions.priority(null));
        assertThrows(NullPointerException.class, () -> WorkQueue.open(null));
        for (int capacity : new int[]{0, -1, Integer.MIN_VALUE}) {
            assertTrue(assertThrows(IllegalArgumentException.class, () -> priority.capacity(capacity)).getMessage()
                    .contains("unbounded()"));
        }
    }

    @Test
    void optionsAndQueuesTellWhatTheyAre() {
        QueueOptions<Object> options = QueueOptions.lifo().capacity(7).overflow(Overflow.DROP_OLDEST).named("latest");
        assertEquals("QueueOptions[latest, lifo, at most 7, DROP_OLDEST]", options.toString());
        assertEquals("latest", WorkQueue.open(options).name());
        assertEquals("QueueOptions[queue, fifo]", QueueOptions.fifo().toString());
        assertEquals("QueueOptions[dead, rendezvous, 3 attempts]",
                QueueOptions.rendezvous().deadLetters(3, (item, e) -> {}).named("dead").toString());
        assertEquals("PoolOptions[worker, size 2]", PoolOptions.size(2).toString());
        assertEquals("PoolOptions[hasher, size 4, time limit PT10S, goes on after errors]", PoolOptions.size(4)
                .named("hasher").timeLimit(Duration.ofSeconds(10)).onError((item, e) -> {}).toString());
    }

    // ---- what the compiler makes of them

    private final class Job {
        int due() {
            return 1;
        }

        void use() {
            used.add(this);
        }
    }

    private final List<Job> used = new ArrayList<>();
    private final Job job = new Job();

    private void reject(WorkQueue<Job> queue) throws InterruptedException {
        queue.put(job);
        queue.lease(1, Duration.ZERO).getFirst().reject(new IllegalStateException("no"));
    }

    @Test
    void theHandlerOfDeadLettersKnowsTheTypeOfTheItems() throws Exception {
        WorkQueue<Job> last = WorkQueue.open(QueueOptions.fifo().capacity(3).deadLetters(3, (job, e) -> job.use()));
        reject(last);
        WorkQueue<Job> byPriority = WorkQueue.open(QueueOptions.priority(Comparator.comparing(Job::due))
                .deadLetters(3, (job, e) -> job.use()).named("jobs").capacity(9));
        reject(byPriority);
        WorkQueue<Job> said = WorkQueue.open(QueueOptions.lifo().<Job>deadLetters(3, (job, e) -> job.use()).named("x"));
        reject(said);
        WorkQueue<Job> typed =
                WorkQueue.open(QueueOptions.lifo().deadLetters(3, (Job job, Throwable e) -> job.use()).capacity(3));
        reject(typed);
        List<Object> any = new ArrayList<>();
        WorkQueue<Job> ofAny =
                WorkQueue.open(QueueOptions.fifo().deadLetters(3, (item, e) -> any.add(item)).named("x"));
        reject(ofAny);
        assertEquals(List.of(job, job, job, job), used);
        assertEquals(List.of(job), any);
    }

    @Test
    void theHandlerOfErrorsKnowsTheTypeOfTheItems() throws Exception {
        Handler<Job> bad = item -> {
            throw new IllegalStateException("no");
        };
        List<Object> any = new ArrayList<>();
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Job> q = WorkQueue.unbounded(group);
            List<WorkerPool<Job>> pools = List.of(
                    WorkerPool.start(group, q, PoolOptions.size(4).named("x").onError((job, e) -> job.use()), bad),
                    WorkerPool.start(group, q, PoolOptions.size(4).<Job>onError((job, e) -> job.use()).named("x"), bad),
                    WorkerPool.start(group, q,
                            PoolOptions.size(4).onError((Job job, Throwable e) -> job.use())
                                    .timeLimit(Duration.ofDays(1)),
                            bad),
                    WorkerPool.start(group, q, PoolOptions.size(1).named("x").onError((job, e) -> job.use()), job -> {
                        job.use();
                        throw new IllegalStateException("no");
                    }));
            q.put(job);
            q.join();
            assertTrue(used.contains(job));
            for (WorkerPool<Job> pool : pools) {
                pool.drain();
            }
            WorkQueue<Job> another = WorkQueue.unbounded(group);
            WorkerPool<Job> pool = WorkerPool.start(group, another,
                    PoolOptions.size(4).onError((item, e) -> any.add(item)).named("x"), bad);
            another.put(job);
            pool.drain();
        }
        assertEquals(List.of(job), any);
    }
}
