package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Shields in the blocks of groups, in {@code call} and in {@code within}; and what is refused. */
class ShieldOwnerTest extends ShieldCase {
    @Test
    void t14_theOwnersWaitsAreShieldedToo() throws Exception {
        try (TaskGroup group = TaskGroup.open("cancelled")) {
            group.cancel();
            assertThrows(CancellationException.class, never::await);
            try (Shield shield = Shield.open(LATE)) {
                assertFalse(never.await(SOON), shield::toString);
                assertEquals(List.of(1), TaskGroup.gather(List.of(() -> 1)));
                Thread.currentThread().interrupt();
                assertThrows(InterruptedException.class, never::await);
            }
            assertThrows(CancellationException.class, never::await);
        }
    }

    @Test
    void r5_itsTimeNeverInterruptsAnOwner() throws Exception {
        try (TaskGroup group = TaskGroup.open("group"); Shield shield = Shield.open(SOON)) {
            assertThrows(CancellationException.class, never::await, shield::toString);
            assertThrows(CancellationException.class, TaskGroup::checkpoint, group::toString);
            assertFalse(Thread.currentThread().isInterrupted());
        }
        try (Shield alone = Shield.open(SOON)) {
            assertThrows(CancellationException.class, never::await, alone::toString);
            assertFalse(Thread.currentThread().isInterrupted());
        }
        TaskGroup.checkpoint();
    }

    // ---- in a body on a thread of Heddle's own

    /** The body is within its group, and that within a task: an interrupt may come from either. */
    @Test
    void t14_inCallItMasksTheCancellationThatComesFromTheCaller() throws Exception {
        AtomicBoolean stray = new AtomicBoolean();
        try (Threads threads = new Threads(Threads.Kind.VIRTUAL)) {
            Thread caller = threads.start("caller", () -> assertThrows(InterruptedException.class,
                    () -> TaskGroup.call(GroupOptions.of("called"), group -> {
                        try (Shield shield = Shield.open(LATE)) {
                            group.onCancel(told::countDown);
                            begun.countDown();
                            passOrSay(told, stray);
                            TaskGroup.checkpoint();
                            assertTrue(group.cancellation().isPresent(), shield::toString);
                        }
                        spinUntilInterrupted();
                        throw new InterruptedException();
                    })));
            begun.await();
            Until.waiting(caller);
            caller.interrupt();
        }
        assertFalse(stray.get(), "the shield let the interrupt through");
    }

    private static void passOrSay(CountDownLatch gate, AtomicBoolean interrupted) throws InterruptedException {
        try {
            gate.await();
            interrupted.set(Thread.currentThread().isInterrupted());
        } catch (InterruptedException e) {
            interrupted.set(true);
            Bodies.passUninterruptibly(gate);
        }
    }

    @Test
    void t14_inCallItMasksTheCancellationOfItsOwnGroup() throws Exception {
        AtomicBoolean stray = new AtomicBoolean();
        assertEquals(1, TaskGroup.<Integer>call(GroupOptions.of("called"), group -> {
            group.onCancel(told::countDown);
            try (Shield shield = Shield.open(LATE)) {
                group.cancel();
                passOrSay(told, stray);
                TaskGroup.checkpoint();
                assertTrue(group.cancellation().isPresent(), shield::toString);
            }
            assertTrue(Thread.interrupted(), "given back");
            return 1;
        }));
        assertFalse(stray.get());
    }

    @Test
    void t14_withinAShieldCleanUpHasItsTimeWhenThatOfTheBodyIsUp() throws Exception {
        AtomicBoolean stray = new AtomicBoolean();
        CountDownLatch cleaned = new CountDownLatch(1);
        AtomicBoolean entered = new AtomicBoolean();
        do { // time may be up before the body begins
            assertThrows(TimeoutException.class, () -> TaskGroup.within(Duration.ofMillis(50), group -> {
                entered.set(true);
                group.onCancel(told::countDown);
                try (Shield shield = Shield.open(LATE)) {
                    passOrSay(told, stray);
                    assertFalse(never.await(SOON), shield::toString);
                    cleaned.countDown();
                }
                TaskGroup.checkpoint();
                return 1;
            }));
        } while (!entered.get());
        assertEquals(0, cleaned.getCount());
        assertFalse(stray.get(), "the shield let the interrupt through");
    }

