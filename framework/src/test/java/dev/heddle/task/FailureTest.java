package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** One task fails: what that does to the others, and how the owner is told. */
class FailureTest {
    private final IllegalStateException boom = new IllegalStateException("boom");

    @Test
    void t2_theFirstFailureCancelsItsSiblingsAndDaemonsAndJoinThrowsWhenAllHaveEnded() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        try (TaskGroup group = TaskGroup.open("checkout")) {
            Task<Void> sibling = group.fork("sibling", Bodies.forEverAfter(begun));
            Task<Void> daemon = group.forkDaemon("daemon", Bodies.forEverAfter(begun));
            begun.await();
            Task<Void> loser = group.fork("loser", this::fail);
            TaskFailedException failed = assertThrows(TaskFailedException.class, group::join);
            assertSame(boom, failed.getCause());
            assertEquals("task 'loser' of group 'checkout' failed: " + boom, failed.getMessage());
            assertInstanceOf(ExecutionException.class, failed);
            Outcome<Void> cancelled = new Outcome.Cancelled<>(CancelReason.SIBLING_FAILED, boom);
            assertEquals(cancelled, sibling.outcome());
            assertEquals(cancelled, daemon.outcome());
            assertEquals(new Outcome.Failure<>(boom), loser.outcome());
            assertEquals(List.of(), group.live());
        }
    }

    private void fail() {
        throw boom;
    }

    @Test
    void t2_aDaemonsFailureFailsTheGroup() throws Exception {
        try (TaskGroup group = TaskGroup.open("served")) {
            Task<Void> task = group.fork("task", Bodies::forEver);
            group.forkDaemon("daemon", this::fail);
            TaskFailedException failed = assertThrows(TaskFailedException.class, group::join);
            assertTrue(failed.getMessage().contains("'daemon'"), failed::getMessage);
            assertTrue(task.isCancelled());
        }
    }

    @Test
    void t2_everyFailureIsListedThoseOfCleanUpIncluded() throws Exception {
        IOException cleanUp = new IOException("clean-up");
        CountDownLatch begun = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("checkout")) {
            group.fork("sibling", Bodies.whenInterrupted(begun, cleanUp));
            begun.await();
            group.fork("loser", this::fail);
            TaskFailedException failed = assertThrows(TaskFailedException.class, group::join);
            assertEquals(List.of(boom, cleanUp), failed.failures());
            assertEquals(List.of(cleanUp), List.of(failed.getSuppressed()));
            assertTrue(failed.getMessage().contains("1 more failure"), failed::getMessage);
        }
    }

    /** A task in a group of its own, which waits there for Heddle: Java suppresses what the inner close throws. */
    @Test
    void t2_theFailuresOfAGroupWithinACancelledTaskAreListedToo() throws Exception {
        IOException cleanUp = new IOException("clean-up");
        CountDownLatch begun = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("outer")) {
            group.fork("stage", () -> {
                try (TaskGroup inner = TaskGroup.open("inner")) {
                    inner.fork("worker", Bodies.whenInterrupted(begun, cleanUp)).get();
                }
            });
            begun.await();
            group.fork("loser", this::fail);
            TaskFailedException failed = assertThrows(TaskFailedException.class, group::join);
            assertSame(boom, failed.getCause());
            assertTrue(reaches(failed, cleanUp, new HashSet<>()), () -> "lost: " + cleanUp);
        }
    }

    /** The same with Java's own means. */
    @Test
    void t2_aFailureToCloseThatJavaSuppressedInACancelledTaskIsListedToo() throws Exception {
        IOException cleanUp = new IOException("clean-up");
        CountDownLatch begun = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("outer")) {
            group.fork("writer", () -> {
                try (AutoCloseable file = () -> {
                    throw cleanUp;
                }) {
                    assertFalse(file.toString().isEmpty());
                    begun.countDown();
                    Bodies.forEver();
                }
            });
            begun.await();
            group.fork("loser", this::fail);
            TaskFailedException failed = assertThrows(TaskFailedException.class, group::join);
            assertTrue(reaches(failed, cleanUp, new HashSet<>()), () -> "lost: " + cleanUp);
        }
    }

    private static boolean reaches(Throwable from, Throwable wanted, Set<Throwable> seen) {
        if (from == null || !seen.add(from)) {
            return false;
        }
        return from == wanted || reaches(from.getCause(), wanted, seen)
                || List.of(from.getSuppressed()).stream().anyMatch(s -> reaches(s, wanted, seen));
    }

    @Test
    void t2_oneCauseThatManyTasksSawIsListedOnce() throws Exception {
        CountDownLatch all = new CountDownLatch(3);
        try (TaskGroup group = TaskGroup.open("outage")) {
            for (int i = 0; i < 3; i++) {
                int number = i;
                group.fork("reader", () -> {
                    all.countDown();
                    Bodies.passUninterruptibly(all);
                    throw new IOException("seen by " + number, boom);
                });
            }
            TaskFailedException failed = assertThrows(TaskFailedException.class, group::join);
            assertEquals(1, failed.failures().size());
            assertSame(boom, failed.getCause().getCause());
            assertEquals(0, failed.getSuppressed().length);
        }
    }

    @Test
    void t2_whoeverGetsAFailedSiblingsResultAddsNothingNew() throws Exception {
        AtomicReference<Task<Void>> loser = new AtomicReference<>();
        CountDownLatch known = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("chain")) {
            group.fork("reader", () -> {
                known.await();
                loser.get().get();
            });
            loser.set(group.fork("loser", this::fail));
            known.countDown();
            TaskFailedException failed = assertThrows(TaskFailedException.class, group::join);
            assertEquals(List.of(boom), failed.failures());
        }
    }

    @Test
    void r3_anErrorCountsLikeAnException() throws Exception {
        StackOverflowError error = new StackOverflowError("deep");
        try (TaskGroup group = TaskGroup.open("error")) {
            Task<Void> task = group.fork(() -> {
                throw error;
            });
            assertSame(error, assertThrows(TaskFailedException.class, group::join).getCause());
            assertSame(error, task.exceptionNow());
        }
    }

    @Test
    void aCheckedExceptionComesThroughUnwrapped() throws Exception {
        IOException checked = new IOException("disk");
        try (TaskGroup group = TaskGroup.open("checked")) {
            group.fork(() -> {
                throw checked;
            });
            assertSame(checked, assertThrows(TaskFailedException.class, group::join).getCause());
        }
    }

    @Test
    void theOwnersOtherWaitsEndWithCancellationWhoseCauseIsTheFailure() throws Exception {
        try (TaskGroup group = TaskGroup.open("elsewhere")) {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch gate = new CountDownLatch(1);
            Task<Void> stubborn = group.fork("stubborn", Bodies.stubborn(begun, gate));
            begun.await();
            group.fork("loser", this::fail);
            CancellationException cancelled = assertThrows(CancellationException.class, stubborn::get);
            assertSame(boom, cancelled.getCause());
            assertTrue(cancelled.getMessage().contains("task 'loser' failed"), cancelled::getMessage);
            assertFalse(Thread.currentThread().isInterrupted());
            gate.countDown();
            assertThrows(TaskFailedException.class, group::join);
        }
    }

    /** Whether the owner came before or after the end must not decide which exception it sees. */
    @Test
    void getOfTheTaskThatFailsThrowsItsFailureHoweverEarlyTheOwnerCame() throws Exception {
        Thread owner = Thread.currentThread();
        try (TaskGroup group = TaskGroup.open("early")) {
            Task<Void> loser = group.fork("loser", () -> {
                while (owner.getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                }
                throw boom;
            });
            Exception thrown = assertThrows(Exception.class, loser::get);
            assertInstanceOf(TaskFailedException.class, thrown);
            assertSame(boom, thrown.getCause());
            assertThrows(TaskFailedException.class, group::join);
        }
    }

    @Test
    void aFailureAfterTheJoinSaysSo() throws Exception {
        TaskGroup group = TaskGroup.open("late");
        CountDownLatch begun = new CountDownLatch(1);
        IOException cleanUp = new IOException("clean-up");
        group.forkDaemon("late daemon", () -> Bodies.whenInterrupted(begun, cleanUp).run());
        begun.await();
        group.join();
        TaskFailedException failed = assertThrows(TaskFailedException.class, group::close);
        assertEquals(List.of(cleanUp), failed.failures());
    }

    @Test
    void theExceptionSurvivesSerialization() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TaskGroup group = TaskGroup.open("wire")) {
            group.fork("loser", this::fail);
            group.fork("fails though cancelled", () -> {
                throw new IllegalStateException("clean-up");
            }, () -> {});
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(assertThrows(TaskFailedException.class, group::join));
            }
        }
        ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        TaskFailedException read = (TaskFailedException) in.readObject();
        assertEquals(2, read.failures().size());
        assertEquals(List.of(read.getCause(), read.getSuppressed()[0]), read.failures());
    }
}
