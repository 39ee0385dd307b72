package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Limits;
import dev.heddle.testing.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Two things at the same moment, many times over; every one is accounted for. */
class TaskRaceTest {
    private static final int ROUNDS = 2_000;
    private static final int DITHER = 200;
    private static final int SPINS = 1_000;

    /** Tasks that breed have no more than so many: whoever is to cancel them may be slow. */
    private static final int MOST = 5_000;

    private final IllegalStateException boom = new IllegalStateException("boom");

    @Test
    void t17_cancelAgainstBeginEitherTheBodyRanOrItsTaskIsCancelled() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            AtomicInteger ran = new AtomicInteger();
            AtomicInteger closed = new AtomicInteger();
            try (TaskGroup group = TaskGroup.open("race")) {
                Task<Integer> bare = group.fork(ran::incrementAndGet);
                Task<Integer> owning = group.fork("owning", closed::incrementAndGet, ran::incrementAndGet);
                Bodies.dither(DITHER);
                boolean toldBare = bare.cancel(true);
                boolean toldOwning = owning.cancel(true);
                group.join();
                int successes = (bare.isCancelled() ? 0 : 1) + (owning.isCancelled() ? 0 : 1);
                assertEquals(successes, ran.get());
                assertEquals(1, closed.get());
                assertTrue(toldBare || !bare.isCancelled());
                assertTrue(toldOwning || !owning.isCancelled());
            }
        }
    }

    @Test
    void t13_gentleCancelAgainstBeginKeepsItFromRunningOrLetsItBe() throws Exception {
        for (int round = 0; round < ROUNDS / 4; round++) {
            AtomicBoolean ready = new AtomicBoolean();
            AtomicBoolean go = new AtomicBoolean();
            AtomicBoolean ran = new AtomicBoolean();
            AtomicBoolean interrupted = new AtomicBoolean();
            ThreadFactory atTheLine = body -> Thread.ofVirtual().unstarted(() -> {
                ready.set(true);
                spinUntil(go);
                body.run();
            });
            try (TaskGroup group = TaskGroup.open(GroupOptions.of("race").threads(atTheLine))) {
                Task<Void> task = group.fork(() -> {
                    ran.set(true);
                    Bodies.dither(DITHER);
                    interrupted.set(Thread.currentThread().isInterrupted());
                });
                spinUntil(ready);
                go.set(true);
                Bodies.dither(DITHER / 10);
                boolean told = task.cancel(false);
                group.join();
                assertEquals(told, !ran.get(), "told, and yet it ran, in round " + round);
                assertEquals(told, task.isCancelled());
                assertFalse(interrupted.get(), "in round " + round);
            }
        }
    }

    /** Spins, so as to be there at once; but not for long on a machine that has other things to do. */
    private static void spinUntil(AtomicBoolean flag) {
        for (int spins = 0; !flag.get(); spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    /** Fails, and lets go of whoever waits for the task, when nobody else does. */
    private static void endsByItself(Task<Void> task) throws Exception {
        try {
            task.get(Limits.HANG);
        } catch (TimeoutException e) {
            AssertionError failure = new AssertionError("nobody has cancelled " + task, e);
            task.cancel(true);
            throw failure;
        }
    }

    /** A foreign fork may come just after close has looked who lives: it must be refused or cancelled. */
    @Test
    void r2_closeAgainstForeignForksLeavesNobodyBehindAndDoesNotHang() throws Exception {
        for (int round = 0; round < ROUNDS / 2; round++) {
            AtomicBoolean go = new AtomicBoolean();
            AtomicBoolean ready = new AtomicBoolean();
            AtomicReference<Task<Void>> forked = new AtomicReference<>();
            try (Threads threads = new Threads(Threads.Kind.VIRTUAL)) {
                TaskGroup group = TaskGroup.open("race");
                threads.start("stranger", () -> {
                    ready.set(true);
                    spinUntil(go);
                    Bodies.dither(DITHER / 10);
                    try {
                        Task<Void> task = group.fork(Bodies::forEver);
                        forked.set(task);
                        endsByItself(task);
                    } catch (CancellationException cancelledByClose) {
                        assertTrue(forked.get().isCancelled());
                    } catch (IllegalStateException e) {
                        assertTrue(e.getMessage().contains("closed"), e::getMessage);
                    }
                });
                spinUntil(ready);
                go.set(true);
                Bodies.dither(DITHER / 10);
                try {
                    group.close();
                } catch (IllegalStateException e) {
                    assertTrue(e.getMessage().contains("without join"), e::getMessage);
                }
                threads.join();
                assertTrue(forked.get() == null || forked.get().isCancelled());
            }
        }
    }

    @Test
    void r2_cancelAgainstForksByTasksEndsThemAll() throws Exception {
        for (int round = 0; round < ROUNDS / 4; round++) {
            AtomicInteger alive = new AtomicInteger();
            try (TaskGroup group = TaskGroup.open("race")) {
                group.fork(() -> breed(group, alive));
                group.fork(() -> breed(group, alive));
                Bodies.dither(10 * DITHER);
                group.cancel();
                group.join();
                assertEquals(0, alive.get());
                assertEquals(0, group.live().size());
            }
        }
    }

    private static void breed(TaskGroup group, AtomicInteger alive) throws InterruptedException {
        alive.incrementAndGet();
        try {
            for (int i = 0; i < 2 && alive.get() < MOST; i++) {
                if (!group.fork(() -> breed(group, alive)).isDone()) {
                    Thread.yield();
                }
            }
            Bodies.forEver();
        } finally {
            alive.decrementAndGet();
        }
    }

    @Test
    void t12_joinAgainstAForkAsTheLastActOfATask() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            AtomicReference<Task<String>> last = new AtomicReference<>();
            try (TaskGroup group = TaskGroup.open("race")) {
                group.fork(() -> group.fork(() -> last.set(group.fork(() -> "last"))));
                group.join();
                assertEquals("last", last.get().resultNow());
            }
        }
    }

    /** The interrupt is thrown or stays set: neither eaten nor seen twice. */
    @Test
    void r5_anInterruptAgainstJoinIsSeenExactlyOnce() throws Exception {
        Thread owner = Thread.currentThread();
        int thrown = 0;
        for (int round = 0; round < ROUNDS || thrown == 0; round++) {
            boolean seen = false;
            try (Threads threads = new Threads(Threads.Kind.VIRTUAL); TaskGroup group = TaskGroup.open("race")) {
                group.fork(() -> Bodies.dither(DITHER));
                Thread interrupter = threads.start("interrupter", () -> {
                    Bodies.dither(DITHER);
                    owner.interrupt();
                });
                try {
                    group.join();
                } catch (InterruptedException e) {
                    seen = true;
                    thrown++;
                }
                while (interrupter.isAlive()) {
                    Thread.yield();
                }
            } finally {
                boolean flag = Thread.interrupted();
                assertEquals(!seen, flag, "in round " + round);
            }
        }
    }

    @Test
    void r5_tasksThatCancelTheirGroupAsTheyEndLeaveNoStrayInterrupt() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (TaskGroup outer = TaskGroup.open("outer")) {
                Task<Boolean> task = outer.fork(() -> {
                    try (TaskGroup inner = TaskGroup.open("inner")) {
                        inner.fork(inner::cancel);
                        inner.fork(() -> Bodies.dither(DITHER));
                        inner.join();
                    }
                    return Thread.currentThread().isInterrupted();
                });
                outer.join();
                assertFalse(task.resultNow());
            }
            assertFalse(Thread.currentThread().isInterrupted());
        }
    }

    /** The thread of the stage is interrupted before the group within is told: that must not make a difference. */
    @Test
    void aGroupWithinACancelledTaskIsCancelledByItsParentWhoeverComesFirst() throws Exception {
        for (int round = 0; round < ROUNDS / 2; round++) {
            AtomicReference<Task<Void>> innermost = new AtomicReference<>();
            AtomicReference<Exception> seen = new AtomicReference<>();
            try (TaskGroup group = TaskGroup.open("outer")) {
                Task<Void> stage = group.fork("stage", () -> {
                    try (TaskGroup inner = TaskGroup.open("inner")) {
                        innermost.set(inner.fork(Bodies::forEver));
                        inner.join();
                    } catch (Exception e) {
                        seen.set(e);
                        throw e;
                    }
                });
                while (innermost.get() == null) {
                    Thread.yield();
                }
                Bodies.dither(DITHER);
                stage.cancel(true);
                group.join();
            }
            assertEquals(new Outcome.Cancelled<>(CancelReason.PARENT, null), innermost.get().outcome(),
                    "in round " + round);
            assertInstanceOf(CancellationException.class, seen.get(), "in round " + round);
        }
    }

    /** Whether the owner came before or after the end must not decide which exception it sees. */
    @Test
    void getAgainstTheTasksFailureAlwaysThrowsTheFailure() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (TaskGroup group = TaskGroup.open("race")) {
                Task<Void> loser = group.fork(() -> {
                    Bodies.dither(10 * DITHER);
                    throw boom;
                });
                Exception seen = null;
                try {
                    loser.get();
                } catch (Exception e) {
                    seen = e;
                }
                try {
                    group.join();
                } catch (TaskFailedException e) {
                    assertSame(boom, e.getCause());
                }
                assertInstanceOf(TaskFailedException.class, seen, "in round " + round);
            }
        }
    }

    /** Whoever has seen the failure may end the block at once: the siblings are told the reason all the same. */
    @Test
    void t2_theSiblingsAreToldOfTheFailureHoweverSoonTheGroupCloses() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Task<Void> sibling = null;
            try (TaskGroup group = TaskGroup.open("race")) {
                sibling = group.fork(Bodies::forEver);
                Task<Void> loser = group.fork(() -> {
                    throw boom;
                });
                loser.get();
            } catch (TaskFailedException e) {
                assertSame(boom, e.getCause());
            }
            assertEquals(new Outcome.Cancelled<>(CancelReason.SIBLING_FAILED, boom), sibling.outcome(),
                    "in round " + round);
        }
    }

    @Test
    void onEndAgainstTheEndRunsExactlyOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            AtomicInteger ran = new AtomicInteger();
            try (TaskGroup group = TaskGroup.open("race")) {
                Task<Void> task = group.fork(() -> Bodies.dither(DITHER));
                for (int i = 0; i < 10; i++) {
                    task.onEnd(ran::incrementAndGet);
                    Bodies.dither(DITHER / 10);
                }
                group.join();
                assertEquals(10, ran.get());
            }
        }
    }

    @Test
    void onEndTakenBackAgainstTheEndRunsOnceOrNotAndTheOthersRun() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            AtomicInteger kept = new AtomicInteger();
            List<AtomicInteger> takenBack = new ArrayList<>();
            try (Threads threads = new Threads(Threads.Kind.VIRTUAL); TaskGroup group = TaskGroup.open("race")) {
                Task<Void> task = group.fork(() -> Bodies.dither(DITHER));
                for (int i = 0; i < 2; i++) {
                    AtomicInteger ran = new AtomicInteger();
                    takenBack.add(ran);
                    threads.start("registrar", () -> {
                        for (int n = 0; n < 40; n++) { // more than are added before empty ones are unlinked
                            Registration registration = task.onEnd(ran::incrementAndGet);
                            task.onEnd(kept::incrementAndGet);
                            registration.close();
                        }
                    });
                }
                group.join();
                threads.join();
            }
            assertEquals(80, kept.get(), "in round " + round);
            takenBack.forEach(ran -> assertTrue(ran.get() <= 40));
        }
    }

    @Test
    void t9_onCancelAgainstCancelRunsExactlyOnceBeforeCloseReturns() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            AtomicInteger ran = new AtomicInteger();
            try (Threads threads = new Threads(Threads.Kind.VIRTUAL)) {
                try (TaskGroup group = TaskGroup.open("race")) {
                    threads.start("canceller", group::cancel);
                    Bodies.dither(DITHER);
                    group.onCancel(ran::incrementAndGet);
                    threads.join();
                }
            }
            assertEquals(1, ran.get());
        }
    }

    @RepeatedTest(3)
    void getAgainstTheEndMissesNoWakeUp() throws Exception {
        for (int round = 0; round < ROUNDS / 2; round++) {
            try (TaskGroup group = TaskGroup.open("race")) {
                Task<Integer> first = group.fork(() -> 1);
                Task<Integer> second = group.fork(() -> first.get() + 1);
                Task<Integer> third = group.fork(() -> second.get() + first.get());
                assertEquals(3, third.get());
                group.join();
            }
        }
    }
}
