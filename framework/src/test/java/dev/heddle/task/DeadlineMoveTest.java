package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deadlines are moved, are asked for what is left, and cost next to nothing. */
class DeadlineMoveTest extends DeadlineCase {
    // ---- moving

    @Test
    void t8_aDeadlineMayBeMovedSooner() throws Exception {
        try (TaskGroup group = TaskGroup.open(named("moved", LATE))) {
            group.fork(Bodies::forEver);
            group.expireAfter(SOON);
            assertEquals("moved", assertThrows(DeadlineExceededException.class, group::join).groupName());
        }
    }

    /** The probe has the deadline that was moved away: when that has passed, the group must still be there. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void t8_aDeadlineMayBeMovedLaterOrTakenAway(boolean away) throws Exception {
        Duration old = Duration.ofMillis(200);
        try (TaskGroup group = TaskGroup.open(named("moved", old))) {
            group.expireAfter(away ? FOREVER : LATE);
            assertEquals(away, TaskGroup.remaining().isEmpty());
            try (TaskGroup probe = TaskGroup.open(named("probe", old))) {
                assertEquals("probe", cause(assertThrows(CancellationException.class, never::await)).groupName());
                assertTrue(probe.cancellation().isPresent());
            }
            group.fork(() -> 1);
            group.join();
            assertTrue(group.cancellation().isEmpty());
        }
    }

    @Test
    void t8_anyThreadMayMoveItAndItWorksWhileTheOwnerJoins() throws Exception {
        try (Threads threads = new Threads(Threads.Kind.PLATFORM)) {
            Thread owner = Thread.currentThread();
            try (TaskGroup group = TaskGroup.open("moved")) {
                group.fork(Bodies::forEver);
                threads.start("mover", () -> {
                    Until.waiting(owner);
                    group.expireAfter(Duration.ZERO);
                });
                assertThrows(DeadlineExceededException.class, group::join);
            }
            try (TaskGroup group = TaskGroup.open("by a task")) {
                group.fork(() -> group.expireAfter(Duration.ZERO));
                group.fork(Bodies::forEver);
                assertThrows(DeadlineExceededException.class, group::join);
            }
        }
    }

    @Test
    void t8_inAClosedGroupItHasNoEffect() throws Exception {
        TaskGroup group = TaskGroup.open("closed");
        Task<Integer> task = group.fork(() -> 1);
        group.join();
        group.close();
        group.expireAfter(Duration.ZERO);
        assertEquals(1, task.resultNow());
        assertTrue(group.cancellation().isEmpty());
    }

    // ---- what is left

    @Test
    void remainingIsThatOfTheSoonestDeadlineAround() throws Exception {
        assertEquals(Optional.empty(), TaskGroup.remaining());
        try (TaskGroup outer = TaskGroup.open(named("outer", LATE))) {
            isAtMost(LATE, TaskGroup.remaining());
            try (TaskGroup inner = TaskGroup.open("inner")) {
                isAtMost(LATE, inner.fork(TaskGroup::remaining).get());
                inner.expireAfter(LATE.multipliedBy(2));
                isAtMost(LATE, inner.fork(TaskGroup::remaining).get());
                inner.expireAfter(LATE.dividedBy(2));
                isAtMost(LATE.dividedBy(2), inner.fork(TaskGroup::remaining).get());
                inner.join();
            }
            isAtMost(LATE, TaskGroup.<Optional<Duration>>gather(List.of(TaskGroup::remaining)).get(0));
            isAtMost(Duration.ofMinutes(9),
                    TaskGroup.<Optional<Duration>>within(Duration.ofMinutes(9), group -> TaskGroup.remaining()));
            outer.expireAfter(FOREVER);
            assertEquals(Optional.empty(), TaskGroup.remaining());
        }
        assertEquals(Optional.empty(), TaskGroup.remaining());
    }

    private static void isAtMost(Duration most, Optional<Duration> left) {
        Duration remaining = left.orElseThrow();
        assertTrue(remaining.compareTo(most) <= 0, remaining::toString);
        assertTrue(remaining.compareTo(most.minusMinutes(1)) > 0, remaining::toString);
    }

    // ---- cost

    @Test
    void aTimeoutCostsNoThread() throws Exception {
        try (TaskGroup warm = TaskGroup.open(named("warm", SOON))) {
            assertThrows(CancellationException.class, never::await);
            assertTrue(warm.cancellation().isPresent());
        }
        List<TaskGroup> groups = new ArrayList<>();
        int before = Thread.activeCount();
        for (int i = 0; i < 200; i++) {
            groups.add(TaskGroup.open(named("g" + i, LATE)));
        }
        int after = Thread.activeCount();
        for (TaskGroup group : groups.reversed()) {
            group.close();
        }
        assertTrue(after - before < 20, () -> (after - before) + " more threads");
    }

    @Test
    void aClosedGroupIsNotHeldByItsTimer() throws Exception {
        List<WeakReference<TaskGroup>> groups = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            TaskGroup group = TaskGroup.open(named("g" + i, LATE));
            group.expireAfter(LATE.plusSeconds(i));
            groups.add(new WeakReference<>(group));
            group.close();
        }
        Until.holds("the groups are collected", () -> {
            System.gc();
            return groups.stream().filter(group -> group.get() != null).count() <= 2;
        });
    }

    @Test
    void r6_nullsAreRefused() throws Exception {
        assertEquals("time",
                assertThrows(NullPointerException.class, () -> GroupOptions.of("x").deadline(null)).getMessage());
        try (TaskGroup group = TaskGroup.open("x")) {
            assertThrows(NullPointerException.class, () -> group.expireAfter(null));
            assertTrue(group.cancellation().isEmpty());
        }
    }

    // ---- races

    /** Either all ended in time, or it expired: never anything in between, and nobody left behind. */
    @Test
    void t8_theDeadlineAgainstTheLastTaskEndsOneWayOrTheOther() throws Exception {
        int expired = 0;
        for (int round = 0; round < ROUNDS || expired == 0; round++) {
            try (TaskGroup group = TaskGroup.open("race")) {
                Task<Integer> task = group.fork(() -> {
                    Bodies.dither(20_000);
                    return 1;
                });
                group.expireAfter(Duration.ofNanos(100_000));
                try {
                    group.join();
                    assertEquals(1, task.resultNow());
                } catch (DeadlineExceededException e) {
                    expired++;
                    assertEquals("race", e.groupName());
                    assertEquals(0, e.getSuppressed().length);
                    assertTrue(task.isDone());
                }
                assertEquals(List.of(), group.live());
            }
            assertFalse(Thread.currentThread().isInterrupted(), "in round " + round);
        }
    }
}
