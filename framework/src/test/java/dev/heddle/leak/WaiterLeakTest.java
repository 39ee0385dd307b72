package dev.heddle.leak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.queue.WorkQueue;
import dev.heddle.queue.WorkerPool;
import dev.heddle.task.Event;
import dev.heddle.task.Futures;
import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Threads.Kind;
import dev.heddle.testing.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A wait that was given up leaves nothing behind in what it waited for; nor does a queue in its group. */
class WaiterLeakTest {
    private static final int MANY = 1_000_000;
    private static final int SOME = 1_000;
    private static final int WAITERS = 20;

    private final Collectable garbage = new Collectable();

    private static void giveUp(WorkQueue<Integer> empty, WorkQueue<Integer> full, Event event, Duration time)
            throws InterruptedException {
        assertNull(empty.poll(time));
        assertFalse(full.offer(1, time));
        assertFalse(full.join(time));
        assertFalse(event.await(time));
    }

    @Test
    void aQueueUsedForAMillionTimedOutPollsHoldsNothing() throws Exception {
        WorkQueue<Integer> queue = WorkQueue.bounded(1);
        assertNull(queue.poll(Duration.ofNanos(1)));
        Map<String, Integer> before = Reach.of(queue);
        for (int i = 0; i < MANY; i++) {
            queue.poll(Duration.ZERO);
        }
        assertEquals(before, Reach.of(queue));
    }

    @Test
    void everyKindOfWaitThatTimesOutLeavesNothing() throws Exception {
        WorkQueue<Integer> empty = WorkQueue.bounded(1);
        WorkQueue<Integer> full = WorkQueue.bounded(1);
        full.put(0);
        Event event = new Event();
        List<Object> all = List.of(empty, full, event);
        giveUp(empty, full, event, Duration.ofNanos(1));
        Map<String, Integer> before = Reach.of(all);
        for (int i = 0; i < SOME; i++) {
            giveUp(empty, full, event, Duration.ofNanos(i));
        }
        assertEquals(before, Reach.of(all));
        assertNull(empty.poll(Duration.ZERO));
    }

    @ParameterizedTest
    @EnumSource
    void everyKindOfWaitThatIsInterruptedLeavesNothing(Kind kind) throws Exception {
        WorkQueue<Integer> empty = WorkQueue.bounded(1);
        WorkQueue<Integer> full = WorkQueue.bounded(1);
        full.put(0);
        Event event = new Event();
        List<Object> all = List.of(empty, full, event);
        Map<String, Integer> before = Reach.of(all);
        try (Threads threads = new Threads(kind)) {
            List<Thread> waiters = new ArrayList<>();
            for (int i = 0; i < WAITERS; i++) {
                waiters.add(threads.start("taker", () -> assertThrows(InterruptedException.class, empty::take)));
                waiters.add(threads.start("putter", () -> assertThrows(InterruptedException.class, () -> full.put(1))));
                waiters.add(threads.start("joiner", () -> assertThrows(InterruptedException.class, full::join)));
                waiters.add(threads.start("awaiter", () -> assertThrows(InterruptedException.class, event::await)));
            }
            waiters.forEach(Until::waiting);
            waiters.forEach(Thread::interrupt);
        }
        assertEquals(before, Reach.of(all));
        assertNull(empty.poll());
    }

    @Test
    void everyKindOfWaitThatIsCancelledLeavesNothing() throws Exception {
        WorkQueue<Integer> empty = WorkQueue.bounded(1);
        WorkQueue<Integer> full = WorkQueue.bounded(1);
        full.put(0);
        Event event = new Event();
        CountDownLatch end = new CountDownLatch(1);
        try (TaskGroup other = TaskGroup.open("other")) {
            Task<Void> task = other.fork(() -> end.await());
            assertThrows(TimeoutException.class, () -> task.get(Duration.ZERO));
            List<Object> all = List.of(empty, full, event, task);
            Map<String, Integer> before = Reach.of(all);
            try (TaskGroup group = TaskGroup.open("cancelled")) {
                for (int i = 0; i < WAITERS; i++) {
                    group.fork(empty::take);
                    group.fork(() -> full.put(1));
                    group.fork(() -> full.join());
                    group.fork(() -> event.await());
                    group.fork(() -> task.get());
                }
                Until.holds("all wait",
                        () -> empty.stats().waitingTakers() == WAITERS && full.stats().waitingPutters() == WAITERS
                                && event.toString().contains(", " + WAITERS + " w"));
                group.cancel();
                group.join();
            }
            Map<String, Integer> after = Reach.of(all);
            after.keySet().retainAll(before.keySet());
            assertEquals(before, after);
            end.countDown();
            other.join();
        }
    }

