package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Threads.Kind;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Leases on items of a queue: settled once, given back in front, counted. */
class LeaseTest {
    private static final Duration LONG = Duration.ofDays(1);

    private static List<Runnable> waysToSettle(Lease<?> lease) {
        return List.of(lease::done, lease::giveBack, () -> lease.reject(new AssertionError("why")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aLeaseIsSettledOnce(int how) throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(3);
        queue.putAll(List.of("a", "b", "c"));
        Lease<String> lease = queue.lease(1, LONG).get(0);
        queue.lease(1, LONG); // so that the account alone would let a second settling pass
        waysToSettle(lease).get(how).run();
        QueueStats settled = queue.stats();
        for (Runnable again : waysToSettle(lease)) {
            String message = assertThrows(IllegalStateException.class, again::run).getMessage();
            assertTrue(message.contains("settled once") && message.contains("'queue'"), message);
            assertTrue(message.contains(List.of("is done", "is given back", "is rejected").get(how)), message);
        }
        assertEquals(settled, queue.stats(), "what was refused changed nothing");
    }

    @Test
    void aLeaseIsSettledOnceByWhomeverIsFirst() throws Exception {
        WorkQueue<Integer> queue = WorkQueue.unbounded();
        int rounds = 2_000;
        AtomicInteger refused = new AtomicInteger();
        for (int i = 0; i < rounds; i++) {
            queue.put(i);
            Lease<Integer> lease = queue.lease(1, LONG).get(0);
            try (Threads threads = new Threads(Kind.VIRTUAL)) {
                for (Runnable settle : waysToSettle(lease)) {
                    threads.start("settling", () -> {
                        try {
                            settle.run();
                        } catch (IllegalStateException e) {
                            refused.incrementAndGet();
                        }
                    });
                }
            }
        }
        assertEquals(2 * rounds, refused.get());
        QueueStats stats = queue.stats();
        assertEquals(rounds, stats.done() + stats.redelivered());
        assertEquals(stats.unfinished(), stats.size() + stats.awaitingRedelivery());
    }

    @Test
    void aRejectionNeedsAReason() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(1);
        queue.put("a");
        Lease<String> lease = queue.lease(1, LONG).get(0);
        assertThrows(NullPointerException.class, () -> lease.reject(null));
        lease.done(); // it was not settled by that
    }

    @Test
    void aLeaseMayBeSettledByAnotherThreadAndAfterTheClose() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(2);
        queue.putAll(List.of("a", "b"));
        List<Lease<String>> leases = queue.lease(2, LONG);
        queue.closeExceptionally(new AssertionError());
        try (Threads threads = new Threads(Kind.PLATFORM)) {
            threads.start("settling", leases.get(0)::done);
            threads.start("giving back", leases.get(1)::giveBack);
        }
        assertEquals(List.of("b"), queue.closeNow());
        assertEquals(0, queue.unfinished());
    }

