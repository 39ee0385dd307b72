package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Threads;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Shields have a time limit of their own, and may be nested. */
class ShieldTimeTest extends ShieldCase {
    private static final int ROUNDS = 2_000;
    private static final int DITHER = 200;

    @ParameterizedTest
    @EnumSource
    void t14_itsTimeEndsForeignAndHeddlesWaitsAndLeavesNoInterrupt(Threads.Kind kind) throws Exception {
        cancelled(kind, () -> {
            begun.countDown();
            spinUntilInterrupted();
            try (Shield shield = Shield.open(SOON)) {
                assertThrows(InterruptedException.class, Bodies::forEver, shield::toString);
                for (int i = 0; i < 2; i++) {
                    CancellationException why = assertThrows(CancellationException.class, never::await);
                    DeadlineExceededException expired =
                            assertInstanceOf(DeadlineExceededException.class, why.getCause());
                    assertEquals("shield", expired.groupName());
                    assertEquals("the time of a shield was up", expired.getMessage());
                    assertInstanceOf(TimeoutException.class, expired.getCause());
                }
            }
            assertTrue(Thread.interrupted(), "that of the task's own cancellation");
        });
    }

    @Test
    void t14_theInterruptOfItsTimeDoesNotOutliveIt() throws Exception {
        try (TaskGroup group = TaskGroup.open("not cancelled")) {
            group.fork(() -> {
                try (Shield shield = Shield.open(SOON)) {
                    spinUntilInterrupted();
                    assertThrows(CancellationException.class, TaskGroup::checkpoint, shield::toString);
                }
                assertFalse(Thread.currentThread().isInterrupted());
                TaskGroup.checkpoint();
                for (int i = 0; i < ROUNDS; i++) {
                    try (Shield shield = Shield.open(Duration.ofNanos(i * 10))) {
                        Bodies.dither(DITHER);
                        assertEquals(Optional.of(true), TaskGroup.remaining().map(t -> !t.isNegative()),
                                shield::toString);
                    }
                    assertFalse(Thread.currentThread().isInterrupted(), "in round " + i);
                }
            });
            group.join();
        }
    }

    @Test
    void t14_whatItsTimeEndsIsNotTheTasksCancellation() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            group.fork("cleaner", () -> {
                try (Shield shield = Shield.open(SOON)) {
                    never.await();
                    assertTrue(false, shield::toString);
                }
            });
            TaskFailedException failed = assertThrows(TaskFailedException.class, group::join);
            assertInstanceOf(CancellationException.class, failed.getCause(), "nobody had cancelled the task");
        }
    }

    @Test
    void t14_remainingIsThatOfTheShieldAndOfGroupsWithin() throws Exception {
        try (TaskGroup group = TaskGroup.open(GroupOptions.of("hurried").deadline(SOON))) {
            assertThrows(CancellationException.class, never::await);
            assertEquals(Optional.of(Duration.ZERO), TaskGroup.remaining());
            try (Shield shield = Shield.open(LATE)) {
                assertTrue(TaskGroup.remaining().orElseThrow().toMinutes() > 1, shield::toString);
                try (TaskGroup inner = TaskGroup.open(GroupOptions.of("inner").deadline(Duration.ofMinutes(1)))) {
                    assertTrue(TaskGroup.remaining().orElseThrow().toSeconds() <= 60, inner::toString);
                    assertTrue(TaskGroup.remaining().orElseThrow().toSeconds() > 1);
                }
            }
            assertTrue(group.cancellation().isPresent());
        }
    }

    // ---- nested

    @Test
    void t14_theInnerShieldMasksTheTimeOfTheOuterOne() throws Exception {
        cancelled(Threads.Kind.VIRTUAL, () -> {
            begun.countDown();
            spinUntilInterrupted();
            try (Shield outer = Shield.open(SOON)) {
                spinUntilInterrupted();
                try (Shield inner = Shield.open(LATE)) {
                    assertFalse(Thread.currentThread().isInterrupted(), inner::toString);
                    TaskGroup.checkpoint();
                    told.await();
                }
                assertTrue(Thread.interrupted(), "given back to the outer one");
                assertThrows(CancellationException.class, TaskGroup::checkpoint, outer::toString);
            }
            assertTrue(Thread.interrupted(), "given back to the task");
        });
    }

    @Test
    void t14_theTimeOfTheInnerShieldLeavesTheOuterOneAlone() throws Exception {
        cancelled(Threads.Kind.VIRTUAL, () -> {
            try (Shield outer = Shield.open(LATE)) {
                begun.countDown();
                told.await();
                try (Shield inner = Shield.open(SOON)) {
                    assertThrows(CancellationException.class, never::await, inner::toString);
                }
                assertFalse(Thread.currentThread().isInterrupted(), outer::toString);
                TaskGroup.checkpoint();
            }
            assertTrue(Thread.interrupted());
        });
    }

    @Test
    void t14_groupsOpenedWithinAreShieldedAndEndWithIt() throws Exception {
        cancelled(Threads.Kind.VIRTUAL, () -> {
            begun.countDown();
            spinUntilInterrupted();
            try (Shield shield = Shield.open(LATE); TaskGroup inner = TaskGroup.open("clean-up")) {
                Task<Integer> task = inner.fork(() -> 1);
                inner.join();
                assertEquals(1, task.resultNow(), shield::toString);
                assertEquals(List.of(1, 2), TaskGroup.gather(List.of(() -> 1, () -> 2)));
                assertEquals(3, TaskGroup.<Integer>within(LATE, group -> 3));
            }
            assertTrue(Thread.interrupted());
            try (Shield shield = Shield.open(SOON); TaskGroup inner = TaskGroup.open("clean-up")) {
                Task<Void> task = inner.fork(Bodies::forEver);
                CancellationException why = assertThrows(CancellationException.class, inner::join, shield::toString);
                assertEquals("shield", assertInstanceOf(DeadlineExceededException.class, why.getCause()).groupName());
                assertTrue(task.isCancelled());
            }
        });
    }
}
