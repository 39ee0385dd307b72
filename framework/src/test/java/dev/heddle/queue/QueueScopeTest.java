package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Threads.Kind;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Queues that belong to a group: how they end with it (Q10, Q15). */
class QueueScopeTest {
    private static final Duration LONG = Duration.ofDays(1);

    @ParameterizedTest
    @EnumSource
    void q10_whenTheGroupFailsStrangersToItSeeTheFailureAtOnce(Kind kind) throws Exception {
        RuntimeException failure = new RuntimeException("the failure");
        try (Threads threads = new Threads(kind)) {
            TaskGroup group = TaskGroup.open("the group");
            WorkQueue<String> empty = WorkQueue.bounded(group, "empty", 1);
            WorkQueue<String> full = WorkQueue.bounded(group, "full", 1);
            full.put("a");
            threads.start("taker", () -> assertTellsOf(failure, assertThrows(QueueClosedException.class, empty::take)));
            threads.start("putter",
                    () -> assertTellsOf(failure, assertThrows(QueueClosedException.class, () -> full.put("b"))));
            Thread joiner = threads.start("joiner",
                    () -> assertTellsOf(failure, assertThrows(QueueClosedException.class, full::join)));
            Until.holds("they wait", () -> empty.stats().waitingTakers() == 1 && full.stats().waitingPutters() == 1);
            Until.waiting(joiner);
            group.fork("failing", () -> {
                throw failure;
            });
            assertSame(failure, assertThrows(ExecutionException.class, group::join).getCause());
            threads.join(); // at once: the group is not closed yet
            assertEquals(List.of("a"), full.closeNow());
            group.close();
        }
    }

    private static void assertTellsOf(Throwable failure, QueueClosedException closed) {
        assertInstanceOf(CancellationException.class, closed.getCause());
        assertSame(failure, closed.getCause().getCause());
        assertTrue(closed.getCause().getMessage().contains("'failing'"), closed.getCause()::getMessage);
    }

    @Test
    void q10_whenTheGroupIsCancelledItsOwnTasksSeeTheCancellation() throws Exception {
        try (TaskGroup group = TaskGroup.open("the group")) {
            WorkQueue<String> queue = WorkQueue.bounded(group, 1);
            var taker = group.fork("taker", queue::take);
            Until.holds("it waits", () -> queue.stats().waitingTakers() == 1);
            group.cancel();
            group.join();
            assertTrue(taker.isCancelled(), "that is not a failure");
            assertTrue(queue.isClosed());
            String message = assertThrows(CancellationException.class, queue::poll).getMessage();
            assertTrue(message.contains("'the group'"), message);
        }
    }

    @Test
    void t3_whenTheBlockEndsItsDaemonsSeeTheCancellationAndHaveNotFailed() throws Exception {
        AtomicReference<Task<Void>> daemon = new AtomicReference<>();
        try (TaskGroup group = TaskGroup.open("the group")) {
            WorkQueue<String> queue = WorkQueue.bounded(group, 1);
            daemon.set(group.forkDaemon("daemon", () -> {
                assertThrows(CancellationException.class, queue::take);
                Until.holds("the queue has ended with its group", () -> {
                    Thread.interrupted(); // or this would spin, on the carrier that the end of the queue needs
                    return queue.isClosed();
                });
                queue.poll();
            }));
            Until.holds("it waits", () -> queue.stats().waitingTakers() == 1);
        }
        assertTrue(daemon.get().isCancelled(), () -> daemon.get().toString());
    }