    @Test
    void q2_whatIsGivenBackComesFirstAndCountsItsAttempts() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(3);
        queue.putAll(List.of("a", "b", "c"));
        for (int attempt = 1; attempt <= 5; attempt++) {
            Lease<String> lease = queue.lease(1, LONG).get(0);
            assertEquals("a", lease.item());
            assertEquals(attempt, lease.attempt());
            lease.giveBack();
        }
        assertEquals(5, queue.stats().redelivered());
        assertEquals(1, queue.stats().awaitingRedelivery());
        assertEquals("a", queue.take());
        Lease<String> other = queue.lease(1, LONG).get(0);
        assertEquals("b", other.item());
        assertEquals(1, other.attempt());
    }

    @Test
    void q2_severalThatAreGivenBackKeepTheOrderInWhichTheyWere() throws Exception {
        WorkQueue<Integer> queue = QueueCases.full(7);
        List<Lease<Integer>> leases = queue.lease(3, LONG);
        leases.forEach(Lease::giveBack);
        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6), queue.closeNow());
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.queue.QueueCases#capacities")
    void q2_whatIsGivenBackIsOutsideOfTheCapacity(int capacity) throws Exception {
        WorkQueue<Integer> queue = QueueCases.full(capacity);
        Lease<Integer> lease = queue.lease(1, LONG).get(0);
        queue.put(capacity); // full again
        lease.giveBack();
        assertEquals(capacity, queue.size());
        assertEquals(capacity, queue.stats().peak());
        assertFalse(queue.offer(-1));
        assertEquals(0, queue.take());
        assertFalse(queue.offer(-1), "taking what was given back makes no space");
        assertEquals(1, queue.take());
        assertTrue(queue.offer(-1));
    }

    @ParameterizedTest
    @EnumSource
    void givingBackWakesATaker(Kind kind) throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(1);
        queue.put("a");
        Lease<String> lease = queue.lease(1, LONG).get(0);
        try (Threads threads = new Threads(kind)) {
            threads.start("taker", () -> assertEquals(2, queue.lease(1, LONG).get(0).attempt()));
            Until.holds("it waits", () -> queue.stats().waitingTakers() == 1);
            lease.giveBack();
        }
    }

    @ParameterizedTest
    @EnumSource
    void givingBackReleasesNoJoinAndRejectingDoes(Kind kind) throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(1);
        queue.put("a");
        try (Threads threads = new Threads(kind)) {
            Thread joiner = threads.start("joiner", queue::join);
            Until.waiting(joiner);
            queue.lease(1, LONG).get(0).giveBack();
            Until.waiting(joiner);
            assertTrue(joiner.isAlive());
            queue.lease(1, LONG).get(0).reject(new AssertionError());
        }
        assertEquals(1, queue.stats().rejected());
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.queue.QueueCases#capacities")
    void aBatchTakesWhatIsThereAndNotMoreThanAsked(int capacity) throws Exception {
        WorkQueue<Integer> queue = QueueCases.full(capacity);
        int most = Math.max(1, capacity - 1);
        List<Lease<Integer>> leases = queue.lease(most, LONG);
        assertEquals(most, leases.size());
        for (int i = 0; i < most; i++) {
            assertEquals(i, leases.get(i).item());
            leases.get(i).done();
        }
        assertEquals(capacity - most, queue.unfinished());
        queue.put(capacity);
        assertEquals(capacity - most + 1, queue.lease(Integer.MAX_VALUE, LONG).size());
        assertEquals(List.of(), queue.lease(3, Duration.ZERO));
    }

    @ParameterizedTest
    @EnumSource
    void aBatchMakesSpaceForAsManyPutters(Kind kind) throws Exception {
        WorkQueue<Integer> queue = QueueCases.full(3);
        try (Threads threads = new Threads(kind)) {
            for (int i = 0; i < 3; i++) {
                threads.start("putter", () -> queue.put(9));
            }
            Until.holds("all wait", () -> queue.stats().waitingPutters() == 3);
            assertEquals(3, queue.lease(3, LONG).size());
        }
        assertEquals(List.of(9, 9, 9), queue.closeNow());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void r6_aLeaseOfNothingIsRefused(int most) throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(1);
        queue.put("a");
        String message = assertThrows(IllegalArgumentException.class, () -> queue.lease(most, LONG)).getMessage();
        assertTrue(message.contains("at least 1") && message.contains(String.valueOf(most)), message);
        assertEquals(1, queue.size());
    }

    @Test
    void theEndComesAfterTheLastItemOfABatch() throws Exception {
        WorkQueue<Integer> queue = QueueCases.full(2);
        queue.close();
        List<Integer> items = new ArrayList<>();
        queue.lease(9, LONG).forEach(lease -> items.add(lease.item()));
        assertEquals(List.of(0, 1), items);
        assertThrows(QueueClosedException.class, () -> queue.lease(9, LONG));
    }

    @Test
    void theTextTellsItemAttemptAndState() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(1);
        queue.put("a");
        Lease<String> lease = queue.lease(1, LONG).get(0);
        assertEquals("Lease[a, attempt 1, held]", lease.toString());
        lease.giveBack();
        assertEquals("Lease[a, attempt 1, given back]", lease.toString());
        assertEquals("Lease[a, attempt 2, held]", queue.lease(1, LONG).get(0).toString());
    }

    // ---- the account of leases, and the last attempt

    @Test
    void q5_taskDoneIsRefusedForAnItemOnLease() throws Exception {
        WorkQueue<String> queue = WorkQueue.unbounded();
        queue.putAll(List.of("leased", "taken"));
        Lease<String> lease = queue.lease(1, LONG).getFirst();
        String message = assertThrows(IllegalStateException.class, queue::taskDone).getMessage();
        assertTrue(message.contains("lease"), message);
        queue.take();
        queue.taskDone();
        assertThrows(IllegalStateException.class, queue::taskDone);
        assertEquals(1, queue.unfinished());
        lease.done();
        queue.join();
    }

    @Test
    void q5_anItemThatWasGivenBackMayBeTakenAndDone() throws Exception {
        WorkQueue<String> queue = WorkQueue.unbounded();
        queue.put("a");
        queue.lease(1, LONG).getFirst().giveBack();
        assertThrows(IllegalStateException.class, queue::taskDone);
        queue.take();
        queue.taskDone();
        queue.join();
    }

    private record Dead(String item, Throwable why) {}

    @Test
    void anItemThatHadItsLastAttemptIsRejected() throws Exception {
        List<Dead> dead = new ArrayList<>();
        WorkQueue<String> queue =
                WorkQueue.open(QueueOptions.fifo().deadLetters(3, (item, why) -> dead.add(new Dead(item, why))));
        queue.put("a");
        for (int attempt = 1; attempt <= 3; attempt++) {
            assertEquals(List.of(), dead);
            Lease<String> lease = queue.lease(1, Duration.ZERO).getFirst();
            assertEquals(attempt, lease.attempt());
            lease.giveBack();
        }
        assertEquals(List.of(), queue.lease(1, Duration.ZERO));
        assertEquals("a", dead.getFirst().item());
        assertTrue(dead.getFirst().why().getMessage().contains("3 times"), dead::toString);
        assertEquals(0, queue.unfinished());
        assertEquals(List.of(2L, 1L), List.of(queue.stats().redelivered(), queue.stats().rejected()));
    }

    @Test
    void whatIsRejectedIsToldBeforeItCountsAsDone() throws Exception {
        List<Long> unfinished = new ArrayList<>();
        List<Throwable> reasons = new ArrayList<>();
        List<WorkQueue<String>> self = new ArrayList<>();
        WorkQueue<String> queue = WorkQueue.open(QueueOptions.fifo().deadLetters(1, (item, why) -> {
            unfinished.add(self.getFirst().unfinished());
            reasons.add(why);
        }));
        self.add(queue);
        queue.put("a");
        IllegalStateException why = new IllegalStateException("why");
        queue.lease(1, LONG).getFirst().reject(why);
        assertEquals(List.of(1L), unfinished);
        assertEquals(List.of(why), reasons);
        assertEquals(0, queue.unfinished());
    }

    @Test
    void whatTheHandlerOfDeadLettersThrowsTheCallThrowsAndTheItemIsDone() throws Exception {
        IllegalStateException broken = new IllegalStateException("broken");
        WorkQueue<String> queue = WorkQueue.open(QueueOptions.fifo().deadLetters(1, (item, why) -> {
            throw broken;
        }));
        queue.putAll(List.of("a", "b"));
        Lease<String> first = queue.lease(1, LONG).getFirst();
        assertSame(broken, assertThrows(IllegalStateException.class, first::giveBack));
        Lease<String> second = queue.lease(1, LONG).getFirst();
        assertSame(broken, assertThrows(IllegalStateException.class, () -> second.reject(new Exception("why"))));
        assertEquals(0, queue.unfinished());
    }

    @Test
    void aPoolBuriesWhatItsHandlerFailsOn() throws Exception {
        WorkQueue<String> dead = WorkQueue.unbounded();
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<String> queue = WorkQueue.open(group,
                    QueueOptions.fifo().deadLetters(1, (item, why) -> dead.offer(item + ": " + why.getMessage())));
            WorkerPool<String> pool = WorkerPool.start(group, queue,
                    PoolOptions.size(2).named("pool").onError((item, why) -> {}), item -> {
                        if (item.startsWith("bad")) {
                            throw new IllegalStateException("cannot");
                        }
                    });
            queue.putAll(List.of("good", "bad 1", "bad 2"));
            pool.drain();
            group.join();
        }
        List<String> buried = new ArrayList<>();
        dead.drainTo(buried, 10);
        assertEquals(List.of("bad 1: cannot", "bad 2: cannot"), buried.stream().sorted().toList());
    }

    @Test
    void atLeastOneAttemptIsNeeded() {
        assertThrows(IllegalArgumentException.class, () -> QueueOptions.fifo().deadLetters(0, (item, why) -> {}));
        assertThrows(NullPointerException.class, () -> QueueOptions.fifo().deadLetters(1, null));
    }

    /** Also if the queue has never leased before, and this item is its last. */
    @Test
    void q15_whatIsGivenBackAtTheEndIsUndelivered() {
        String message = assertThrows(IllegalStateException.class, () -> {
            try (TaskGroup group = TaskGroup.open("group")) {
                WorkQueue<String> queue = WorkQueue.bounded(group, 1);
                queue.put("last");
                queue.close();
                queue.lease(1, LONG).getFirst().giveBack();
                group.join();
            }
        }).getMessage();
        assertTrue(message.contains("1 undelivered"), message);
    }

    @Test
    void q15_whatASelectGivesBackAtTheEndIsUndelivered() {
        String message = assertThrows(IllegalStateException.class, () -> {
            try (TaskGroup group = TaskGroup.open("group")) {
                WorkQueue<String> queue = WorkQueue.bounded(group, 1);
                queue.put("last");
                queue.close();
                assertThrows(NullPointerException.class, () -> Select.of(Select.take(queue, item -> null)).poll());
                group.join();
            }
        }).getMessage();
        assertTrue(message.contains("1 undelivered"), message);
    }

    @Test
    void whatASelectGivesBackKeepsItsAttempts() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(1);
        queue.put("a");
        queue.lease(1, LONG).getFirst().giveBack();
        assertThrows(NullPointerException.class, () -> Select.of(Select.take(queue, item -> null)).poll());
        assertEquals(2, queue.lease(1, LONG).getFirst().attempt());
    }

    @Test
    void anItemThatIsRejectedWithItsWorkerIsNotGivenBack() throws Exception {
        List<String> dead = new CopyOnWriteArrayList<>();
        CountDownLatch begun = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<String> queue =
                    WorkQueue.open(group, QueueOptions.fifo().<String>deadLetters(1, (item, why) -> dead.add(item)));
            WorkerPool<String> pool = WorkerPool.start(group, queue, 1, item -> {
                begun.countDown();
                new CountDownLatch(1).await();
            });
            queue.put("a");
            begun.await();
            assertEquals(List.of(), pool.cancelNow());
            assertEquals(List.of("a"), dead);
            assertEquals(0, pool.report().getFirst().givenBack());
        }
    }

    @Test
    void q15_whatACollectionRefusesAtTheEndIsUndelivered() {
        String message = assertThrows(IllegalStateException.class, () -> {
            try (TaskGroup group = TaskGroup.open("group")) {
                WorkQueue<String> queue = WorkQueue.bounded(group, 1);
                queue.put("last");
                queue.close();
                assertThrows(UnsupportedOperationException.class, () -> queue.drainTo(List.of(), 1));
                group.join();
            }
        }).getMessage();
        assertTrue(message.contains("1 undelivered"), message);
    }
}
