package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.DeadlineExceededException;
import dev.heddle.task.GroupOptions;
import dev.heddle.task.Shield;
import dev.heddle.task.Task;
import dev.heddle.task.TaskFailedException;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Effort;
import dev.heddle.testing.Until;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Rule 3: a failure reaches the owner of the group out of every wait for a pool, and by the same exception always. */
class WorkerPoolOwnerTest {
    private static final Duration LONG = Duration.ofDays(1);
    private static final Duration ZERO = Duration.ZERO;
    private static final String END = new String("end");

    private final IllegalStateException boom = new IllegalStateException("boom");

    /** The waits of an owner for the end of a pool. */
    enum End {
        DRAIN(WorkerPool::drain), DRAIN_TIMED(pool -> assertTrue(pool.drain(LONG))), DRAIN_POLLED(pool -> {
            while (!pool.drain(ZERO)) {
                Thread.yield();
            }
        }),
        SENTINEL(pool -> pool.sentinel(END)),
        SENTINEL_TIMED(pool -> assertTrue(pool.sentinel(END, LONG))),
        SENTINEL_POLLED(pool -> {
            while (!pool.sentinel(END, ZERO)) {
                Thread.yield();
            }
        }),
        JOIN_THEN_CANCEL(WorkerPool::joinThenCancel),
        JOIN_THEN_CANCEL_TIMED(pool -> assertTrue(pool.joinThenCancel(LONG))),
        JOIN_THEN_CANCEL_POLLED(pool -> {
            while (!pool.joinThenCancel(ZERO)) {
                Thread.yield();
            }
        }),
        AWAIT_END(WorkerPool::awaitEnd),
        AWAIT_END_TIMED(pool -> assertTrue(pool.awaitEnd(LONG))),
        AWAIT_END_POLLED(pool -> {
            while (!pool.awaitEnd(ZERO)) {
                Thread.yield();
            }
        }),
        CANCEL_NOW(WorkerPool::cancelNow);

        private interface Way {
            void end(WorkerPool<String> pool) throws Exception;
        }

        private final Way way;

        End(Way way) {
            this.way = way;
        }

        void of(WorkerPool<String> pool) throws Exception {
            way.end(pool);
        }
    }

