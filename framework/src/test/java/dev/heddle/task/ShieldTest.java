package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Shields: blocks that a cancellation from outside does not reach. */
class ShieldTest extends ShieldCase {
    private static final int ROUNDS = 2_000;
    private static final int DITHER = 200;

    @ParameterizedTest
    @EnumSource
    void t14_aPendingInterruptIsTakenAwayOnEntryAndGivenBackOnExit(Threads.Kind kind) throws Exception {
        cancelled(kind, () -> {
            begun.countDown();
            spinUntilInterrupted();
            try (Shield shield = Shield.open(LATE)) {
                assertFalse(Thread.currentThread().isInterrupted(), shield::toString);
                told.await(); // foreign: would throw
                TaskGroup.checkpoint(); // Heddle's: would throw too
                assertFalse(never.await(Duration.ZERO));
            }
            assertTrue(Thread.interrupted(), "given back");
            assertThrows(CancellationException.class, TaskGroup::checkpoint);
        });
    }

    @ParameterizedTest
    @EnumSource
    void t14_anInterruptThatComesMeanwhileIsHeldBackUntilTheEnd(Threads.Kind kind) throws Exception {
        cancelled(kind, () -> {
            try (Shield shield = Shield.open(LATE)) {
                begun.countDown();
                told.await(); // cancel() has returned: it has told everyone
                assertFalse(Thread.currentThread().isInterrupted(), shield::toString);
                TaskGroup.checkpoint();
            }
            assertTrue(Thread.interrupted(), "given back");
            assertThrows(CancellationException.class, never::await);
        });
    }

    @Test
    void t14_anInterruptThatWasConsumedBeforeIsNotGivenBackASecondTime() throws Exception {
        cancelled(Threads.Kind.VIRTUAL, () -> {
            begun.countDown();
            assertThrows(InterruptedException.class, Bodies::forEver);
            try (Shield shield = Shield.open(LATE)) {
                told.await();
                TaskGroup.checkpoint();
                assertFalse(Thread.currentThread().isInterrupted(), shield::toString);
            }
            assertFalse(Thread.currentThread().isInterrupted());
            assertThrows(CancellationException.class, TaskGroup::checkpoint);
        });
    }

    @Test
    void t14_aWaitThatIsGoingOnIsNotEnded() throws Exception {
        Event reply = new Event();
        AtomicReference<Thread> thread = new AtomicReference<>();
        try (TaskGroup group = TaskGroup.open("cancelled")) {
            Task<Boolean> task = group.fork(() -> {
                try (Shield shield = Shield.open(LATE)) {
                    thread.set(Thread.currentThread());
                    begun.countDown();
                    reply.await();
                    assertFalse(Thread.currentThread().isInterrupted(), shield::toString);
                    return true;
                }
            });
            begun.await();
            Until.waiting(thread.get());
            group.cancel();
            Until.waiting(thread.get());
            assertFalse(task.isDone());
            reply.set();
            group.join();
            assertTrue(task.resultNow());
        }
    }

    @ParameterizedTest
    @EnumSource
    void t14_aForeignInterruptComesThrough(Threads.Kind kind) throws Exception {
        AtomicReference<Thread> thread = new AtomicReference<>();
        CountDownLatch heddle = new CountDownLatch(1);
        try (Threads threads = new Threads(kind)) {
            threads.start("interrupter", () -> {
                shielded.await();
                Until.waiting(thread.get());
                thread.get().interrupt();
                heddle.await();
                Until.waiting(thread.get());
                thread.get().interrupt();
            });
            cancelled(kind, () -> {
                thread.set(Thread.currentThread());
                try (Shield shield = Shield.open(LATE)) {
                    begun.countDown();
                    told.await();
                    shielded.countDown();
                    assertThrows(InterruptedException.class, Bodies::forEver, shield::toString);
                    heddle.countDown();
                    assertThrows(InterruptedException.class, never::await);
                    assertFalse(Thread.currentThread().isInterrupted());
                }
                assertTrue(Thread.interrupted(), "Heddle's own is given back");
            });
        }
    }

    @Test
    void t14_aForeignInterruptThatIsPendingStays() throws Exception {
        try (TaskGroup group = TaskGroup.open("not cancelled")) {
            group.fork(() -> {
                Thread.currentThread().interrupt();
                try (Shield shield = Shield.open(LATE)) {
                    assertTrue(Thread.currentThread().isInterrupted(), shield::toString);
                }
                assertTrue(Thread.interrupted());
                try (Shield shield = Shield.open(LATE)) {
                    Thread.currentThread().interrupt();
                    assertTrue(Thread.currentThread().isInterrupted(), shield::toString);
                }
                assertTrue(Thread.interrupted());
            });
            group.join();
        }
    }

    @Test
    void t14_itIsForTheSameThreadOnly() throws Exception {
        try (TaskGroup group = TaskGroup.open("cancelled")) {
            Task<Void> sibling = group.fork(Bodies::forEver);
            Task<Void> task = group.fork(() -> {
                try (Shield shield = Shield.open(LATE)) {
                    begun.countDown();
                    told.await();
                    Task<Void> late = group.fork(Bodies::forEver);
                    assertTrue(late.isCancelled(),
                            "what is forked into the cancelled group is not shielded: " + shield);
                }
            });
            begun.await();
            group.cancel();
            assertThrows(CancellationException.class, sibling::get);
            told.countDown();
            group.join();
            assertEquals(Task.State.SUCCESS, task.state());
        }
    }

    /** The interrupt is never seen inside, and is neither lost nor doubled outside. */
    @Test
    void t14_cancelAgainstShieldsHoldsTheInterruptBackAndLosesNone() throws Exception {
        int inside = 0;
        for (int round = 0; round < ROUNDS || inside == 0; round++) {
            AtomicBoolean go = new AtomicBoolean();
            AtomicBoolean cancelled = new AtomicBoolean();
            try (TaskGroup group = TaskGroup.open("race")) {
                Task<Boolean> task = group.fork(() -> {
                    go.set(true);
                    boolean seen = false;
                    for (int i = 0; i < 3; i++) {
                        try (Shield shield = Shield.open(LATE)) {
                            for (int j = 0; j < 20; j++) {
                                seen |= Thread.currentThread().isInterrupted();
                            }
                            TaskGroup.checkpoint();
                            assertFalse(seen, shield::toString);
                        }
                    }
                    boolean pending = Thread.currentThread().isInterrupted();
                    while (!cancelled.get()) {
                        Thread.yield();
                    }
                    assertTrue(Thread.interrupted(), "the interrupt was lost");
                    return pending;
                });
                while (!go.get()) {
                    Thread.yield();
                }
                Bodies.dither(DITHER);
                task.cancel(true);
                cancelled.set(true);
                group.join();
                inside += task.resultNow() ? 1 : 0;
            }
        }
    }
}
