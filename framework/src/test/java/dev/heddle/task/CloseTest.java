package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the end of a group waits for, and what it says. */
class CloseTest {

    @ParameterizedTest
    @EnumSource
    void r2_closeReturnsWhenEveryTaskHasEnded(Threads.Kind kind) throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        List<Task<Void>> tasks = new ArrayList<>();
        try (Threads threads = new Threads(kind)) {
            Thread owner = threads.start("owner", () -> {
                TaskGroup group = TaskGroup.open("outlived");
                tasks.add(group.fork("task", Bodies.stubborn(begun, gate)));
                tasks.add(group.forkDaemon("daemon", Bodies.stubborn(begun, gate)));
                begun.await();
                assertThrows(IllegalStateException.class, group::close);
                closed.countDown();
                assertTrue(tasks.stream().allMatch(Task::isDone));
            });
            begun.await();
            Until.waiting(owner);
            assertEquals(1, closed.getCount());
            gate.countDown();
        }
    }

    @Test
    void r2_noThreadOfAGroupOutlivesItNotEvenItsHelpers() throws Exception {
        List<Thread> used = new ArrayList<>();
        try (TaskGroup group = TaskGroup.open(GroupOptions.of("threads").threads(body -> {
            Thread thread = Thread.ofVirtual().unstarted(body);
            synchronized (used) {
                used.add(thread);
            }
            return thread;
        }))) {
            group.fork(() -> group.fork(() -> group.fork(() -> 1)));
            group.forkDaemon("daemon", Bodies::forEver);
            group.join();
        }
        assertEquals(4, used.size());
        for (Thread thread : used) {
            assertFalse(thread.isAlive(), () -> thread + " is alive");
        }
    }

    @Test
    void t11_closeWithoutJoinCancelsWaitsAndSaysThatJoinWasForgotten() throws Exception {
        TaskGroup group = TaskGroup.open("forgetful");
        CountDownLatch begun = new CountDownLatch(1);
        Task<Void> task = group.fork(Bodies.forEverAfter(begun));
        begun.await();
        IllegalStateException forgotten = assertThrows(IllegalStateException.class, group::close);
        assertTrue(forgotten.getMessage().contains("'forgetful' was closed without join, and close cancels"),
                forgotten::getMessage);
        assertEquals(new Outcome.Cancelled<>(CancelReason.CLOSED, null), task.outcome());
    }

    @Test
    void t11_thatDoesNotDependOnWhetherTheTasksHadEnded() throws Exception {
        TaskGroup group = TaskGroup.open("forgetful");
        Task<Integer> task = group.fork(() -> 1);
        task.get();
        Until.holds("it has left", () -> group.live().isEmpty());
        assertThrows(IllegalStateException.class, group::close);
        assertEquals(1, task.resultNow());
    }

    @Test
    void t11_aFailureIsThrownInsteadOfTheReminder() {
        TaskGroup group = TaskGroup.open("forgetful");
        IllegalStateException boom = new IllegalStateException("boom");
        group.fork("loser", () -> {
            throw boom;
        });
        TaskFailedException failed = assertThrows(TaskFailedException.class, () -> {
            Until.holds("all have ended", () -> group.live().isEmpty());
            group.close();
        });
        assertSame(boom, failed.getCause());
        assertEquals(0, failed.getSuppressed().length);
    }

    @Test
    void t11_aFailureInCleanUpIsThrownInsteadOfTheReminder() throws Exception {
        TaskGroup group = TaskGroup.open("forgetful");
        IllegalStateException boom = new IllegalStateException("boom");
        CountDownLatch begun = new CountDownLatch(1);
        group.fork(Bodies.whenInterrupted(begun, boom));
        begun.await();
        assertSame(boom, assertThrows(TaskFailedException.class, group::close).getCause());
    }

    @Test
    void t11_theReminderIsSuppressedWhenTheBlockThrows() {
        IOException body = new IOException("body");
        IOException thrown = assertThrows(IOException.class, () -> {
            try (TaskGroup group = TaskGroup.open("forgetful")) {
                group.fork(Bodies::forEver);
                throw body;
            }
        });
        assertSame(body, thrown);
        assertTrue(thrown.getSuppressed()[0].getMessage().contains("without join"));
    }

    @Test
    void t11_cancelCountsAsHavingJoined() throws Exception {
        Task<Void> task;
        try (TaskGroup group = TaskGroup.open("given up")) {
            task = group.fork(Bodies::forEver);
            group.cancel();
        }
        assertTrue(task.isCancelled());
    }

    @Test
    void t11_daemonsNeedNoJoinAndAreCancelled() throws Exception {
        Task<Void> daemon;
        CountDownLatch begun = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("served")) {
            daemon = group.forkDaemon("daemon", Bodies.forEverAfter(begun));
            begun.await();
        }
        assertEquals(new Outcome.Cancelled<>(CancelReason.CLOSED, null), daemon.outcome());
    }

    @Test
    void r3_whatNoJoinReportedCloseThrowsAndOnlyThat() throws Exception {
        TaskGroup group = TaskGroup.open("late failure");
        CountDownLatch begun = new CountDownLatch(1);
        IllegalStateException late = new IllegalStateException("late");
        group.forkDaemon("daemon", Bodies.whenInterrupted(begun, late));
        group.fork(() -> 1);
        begun.await();
        group.join();
        TaskFailedException failed = assertThrows(TaskFailedException.class, group::close);
        assertSame(late, failed.getCause());
        assertTrue(failed.getMessage().contains("'daemon' of group 'late failure'"), failed::getMessage);
    }

    @Test
    void r3_whatAJoinReportedCloseDoesNotRepeat() throws Exception {
        try (TaskGroup group = TaskGroup.open("reported")) {
            group.fork(() -> {
                throw new IllegalStateException("boom");
            });
            assertThrows(TaskFailedException.class, group::join);
        }
    }

    @ParameterizedTest
    @EnumSource
    void r5_closeKeepsAForeignInterruptForLater(Threads.Kind kind) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch closing = new CountDownLatch(1);
        try (Threads threads = new Threads(kind)) {
            Thread owner = threads.start("owner", () -> {
                TaskGroup group = TaskGroup.open("interrupted");
                group.forkDaemon("daemon", Bodies.stubborn(begun, gate));
                begun.await();
                closing.countDown();
                group.close();
                assertTrue(Thread.interrupted(), "nobody has eaten it");
            });
            closing.await();
            Until.waiting(owner);
            owner.interrupt();
            Until.waiting(owner);
            assertTrue(owner.isAlive());
            gate.countDown();
        }
        Thread.currentThread().interrupt();
        try (TaskGroup group = TaskGroup.open("interrupted before")) {
            group.forkDaemon("daemon", Bodies::forEver);
        }
        assertTrue(Thread.interrupted());
    }

    @Test
    void closeAgainHasNoEffect() throws Exception {
        TaskGroup group = TaskGroup.open("twice");
        group.onClose(() -> {
            throw new IOException("once");
        });
        assertThrows(ExecutionException.class, group::close);
        group.close();
    }

    @Test
    void onCloseRunsOnTheOwnerAfterAllHaveEndedTheLastFirst() throws Exception {
        List<String> order = new ArrayList<>();
        CountDownLatch begun = new CountDownLatch(1);
        AtomicReference<Task<Void>> daemon = new AtomicReference<>();
        try (TaskGroup group = TaskGroup.open("callbacks")) {
            Thread owner = Thread.currentThread();
            group.onClose(() -> {
                order.add("first");
                assertSame(owner, Thread.currentThread());
                assertTrue(daemon.get().isDone());
            });
            group.onClose(() -> order.add("second"));
            group.onClose(() -> order.add("taken back")).close();
            daemon.set(group.forkDaemon("daemon", Bodies.forEverAfter(begun)));
            begun.await();
        }
        assertEquals(List.of("second", "first"), order);
    }

    @Test
    void whatOnCloseThrowsCloseThrowsAndTheOthersRunAllTheSame() {
        List<String> ran = new ArrayList<>();
        TaskGroup group = TaskGroup.open("callbacks");
        IllegalArgumentException first = new IllegalArgumentException("runs first");
        Error second = new AssertionError("runs second");
        group.onClose(() -> ran.add("last"));
        group.onClose(() -> {
            throw second;
        });
        group.onClose(() -> {
            throw first;
        });
        assertSame(first, assertThrows(IllegalArgumentException.class, group::close));
        assertEquals(List.of(second), List.of(first.getSuppressed()));
        assertEquals(List.of("last"), ran);
    }

    @Test
    void aCheckedExceptionOfOnCloseComesAsTheCauseOfOneThatNamesTheGroup() {
        TaskGroup group = TaskGroup.open("callbacks");
        IOException checked = new IOException("disk");
        group.onClose(() -> {
            throw checked;
        });
        ExecutionException thrown = assertThrows(ExecutionException.class, group::close);
        assertSame(checked, thrown.getCause());
        assertTrue(thrown.getMessage().contains("'callbacks'"), thrown::getMessage);
    }

    @Test
    void r6_onCloseOfAClosedGroupIsRefused() throws Exception {
        TaskGroup group = TaskGroup.open("bygone");
        group.close();
        IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> group.onClose(() -> {}));
        assertTrue(refusal.getMessage().contains("'bygone', which is closed"), refusal::getMessage);
    }
}