    @Test
    void q10_theOwnerDoesNotHangOnAQueueOfItsFailedGroup() throws Exception {
        RuntimeException failure = new RuntimeException("the failure");
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<String> queue = WorkQueue.bounded(group, 1);
            group.fork("failing", () -> {
                Until.holds("the owner waits", () -> queue.stats().waitingTakers() == 1);
                throw failure;
            });
            assertSame(failure, assertThrows(CancellationException.class, queue::take).getCause());
            assertThrows(ExecutionException.class, group::join);
        }
    }

    @Test
    void q15_aGroupThatEndsWithUndeliveredItemsSaysSo() throws Exception {
        WorkQueue<String> queue;
        TaskGroup group = TaskGroup.open("shop");
        queue = WorkQueue.bounded(group, "orders", 7);
        queue.putAll(List.of("a", "b", "c"));
        queue.lease(2, LONG).get(0).giveBack();
        String message = assertThrows(IllegalStateException.class, group::close).getMessage();
        assertTrue(message.contains("'orders'") && message.contains("'shop'") && message.contains("2 undelivered"),
                message);
        assertTrue(queue.isClosed());
        assertEquals(List.of("a", "c"), queue.closeNow(), "they can still be had");
    }

    @Test
    void q15_everyQueueOfTheGroupIsNamed() throws Exception {
        TaskGroup group = TaskGroup.open("shop");
        for (String name : List.of("orders", "bills")) {
            WorkQueue.unbounded(group, name).offer("left");
        }
        IllegalStateException e = assertThrows(IllegalStateException.class, group::close);
        String all = e.getMessage() + e.getSuppressed()[0].getMessage();
        assertTrue(all.contains("'orders'") && all.contains("'bills'"), all);
    }

    @Test
    void q15_aGroupThatFailedSaysSoBesidesItsFailure() throws Exception {
        RuntimeException failure = new RuntimeException("the failure");
        TaskGroup group = TaskGroup.open("shop");
        WorkQueue<String> queue = WorkQueue.unbounded(group, "orders");
        queue.put("a");
        group.fork("failing", () -> {
            throw failure;
        });
        Until.holds("it fails", () -> group.cancellation().isPresent());
        ExecutionException e = assertThrows(ExecutionException.class, group::close);
        assertSame(failure, e.getCause());
        assertEquals(1, e.getSuppressed().length);
        assertTrue(e.getSuppressed()[0].getMessage().contains("'orders'"), () -> e.getSuppressed()[0].getMessage());
        assertEquals(List.of("a"), queue.closeNow());
    }

    @Test
    void q15_nothingIsSaidOfItemsThatWereTakenOrCollected() throws Exception {
        try (TaskGroup group = TaskGroup.open("shop")) {
            WorkQueue<String> taken = WorkQueue.bounded(group, 3);
            taken.put("a");
            taken.take(); // and not reported done: that is for join to wait for
            WorkQueue<String> collected = WorkQueue.bounded(group, 3);
            collected.put("a");
            assertEquals(List.of("a"), collected.closeNow());
            WorkQueue<String> failed = WorkQueue.bounded(group, 3);
            failed.put("a");
            failed.closeExceptionally(new AssertionError());
            assertEquals(List.of("a"), failed.closeNow());
            WorkQueue<String> drained = WorkQueue.bounded(group, 3);
            drained.put("a");
            drained.close();
            drained.forEach(item -> {});
        }
    }

    @Test
    void q15_anItemThatIsGivenBackAfterTheLastTakerHasSeenTheEndIsUndelivered() throws Exception {
        TaskGroup group = TaskGroup.open("shop");
        WorkQueue<String> queue = WorkQueue.bounded(group, "orders", 7);
        queue.put("a");
        Lease<String> lease = queue.lease(1, LONG).get(0);
        queue.close();
        assertThrows(QueueClosedException.class, queue::take);
        lease.giveBack();
        String message = assertThrows(IllegalStateException.class, group::close).getMessage();
        assertTrue(message.contains("'orders'") && message.contains("1 undelivered"), message);
    }

    @Test
    void q15_anItemThatIsGivenBackAfterCloseNowIsUndelivered() throws Exception {
        TaskGroup group = TaskGroup.open("shop");
        WorkQueue<String> queue = WorkQueue.bounded(group, "orders", 7);
        queue.putAll(List.of("a", "b"));
        Lease<String> lease = queue.lease(1, LONG).get(0);
        assertEquals(List.of("b"), queue.closeNow());
        lease.giveBack();
        String message = assertThrows(IllegalStateException.class, group::close).getMessage();
        assertTrue(message.contains("'orders'") && message.contains("1 undelivered"), message);
    }

    @Test
    void q15_whatAWorkerGivesBackWhenItsGroupIsCancelledIsUndelivered() throws Exception {
        TaskGroup group = TaskGroup.open("shop");
        WorkQueue<String> queue = WorkQueue.bounded(group, "orders", 7);
        WorkerPool.start(group, queue, 2, item -> new CountDownLatch(1).await());
        queue.put("a");
        Until.holds("one handles", () -> queue.stats().takes() == 1);
        queue.close();
        Until.holds("the other has seen the end", () -> group.live().size() == 1);
        group.cancel();
        String message = assertThrows(IllegalStateException.class, group::close).getMessage();
        assertTrue(message.contains("'orders'") && message.contains("1 undelivered"), message);
        assertEquals(List.of("a"), queue.closeNow());
    }

    @ParameterizedTest
    @EnumSource
    void whenTheGroupEndsStrangersSeeAnOrdinaryEnd(Kind kind) throws Exception {
        try (Threads threads = new Threads(kind)) {
            TaskGroup group = TaskGroup.open("the group");
            WorkQueue<String> queue = WorkQueue.bounded(group, 1);
            threads.start("taker", () -> {
                QueueClosedException end = assertThrows(QueueClosedException.class, queue::take);
                assertNull(end.getCause());
                assertTrue(end.getMessage().contains("the end of group 'the group'"), end::getMessage);
            });
            Until.holds("it waits", () -> queue.stats().waitingTakers() == 1);
            group.close();
        }
    }

    @Test
    void theEndOfAQueueIsNotTheEndOfItsGroup() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<String> queue = WorkQueue.bounded(group, 1);
            queue.closeExceptionally(new AssertionError());
            assertTrue(group.cancellation().isEmpty());
            assertFalse(group.fork("task", () -> "fine").get().isEmpty());
            group.join();
        }
    }

    @Test
    void aQueueOfACancelledGroupIsClosedFromTheBeginning() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            group.cancel();
            WorkQueue<String> queue = WorkQueue.bounded(group, 1);
            Until.holds("closed", queue::isClosed);
            AtomicReference<Throwable> seen = new AtomicReference<>();
            try (Threads threads = new Threads(Kind.PLATFORM)) {
                threads.start("stranger",
                        () -> seen.set(assertThrows(QueueClosedException.class, queue::take).getCause()));
            }
            assertInstanceOf(CancellationException.class, seen.get());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aGroupHoldsNoMemoryForQueuesThatHaveEnded(boolean leased) throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            var ended = new WeakReference<>(leased ? settledQueue(group) : endedQueue(group));
            Until.holds("it can be collected", () -> {
                System.gc();
                return ended.refersTo(null);
            });
        }
    }

    /** The last item is settled after the end. */
    private static WorkQueue<String> settledQueue(TaskGroup group) throws InterruptedException {
        WorkQueue<String> queue = WorkQueue.bounded(group, 1);
        queue.put("a");
        Lease<String> last = queue.lease(1, Duration.ZERO).getFirst();
        queue.close();
        last.done();
        return queue;
    }

    private static WorkQueue<String> endedQueue(TaskGroup group) throws InterruptedException {
        WorkQueue<String> queue = WorkQueue.bounded(group, 1);
        queue.put("a");
        queue.close();
        queue.forEach(item -> {});
        return queue;
    }
}
