package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A resource that a task owns is closed once, whatever happens to the task. */
class OwnedResourceTest {
    private final AtomicInteger closed = new AtomicInteger();

    @Test
    void itIsClosedOnTheTasksThreadAfterTheBodyAndBeforeTheTaskIsDone() throws Exception {
        AtomicReference<Task<Thread>> self = new AtomicReference<>();
        AtomicReference<Thread> closer = new AtomicReference<>();
        AtomicInteger order = new AtomicInteger();
        CountDownLatch known = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("order")) {
            self.set(group.fork("owner of a resource", () -> {
                assertEquals(2, order.incrementAndGet());
                assertFalse(self.get().isDone());
                closer.set(Thread.currentThread());
            }, () -> {
                known.await();
                assertEquals(1, order.incrementAndGet());
                return Thread.currentThread();
            }));
            known.countDown();
            group.join();
        }
        assertSame(self.get().resultNow(), closer.get());
        assertEquals(2, order.get());
    }

    @Test
    void itIsClosedWhenTheBodyThrowsAndWhatItThrowsIsSuppressed() {
        IllegalStateException body = new IllegalStateException("body");
        IOException close = new IOException("close");
        TaskFailedException failed = assertThrows(TaskFailedException.class, () -> run(() -> {
            throw close;
        }, () -> {
            throw body;
        }));
        assertSame(body, failed.getCause());
        assertEquals(List.of(close), List.of(body.getSuppressed()));
    }

    @Test
    void itsFailureToCloseFailsTheTask() {
        IOException close = new IOException("close");
        TaskFailedException failed = assertThrows(TaskFailedException.class, () -> run(() -> {
            throw close;
        }, () -> {}));
        assertSame(close, failed.getCause());
        assertTrue(failed.getMessage().contains("'user'"), failed::getMessage);
    }

    private static void run(AutoCloseable resource, Action body) throws Exception {
        try (TaskGroup group = TaskGroup.open("resources")) {
            group.fork("user", resource, body);
            group.join();
        }
    }

    @Test
    void t2_itsFailureToCloseAfterACancellationIsNotLost() throws Exception {
        IOException close = new IOException("close");
        CountDownLatch begun = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("clean-up")) {
            group.fork("user", () -> {
                throw close;
            }, Bodies.forEverAfter(begun));
            begun.await();
            group.cancel();
            TaskFailedException failed = assertThrows(TaskFailedException.class, group::join);
            assertEquals(List.of(close), failed.failures());
        }
    }

    @Test
    void t17_aTaskCancelledBeforeItsThreadBeginsNeverRunsAndItsResourceIsClosed() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        CountDownLatch gate = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open(Bodies.heldBack(gate))) {
            Task<Integer> alone = group.fork("alone", closed::incrementAndGet, ran::incrementAndGet);
            Task<Integer> withAll = group.fork("with all", closed::incrementAndGet, ran::incrementAndGet);
            Task<Integer> bare = group.fork("bare", ran::incrementAndGet);
            assertTrue(alone.cancel(true));
            group.cancel();
            assertFalse(alone.isDone(), "its resource is not closed yet");
            assertEquals(0, closed.get());
            gate.countDown();
            group.join();
            for (Task<?> task : List.of(alone, withAll, bare)) {
                assertEquals(new Outcome.Cancelled<>(CancelReason.ASKED, null), task.outcome());
            }
        }
        assertEquals(0, ran.get());
        assertEquals(2, closed.get());
    }

    @Test
    void t17_aForkIntoACancelledGroupClosesItsResource() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        try (TaskGroup group = TaskGroup.open("cancelled")) {
            group.cancel();
            Task<Integer> task = group.fork("late", closed::incrementAndGet, ran::incrementAndGet);
            group.join();
            assertTrue(task.isCancelled());
        }
        assertEquals(0, ran.get());
        assertEquals(1, closed.get());
    }

    @Test
    void aRefusedForkClosesItsResourceAndKeepsWhatThatThrows() throws Exception {
        TaskGroup group = TaskGroup.open("bygone");
        group.close();
        IOException close = new IOException("close");
        IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> group.fork("late", () -> {
            closed.incrementAndGet();
            throw close;
        }, () -> 1));
        assertEquals(1, closed.get());
        assertEquals(List.of(close), List.of(refusal.getSuppressed()));
    }

    @Test
    void aTaskThatGetsNoThreadClosesItsResourceForTheOwner() throws Exception {
        try (TaskGroup group = TaskGroup.open(GroupOptions.of("no threads").threads(body -> null))) {
            assertThrows(RuntimeException.class, () -> group.fork("x", closed::incrementAndGet, () -> 1));
            assertEquals(1, closed.get());
            group.cancel();
        }
    }
}