    /** Opened after both scopes of the body have interrupted it. */
    @Test
    void t14_inCallAPendingInterruptIsTakenAwayAndGivenBack() throws Exception {
        AtomicReference<Boolean> inside = new AtomicReference<>();
        AtomicReference<Boolean> after = new AtomicReference<>();
        try (TaskGroup around = TaskGroup.open("around")) {
            Task<Integer> task = around.fork(() -> TaskGroup.<Integer>call(GroupOptions.of("called"), group -> {
                group.onCancel(told::countDown);
                begun.countDown();
                Bodies.passUninterruptibly(told);
                spinUntilInterrupted();
                try (Shield shield = Shield.open(LATE)) {
                    inside.set(Thread.currentThread().isInterrupted());
                    assertSame(group.name(), "called", shield::toString);
                }
                after.set(Thread.interrupted());
                return 1;
            }));
            begun.await();
            task.cancel(true);
            around.join();
        }
        assertEquals(false, inside.get());
        assertEquals(true, after.get());
    }

    // ---- misuse

    @Test
    void r6_onlyItsThreadClosesIt() throws Exception {
        Shield shield = Shield.open(LATE);
        try (Threads threads = new Threads(Threads.Kind.VIRTUAL)) {
            threads.start("stranger", () -> assertThrows(WrongThreadException.class, shield::close));
        }
        shield.close();
        shield.close();
        assertEquals(Optional.empty(), TaskGroup.remaining());
    }

    @Test
    void r6_oneThatIsLeftOpenIsClosedWithTheGroupOrTaskAndThatSaysSo() throws Exception {
        TaskGroup group = TaskGroup.open("group");
        Shield shield = Shield.open(LATE);
        IllegalStateException left = assertThrows(IllegalStateException.class, group::close);
        assertTrue(left.getMessage().contains("shield"), left::getMessage);
        shield.close();
        assertEquals(Optional.empty(), TaskGroup.remaining());
        try (TaskGroup tasks = TaskGroup.open("tasks")) {
            tasks.fork(() -> assertTrue(Shield.open(LATE).toString() != null));
            TaskFailedException failed = assertThrows(TaskFailedException.class, tasks::join);
            assertTrue(failed.getCause().getMessage().contains("shield"), failed::getMessage);
        }
    }

    @Test
    void r6_aGroupThatIsLeftOpenWithinIsClosedAndThatIsSaid() throws Exception {
        Shield shield = Shield.open(LATE);
        TaskGroup inner = TaskGroup.open("inner");
        IllegalStateException left = assertThrows(IllegalStateException.class, shield::close);
        assertTrue(left.getMessage().contains("'inner'"), left::getMessage);
        inner.close();
        assertEquals(Optional.empty(), TaskGroup.remaining());
    }

    @Test
    void r6_aShieldHasALimitAndOneThatIsRefusedMasksNothing() throws Exception {
        cancelled(Threads.Kind.VIRTUAL, () -> {
            assertThrows(NullPointerException.class, () -> Shield.open(null));
            begun.countDown();
            Bodies.passUninterruptibly(told);
            assertTrue(Thread.interrupted(), "nothing is masked by a shield that is not");
            assertThrows(CancellationException.class, TaskGroup::checkpoint);
        });
    }

    @Test
    void r6_aShieldThatIsRefusedLeavesNothingBehindOnAnOwnersThread() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            assertThrows(NullPointerException.class, () -> Shield.open(null));
            group.cancel();
            assertThrows(CancellationException.class, TaskGroup::checkpoint);
        }
    }
}
