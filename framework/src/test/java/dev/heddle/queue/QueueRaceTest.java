package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Effort;
import dev.heddle.testing.Limits;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Threads.Kind;
import dev.heddle.testing.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two things at the same time, some thousand times, with the books balanced after each (rule 1). */
@Tag("storm")
class QueueRaceTest {
    private static final int ROUNDS = Integer.getInteger("heddle.test.rounds", Effort.of(500, 10_000));
    private static final int HANDOVERS = 300_000;

    @ParameterizedTest
    @EnumSource
    void r1_takeAgainstInterrupt(Kind kind) throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            WorkQueue<Integer> queue = WorkQueue.bounded(1);
            AtomicInteger got = new AtomicInteger(-1);
            AtomicBoolean stillSet = new AtomicBoolean();
            CountDownLatch told = new CountDownLatch(1);
            try (Threads threads = new Threads(kind)) {
                Thread taker = threads.start("taker", () -> {
                    try {
                        got.set(queue.take());
                        told.await(); // the interrupt must come to light here
                    } catch (InterruptedException e) {
                        stillSet.set(true);
                    }
                });
                threads.start("putter", () -> queue.put(7));
                taker.interrupt();
            }
            assertTrue(stillSet.get(), "the interrupt is seen once, by take or by what comes after");
            assertEquals(got.get() == 7 ? List.of() : List.of(7), queue.closeNow());
            assertEquals(0, queue.stats().waitingTakers());
        }
    }

    @ParameterizedTest
    @EnumSource
    void q4_anInterruptedTakerNeverKeepsTheWakeUpOfAnother(Kind kind) throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            WorkQueue<Integer> queue = WorkQueue.bounded(4);
            try (Threads threads = new Threads(kind)) {
                Thread victim = threads.start("victim", () -> {
                    try {
                        queue.offer(queue.take()); // back with it, for the other
                    } catch (InterruptedException e) {
                        // has taken nothing
                    }
                });
                threads.start("other", () -> queue.take()); // hangs if the wake-up is lost
                threads.start("putter", () -> queue.put(1));
                victim.interrupt();
            }
            assertEquals(0, queue.stats().waitingTakers());
        }
    }

    @ParameterizedTest
    @EnumSource
    void q8_putAgainstClose(Kind kind) throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            WorkQueue<Integer> queue = WorkQueue.bounded(1);
            AtomicInteger put = new AtomicInteger();
            List<Integer> taken = new ArrayList<>();
            try (Threads threads = new Threads(kind); Threads platform = new Threads(Kind.PLATFORM)) {
                for (int p = 0; p < 2; p++) {
                    threads.start("putter", () -> {
                        try {
                            while (true) {
                                queue.put(1);
                                put.incrementAndGet();
                            }
                        } catch (QueueClosedException e) {
                            assertFalse(queue.toString().contains("open"));
                        }
                    });
                }
                threads.start("taker", () -> queue.items().forEach(taken::add));
                platform.start("closer", queue::close); // virtual ones that wake each other may starve a newcomer
            }
            assertEquals(put.get(), taken.size());
            assertEquals(put.get(), queue.stats().puts());
            assertEquals(0, queue.size());
        }
    }

    @ParameterizedTest
    @EnumSource
    void q9_takeAgainstCloseNow(Kind kind) throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            WorkQueue<Integer> queue = QueueCases.full(4);
            AtomicInteger taken = new AtomicInteger();
            List<Integer> rest = new ArrayList<>();
            try (Threads threads = new Threads(kind)) {
                for (int t = 0; t < 2; t++) {
                    threads.start("taker", () -> queue.forEach(item -> taken.incrementAndGet()));
                }
                threads.start("closer", () -> rest.addAll(queue.closeNow()));
                threads.start("joiner", queue::join);
            }
            assertEquals(4, taken.get() + rest.size());
            assertEquals(0, queue.unfinished());
        }
    }

    @ParameterizedTest
    @EnumSource
    void q6_joinAgainstTheLastTaskDone(Kind kind) throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            WorkQueue<Integer> queue = QueueCases.full(2);
            queue.take();
            queue.take();
            try (Threads threads = new Threads(kind)) {
                threads.start("joiner", queue::join);
                threads.start("done", queue::taskDone);
                threads.start("done", queue::taskDone);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void q6_aZeroThatNeverWasIsNeverSeen(Kind kind) throws Exception {
        WorkQueue<Integer> queue = WorkQueue.unbounded();
        queue.put(-1);
        AtomicBoolean over = new AtomicBoolean();
        try (Threads threads = new Threads(kind); Threads platform = new Threads(Kind.PLATFORM)) {
            threads.start("worker", () -> {
                for (int i = 0; i < HANDOVERS; i++) {
                    queue.offer(i); // before the one before it is done
                    queue.take();
                    queue.taskDone();
                }
                over.set(true);
            });
            platform.start("looker", () -> {
                while (!over.get()) {
                    assertTrue(queue.unfinished() > 0, "there was always one");
                }
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void q5_taskDoneAgainstTaskDone(Kind kind) throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            WorkQueue<Integer> queue = QueueCases.full(2);
            queue.take();
            AtomicInteger refused = new AtomicInteger();
            try (Threads threads = new Threads(kind)) {
                for (int t = 0; t < 3; t++) {
                    threads.start("done", () -> {
                        try {
                            queue.taskDone();
                        } catch (IllegalStateException e) {
                            refused.incrementAndGet();
                        }
                    });
                }
            }
            assertEquals(2, refused.get());
            assertEquals(1, queue.unfinished());
        }
    }

    @ParameterizedTest
    @EnumSource
    void r1_timedFormsAgainstTheirTimeout(Kind kind) throws Exception {
        WorkQueue<Integer> queue = WorkQueue.bounded(1);
        AtomicInteger put = new AtomicInteger();
        AtomicInteger taken = new AtomicInteger();
        try (Threads threads = new Threads(kind)) {
            for (int t = 0; t < 2; t++) {
                threads.start("putter", () -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        put.addAndGet(queue.offer(1, Duration.ofNanos(i % 20 * 1_000)) ? 1 : 0);
                    }
                });
                threads.start("taker", () -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        taken.addAndGet(queue.poll(Duration.ofNanos(i % 20 * 1_000)) == null ? 0 : 1);
                    }
                });
            }
        }
        assertEquals(put.get(), taken.get() + queue.size());
        assertEquals(put.get(), queue.stats().puts());
        assertEquals(0, queue.stats().waitingPutters() + queue.stats().waitingTakers());
    }

    @ParameterizedTest
    @EnumSource
    void q13_handlingAgainstCancelling(Kind kind) throws Exception {
        for (int i = 0; i < ROUNDS / 3; i++) {
            AtomicInteger handled = new AtomicInteger();
            WorkQueue<Integer> queue = QueueCases.full(7);
            List<Integer> rest = new ArrayList<>();
            try (TaskGroup group = TaskGroup.open("group"); Threads threads = new Threads(kind)) {
                WorkerPool<Integer> pool = WorkerPool.start(group, queue, 2, item -> {
                    Thread.yield();
                    handled.incrementAndGet();
                });
                int begun = i % 7;
                Until.holds("some are taken", () -> queue.stats().takes() >= begun);
                threads.start("canceller", () -> rest.addAll(pool.cancelNow()));
            }
            assertEquals(7, handled.get() + rest.size());
            assertEquals(0, queue.unfinished());
        }
    }

    @ParameterizedTest
    @EnumSource
    void q10_takeAgainstTheFailureOfTheGroup(Kind kind) throws Exception {
        for (int i = 0; i < ROUNDS / 3; i++) {
            AtomicInteger taken = new AtomicInteger();
            List<Integer> rest;
            try (Threads threads = new Threads(kind); Threads platform = new Threads(Kind.PLATFORM);
                    TaskGroup group = TaskGroup.open("group")) {
                WorkQueue<Integer> queue = WorkQueue.bounded(group, 2);
                Task<Void> taker = group.fork("taker", () -> {
                    while (true) {
                        taken.addAndGet(queue.take());
                    }
                });
                AtomicInteger put = new AtomicInteger();
                threads.start("stranger", () -> {
                    try {
                        while (true) {
                            queue.put(1);
                            put.incrementAndGet();
                        }
                    } catch (QueueClosedException e) {
                        assertTrue(e.getCause() instanceof CancellationException);
                    }
                });
                platform.start("canceller", group::cancel);
                platform.join();
                threads.join();
                group.join();
                assertTrue(taker.isCancelled());
                rest = queue.closeNow();
                assertEquals(put.get(), taken.get() + rest.size());
                assertEquals(put.get(), queue.stats().puts());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void q17_workersThatFeedTheirOwnQueueNeverHang(Kind kind) throws Exception {
        for (int i = 0; i < ROUNDS / 10; i++) {
            WorkQueue<Integer> queue = WorkQueue.bounded(2);
            AtomicInteger handled = new AtomicInteger();
            AtomicInteger refused = new AtomicInteger();
            AtomicInteger put = new AtomicInteger();
            try (TaskGroup group = TaskGroup.open("group"); Threads threads = new Threads(kind)) {
                WorkerPool<Integer> pool =
                        WorkerPool.start(group, queue, PoolOptions.size(3).onError((item, refusal) -> {
                            assertTrue(refusal.getMessage().contains("every worker"), refusal::toString);
                            refused.incrementAndGet();
                        }), depth -> {
                            handled.incrementAndGet();
                            for (int child = 0; child < 2 && depth > 0; child++) {
                                queue.put(depth - 1);
                                put.incrementAndGet();
                            }
                        });
                threads.start("stranger", () -> {
                    queue.put(4);
                    put.incrementAndGet();
                });
                threads.join();
                pool.joinThenCancel();
            }
            assertEquals(put.get(), handled.get());
            assertEquals(put.get(), queue.stats().done());
            assertEquals(refused.get(), queue.stats().rejected());
        }
    }

    /**
     * Two are given back and one is put, while two takers wait and a third comes: the woken one must find the one that was put,
     * also in the moment in which the last of those given back is gone.
     */
    @Test
    void i3_aWakeUpIsPassedOnAlsoWhenTheLastOfThoseGivenBackIsTaken() throws Exception {
        for (int round = 0; round < 500; round++) {
            WorkQueue<Integer> queue = WorkQueue.bounded(8);
            queue.putAll(List.of(1, 2));
            List<Lease<Integer>> leases = queue.lease(2, Duration.ZERO);
            try (Threads threads = new Threads(Threads.Kind.PLATFORM)) {
                List<Thread> takers = List.of(threads.start("taker", queue::take), threads.start("taker", queue::take));
                Until.holds("both wait", () -> queue.stats().waitingTakers() == 2);
                takers.forEach(Until::waiting);
                leases.forEach(Lease::giveBack);
                queue.put(3);
                while (queue.stats().awaitingRedelivery() == 2) {
                    Threads.spin(); // the woken one has one of them
                }
                queue.poll();
            }
        }
    }

    /** Who has taken an item may report it, whatever begins and ends with leases meanwhile. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void q5_taskDoneIsNotRefusedBecauseOthersLease(Kind kind) throws Exception {
        int each = 20_000;
        WorkQueue<Integer> queue = WorkQueue.bounded(16);
        try (Threads threads = new Threads(kind)) {
            threads.start("putter", () -> {
                for (int i = 0; i < 2 * each; i++) {
                    queue.put(i);
                }
            });
            threads.start("leasing", () -> {
                for (int i = 0; i < each; i++) {
                    Lease<Integer> lease = queue.lease(1, Limits.HANG).getFirst();
                    if (i % 3 == 0) {
                        lease.giveBack();
                        lease = queue.lease(1, Limits.HANG).getFirst();
                    }
                    lease.done();
                }
            });
            threads.start("taking", () -> {
                for (int i = 0; i < each; i++) {
                    queue.take();
                    queue.taskDone();
                }
            });
        }
        assertEquals(0, queue.unfinished());
    }
}
