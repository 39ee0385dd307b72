package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.Task;
import dev.heddle.task.TaskFailedException;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Threads.Kind;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pool refuses instead of hanging (Q17, rule 6). */
class WorkerPoolRefusalTest {
    private static final Duration LONG = Duration.ofDays(1);

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void r6_aPoolHasAtLeastOneWorker(int size) throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<String> queue = WorkQueue.bounded(group, 1);
            String message =
                    assertThrows(IllegalArgumentException.class, () -> WorkerPool.start(group, queue, size, item -> {}))
                            .getMessage();
            assertTrue(message.contains("at least 1 worker") && message.contains(String.valueOf(size)), message);
        }
    }

    @Test
    void r6_aPoolNeedsAnOpenGroup() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(1);
        TaskGroup closed = TaskGroup.open("the closed one");
        closed.close();
        String message = assertThrows(IllegalStateException.class, () -> WorkerPool.start(closed, queue, 1, item -> {}))
                .getMessage();
        assertTrue(message.contains("the closed one"), message);
    }

    @Test
    void q17_aSentinelBeforeTheProducersHaveEndedIsRefused() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("bakery")) {
            WorkQueue<String> queue = WorkQueue.bounded(group, 1);
            WorkerPool<String> pool = WorkerPool.start(group, "eater", queue, 1, item -> {});
            group.fork("John", () -> go.await());
            String message = assertThrows(IllegalStateException.class, () -> pool.sentinel("end")).getMessage();
            assertTrue(message.startsWith("sentinel()") && message.contains("'eater'") && message.contains("'bakery'")
                    && message.contains("[John]"), message);
            pool.resize(2); // what was refused has done nothing
            go.countDown();
            group.join();
            pool.sentinel("end");
            assertEquals(0, pool.alive());
        }
    }

    @Test
    void q17_aSentinelThatIsHandedOverIsRefusedWhenNoWorkerIsLeft() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        try (Threads threads = new Threads(Kind.VIRTUAL); TaskGroup group = TaskGroup.open("bakery")) {
            WorkQueue<String> queue = WorkQueue.rendezvous(group);
            WorkerPool<String> pool = WorkerPool.start(group, "eater", queue, 1, item -> {
                begun.countDown();
                while (gate.getCount() > 0) {
                    try {
                        gate.await();
                    } catch (InterruptedException e) {
                        // it is told, and finishes what it has begun
                    }
                }
            });
            Task<?> worker = group.live().get(0);
            queue.put("a");
            begun.await();
            threads.start("ender", () -> assertThrows(IllegalStateException.class, () -> pool.sentinel("end")));
            Until.holds("the sentinel waits for a taker", () -> queue.stats().waitingPutters() == 1);
            worker.cancel(true);
            gate.countDown();
            threads.join();
            assertEquals(0, queue.unfinished());
        }
    }

    @Test
    void q17_aSentinelThatWaitsForSpaceIsRefusedWhenNoWorkerIsLeft() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        try (Threads threads = new Threads(Kind.VIRTUAL); TaskGroup group = TaskGroup.open("bakery")) {
            WorkQueue<String> queue = WorkQueue.bounded(group, 1);
            WorkerPool<String> pool = WorkerPool.start(group, "eater", queue, 1, item -> {
                begun.countDown();
                new CountDownLatch(1).await();
            });
            Task<?> worker = group.live().get(0);
            queue.put("a");
            begun.await();
            queue.put("b");
            threads.start("ender", () -> {
                String message = assertThrows(IllegalStateException.class, () -> pool.sentinel("end")).getMessage();
                assertTrue(message.startsWith("sentinel()") && message.contains("2 items"), message);
            });
            Until.holds("the sentinel waits for space", () -> queue.stats().waitingPutters() == 1);
            worker.cancel(true);
            threads.join();
            assertEquals(List.of("a", "b"), queue.closeNow());
            group.join();
        }
    }

    @Test
    void q17_joinThenCancelBeforeTheProducersHaveEndedIsRefused() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("bakery")) {
            WorkQueue<String> queue = WorkQueue.bounded(group, 1);
            WorkerPool<String> pool = WorkerPool.start(group, queue,
                    PoolOptions.size(1).named("eater").onError((item, e) -> {}), item -> {});
            group.fork("John", () -> go.await());
            String message = assertThrows(IllegalStateException.class, pool::joinThenCancel).getMessage();
            assertTrue(message.contains("'eater'") && message.contains("'bakery'") && message.contains("[John]")
                    && message.contains("closeAfter"), message);
            assertFalse(queue.isClosed(), "what was refused has done nothing");
            assertEquals(1, pool.alive());
            go.countDown();
            group.join();
            pool.joinThenCancel();
        }
    }

    @Test
    void q17_joinThenCancelWithLiveTasksIsFineOnceTheQueueIsClosed() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("bakery")) {
            WorkQueue<String> queue = WorkQueue.bounded(group, 1);
            WorkerPool<String> pool = WorkerPool.start(group, queue, 1, item -> {});
            group.fork("John", () -> go.await());
            queue.put("a");
            queue.close();
            pool.joinThenCancel();
            go.countDown();
            group.join();
        }
    }

    @Test
    void q17_aTaskOfTheGroupMayItselfJoinThenCancel() throws Exception {
        try (TaskGroup group = TaskGroup.open("bakery")) {
            WorkQueue<String> queue = WorkQueue.bounded(group, 1);
            WorkerPool<String> pool = WorkerPool.start(group, queue, 1, item -> {});
            group.fork("baker", () -> {
                queue.put("a");
                pool.joinThenCancel();
            });
            group.join();
            assertEquals(0, pool.alive());
        }
    }

    @Test
    void q17_aWorkerThatWouldWaitForItselfIsRefused() throws Exception {
        AtomicReference<WorkerPool<String>> pool = new AtomicReference<>();
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<String> queue = WorkQueue.bounded(group, 7);
            AtomicInteger refused = new AtomicInteger();
            pool.set(WorkerPool.start(group, queue, PoolOptions.size(2).onError((item, e) -> {
                throw new AssertionError(e);
            }), item -> {
                WorkerPool<String> own = pool.get();
                for (Executable end : List.<Executable>of(own::drain, () -> own.sentinel("end"), own::joinThenCancel,
                        own::cancelNow)) {
                    String message = assertThrows(IllegalStateException.class, end).getMessage();
                    assertTrue(message.contains("one of its own workers"), message);
                    refused.incrementAndGet();
                }
            }));
            queue.put("a");
            queue.join();
            assertEquals(4, refused.get());
            assertFalse(queue.isClosed());
            pool.get().drain();
        }
    }

    @Test
    void q17_aPutByAStrangerAfterJoinThenCancelIsToldWhy() throws Exception {
        try (TaskGroup group = TaskGroup.open("group"); Threads threads = new Threads(Kind.PLATFORM)) {
            WorkQueue<String> queue = WorkQueue.bounded(group, 1);
            WorkerPool<String> pool = WorkerPool.start(group, queue, 1, item -> {});
            pool.joinThenCancel();
            threads.start("late", () -> {
                String message = assertThrows(QueueClosedException.class, () -> queue.put("a")).getMessage();
                assertTrue(message.contains("joinThenCancel()") && message.contains("producers"), message);
            });
        }
    }

    @Test
    void q16_aSecondSentinelThatIsAnotherObjectIsRefused() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<String> seen = new CopyOnWriteArrayList<>();
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<String> queue = WorkQueue.bounded(group, 7);
            WorkerPool<String> pool = WorkerPool.start(group, queue, 1, item -> {
                seen.add(item);
                go.await();
            });
            queue.put("a");
            Until.holds("it handles", () -> queue.size() == 0);
            assertFalse(pool.sentinel("end", Duration.ZERO));
            assertThrows(IllegalStateException.class, () -> pool.sentinel("other end", Duration.ZERO));
            go.countDown();
            pool.sentinel("end");
        }
        assertEquals(List.of("a"), seen, "a sentinel is no item");
    }

    @Test
    void joinThenCancelThatTimesOutLetsEverythingGoOn() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<String> queue = WorkQueue.bounded(group, 1);
            WorkerPool<String> pool = WorkerPool.start(group, queue, 1, item -> go.await());
            queue.put("a");
            assertFalse(pool.joinThenCancel(Duration.ofNanos(1)));
            assertFalse(queue.isClosed());
            assertEquals(1, pool.alive());
            go.countDown();
            assertTrue(pool.joinThenCancel(LONG));
            assertEquals(1, pool.report().get(0).handled());
        }
    }

    @Test
    void joinThenCancelOfAFailedQueueThrowsTheCause() throws Exception {
        AssertionError cause = new AssertionError("the cause");
        TaskGroup group = TaskGroup.open("group");
        WorkQueue<String> queue = WorkQueue.bounded(7);
        WorkerPool<String> pool = WorkerPool.start(group, queue, 1, item -> {});
        try (Threads threads = new Threads(Kind.PLATFORM)) {
            queue.closeExceptionally(cause);
            threads.start("stranger", () -> assertEquals(cause,
                    assertThrows(QueueClosedException.class, pool::joinThenCancel).getCause()));
        }
        Until.holds("the worker has failed", () -> pool.alive() == 0);
        assertEquals(cause, assertThrows(TaskFailedException.class, group::close).getCause().getCause());
    }

    @Test
    void joinThenCancelByAStrangerDoesNotWaitForWorkersThatAreGone() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(7);
        TaskGroup group = TaskGroup.open("group");
        WorkerPool<String> pool = WorkerPool.start(group, queue, 1, item -> {
            throw new AssertionError("the handler's");
        });
        queue.putAll(List.of("a", "b"));
        Until.holds("the worker has failed", () -> pool.alive() == 0 && group.live().isEmpty());
        try (Threads threads = new Threads(Kind.PLATFORM)) {
            Thread stranger = threads.start("stranger", () -> assertThrows(Exception.class, pool::joinThenCancel));
            Until.waiting(stranger);
            boolean hangs = stranger.isAlive();
            queue.closeNow(); // lets it go
            assertFalse(hangs, "nobody is left to finish the items that it waits for");
        } finally {
            assertThrows(TaskFailedException.class, group::close);
        }
    }
}
