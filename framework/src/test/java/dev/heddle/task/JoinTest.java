package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Limits;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code join} waits for, what ends it, and who may call it. */
class JoinTest {

    @ParameterizedTest
    @EnumSource
    void t12_joinWaitsForEveryTaskButNotForDaemons(Threads.Kind kind) throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch joined = new CountDownLatch(1);
        try (Threads threads = new Threads(kind)) {
            Thread owner = threads.start("owner", () -> {
                try (TaskGroup group = TaskGroup.open("waits")) {
                    Task<Void> daemon = group.forkDaemon("daemon", Bodies::forEver);
                    group.fork("one", Bodies.stubborn(begun, gate));
                    group.fork("two", Bodies.stubborn(begun, gate));
                    group.join();
                    joined.countDown();
                    assertFalse(daemon.isDone());
                    assertEquals(List.of(daemon), group.live());
                }
            });
            begun.await();
            Until.waiting(owner);
            assertEquals(1, joined.getCount());
            gate.countDown();
        }
        assertEquals(0, joined.getCount());
    }

    @Test
    void t12_joinIsRepeatableAndReturnsAtOnceWithoutTasks() throws Exception {
        try (TaskGroup group = TaskGroup.open("again")) {
            group.join();
            Task<Integer> task = group.fork(() -> 1);
            group.join();
            group.join();
            assertEquals(1, task.resultNow());
            Task<Integer> next = group.fork(() -> 2);
            group.join();
            assertEquals(2, next.resultNow());
        }
    }

    @Test
    void t12_everyJoinAfterAFailureTellsOfIt() throws Exception {
        try (TaskGroup group = TaskGroup.open("again")) {
            IllegalStateException boom = new IllegalStateException("boom");
            group.fork(() -> {
                throw boom;
            });
            assertSame(boom, assertThrows(TaskFailedException.class, group::join).getCause());
            assertSame(boom, assertThrows(TaskFailedException.class, group::join).getCause());
        }
    }

    @Test
    void t12_forksAfterAJoinNeedAnother() throws Exception {
        TaskGroup group = TaskGroup.open("forgetful");
        group.fork(() -> 1);
        group.join();
        Task<Integer> late = group.fork(() -> 2);
        late.get();
        assertThrows(IllegalStateException.class, group::close);
    }

    @Test
    void t12_joinAfterOnesOwnCancelWaitsForAllDaemonsTooAndReturnsNormally() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch joined = new CountDownLatch(1);
        try (Threads threads = new Threads(Threads.Kind.PLATFORM)) {
            Thread owner = threads.start("owner", () -> {
                try (TaskGroup group = TaskGroup.open("cancelled")) {
                    Task<Void> task = group.fork("task", Bodies.forEverAfter(begun));
                    Task<Void> daemon = group.forkDaemon("daemon", Bodies.stubborn(begun, gate));
                    begun.await();
                    group.cancel();
                    group.join();
                    joined.countDown();
                    assertTrue(task.isCancelled());
                    assertTrue(daemon.isDone());
                }
            });
            begun.await();
            Until.waiting(owner);
            assertEquals(1, joined.getCount());
            gate.countDown();
        }
    }

    @Test
    void t12_aTimedJoinThatRunsOutGivesFalseAndCancelsNothing() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("timed")) {
            Task<String> task = group.fork("slow", () -> {
                gate.await();
                return "woven";
            });
            for (Duration timeout : List.of(Limits.MOMENT, Duration.ZERO, Duration.ofNanos(-1),
                    Duration.ofSeconds(Long.MIN_VALUE))) {
                assertFalse(group.join(timeout));
            }
            assertTrue(group.cancellation().isEmpty());
            assertFalse(task.isDone());
            gate.countDown();
            assertTrue(group.join(Limits.HANG));
            assertEquals("woven", task.resultNow());
            assertTrue(group.join(Duration.ZERO), "zero does not wait, but looks");
        }
    }

    @Test
    void t12_aTimedJoinReportsFailures() throws Exception {
        try (TaskGroup group = TaskGroup.open("timed")) {
            group.fork(() -> {
                throw new IllegalStateException("boom");
            });
            assertThrows(TaskFailedException.class, () -> group.join(Limits.HANG));
        }
    }

    @Test
    void t12_aTimedJoinThatRanOutIsNoJoin() throws Exception {
        TaskGroup group = TaskGroup.open("timed");
        group.fork(Bodies::forEver);
        assertFalse(group.join(Duration.ZERO));
        assertThrows(IllegalStateException.class, group::close);
    }

    @ParameterizedTest
    @EnumSource
    void t4_anInterruptedJoinCancelsTheGroupAndWaitsForIt(Threads.Kind kind) throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch threw = new CountDownLatch(1);
        AtomicReference<TaskGroup> opened = new AtomicReference<>();
        try (Threads threads = new Threads(kind)) {
            Thread owner = threads.start("owner", () -> {
                try (TaskGroup group = TaskGroup.open("interrupted")) {
                    opened.set(group);
                    Task<Void> quick = group.fork("quick", Bodies.forEverAfter(begun));
                    Task<Void> slow = group.fork("slow", Bodies.stubborn(begun, gate));
                    assertThrows(InterruptedException.class, group::join);
                    threw.countDown();
                    assertFalse(Thread.currentThread().isInterrupted(), "it has been thrown");
                    assertEquals(new Outcome.Cancelled<>(CancelReason.ASKED, null), quick.outcome());
                    assertTrue(slow.isDone());
                    group.join(); // it was asked for; nothing is left to say
                }
            });
            begun.await();
            Until.waiting(owner);
            owner.interrupt();
            Until.holds("the quick one was cancelled", () -> opened.get().live().size() == 1);
            Until.waiting(owner);
            assertEquals(1, threw.getCount(), "the slow one still runs");
            gate.countDown();
        }
    }

    @Test
    void t4_aFailureWinsOverTheInterruptWhichStaysSet() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        IllegalStateException cleanUp = new IllegalStateException("clean-up");
        try (Threads threads = new Threads(Threads.Kind.VIRTUAL)) {
            Thread owner = threads.start("owner", () -> {
                try (TaskGroup group = TaskGroup.open("interrupted")) {
                    group.fork(Bodies.whenInterrupted(begun, cleanUp));
                    assertSame(cleanUp, assertThrows(TaskFailedException.class, group::join).getCause());
                    assertTrue(Thread.interrupted());
                }
            });
            begun.await();
            Until.waiting(owner);
            owner.interrupt();
        }
    }

    @Test
    void t4_laterInterruptsAreKeptAndNotActedOn() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch threw = new CountDownLatch(1);
        AtomicReference<TaskGroup> opened = new AtomicReference<>();
        try (Threads threads = new Threads(Threads.Kind.PLATFORM)) {
            Thread owner = threads.start("owner", () -> {
                try (TaskGroup group = TaskGroup.open("interrupted twice")) {
                    opened.set(group);
                    group.fork(Bodies.stubborn(begun, gate));
                    assertThrows(InterruptedException.class, group::join);
                    threw.countDown();
                    assertTrue(Thread.interrupted(), "the second one");
                }
            });
            begun.await();
            Until.waiting(owner);
            owner.interrupt();
            Until.holds("the first is acted on", () -> opened.get().cancellation().isPresent());
            Until.waiting(owner);
            owner.interrupt();
            Until.waiting(owner);
            assertEquals(1, threw.getCount());
            gate.countDown();
        }
    }

    @Test
    void r1_joinThrowsOnEntryWhenInterruptedAlready() throws Exception {
        try (TaskGroup group = TaskGroup.open("interrupted before")) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, group::join);
            assertFalse(Thread.interrupted());
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> group.join(Duration.ZERO));
            assertFalse(Thread.interrupted());
            assertTrue(group.cancellation().isPresent());
        }
    }

    @ParameterizedTest
    @EnumSource
    void r6_onlyTheOwnerJoinsAndCloses(Threads.Kind kind) throws Exception {
        try (TaskGroup group = TaskGroup.open("mine"); Threads threads = new Threads(kind)) {
            threads.start("stranger", () -> refusesStranger(group));
            threads.join();
            group.fork("own task", () -> refusesStranger(group));
            group.join();
        }
    }

    private static void refusesStranger(TaskGroup group) {
        for (Action call : List.<Action>of(group::join, () -> group.join(Duration.ZERO), group::close)) {
            WrongThreadException refusal = assertThrows(WrongThreadException.class, call::run);
            assertTrue(refusal.getMessage().contains("'mine'"), refusal::getMessage);
            assertTrue(refusal.getMessage().contains("only the thread that opened it"), refusal::getMessage);
        }
    }

    @Test
    void r6_joinAfterCloseIsRefused() throws Exception {
        TaskGroup group = TaskGroup.open("bygone");
        group.close();
        IllegalStateException refusal = assertThrows(IllegalStateException.class, group::join);
        assertTrue(refusal.getMessage().contains("'bygone', which is closed"), refusal::getMessage);
        assertThrows(IllegalStateException.class, () -> group.join(Duration.ZERO));
    }
}