    @Test
    void anItemThatWasTakenOrDrainedIsGarbage() throws Exception {
        WorkQueue<Object> queue = WorkQueue.unbounded();
        for (int i = 0; i < SOME; i++) {
            queue.put(garbage.note("an item", new Object()));
            queue.put(garbage.note("an item", new Object()));
            queue.take();
            queue.lease(1, Duration.ZERO).get(0).giveBack();
            queue.take();
            queue.put(garbage.note("an item", new Object()));
            queue.drainTo(new ArrayList<>(), 1);
        }
        queue.put(garbage.note("an item", new Object()));
        queue.closeNow();
        garbage.assertAllGoneWhile(queue);
    }

    @Test
    void aTaskThatWaitedInVainForATaskIsGarbage() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("group")) {
            Task<Void> held = group.fork(() -> end.await());
            for (int i = 0; i < WAITERS; i++) {
                Task<Void> waiting = garbage.note("a waiting task", group.fork(() -> {
                    held.get();
                }));
                waiting.cancel(true);
                assertThrows(CancellationException.class, waiting::get);
            }
            Until.holds("all have left", () -> group.live().size() == 1);
            garbage.assertAllGoneWhile(held);
            end.countDown();
            group.join();
        }
    }

    /** The JDK has no way to take a callback back: what stays in the stage must not hold who has waited. */
    @Test
    void aTaskThatWaitedInVainForAStageIsGarbage() throws Exception {
        CompletionStage<Void> never = new CompletableFuture<Void>().minimalCompletionStage();
        try (TaskGroup group = TaskGroup.open("group")) {
            for (int i = 0; i < WAITERS; i++) {
                Task<Void> waiting = garbage.note("a waiting task", group.fork(() -> {
                    Futures.await(never);
                }));
                waiting.cancel(true);
                assertThrows(CancellationException.class, waiting::get);
            }
            Until.holds("all have left", () -> group.live().isEmpty());
            garbage.assertAllGoneWhile(never);
            group.join();
        }
    }

    /** How a queue comes to its end before its group does. */
    private enum End {
        CLOSED_WHEN_EMPTY,
        TAKEN_AFTER_CLOSE,
        FOR_EACH,
        CLOSED_NOW,
        CLOSED_EXCEPTIONALLY,
        POOL_DRAINED,
        POOL_JOINED,
        POOL_CANCELLED,
        CLOSED_AFTER
    }

    @ParameterizedTest
    @EnumSource
    void aQueueThatHasEndedIsGarbageThoughItsGroupGoesOn(End end) throws Exception {
        try (TaskGroup group = TaskGroup.open("for ever")) {
            for (int i = 0; i < WAITERS; i++) {
                endQueue(group, end);
            }
            garbage.assertAllGoneWhile(group);
            group.join();
        }
    }

    private void endQueue(TaskGroup group, End end) throws Exception {
        WorkQueue<Integer> queue = garbage.note("a queue", WorkQueue.unbounded(group));
        queue.put(1);
        switch (end) {
            case CLOSED_WHEN_EMPTY -> {
                queue.take();
                queue.close();
            }
            case TAKEN_AFTER_CLOSE -> {
                queue.close();
                queue.take();
            }
            case FOR_EACH -> {
                queue.close();
                queue.forEach(item -> {});
            }
            case CLOSED_NOW -> queue.closeNow();
            case CLOSED_EXCEPTIONALLY -> {
                queue.closeExceptionally(new IllegalStateException("expected"));
                queue.closeNow();
            }
            case POOL_DRAINED -> garbage.note("a pool", WorkerPool.start(group, queue, 2, item -> {})).drain();
            case POOL_JOINED -> garbage.note("a pool", WorkerPool.start(group, queue, 2, item -> {})).joinThenCancel();
            case POOL_CANCELLED -> garbage.note("a pool", WorkerPool.start(group, queue, 2, item -> {})).cancelNow();
            case CLOSED_AFTER -> {
                queue.closeAfter(group.fork(() -> queue.put(2)));
                queue.forEach(item -> {});
            }
        }
        assertTrue(queue.isClosed());
    }
}
