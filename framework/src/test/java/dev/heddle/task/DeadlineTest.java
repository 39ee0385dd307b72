package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Deadlines of groups: what they end, who tells of it, and how they nest. */
class DeadlineTest extends DeadlineCase {
    // ---- what it ends, and who tells

    @Test
    void t8_joinThrowsWhenTimeIsUpAndNamesTheGroup() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch ended = new CountDownLatch(2);
        try (TaskGroup group = TaskGroup.open("slow")) {
            Task<Void> task = group.fork(() -> foreverThen(begun, ended));
            Task<Void> daemon = group.forkDaemon("daemon", () -> foreverThen(begun, ended));
            begun.await();
            group.expireAfter(SOON);
            DeadlineExceededException expired = assertThrows(DeadlineExceededException.class, group::join);
            assertEquals(0, ended.getCount(), "join throws when all have ended");
            assertEquals("slow", expired.groupName());
            assertEquals("the deadline of group 'slow' has passed", expired.getMessage());
            assertInstanceOf(TimeoutException.class, expired.getCause());
            assertEquals(0, expired.getSuppressed().length, "nobody has failed");
            for (Task<Void> each : List.of(task, daemon)) {
                Outcome.Cancelled<?> how = assertInstanceOf(Outcome.Cancelled.class, each.outcome());
                assertEquals(CancelReason.DEADLINE, how.why());
                assertEquals("slow", assertInstanceOf(DeadlineExceededException.class, how.cause()).groupName());
            }
        } // which has nothing to add
    }

    private static void foreverThen(CountDownLatch begun, CountDownLatch ended) throws InterruptedException {
        begun.countDown();
        try {
            Bodies.forEver();
        } finally {
            ended.countDown();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void t8_zeroOrLessIsUpAtOnce(long seconds) throws Exception {
        try (TaskGroup group = TaskGroup.open(named("none", Duration.ofSeconds(seconds)))) {
            group.fork(Bodies::forEver);
            assertThrows(DeadlineExceededException.class, group::join);
            assertEquals(Optional.of(Duration.ZERO), TaskGroup.remaining());
        }
    }

    @Test
    void t11_anExpiryThatNoJoinHasToldCloseTells() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        assertThrows(DeadlineExceededException.class, () -> {
            try (TaskGroup group = TaskGroup.open("slow")) {
                group.forkDaemon("stubborn", Bodies.stubborn(begun, gate));
                begun.await();
                group.fork(() -> 1).get();
                group.expireAfter(Duration.ZERO);
                assertFalse(group.join(Duration.ZERO), "the daemon lives");
                gate.countDown();
            }
        });
    }

    /** "Zero or less means that time is up now": not when some timer gets to it. */
    @Test
    void t8_expireAfterNothingMeansNow() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (TaskGroup group = TaskGroup.open("now")) {
                group.expireAfter(Duration.ZERO);
                assertTrue(group.cancellation().isPresent(), "time is up now, in round " + round);
                assertThrows(CancellationException.class, TaskGroup::checkpoint);
                assertTrue(group.fork(Bodies::forEver).isDone());
                assertThrows(DeadlineExceededException.class, group::join);
            }
        }
    }

    @Test
    void t8_whatTasksThrowWhileTheyAreCancelledIsSuppressedInTheExpiry() throws Exception {
        IOException disk = new IOException("disk");
        CountDownLatch begun = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("slow")) {
            group.fork("cleaner", Bodies.whenInterrupted(begun, disk));
            begun.await();
            group.expireAfter(SOON);
            DeadlineExceededException expired = assertThrows(DeadlineExceededException.class, group::join);
            assertEquals(1, expired.getSuppressed().length);
            TaskFailedException failed = assertInstanceOf(TaskFailedException.class, expired.getSuppressed()[0]);
            assertEquals(List.of(disk), failed.failures());
            assertTrue(failed.getMessage().contains("'cleaner'"), failed::getMessage);
        }
    }

    @Test
    void r4_aFailureBeforeTheDeadlineIsAFailureAndNoExpiry() throws Exception {
        IllegalStateException boom = new IllegalStateException("boom");
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("failed")) {
            group.fork(Bodies.stubborn(begun, gate));
            begun.await();
            group.fork("loser", () -> {
                throw boom;
            });
            Until.holds("the failure has cancelled", () -> group.cancellation().isPresent());
            group.expireAfter(Duration.ZERO);
            gate.countDown();
            assertSame(boom, assertThrows(TaskFailedException.class, group::join).getCause());
        }
    }

    @Test
    void r4_expiryAfterCancelIsNoExpiry() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("asked")) {
            Task<Void> task = group.fork(Bodies.stubborn(begun, gate));
            Task<Void> soft = group.fork(Bodies::forEver);
            begun.await();
            group.cancel();
            group.expireAfter(Duration.ZERO);
            gate.countDown();
            group.join();
            assertEquals(Task.State.SUCCESS, task.state(), "a result never vanishes");
            assertEquals(new Outcome.Cancelled<>(CancelReason.ASKED, null), soft.outcome());
        }
    }

    @Test
    void t11_closeWithoutJoinTellsOfTheExpiryAndCloseAfterJoinDoesNot() throws Exception {
        TaskGroup unjoined = TaskGroup.open(named("unjoined", SOON));
        unjoined.fork(Bodies::forEver);
        Until.holds("it expires", () -> unjoined.cancellation().isPresent());
        assertEquals("unjoined", assertThrows(DeadlineExceededException.class, unjoined::close).groupName());

        TaskGroup joined = TaskGroup.open("joined");
        joined.fork(() -> 1);
        joined.join();
        joined.expireAfter(SOON);
        Until.holds("it expires", () -> joined.cancellation().isPresent());
        joined.close();
    }

    /** Whoever tells of it, join or close: the expiry is what happened, and the failures are what came of it. */
    @Test
    void t8_closeToldOfTheExpirySuppressesWhatTasksThrewAsJoinDoes() throws Exception {
        IOException disk = new IOException("disk");
        CountDownLatch begun = new CountDownLatch(1);
        TaskGroup group = TaskGroup.open("unjoined");
        group.fork(Bodies.whenInterrupted(begun, disk));
        begun.await();
        group.expireAfter(Duration.ZERO);
        Exception thrown = assertThrows(Exception.class, group::close);
        assertTrue(Trees.mentions(thrown, disk), () -> Trees.print(thrown));
        assertInstanceOf(DeadlineExceededException.class, thrown, () -> Trees.print(thrown));
    }

    @Test
    void t4_anInterruptBesidesTheExpiryStaysSet() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        AtomicReference<TaskGroup> opened = new AtomicReference<>();
        try (Threads threads = new Threads(Threads.Kind.VIRTUAL)) {
            Thread owner = threads.start("owner", () -> {
                try (TaskGroup group = TaskGroup.open("both")) {
                    opened.set(group);
                    group.fork(Bodies.stubborn(begun, gate));
                    assertThrows(DeadlineExceededException.class, group::join);
                }
                assertTrue(Thread.currentThread().isInterrupted());
            });
            begun.await();
            opened.get().expireAfter(SOON);
            Until.holds("it expires", () -> opened.get().cancellation().isPresent());
            Until.waiting(owner);
            owner.interrupt();
            gate.countDown();
        }
    }

    // ---- the owner

    @ParameterizedTest
    @EnumSource
    void t9_theOwnersOtherWaitsEndWithTheExpiryAsCauseAndWithoutAnInterrupt(Threads.Kind kind) throws Exception {
        try (Threads threads = new Threads(kind)) {
            threads.start("owner", () -> {
                try (TaskGroup group = TaskGroup.open(named("waited", SOON))) {
                    CancellationException first = assertThrows(CancellationException.class, never::await);
                    assertEquals("waited", cause(first).groupName());
                    assertFalse(Thread.currentThread().isInterrupted());
                    assertEquals("waited", cause(assertThrows(CancellationException.class, never::await)).groupName());
                    assertEquals("waited",
                            cause(assertThrows(CancellationException.class, TaskGroup::checkpoint)).groupName());
                    assertThrows(DeadlineExceededException.class, group::join);
                }
            });
        }
    }

    @Test
    void t9_onCancelRunsAtTheDeadline() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open(named("told", SOON))) {
            group.onCancel(told::countDown);
            told.await(); // the owner is in foreign code: the callback gets it out
            assertEquals("told", cause(group.cancellation().orElseThrow()).groupName());
        }
    }

    @Test
    void t9_inCallTheBodyIsInterruptedAndTheExpiryIsWhatTheCallerSees() {
        DeadlineExceededException expired =
                assertThrows(DeadlineExceededException.class, () -> TaskGroup.call(named("called", SOON), group -> {
                    Bodies.forEver();
                    return 1;
                }));
        assertEquals("called", expired.groupName());
    }

    // ---- nesting

    @Test
    void t8_theSoonerDeadlineOfTheOuterGroupEndsTheInnerOneWhichDoesNotReportItAsItsOwn() throws Exception {
        try (TaskGroup outer = TaskGroup.open(named("outer", SOON))) {
            try (TaskGroup inner = TaskGroup.open(named("inner", LATE))) {
                Task<Void> task = inner.fork(Bodies::forEver);
                CancellationException thrown = assertThrows(CancellationException.class, inner::join);
                assertEquals("outer", cause(thrown).groupName());
                assertEquals(CancelReason.PARENT, ((Outcome.Cancelled<Void>) task.outcome()).why());
            }
            outer.fork(() -> 1);
            assertEquals("outer", assertThrows(DeadlineExceededException.class, outer::join).groupName());
        }
    }

    @Test
    void t8_theSoonerDeadlineOfAnInnerGroupLeavesTheOuterOneAlone() throws Exception {
        try (TaskGroup outer = TaskGroup.open(named("outer", LATE))) {
            try (TaskGroup inner = TaskGroup.open(named("inner", SOON))) {
                inner.fork(Bodies::forEver);
                assertEquals("inner", assertThrows(DeadlineExceededException.class, inner::join).groupName());
            }
            assertTrue(outer.cancellation().isEmpty());
            outer.fork(() -> 1);
            outer.join();
        }
    }

    @Test
    void t8_theInnerGroupsOfTasksAreCancelledWithTheOuterDeadlineAndNoneFails() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        List<Task<Void>> tasks = new ArrayList<>();
        try (TaskGroup outer = TaskGroup.open("outer")) {
            for (Duration own : List.of(LATE, FOREVER)) {
                tasks.add(outer.fork(() -> {
                    try (TaskGroup inner = TaskGroup.open(named("inner", own))) {
                        inner.fork(Bodies.forEverAfter(begun));
                        inner.join();
                    }
                }));
            }
            begun.await();
            outer.expireAfter(SOON);
            DeadlineExceededException expired = assertThrows(DeadlineExceededException.class, outer::join);
            assertEquals("outer", expired.groupName());
            assertEquals(0, expired.getSuppressed().length);
        }
        tasks.forEach(task -> assertTrue(task.isCancelled(), task::toString));
    }

    @Test
    void t8_anExpiryWithinATaskIsThatTasksFailureAndNamesTheGroupThatExpired() throws Exception {
        try (TaskGroup outer = TaskGroup.open(named("outer", LATE))) {
            outer.fork("stage", () -> {
                try (TaskGroup inner = TaskGroup.open(named("inner", SOON))) {
                    inner.fork(Bodies::forEver);
                    inner.join();
                }
            });
            TaskFailedException failed = assertThrows(TaskFailedException.class, outer::join);
            assertEquals("inner", cause(failed).groupName());
            assertTrue(failed.getMessage().contains("'stage' of group 'outer'"), failed::getMessage);
        }
    }

    @Test
    void t8_bulkCallsEndWithTheDeadlineAroundThem() throws Exception {
        try (TaskGroup outer = TaskGroup.open(named("outer", SOON))) {
            CancellationException thrown = assertThrows(CancellationException.class,
                    () -> TaskGroup.gather(List.of(() -> never(), () -> never())));
            assertEquals("outer", cause(thrown).groupName());
            assertThrows(CancellationException.class, () -> TaskGroup.race(List.of(() -> never())));
            assertThrows(CancellationException.class, () -> TaskGroup.map(List.of(1), 1, i -> never()));
            assertEquals(0, outer.live().size());
        }
    }

    private static int never() throws InterruptedException {
        Bodies.forEver();
        return 0;
    }
}
