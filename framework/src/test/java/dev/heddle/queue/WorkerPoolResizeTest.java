package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.FailurePolicy;
import dev.heddle.task.GroupOptions;
import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Threads.Kind;
import dev.heddle.testing.Until;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pool whose size changes while it runs (P1 to P6 in Roster), and what its ends make of that. */
class WorkerPoolResizeTest {
    private static final Duration LONG = Duration.ofDays(1);

    private final CountDownLatch go = new CountDownLatch(1);

    private static List<String> names(WorkerPool<?> pool) {
        return pool.report().stream().map(WorkerReport::name).toList();
    }

    private static long living(WorkerPool<?> pool) {
        return pool.report().stream().filter(WorkerReport::alive).count();
    }

    private static long handled(WorkerPool<?> pool) {
        return pool.report().stream().mapToLong(WorkerReport::handled).sum();
    }

    private static long givenBack(WorkerPool<?> pool) {
        return pool.report().stream().mapToLong(WorkerReport::givenBack).sum();
    }

    // ---- more

    @Test
    void moreWorkersStartAtOnceAndTheirNumbersGoOn() throws Exception {
        CountDownLatch all = new CountDownLatch(5);
        Set<String> threads = ConcurrentHashMap.newKeySet();
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 5);
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, 3, item -> {
                threads.add(Thread.currentThread().getName());
                all.countDown();
                all.await();
            });
            queue.putAll(List.of(1, 2, 3, 4, 5));
            pool.resize(5);
            queue.join(); // each of the five has an item, or none would be done
            assertEquals(5, pool.alive());
            assertEquals(5, living(pool));
            assertEquals(List.of("worker-1", "worker-2", "worker-3", "worker-4", "worker-5"), names(pool));
            assertEquals(Set.copyOf(names(pool)), threads);
            pool.drain();
        }
    }

    @Test
    void aWorkerMayResizeItsOwnPool() throws Exception {
        AtomicReference<WorkerPool<Integer>> pool = new AtomicReference<>();
        CountDownLatch both = new CountDownLatch(2);
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 2);
            pool.set(WorkerPool.start(group, queue, 1, item -> {
                pool.get().resize(2);
                both.countDown();
                both.await();
            }));
            queue.putAll(List.of(1, 2));
            queue.join();
            assertEquals(2, pool.get().alive());
            pool.get().drain();
        }
    }

    @Test
    void aWorkerThatWasCancelledAloneHasAnotherInItsPlace() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 1);
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, 3, item -> {});
            for (Task<?> task : group.live()) {
                if (task.name().equals("worker-2")) {
                    task.cancel(true);
                }
            }
            Until.holds("it has ended", () -> pool.alive() == 2);
            pool.resize(3);
            assertEquals(3, pool.alive());
            assertEquals(3, pool.report().size());
            queue.put(1);
            queue.join();
            pool.drain();
        }
    }

    @Test
    void whatCannotBeStartedIsNotWantedAndTheRestGoesOn() throws Exception {
        AtomicBoolean none = new AtomicBoolean();
        OutOfMemoryError problem = new OutOfMemoryError("no thread");
        AtomicInteger left = new AtomicInteger(1);
        GroupOptions options = GroupOptions.of("group").threads(body -> {
            if (none.get() && left.getAndDecrement() <= 0) {
                throw problem;
            }
            return Thread.ofVirtual().unstarted(body);
        });
        try (TaskGroup group = TaskGroup.open(options)) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 7);
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, 2, item -> {});
            none.set(true);
            assertSame(problem, assertThrows(OutOfMemoryError.class, () -> pool.resize(5)));
            assertEquals(3, pool.alive());
            none.set(false);
            pool.resize(5);
            assertEquals(5, pool.alive());
            assertEquals(5, pool.report().size());
            queue.putAll(List.of(1, 2, 3));
            queue.join();
            pool.sentinel(-1);
            assertEquals(List.of(), queue.closeNow());
        }
    }

    // ---- fewer

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, QueueCases.UNBOUNDED})
    void p1_idleWorkersEndAtOnceButForThoseThatAreWanted(int capacity) throws Exception {
        WorkQueue<Integer> queue = QueueCases.queue(capacity);
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, 4, item -> {});
            Until.holds("all are idle", () -> queue.stats().waitingTakers() == 4);
            pool.resize(1);
            Until.holds("three have ended", () -> pool.alive() == 1 && group.live().size() == 1);
            assertEquals(1, living(pool));
            assertEquals(4, pool.report().size(), "those who have ended are kept");
            assertEquals(0, queue.stats().puts());
            queue.put(1);
            queue.join();
            assertEquals(1, handled(pool));
            assertEquals(1, pool.alive());
            pool.drain();
            assertEquals(0, pool.alive());
        }
    }

    @Test
    void p2_whoIsIdleIsToldEvenIfItWaitsAgainAndAgain() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 1);
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, 1, item -> {});
            for (int i = 0; i < 2_000; i++) {
                pool.resize(1 + i % 3);
                if (i % 3 == 0) {
                    Until.holds("the others have ended", () -> pool.alive() == 1);
                }
            }
            assertEquals(3, pool.report().size(), "entries are used again");
            queue.put(1);
            queue.join();
            pool.drain();
        }
    }

    @Test
    void p3_aHandlerIsNotInterruptedAndNoItemIsGivenBack() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 7);
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, 3, item -> go.await());
            queue.putAll(List.of(1, 2, 3));
            Until.holds("all are busy", () -> queue.stats().takes() == 3);
            pool.resize(1);
            assertEquals(3, pool.alive(), "they have an item");
            go.countDown();
            Until.holds("two have ended", () -> pool.alive() == 1);
            queue.join();
            assertEquals(3, handled(pool));
            assertEquals(0, givenBack(pool));
            assertEquals(0, queue.stats().redelivered());
            assertEquals(List.of(), pool.failures());
            pool.drain();
        }
    }

    @Test
    void p3_whoIsDoneWithItsItemBeginsNoOther() throws Exception {
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> queue = WorkQueue.unbounded(group);
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, 3, item -> {
                if (item < 3) {
                    go.await();
                    return;
                }
                most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                Thread.yield();
                atOnce.decrementAndGet();
            });
            for (int i = 0; i < 300; i++) {
                queue.put(i);
            }
            Until.holds("all are busy", () -> queue.stats().takes() == 3);
            pool.resize(1);
            go.countDown();
            queue.join();
            assertEquals(1, most.get());
            assertEquals(300, handled(pool));
            pool.drain();
        }
    }

    @Test
    void fewerAndThenMoreTakesBackWhatWasAsked() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 7);
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, 3, item -> go.await());
            queue.putAll(List.of(1, 2, 3));
            Until.holds("all are busy", () -> queue.stats().takes() == 3);
            pool.resize(1);
            pool.resize(3);
            go.countDown();
            queue.join();
            assertEquals(3, pool.alive());
            assertEquals(3, pool.report().size(), "nobody was hired");
            pool.drain();
        }
    }

    @Test
    void q13_inAGroupThatKeepsGoingASurplusWorkerThatFailsHasNobodyInItsPlace() throws Exception {
        List<Throwable> told = new CopyOnWriteArrayList<>();
        GroupOptions options =
                GroupOptions.of("group").failures(FailurePolicy.keepGoing((task, failure) -> told.add(failure)));
        try (TaskGroup group = TaskGroup.open(options)) {
            WorkQueue<Integer> queue = WorkQueue.unbounded(group);
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, 3, item -> {
                go.await();
                throw new Exception("the problem with " + item);
            });
            queue.putAll(List.of(1, 2, 3));
            Until.holds("all are busy", () -> queue.stats().takes() == 3);
            pool.resize(1);
            go.countDown();
            Until.holds("two have ended", () -> pool.alive() == 1);
            for (int i = 4; i <= 50; i++) {
                queue.put(i);
            }
            queue.join();
            assertEquals(1, pool.alive());
            assertEquals(50, pool.report().stream().mapToLong(WorkerReport::failed).sum());
            pool.drain();
            group.join();
        }
        assertEquals(50, told.size());
    }

    // ---- refused

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void r6_aPoolIsNotEndedByItsSize(int size) throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkerPool<Integer> pool = WorkerPool.start(group, WorkQueue.bounded(group, 1), 2, item -> {});
            String message = assertThrows(IllegalArgumentException.class, () -> pool.resize(size)).getMessage();
            assertTrue(message.contains("at least 1 worker") && message.contains(String.valueOf(size))
                    && message.contains("drain()") && message.contains("cancelNow()"), message);
            assertEquals(2, pool.alive());
            pool.drain();
        }
    }

    private static void assertRefused(WorkerPool<?> pool, String why) {
        String message = assertThrows(IllegalStateException.class, () -> pool.resize(2)).getMessage();
        assertTrue(message.contains("resize(2)") && message.contains("'worker'") && message.contains(why), message);
    }

    @Test
    void p4_aPoolThatHasEndedIsNotResized() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkerPool<Integer> drained = WorkerPool.start(group, WorkQueue.bounded(group, 1), 1, item -> {});
            drained.drain();
            assertRefused(drained, "has ended");
            WorkerPool<Integer> cancelled = WorkerPool.start(group, WorkQueue.bounded(group, 1), 1, item -> {});
            cancelled.cancelNow();
            assertRefused(cancelled, "has ended");
            assertEquals(0, drained.alive() + cancelled.alive());
            group.join();
        }
    }

    /** Or who resizes without end keeps it from ending. */
    @Test
    void p4_nobodyIsHiredForASourceThatHasEnded() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 1);
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, 2, item -> go.await());
            queue.put(1);
            queue.close();
            Until.holds("the idle one has come to the end", () -> pool.alive() == 1);
            assertRefused(pool, "has come to the end of its source");
            go.countDown();
            pool.awaitEnd();
            group.join();
        }
    }

    @Test
    void aPoolThatIsBeingCancelledIsNotResized() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("group"); Threads threads = new Threads(Kind.VIRTUAL)) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 1);
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, 1, item -> {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                    go.await();
                }
            });
            queue.put(1);
            Until.holds("it is busy", () -> queue.stats().takes() == 1);
            threads.start("canceller", pool::cancelNow);
            interrupted.await();
            assertRefused(pool, "is being cancelled");
            go.countDown();
            threads.join();
        }
    }

    @Test
    void inACancelledGroupACancellationIsSeenWithinAndARefusalFromOutside() throws Exception {
        try (TaskGroup group = TaskGroup.open("group"); Threads threads = new Threads(Kind.VIRTUAL)) {
            CountDownLatch ends = new CountDownLatch(1);
            WorkQueue<Integer> queue = WorkQueue.bounded(1);
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, 1, item -> {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    ends.await();
                }
            });
            queue.put(1);
            Until.holds("it is busy", () -> queue.stats().takes() == 1);
            group.cancel();
            assertThrows(CancellationException.class, () -> pool.resize(2));
            threads.start("stranger", () -> assertRefused(pool, "is being cancelled"));
            threads.join();
            ends.countDown();
        }
    }

    // ---- and the ends

    @Test
    void aPoolThatDrainsMayBeResized() throws Exception {
        CountDownLatch all = new CountDownLatch(4);
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 4);
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, 1, item -> {
                all.countDown();
                all.await();
            });
            queue.putAll(List.of(1, 2, 3, 4));
            assertFalse(pool.drain(Duration.ZERO));
            pool.resize(4);
            assertTrue(pool.drain(LONG));
            assertEquals(4, handled(pool));
        }
    }

    @Test
    void p6_thereIsASentinelForEachWorkerThatIsWanted() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 20);
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, 5, item -> go.await());
            queue.putAll(List.of(1, 2, 3, 4, 5));
            Until.holds("all are busy", () -> queue.stats().takes() == 5);
            pool.resize(2);
            queue.putAll(List.of(6, 7, 8));
            assertFalse(pool.sentinel(-1, Duration.ZERO));
            assertEquals(10, queue.stats().puts());
            assertRefused(pool, "sentinel");
            go.countDown();
            assertTrue(pool.sentinel(-1, LONG));
            assertEquals(8, handled(pool));
            assertEquals(0, queue.unfinished());
            assertEquals(List.of(), queue.closeNow());
            assertRefused(pool, "has ended");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7})
    void p6_sentinelsAgainstAResizeThatIsStillGoingOn(int capacity) throws Exception {
        for (int round = 0; round < 2_000; round++) {
            WorkQueue<Integer> queue = QueueCases.queue(capacity);
            try (TaskGroup group = TaskGroup.open("group"); Threads threads = new Threads(Kind.VIRTUAL)) {
                WorkerPool<Integer> pool = WorkerPool.start(group, queue, 1 + round % 4, item -> {});
                int size = 1 + round / 4 % 4;
                threads.start("resizer", () -> {
                    try {
                        pool.resize(size);
                    } catch (IllegalStateException e) {
                        assertTrue(e.getMessage().contains("resize"), e::getMessage);
                    }
                });
                queue.put(1);
                pool.sentinel(-1);
                threads.join();
                assertEquals(0, pool.alive());
                assertEquals(1, handled(pool));
                assertEquals(List.of(), queue.closeNow());
                assertEquals(0, queue.unfinished());
            }
        }
    }

    @Test
    void q17_theLastOneThatWaitsToPutIntoItsOwnFullQueueIsRefusedWhenTheOtherRetires() throws Exception {
        AtomicReference<Throwable> refusal = new AtomicReference<>();
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 1);
            WorkerPool<Integer> pool =
                    WorkerPool.start(group, queue, PoolOptions.size(2).onError((item, e) -> refusal.set(e)), item -> {
                        if (item == 1) {
                            go.await();
                        } else if (item == 2) {
                            queue.put(3);
                            queue.put(4);
                        }
                    });
            queue.put(1);
            Until.holds("one is busy", () -> queue.stats().takes() == 1);
            queue.put(2);
            Until.holds("the other waits to put", () -> queue.stats().waitingPutters() == 1);
            pool.resize(1);
            assertEquals(2, pool.alive());
            go.countDown();
            Until.holds("it is refused", () -> refusal.get() != null);
            assertInstanceOf(IllegalStateException.class, refusal.get());
            assertTrue(refusal.get().getMessage().contains("every worker"), refusal.get()::getMessage);
            queue.join();
            Until.holds("the other has ended", () -> pool.alive() == 1); // its crew knew it before
            pool.drain();
        }
    }

    @Test
    void q17_workersThatWouldAllWaitDoNotIfAnotherIsHired() throws Exception {
        AtomicReference<WorkerPool<Integer>> pool = new AtomicReference<>();
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 1);
            pool.set(WorkerPool.start(group, queue, 1, item -> {
                if (item == 0) {
                    pool.get().resize(2);
                    for (int i = 1; i <= 20; i++) {
                        queue.put(i);
                    }
                }
            }));
            queue.put(0);
            queue.join();
            assertEquals(21, handled(pool.get()));
            pool.get().drain();
        }
    }

    @Test
    void closeAfterWaitsForTheLastWorkerAndNotForOneThatRetires() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> in = WorkQueue.bounded(group, 7);
            WorkQueue<Integer> out = WorkQueue.unbounded(group);
            WorkerPool<Integer> pool = WorkerPool.start(group, in, 3, out::put);
            out.closeAfter(pool);
            pool.resize(1);
            Until.holds("two have ended", () -> pool.alive() == 1);
            assertFalse(out.isClosed());
            pool.resize(2);
            in.putAll(List.of(1, 2, 3));
            pool.drain();
            assertTrue(out.isClosed());
            assertEquals(6, out.take() + out.take() + out.take());
            assertThrows(QueueClosedException.class, out::take);
        }
    }

    // ---- over a source of the user's own

    @Test
    void workersThatWaitForAnotherSourceAreToldTooAndNothingIsGivenBack() throws Exception {
        BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        List<String> settled = new CopyOnWriteArrayList<>();
        AtomicInteger asking = new AtomicInteger();
        WorkSource<String> source = (most, atMost) -> {
            asking.incrementAndGet();
            try {
                return List.of(new Message(messages.take(), settled));
            } finally {
                asking.decrementAndGet();
            }
        };
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkerPool<String> pool = WorkerPool.start(group, source, 4, item -> {
                if (item.equals("slow")) {
                    go.await();
                }
            });
            messages.add("slow");
            Until.holds("one is busy, the others ask", () -> messages.isEmpty() && asking.get() == 3);
            pool.resize(1);
            Until.holds("the idle have ended", () -> pool.alive() == 1);
            assertEquals(List.of(), settled, "who is busy is left alone");
            go.countDown();
            messages.add("more");
            Until.holds("it goes on", () -> settled.size() == 2);
            assertEquals(List.of("slow done", "more done"), settled);
            pool.resize(3);
            Until.holds("all ask", () -> asking.get() == 3);
            assertEquals(4, pool.report().size());
            pool.cancelNow();
            group.join();
        }
    }

    private record Message(String item, List<String> settled) implements Lease<String> {
        @Override
        public int attempt() {
            return 1;
        }

        @Override
        public void done() {
            settled.add(item + " done");
        }

        @Override
        public void giveBack() {
            settled.add(item + " given back");
        }

        @Override
        public void reject(Throwable why) {
            settled.add(item + " rejected");
        }
    }

    @Test
    void anotherSourceLosesNothingToManyResizes() throws Exception {
        int items = 3_000;
        BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        List<String> settled = new CopyOnWriteArrayList<>();
        WorkSource<String> source = (most, atMost) -> List.of(new Message(messages.take(), settled));
        try (TaskGroup group = TaskGroup.open("group"); Threads threads = new Threads(Kind.PLATFORM)) {
            WorkerPool<String> pool = WorkerPool.start(group, source, 2, item -> TaskGroup.checkpoint());
            AtomicBoolean over = new AtomicBoolean();
            threads.start("resizer", () -> {
                for (int i = 0; !over.get(); i++) {
                    pool.resize(1 + i % 4);
                    Threads.spin();
                }
            });
            for (int i = 0; i < items; i++) {
                messages.add("m" + i);
            }
            Until.holds("all are handled", () -> settled.size() == items);
            over.set(true);
            threads.join();
            assertTrue(settled.stream().allMatch(how -> how.endsWith(" done")), "none was interrupted or given back");
            pool.cancelNow();
        }
    }

    // ---- all at once

    private enum End {
        DRAIN, SENTINEL, JOIN_THEN_CANCEL, CANCEL_NOW, CLOSE_AFTER
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, QueueCases.UNBOUNDED})
    void theBooksBalanceHoweverTheSizeChangesAndThePoolEnds(int capacity) throws Exception {
        for (End end : End.values()) {
            for (int round = 0; round < 20; round++) {
                balance(capacity, end, round);
            }
        }
    }

    private static void balance(int capacity, End end, int round) throws Exception {
        int producers = 3;
        int each = 60;
        ConcurrentLinkedQueue<Integer> seen = new ConcurrentLinkedQueue<>();
        WorkQueue<Integer> queue = QueueCases.queue(capacity);
        Semaphore resizes = new Semaphore(10); // as many as items, and some at the end: the scheduler is not to drown in them
        WorkerPool<Integer> pool;
        try (TaskGroup group = TaskGroup.open("group");
                Threads threads = new Threads(round % 2 == 0 ? Kind.VIRTUAL : Kind.PLATFORM)) {
            pool = WorkerPool.start(group, queue, 1 + round % 4, item -> {
                TaskGroup.checkpoint();
                seen.add(item);
                resizes.release();
            });
            for (int r = 0; r < 2; r++) {
                int first = r + round;
                threads.start("resizer-" + r, () -> {
                    try {
                        for (int i = first;; i = i * 31 + 7) {
                            resizes.acquire();
                            pool.resize(1 + Math.floorMod(i, 5));
                        }
                    } catch (IllegalStateException e) {
                        assertTrue(e.getMessage().contains("resize"), e::getMessage);
                    }
                });
            }
            List<Task<Void>> tasks = IntStream.range(0, producers).mapToObj(p -> group.fork("producer-" + p, () -> {
                for (int i = p * each; i < (p + 1) * each; i++) {
                    queue.put(i);
                }
            })).toList();
            if (end == End.CLOSE_AFTER) {
                queue.closeAfter(tasks);
            }
            group.join();
            resizes.release(10);
            switch (end) {
                case DRAIN -> pool.drain();
                case SENTINEL -> pool.sentinel(1_000_000);
                case JOIN_THEN_CANCEL -> pool.joinThenCancel();
                case CANCEL_NOW -> seen.addAll(pool.cancelNow());
                case CLOSE_AFTER -> pool.awaitEnd();
            }
            resizes.release(2); // the pool has ended: both are told
        }
        assertEquals(IntStream.range(0, producers * each).boxed().toList(), seen.stream().sorted().toList());
        assertEquals(0, pool.alive());
        assertEquals(0, living(pool));
        assertEquals(0, queue.unfinished());
        assertEquals(List.of(), queue.closeNow());
        assertEquals(givenBack(pool), queue.stats().redelivered());
        if (end != End.CANCEL_NOW) {
            assertEquals(producers * each, handled(pool));
            assertEquals(0, givenBack(pool), "a resize gives nothing back");
        }
    }

    @Test
    void aPoolTellsItsNameAndTheSizeItIsToHave() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> queue = WorkQueue.rendezvous(group, "hand");
            assertEquals("hand", queue.name());
            assertEquals(0, queue.capacity());
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, PoolOptions.size(3).named("clerk"), item -> {});
            assertEquals("clerk", pool.name());
            assertEquals(3, pool.size());
            pool.resize(7);
            assertEquals(7, pool.size());
            pool.resize(2);
            assertEquals(2, pool.size(), "whoever is still alive");
            pool.drain();
            assertEquals(0, pool.alive());
        }
    }
}
