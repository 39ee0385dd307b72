package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.Task;
import dev.heddle.task.TaskFailedException;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Limits;
import dev.heddle.testing.Until;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pool whose handlers have a limited time for each item (Q13, T7). */
class WorkerPoolTimeTest {
    private static final Duration SHORT = Limits.MOMENT;
    private static final Duration LONG = Duration.ofDays(1);

    private final List<Throwable> errors = new CopyOnWriteArrayList<>();

    private PoolOptions<Object> options(Duration limit) {
        return PoolOptions.size(1).named("clerk").timeLimit(limit).onError((item, why) -> errors.add(why));
    }

    private static void waitForEver() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    private static WorkerReport first(WorkerPool<?> pool) {
        return pool.report().get(0);
    }

    @Test
    void q13_anItemWhoseTimeIsUpHasFailedAndTheNextIsHandled() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<String> queue = WorkQueue.bounded(group, 7);
            WorkerPool<String> pool = WorkerPool.start(group, queue, options(SHORT), item -> {
                if (item.equals("slow")) {
                    waitForEver();
                }
            });
            queue.putAll(List.of("a", "slow", "b", "slow", "c"));
            pool.drain();
            assertEquals(List.of(new WorkerReport("clerk-1", 3, 2, 2, 0, false)), pool.report());
            assertEquals(2, queue.stats().rejected());
            assertEquals(0, queue.unfinished());
        }
        assertEquals(2, errors.size());
        TimeoutException late = assertInstanceOf(TimeoutException.class, errors.get(0));
        assertTrue(late.getMessage().contains("'clerk'") && late.getMessage().contains("slow")
                && late.getMessage().contains(SHORT.toString()), late::getMessage);
        assertInstanceOf(InterruptedException.class, late.getSuppressed()[0]);
    }

    @Test
    void q13_withoutAnErrorHandlerItFailsTheGroup() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<String> queue = WorkQueue.bounded(1);
            WorkerPool<String> pool =
                    WorkerPool.start(group, queue, PoolOptions.size(1).timeLimit(SHORT), item -> waitForEver());
            queue.put("a");
            Until.holds("the worker fails", () -> pool.alive() == 0);
            Throwable failure = assertThrows(TaskFailedException.class, group::join).getCause();
            assertEquals("a", assertInstanceOf(HandlerFailedException.class, failure).item());
            assertInstanceOf(TimeoutException.class, failure.getCause());
            assertEquals(0, queue.unfinished());
        }
    }

    @Test
    void t7_timeThatIsUpAtOnceBeginsNoHandler() throws Exception {
        AtomicInteger begun = new AtomicInteger();
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<String> queue = WorkQueue.bounded(group, 7);
            WorkerPool<String> pool =
                    WorkerPool.start(group, queue, options(Duration.ZERO), item -> begun.incrementAndGet());
            queue.putAll(List.of("a", "b"));
            pool.drain();
            assertEquals(2, first(pool).timedOut());
        }
        assertEquals(0, begun.get());
    }

    @Test
    void q13_aHandlerThatReturnsAllTheSameHasHandledItsItem() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<String> queue = WorkQueue.bounded(group, 7);
            List<Boolean> interrupted = new CopyOnWriteArrayList<>();
            WorkerPool<String> pool = WorkerPool.start(group, queue, options(SHORT), item -> {
                if (item.equals("deaf")) {
                    while (!Thread.currentThread().isInterrupted()) {
                        LockSupport.parkNanos(100_000);
                    }
                } else {
                    boolean now = Thread.currentThread().isInterrupted();
                    interrupted.add(now && TaskGroup.remaining().orElseThrow().isPositive()); // else it may be its own
                }
            });
            queue.putAll(List.of("deaf", "b", "c"));
            pool.drain();
            assertEquals(List.of(new WorkerReport("clerk-1", 3, 0, 0, 0, false)), pool.report());
            assertEquals(List.of(false, false), interrupted, "the interrupt was for one item");
        }
        assertEquals(List.of(), errors);
    }

    @Test
    void q13_whatAHandlerThrowsInItsCleanUpIsItsFailure() throws Exception {
        Exception problem = new Exception("could not clean up");
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<String> queue = WorkQueue.bounded(group, 7);
            WorkerPool<String> pool = WorkerPool.start(group, queue, options(SHORT), item -> {
                try {
                    waitForEver();
                } catch (InterruptedException e) {
                    throw problem;
                }
            });
            queue.put("a");
            pool.drain();
            assertEquals(1, first(pool).failed());
        }
        assertEquals(List.of(problem), errors);
        assertInstanceOf(TimeoutException.class, problem.getSuppressed()[0]);
    }

    @Test
    void q13_aWorkerThatIsCancelledGivesItsItemBackLimitOrNot() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<String> queue = WorkQueue.bounded(group, 7);
            WorkerPool<String> pool = WorkerPool.start(group, queue, options(LONG), item -> waitForEver());
            queue.put("a");
            Until.holds("it is busy", () -> queue.stats().takes() == 1);
            assertEquals(List.of("a"), pool.cancelNow());
            assertEquals(List.of(new WorkerReport("clerk-1", 0, 0, 0, 1, false)), pool.report());
        }
        assertEquals(List.of(), errors);
    }

    @Test
    void aHandlersWaitsAndItsGroupsEndWithItsTimeAndItKnowsWhatIsLeft() throws Exception {
        AtomicReference<Duration> left = new AtomicReference<>();
        AtomicReference<Task<Void>> within = new AtomicReference<>();
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<String> queue = WorkQueue.bounded(group, 7);
            WorkerPool<String> pool = WorkerPool.start(group, queue, options(SHORT), item -> {
                left.set(TaskGroup.remaining().orElseThrow());
                if (item.equals("waits")) {
                    WorkQueue.bounded(1).take();
                }
                try (TaskGroup inner = TaskGroup.open("inner")) {
                    within.set(inner.fork(WorkerPoolTimeTest::waitForEver));
                    inner.join();
                }
            });
            queue.putAll(List.of("waits", "groups"));
            pool.drain();
            assertEquals(2, first(pool).timedOut(), () -> "failed with " + errors);
        }
        assertTrue(left.get().compareTo(SHORT) <= 0);
        assertTrue(within.get().isCancelled());
        assertSame(TimeLimit.TimeUp.class, errors.get(1).getClass());
    }

    @Test
    void aGroupThatAHandlerLeavesOpenIsClosedWithItsWorker() throws Exception {
        TaskGroup group = TaskGroup.open("group");
        WorkQueue<String> queue = WorkQueue.bounded(7);
        WorkerPool<String> pool = WorkerPool.start(group, queue, options(LONG), item -> TaskGroup.open("leaked"));
        queue.putAll(List.of("a", "b"));
        queue.join();
        queue.close();
        Until.holds("it has ended", () -> pool.alive() == 0);
        Throwable failure = assertThrows(TaskFailedException.class, group::close).getCause();
        assertTrue(failure.getMessage().contains("'leaked' was left open"), failure::getMessage);
        assertEquals(2, first(pool).handled());
    }

    /** Items that end about when their time is up: each is handled or timed out, and no interrupt reaches another. */
    @ParameterizedTest
    @ValueSource(longs = {20, 100, 500})
    void q13_theRaceBetweenAHandlerAndItsTimeHasOneWinner(long micros) throws Exception {
        int items = 2_000;
        AtomicInteger returned = new AtomicInteger();
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 16);
            PoolOptions<Object> limited = PoolOptions.size(3).timeLimit(Duration.ofNanos(micros * 1_000))
                    .onError((item, why) -> errors.add(why));
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, limited, item -> {
                long end = System.nanoTime() + micros * (700 + item % 600);
                while (System.nanoTime() < end) {
                    TaskGroup.checkpoint();
                }
                returned.incrementAndGet();
            });
            for (int i = 0; i < items; i++) {
                queue.put(i);
            }
            pool.joinThenCancel();
            long handled = pool.report().stream().mapToLong(WorkerReport::handled).sum();
            long timedOut = pool.report().stream().mapToLong(WorkerReport::timedOut).sum();
            assertEquals(items, handled + timedOut);
            assertEquals(returned.get(), handled);
            assertEquals(errors.size(), timedOut);
            assertEquals(0, queue.stats().redelivered());
        }
        errors.forEach(error -> assertInstanceOf(TimeoutException.class, error, "no stray interrupt"));
    }
}
