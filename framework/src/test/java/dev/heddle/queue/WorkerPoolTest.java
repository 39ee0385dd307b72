package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.FailurePolicy;
import dev.heddle.task.GroupOptions;
import dev.heddle.task.TaskFailedException;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Until;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a pool does with its items (Q13): handled, failed, given back. */
class WorkerPoolTest {
    private static final Exception PROBLEM = new Exception("the problem");

    private final List<Throwable> told = new CopyOnWriteArrayList<>();

    private TaskGroup openKeepGoing() {
        return TaskGroup.open(
                GroupOptions.of("keep going").failures(FailurePolicy.keepGoing((task, failure) -> told.add(failure))));
    }

    private static void failOnOdd(Integer item) throws Exception {
        if (item % 2 == 1) {
            throw PROBLEM;
        }
    }

    @Test
    void q13_returnedMeansDone() throws Exception {
        List<Integer> handled = Collections.synchronizedList(new ArrayList<>());
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 2);
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, 3, handled::add);
            for (int i = 0; i < 50; i++) {
                queue.put(i);
            }
            queue.join();
            assertEquals(IntStream.range(0, 50).boxed().toList(), handled.stream().sorted().toList());
            assertEquals(3, pool.alive());
            pool.drain();
            assertEquals(50, pool.report().stream().mapToLong(WorkerReport::handled).sum());
        }
    }

    @Test
    void q13_workersWorkAtTheSameTime() throws Exception {
        CountDownLatch all = new CountDownLatch(4);
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 4);
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, 4, item -> {
                all.countDown();
                all.await();
            });
            queue.putAll(List.of(1, 2, 3, 4));
            pool.drain();
        }
    }

    @Test
    void q13_threwMeansDoneAndTheGroupFailsWithTheItem() throws Exception {
        WorkQueue<Integer> queue = QueueCases.full(7);
        try (TaskGroup group = TaskGroup.open("shop")) {
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, 1, WorkerPoolTest::failOnOdd);
            Until.holds("the worker fails", () -> pool.alive() == 0);
            TaskFailedException e = assertThrows(TaskFailedException.class, group::join);
            HandlerFailedException failure = assertInstanceOf(HandlerFailedException.class, e.getCause());
            assertSame(PROBLEM, failure.getCause());
            assertEquals(1, failure.item());
            assertTrue(e.getMessage().contains("worker-1") && e.getMessage().contains("'shop'"), e::getMessage);
            assertEquals(List.of(failure), pool.failures());
            assertEquals(List.of(new WorkerReport("worker-1", 1, 1, 0, 0, false)), pool.report());
        }
        assertEquals(5, queue.unfinished());
        assertEquals(1, queue.stats().rejected());
        assertEquals(List.of(2, 3, 4, 5, 6), queue.closeNow());
    }

    @Test
    void q13_withAnErrorHandlerTheWorkerGoesOn() throws Exception {
        List<String> errors = Collections.synchronizedList(new ArrayList<>());
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 10);
            WorkerPool<Integer> pool =
                    WorkerPool.start(group, queue,
                            PoolOptions.size(1).named("clerk")
                                    .onError((item, error) -> errors.add(item + ": " + error.getMessage())),
                            WorkerPoolTest::failOnOdd);
            queue.putAll(List.of(0, 1, 2, 3));
            pool.drain();
            assertEquals(List.of("1: the problem", "3: the problem"), errors);
            assertEquals(List.of(new WorkerReport("clerk-1", 2, 2, 0, 0, false)), pool.report());
            assertEquals(List.of(1, 3), pool.failures().stream().map(HandlerFailedException::item).toList());
            assertEquals(0, queue.unfinished());
            group.join();
        }
    }

    @Test
    void q13_anErrorCountsLikeAnException() throws Exception {
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        StackOverflowError error = new StackOverflowError();
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 10);
            WorkerPool<Integer> pool = WorkerPool.start(group, queue,
                    PoolOptions.size(1).named("clerk").onError((item, e) -> errors.add(e)), item -> {
                        throw error;
                    });
            queue.put(1);
            pool.drain();
        }
        assertEquals(List.of(error), errors);
    }

    @Test
    void q13_anErrorHandlerThatThrowsFailsTheGroup() throws Exception {
        AssertionError worse = new AssertionError("the error handler's own");
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 10);
            WorkerPool<Integer> pool =
                    WorkerPool.start(group, queue, PoolOptions.size(2).named("clerk").onError((item, error) -> {
                        throw worse;
                    }), WorkerPoolTest::failOnOdd);
            queue.put(1);
            Until.holds("the pool has ended", () -> pool.alive() == 0);
            assertSame(worse, assertThrows(TaskFailedException.class, group::join).getCause());
        }
    }

    @Test
    void q13_inAGroupThatKeepsGoingThePoolNeverShrinks() throws Exception {
        try (TaskGroup group = openKeepGoing()) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 2);
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, 3, WorkerPoolTest::failOnOdd);
            for (int i = 0; i < 60; i++) {
                queue.put(i);
            }
            queue.join();
            assertEquals(3, pool.alive());
            pool.drain();
            assertEquals(0, pool.alive());
            assertEquals(30, pool.report().stream().mapToLong(WorkerReport::handled).sum());
            assertEquals(30, pool.report().stream().mapToLong(WorkerReport::failed).sum());
            assertEquals(30, pool.failures().size());
            group.join();
        }
        assertEquals(30, told.size(), "each failure reaches somebody");
        told.forEach(failure -> assertSame(PROBLEM, failure.getCause()));
    }

    @Test
    void q13_inAGroupThatKeepsGoingThousandsOfFailuresCostNoMemory() throws Exception {
        try (TaskGroup group = openKeepGoing()) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 16);
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, 2, item -> {
                throw PROBLEM;
            });
            int items = 5_000;
            for (int i = 0; i < items; i++) {
                queue.put(i);
            }
            pool.drain();
            assertEquals(64, pool.failures().size(), "the first ones");
            assertEquals(items, pool.report().stream().mapToLong(WorkerReport::failed).sum());
            assertEquals(2, pool.report().size(), "entries for 2 workers");
            group.join();
        }
        assertEquals(5_000, told.size());
    }

    @Test
    void q13_cancelledWhileHandlingMeansGivenBack() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(7);
        AtomicReference<WorkerPool<String>> pool = new AtomicReference<>();
        try (TaskGroup group = TaskGroup.open("group")) {
            pool.set(WorkerPool.start(group, queue, 2, item -> new CountDownLatch(1).await()));
            queue.putAll(List.of("a", "b", "c"));
            Until.holds("both handle", () -> queue.stats().takes() == 2);
            group.cancel();
        }
        assertEquals(0, queue.stats().takes());
        assertEquals(3, queue.unfinished());
        assertEquals(2, queue.stats().awaitingRedelivery());
        assertEquals(2, pool.get().report().stream().mapToLong(WorkerReport::givenBack).sum());
        assertEquals(List.of(), pool.get().failures());
        assertEquals(List.of("a", "b", "c"), queue.closeNow().stream().sorted().toList());
    }

    @Test
    void q13_anythingThatHasTheShapeOfAnInterruptIsGivenBackWhenCancelledAndAFailureOtherwise() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(7);
        queue.put("a");
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkerPool.start(group, queue, 1, item -> {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException("wrapped", new InterruptedIOException());
                }
            });
            Until.holds("it handles", () -> queue.stats().takes() == 1);
            group.cancel();
        }
        assertEquals(1, queue.stats().awaitingRedelivery());
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkerPool<String> pool = WorkerPool.start(group, queue, 1, item -> {
                throw new InterruptedException("by nobody");
            });
            Until.holds("it fails", () -> pool.alive() == 0);
            assertThrows(TaskFailedException.class, group::join);
        }
        assertEquals(0, queue.unfinished());
    }

    @Test
    void q13_aFailureThatIsNotOfTheCancellationIsReportedThoughCancelled() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(7);
        queue.put("a");
        TaskGroup group = TaskGroup.open("group");
        WorkerPool<String> pool = WorkerPool.start(group, queue, 1, item -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw PROBLEM; // in the clean-up
            }
        });
        Until.holds("it handles", () -> queue.stats().takes() == 1);
        group.cancel();
        assertSame(PROBLEM, assertThrows(TaskFailedException.class, group::close).getCause().getCause());
        assertEquals(1, pool.failures().size());
        assertEquals(0, queue.unfinished());
    }
}
