package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.queue.WorkQueue;
import dev.heddle.testing.Limits;
import dev.heddle.testing.Until;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What counts as cancelled, and what a cancelled task still can and cannot do. */
class CancelTest {

    static Stream<Exception> interruptShaped() {
        return Stream.of(new InterruptedException(), new ClosedByInterruptException(), new InterruptedIOException(),
                new CancellationException(), new RuntimeException(new InterruptedException()),
                new UncheckedIOException(new ClosedByInterruptException()),
                new IllegalStateException(new IOException(new CancellationException())));
    }

    static Stream<Exception> otherwiseShaped() {
        return Stream.of(new IOException("disk"), new SocketTimeoutException(), new IllegalStateException());
    }

    @ParameterizedTest
    @MethodSource("interruptShaped")
    void t3_anInterruptShapedExceptionAfterACancelIsNoFailureAndCancelsNoSibling(Exception thrown) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("shapes")) {
            Task<String> sibling = group.fork("sibling", () -> {
                gate.await();
                return "woven";
            });
            Task<Void> task = group.fork("task", Bodies.whenInterrupted(begun, thrown));
            begun.await();
            assertTrue(task.cancel(true));
            assertThrows(CancellationException.class, task::get);
            gate.countDown();
            group.join();
            assertEquals(new Outcome.Cancelled<>(CancelReason.ASKED, null), task.outcome());
            assertEquals("woven", sibling.resultNow());
        }
    }

    @ParameterizedTest
    @MethodSource("interruptShaped")
    void t3_theSameExceptionWithoutACancelIsAFailure(Exception thrown) throws Exception {
        try (TaskGroup group = TaskGroup.open("shapes")) {
            Task<Void> task = group.fork("task", () -> {
                throw thrown;
            });
            assertSame(thrown, assertThrows(TaskFailedException.class, group::join).getCause());
            assertEquals(new Outcome.Failure<>(thrown), task.outcome());
        }
    }

    @ParameterizedTest
    @MethodSource("otherwiseShaped")
    void t3_anyOtherExceptionAfterACancelIsAFailure(Exception thrown) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("shapes")) {
            Task<Void> task = group.fork("task", Bodies.whenInterrupted(begun, thrown));
            begun.await();
            task.cancel(true);
            assertSame(thrown, assertThrows(TaskFailedException.class, group::join).getCause());
        }
    }

    @Test
    void t3_aForeignInterruptIsAFailure() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Thread[] thread = new Thread[1];
        try (TaskGroup group = TaskGroup.open("foreign")) {
            Task<Void> task = group.fork("task", () -> {
                thread[0] = Thread.currentThread();
                begun.countDown();
                Bodies.forEver();
            });
            begun.await();
            thread[0].interrupt();
            assertInstanceOf(InterruptedException.class,
                    assertThrows(TaskFailedException.class, group::join).getCause());
            assertFalse(task.isCancelled());
        }
    }

    @Test
    void t13_aResultNeverVanishesBecauseTheTaskEndedAfterACancellation() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch gate = new CountDownLatch(1);
        Task<String> asked;
        Task<String> withAll;
        try (TaskGroup group = TaskGroup.open("late results")) {
            asked = group.fork("asked", () -> {
                Bodies.stubborn(begun, gate).run();
                return "asked";
            });
            withAll = group.fork("with all", () -> {
                Bodies.stubborn(begun, gate).run();
                return "with all";
            });
            begun.await();
            asked.cancel(true);
            group.cancel();
            gate.countDown();
            group.join();
        }
        assertEquals("asked", asked.resultNow());
        assertEquals("with all", withAll.get(), "also after the group has closed");
        assertFalse(asked.isCancelled());
    }

    @Test
    void w3_inACancelledScopeEveryWaitThrowsAgain() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        WorkQueue<String> empty = WorkQueue.bounded(1);
        WorkQueue<String> full = WorkQueue.bounded(1);
        full.put("in the way");
        try (TaskGroup group = TaskGroup.open("clean-up")) {
            Task<Void> other = group.fork("other", Bodies::forEver);
            Task<Void> task = group.fork("task", () -> {
                begun.countDown();
                assertThrows(CancellationException.class, empty::take);
                Until.holds("the interrupt comes", Thread::interrupted); // which follows the cancellation
                for (int round = 0; round < 2; round++) {
                    for (Action wait : List.<Action>of(empty::take, () -> empty.poll(Limits.HANG), () -> full.put("x"),
                            () -> full.offer("x", Limits.HANG), full::join, other::get, () -> other.get(Limits.HANG),
                            () -> TaskGroup.gather(List.of(() -> 1)), () -> TaskGroup.outcomes(List.of(() -> 1)),
                            W3::joinAGroup, () -> TaskGroup.call(GroupOptions.defaults(), inner -> 1))) {
                        CancellationException thrown = assertThrows(CancellationException.class, wait::run);
                        assertTrue(thrown.getMessage().contains("'task' of group 'clean-up'"), thrown::getMessage);
                        assertFalse(Thread.currentThread().isInterrupted(), "level-triggered, not by interrupts");
                    }
                }
            });
            begun.await();
            task.cancel(true);
            task.get(Limits.HANG);
            group.cancel();
        }
        assertEquals(List.of("in the way"), full.closeNow());
    }

    private static final class W3 {
        static void joinAGroup() throws Exception {
            try (TaskGroup group = TaskGroup.open("inner")) {
                group.fork(Bodies::forEver);
                group.join();
            }
        }
    }

    @Test
    void w3_theOwnersWaitsThrowAgainTooAfterCancel() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("owner")) {
            Task<Void> task = group.fork("stubborn", Bodies.stubborn(begun, gate));
            begun.await();
            group.cancel();
            for (int round = 0; round < 2; round++) {
                assertThrows(CancellationException.class, task::get);
                assertThrows(CancellationException.class, () -> TaskGroup.gather(List.of(() -> 1)));
            }
            gate.countDown();
            group.join();
        }
    }

    @Test
    void r5_cancellingInterruptsTheTasksAndNeverTheOwner() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("owner")) {
            Task<Boolean> task = group.fork(() -> {
                begun.countDown();
                try {
                    Bodies.forEver();
                    return false;
                } catch (InterruptedException e) {
                    return true;
                }
            });
            begun.await();
            group.cancel();
            assertFalse(Thread.currentThread().isInterrupted());
            group.join();
            assertTrue(task.resultNow(), "it was interrupted");
            assertFalse(Thread.currentThread().isInterrupted());
        }
    }

    @Test
    void anyThreadMayCancelATaskOfItsOwnGroupIncluded() throws Exception {
        try (TaskGroup group = TaskGroup.open("suicide")) {
            Task<Void> sibling = group.fork("sibling", Bodies::forEver);
            Task<Void> task = group.fork("task", () -> {
                group.cancel();
                Bodies.forEver();
            });
            group.join();
            assertTrue(sibling.isCancelled());
            assertTrue(task.isCancelled());
        }
    }

    @Test
    void cancellationTellsWhy() throws Exception {
        try (TaskGroup group = TaskGroup.open("why")) {
            assertTrue(group.cancellation().isEmpty());
            group.cancel();
            group.cancel();
            assertEquals("group 'why' was cancelled", group.cancellation().orElseThrow().getMessage());
        }
    }
}