    /** So that the failure comes now before, now within and now after the call. */
    private static void hesitate(int round) {
        for (int i = 0; i < round % 40; i++) {
            if (round % 3 == 0) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void r3_aWorkersFailureIsToldByOneException(End end) throws Exception {
        for (int round = 0; round < Effort.of(300, 10_000); round++) {
            int now = round;
            CountDownLatch began = new CountDownLatch(1);
            TaskFailedException told = assertThrows(TaskFailedException.class, () -> {
                try (TaskGroup group = TaskGroup.open("group")) {
                    WorkQueue<String> queue = WorkQueue.bounded(group, 4);
                    queue.put("bad");
                    if (now % 2 == 0) {
                        queue.put("never handled");
                    }
                    WorkerPool<String> pool = WorkerPool.start(group, queue, 1 + now % 2, item -> {
                        began.countDown();
                        throw boom;
                    });
                    began.await();
                    hesitate(now);
                    end.of(pool);
                }
            });
            assertSame(boom, told.getCause().getCause());
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "CANCEL_NOW")
    void r3_anotherTasksFailureIsToldByOneException(End end) throws Exception {
        for (int round = 0; round < Effort.of(300, 10_000); round++) {
            int now = round;
            CountDownLatch never = new CountDownLatch(1);
            TaskFailedException told = assertThrows(TaskFailedException.class, () -> {
                try (TaskGroup group = TaskGroup.open("group")) {
                    WorkQueue<String> queue = WorkQueue.bounded(group, 1);
                    WorkerPool<String> pool = WorkerPool.start(group, queue, 2, item -> never.await());
                    queue.put("held");
                    group.forkDaemon("sibling", () -> {
                        hesitate(now);
                        throw boom;
                    });
                    hesitate(now / 2);
                    end.of(pool);
                }
            });
            assertSame(boom, told.getCause());
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "CANCEL_NOW")
    void t8_aDeadlineIsToldByOneException(End end) throws Exception {
        for (int round = 0; round < 20; round++) {
            GroupOptions options = GroupOptions.of("late").deadline(Duration.ofNanos(round * 100_000L));
            CountDownLatch never = new CountDownLatch(1);
            assertThrows(DeadlineExceededException.class, () -> {
                try (TaskGroup group = TaskGroup.open(options)) {
                    WorkQueue<String> queue = WorkQueue.open(QueueOptions.fifo());
                    queue.put("held");
                    end.of(WorkerPool.start(group, queue, 1, item -> never.await()));
                }
            });
        }
    }

    /** A join waits until all have ended, and so do these. */
    @ParameterizedTest
    @EnumSource(End.class)
    void t2_allTasksHaveEndedBeforeItIsTold(End end) throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<String> queue = WorkQueue.bounded(group, 1);
            Task<Void> other = group.fork("other", () -> {
                began.countDown();
                new CountDownLatch(1).await();
            });
            began.await();
            queue.put("bad");
            WorkerPool<String> pool = WorkerPool.start(group, queue, 1, item -> {
                throw boom;
            });
            Until.holds("the group is cancelled", () -> group.cancellation().isPresent());
            assertThrows(TaskFailedException.class, () -> end.of(pool));
            assertTrue(other.isDone());
            assertEquals(0, pool.alive());
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "CANCEL_NOW")
    void r1_whatIsToldOfInTimeHasNotEnded(End end) throws Exception {
        Semaphore go = new Semaphore(0);
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<String> queue = WorkQueue.open(QueueOptions.fifo());
            WorkerPool<String> pool = WorkerPool.start(group, queue, 1, item -> {
                throw boom;
            });
            CountDownLatch began = new CountDownLatch(1);
            group.forkDaemon("slow to end", () -> {
                began.countDown();
                go.acquireUninterruptibly();
            });
            began.await();
            queue.put("bad");
            Until.holds("the group is cancelled", () -> group.cancellation().isPresent());
            assertFalse(pool.awaitEnd(ZERO), "not all have ended");
            go.release();
            assertThrows(TaskFailedException.class, () -> end.of(pool));
        }
    }

    @Test
    void t4_anInterruptOfTheOwnerStaysSet() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<String> queue = WorkQueue.bounded(group, 1);
            WorkerPool<String> pool = WorkerPool.start(group, queue, 1, item -> {
                throw boom;
            });
            queue.put("bad");
            Until.holds("the group is cancelled", () -> group.cancellation().isPresent());
            Thread.currentThread().interrupt();
            assertThrows(TaskFailedException.class, pool::drain);
            assertTrue(Thread.interrupted());
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void theOwnerMayBeInABlockWithin(boolean shield) throws Exception {
        for (int round = 0; round < 100; round++) {
            int now = round;
            try (TaskGroup group = TaskGroup.open("group")) {
                WorkQueue<String> queue = WorkQueue.bounded(group, 1);
                queue.put("bad");
                WorkerPool<String> pool = WorkerPool.start(group, queue, 1, item -> {
                    hesitate(now);
                    throw boom;
                });
                if (shield) {
                    try (Shield within = Shield.open(LONG)) {
                        assertThrows(TaskFailedException.class, pool::awaitEnd, within::toString);
                    }
                } else {
                    try (TaskGroup within = TaskGroup.open("within")) {
                        assertThrows(TaskFailedException.class, pool::awaitEnd, within::toString);
                    }
                }
            }
        }
    }

    /** A join is for the owner: a task is cancelled with the others. */
    @Test
    void aTaskThatWaitsIsCancelled() throws Exception {
        Semaphore go = new Semaphore(0);
        TaskFailedException told = assertThrows(TaskFailedException.class, () -> {
            try (TaskGroup group = TaskGroup.open("group")) {
                WorkQueue<String> queue = WorkQueue.open(QueueOptions.fifo());
                queue.put("held");
                WorkerPool<String> pool = WorkerPool.start(group, queue, 1, item -> go.acquireUninterruptibly());
                Until.holds("it handles", () -> queue.size() == 0);
                group.fork("waiting", () -> {
                    try (TaskGroup within = TaskGroup.open("within")) {
                        group.forkDaemon("failing", () -> {
                            throw boom;
                        });
                        assertThrows(CancellationException.class, pool::awaitEnd, within::toString);
                    } finally {
                        go.release();
                    }
                });
                group.join();
            }
        });
        assertSame(boom, told.getCause());
        assertEquals(1, told.failures().size());
    }

    /** What cancels from above is told above. */
    @Test
    void whatCancelsFromAboveIsACancellation() throws Exception {
        TaskFailedException told = assertThrows(TaskFailedException.class, () -> {
            try (TaskGroup outer = TaskGroup.open("outer")) {
                try (TaskGroup group = TaskGroup.open("group")) {
                    WorkQueue<String> queue = WorkQueue.bounded(group, 1);
                    WorkerPool<String> pool = WorkerPool.start(group, queue, 1, item -> {});
                    outer.fork("failing", () -> {
                        throw boom;
                    });
                    assertThrows(CancellationException.class, pool::awaitEnd);
                }
                outer.join();
            }
        });
        assertSame(boom, told.getCause());
    }

    @Test
    void inACallItIsTheSameException() throws Exception {
        for (int round = 0; round < 100; round++) {
            int now = round;
            TaskFailedException told =
                    assertThrows(TaskFailedException.class, () -> TaskGroup.call(GroupOptions.of("call"), group -> {
                        WorkQueue<String> queue = WorkQueue.bounded(group, 1);
                        queue.put("bad");
                        WorkerPool<String> pool = WorkerPool.start(group, queue, 1, item -> {
                            hesitate(now);
                            throw boom;
                        });
                        pool.drain();
                        return null;
                    }));
            assertSame(boom, told.getCause().getCause());
        }
    }

    /** A plain request is no failure. */
    @Test
    void t12_afterARequestToStopNothingHasFailed() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<String> queue = WorkQueue.bounded(group, 1);
            WorkerPool<String> pool = WorkerPool.start(group, queue, 1, item -> {});
            group.cancel();
            try {
                pool.awaitEnd();
            } catch (CancellationException e) {
                assertFalse(e.getCause() instanceof ExecutionException);
            }
        }
    }
}
