package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Effort;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The meetings that go wrong elsewhere, many times over. See {@link PairStressTest} for every two. */
@Tag("storm")
class StressCasesTest {
    private static final int ROUNDS = Integer.getInteger("heddle.test.rounds", Effort.of(2_000, 10_000));
    private static final int DITHER = 200;

    private static final class Boom extends RuntimeException {
        private static final long serialVersionUID = 1;

        Boom(String text) {
            super(text, null, true, false);
        }
    }

    /** Each failing task forks more that fail, while the first failure cancels the group. */
    @Test
    void r3_forksWhileFailingLoseNoFailureAndLeaveNobodyBehind() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            ConcurrentLinkedQueue<Boom> thrown = new ConcurrentLinkedQueue<>();
            AtomicInteger alive = new AtomicInteger();
            TaskFailedException failed = null;
            try (TaskGroup group = TaskGroup.open("race")) {
                group.fork(() -> forkAndFail(group, thrown, alive, 3));
                group.fork(() -> forkAndFail(group, thrown, alive, 3));
                try {
                    group.join();
                } catch (TaskFailedException e) {
                    failed = e;
                }
                assertEquals(0, alive.get());
                assertEquals(List.of(), group.live());
            }
            TaskFailedException told = assertInstanceOf(TaskFailedException.class, failed);
            assertTrue(told.failures().containsAll(thrown), () -> thrown + " of which were told " + told.failures());
            assertEquals(thrown.size(), told.failures().size());
        }
    }

    private static void forkAndFail(TaskGroup group, ConcurrentLinkedQueue<Boom> thrown, AtomicInteger alive,
            int depth) {
        alive.incrementAndGet();
        try {
            if (depth > 0) {
                group.fork(() -> forkAndFail(group, thrown, alive, depth - 1));
                group.fork(() -> forkAndFail(group, thrown, alive, depth - 1));
            }
            Bodies.dither(DITHER / 4);
            Boom boom = new Boom("at depth " + depth);
            thrown.add(boom);
            throw boom;
        } finally {
            alive.decrementAndGet();
        }
    }

    /** Only the callback gets it out; nobody interrupts it. */
    @Test
    void r5_anOwnerBlockedInForeignCodeIsGotOutByItsCallbackAndSeesTheFailure() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            CountDownLatch foreign = new CountDownLatch(1);
            Boom boom = new Boom("boom");
            Throwable seen = null;
            try (TaskGroup group = TaskGroup.open("race")) {
                group.fork(() -> {
                    Bodies.dither(DITHER);
                    throw boom;
                });
                Bodies.dither(DITHER);
                group.onCancel(foreign::countDown);
                foreign.await();
            } catch (TaskFailedException e) {
                seen = e.getCause();
            }
            assertSame(boom, seen, "in round " + round);
            assertFalse(Thread.currentThread().isInterrupted());
        }
    }

    /** With the cancel bit it is a cancellation, without it is a failure; never both, never neither. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void t3_anInterruptShapedExceptionAgainstCancelIsAFailureOrACancellation(boolean ofTheTaskAlone) throws Exception {
        int failures = 0;
        for (int round = 0; round < ROUNDS || failures == 0; round++) {
            IOException shaped =
                    round % 2 == 0 ? new InterruptedIOException("by itself") : new ClosedByInterruptException();
            CountDownLatch begun = new CountDownLatch(1);
            List<Throwable> told = new ArrayList<>();
            Task<Void> task;
            try (TaskGroup group = TaskGroup.open("race")) {
                task = group.fork(() -> {
                    begun.countDown();
                    Bodies.dither(DITHER);
                    throw shaped;
                });
                begun.await();
                Bodies.dither(DITHER);
                if (ofTheTaskAlone) {
                    task.cancel(true);
                } else {
                    group.cancel();
                }
                try {
                    group.join();
                } catch (TaskFailedException e) {
                    told.addAll(e.failures());
                }
            }
            switch (task.outcome()) {
                case Outcome.Failure<Void>(Throwable cause) -> {
                    failures++;
                    assertEquals(List.of(shaped), told, "in round " + round);
                    assertSame(shaped, cause);
                }
                case Outcome.Cancelled<Void>(CancelReason why, Throwable cause) -> {
                    assertEquals(List.of(), told, "in round " + round);
                    assertEquals(CancelReason.ASKED, why);
                }
                case Outcome.Success<Void> none -> throw new AssertionError("it threw");
            }
        }
    }

    /** Nobody joins any more: close is the one who tells. */
    @Test
    void r3_aDaemonThatFailsAfterTheLastJoinIsToldByClose() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch joined = new CountDownLatch(1);
            Boom boom = new Boom("daemon");
            Throwable seen = null;
            try (TaskGroup group = TaskGroup.open("race")) {
                group.forkDaemon("daemon", () -> {
                    begun.countDown();
                    Bodies.passUninterruptibly(joined);
                    Bodies.dither(DITHER);
                    throw boom;
                });
                group.fork(() -> 1);
                begun.await();
                group.join();
                joined.countDown();
                Bodies.dither(DITHER);
            } catch (TaskFailedException e) {
                seen = e.getCause();
            }
            assertSame(boom, seen, "in round " + round);
        }
    }
}
