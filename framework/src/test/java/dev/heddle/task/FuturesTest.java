package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Until;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A future of a task. */
class FuturesTest {
    private static final int ROUNDS = 1_000;
    private static final int DITHER = 200;

    private final IOException disk = new IOException("disk");
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);

    private String wovenOnceLet() throws InterruptedException {
        begun.countDown();
        gate.await(); // would throw if it were interrupted
        return "woven";
    }

    @Test
    void ofATaskThatHasEndedItIsComplete() throws Exception {
        Task<String> woven;
        Task<String> nothing;
        Task<String> lost;
        Task<Void> told;
        FailurePolicy policy = FailurePolicy.keepGoing((task, failure) -> {});
        try (TaskGroup group = TaskGroup.open(GroupOptions.of("ended").failures(policy))) {
            woven = group.fork(() -> "woven");
            nothing = group.fork(() -> null);
            lost = group.fork(() -> {
                throw disk;
            });
            told = group.fork(Bodies::forEver);
            told.cancel(true);
            group.join();
        }
        assertEquals("woven", Futures.toCompletableFuture(woven).resultNow());
        assertNull(Futures.toCompletableFuture(nothing).resultNow());
        assertSame(disk, Futures.toCompletableFuture(lost).exceptionNow());
        assertTrue(Futures.toCompletableFuture(told).isCancelled());
        assertNotSame(Futures.toCompletableFuture(woven), Futures.toCompletableFuture(woven));
    }

    @Test
    void itCompletesWithTheResultOnceTheTaskHasEnded() throws Exception {
        try (TaskGroup group = TaskGroup.open("running")) {
            CompletableFuture<String> future = Futures.toCompletableFuture(group.fork(this::wovenOnceLet));
            CompletableFuture<Integer> length = future.thenApply(String::length);
            begun.await();
            assertFalse(future.isDone());
            gate.countDown();
            assertEquals("woven", future.get());
            assertEquals(5, length.get());
            group.join();
        }
    }

    @Test
    void itFailsWithTheFailureItself() throws Exception {
        try (TaskGroup group = TaskGroup.open("failing")) {
            CompletableFuture<String> future = Futures.toCompletableFuture(group.fork(() -> {
                wovenOnceLet();
                throw disk;
            }));
            CompletableFuture<Throwable> seen = future.handle((value, failure) -> failure);
            gate.countDown();
            assertSame(disk, seen.get(), "not wrapped");
            assertSame(disk, assertThrows(ExecutionException.class, future::get).getCause());
            assertSame(disk, assertThrows(TaskFailedException.class, group::join).getCause());
        }
    }

    @Test
    void itIsCancelledWithTheTaskAndSaysWhy() throws Exception {
        CompletableFuture<Void> future;
        try (TaskGroup group = TaskGroup.open("cancelled")) {
            future = Futures.toCompletableFuture(group.fork("sibling", Bodies.forEverAfter(begun)));
            begun.await();
            group.fork(() -> {
                throw disk;
            });
            assertThrows(TaskFailedException.class, group::join);
        }
        CancellationException cancelled = assertThrows(CancellationException.class, future::get);
        assertTrue(future.isCancelled());
        assertTrue(Trees.mentions(cancelled, disk), "the group's first failure, because that is why");
        assertTrue(Trees.print(cancelled).contains("task 'sibling' of group 'cancelled' was cancelled"));
    }

    @Test
    void aCallbackHoldsUpNeitherItsTaskNorTheCloseOfItsGroup() throws Exception {
        AtomicReference<Thread> ofTask = new AtomicReference<>();
        AtomicReference<Thread> ofCallback = new AtomicReference<>();
        CountDownLatch inCallback = new CountDownLatch(1);
        CountDownLatch untilClosed = new CountDownLatch(1);
        CompletableFuture<Void> called;
        try (TaskGroup group = TaskGroup.open("called back")) {
            Task<String> task = group.fork(() -> {
                ofTask.set(Thread.currentThread());
                return wovenOnceLet();
            });
            called = Futures.toCompletableFuture(task).thenAccept(value -> {
                ofCallback.set(Thread.currentThread());
                inCallback.countDown();
                Bodies.passUninterruptibly(untilClosed);
            });
            gate.countDown();
            inCallback.await();
            group.join();
        }
        assertFalse(called.isDone(), "it still runs");
        assertTrue(ofCallback.get().isVirtual());
        assertNotSame(ofTask.get(), ofCallback.get());
        untilClosed.countDown();
        called.get();
        Until.holds("no thread is left", () -> !ofCallback.get().isAlive());
    }

    @Test
    void whatACallbackThrowsIsTheAffairOfItsStage() throws Exception {
        IllegalStateException boom = new IllegalStateException("boom");
        try (TaskGroup group = TaskGroup.open("called back")) {
            CompletableFuture<String> future = Futures.toCompletableFuture(group.fork(this::wovenOnceLet));
            CompletableFuture<Void> called = future.thenRun(() -> {
                throw boom;
            });
            gate.countDown();
            assertSame(boom, assertThrows(ExecutionException.class, called::get).getCause());
            group.join();
            assertEquals("woven", future.get());
        }
    }

    // ---- cancelling the future

    @Test
    void cancellingItCancelsTheTaskAlone() throws Exception {
        try (TaskGroup group = TaskGroup.open("asked")) {
            Task<Void> task = group.fork(Bodies.forEverAfter(begun));
            Task<String> sibling = group.fork(this::wovenOnceLet);
            CompletableFuture<Void> future = Futures.toCompletableFuture(task);
            CompletableFuture<Void> another = Futures.toCompletableFuture(task);
            begun.await();
            assertTrue(future.cancel(true));
            assertTrue(future.cancel(true), "it stays cancelled");
            assertThrows(CancellationException.class, another::get);
            gate.countDown();
            group.join();
            assertEquals(new Outcome.Cancelled<>(CancelReason.ASKED, null), task.outcome());
            assertEquals("woven", sibling.resultNow());
        }
    }

    /** As a CompletableFuture has it; the task is done when it has ended, as Heddle has it. */
    @Test
    void t13_cancellingCompletesTheFutureAtOnceAndOnlyAsksTheTask() throws Exception {
        try (TaskGroup group = TaskGroup.open("stubborn")) {
            Task<Void> task = group.fork(Bodies.stubborn(begun, gate));
            CompletableFuture<Void> future = Futures.toCompletableFuture(task);
            begun.await();
            assertTrue(future.cancel(true));
            assertTrue(future.isCancelled());
            assertFalse(task.isDone());
            gate.countDown();
            group.join();
            assertEquals(Future.State.SUCCESS, task.state(), "it ended by itself");
            assertTrue(future.isCancelled());
        }
    }

    @Test
    void t13_cancellingWithoutInterruptLetsATaskBeThatHasBegun() throws Exception {
        try (TaskGroup group = TaskGroup.open("gentle")) {
            Task<String> task = group.fork(this::wovenOnceLet);
            CompletableFuture<String> future = Futures.toCompletableFuture(task);
            begun.await();
            assertTrue(future.cancel(false));
            gate.countDown();
            group.join();
            assertEquals("woven", task.resultNow());
        }
    }

    @Test
    void t17_cancellingKeepsATaskFromBeginning() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        try (TaskGroup group = TaskGroup.open(Bodies.heldBack(gate))) {
            Task<Integer> task = group.fork(ran::incrementAndGet);
            Futures.toCompletableFuture(task).cancel(false);
            gate.countDown();
            group.join();
            assertTrue(task.isCancelled());
        }
        assertEquals(0, ran.get());
    }

    @Test
    void noOtherEndOfTheFutureTouchesTheTask() throws Exception {
        List<Consumer<CompletableFuture<String>>> ends = List.of(future -> future.complete("by hand"),
                future -> future.completeExceptionally(disk), future -> future.copy().cancel(true),
                future -> future.thenApply(String::length).cancel(true), future -> {
                    future.orTimeout(1, TimeUnit.NANOSECONDS);
                    Until.holds("time is up", future::isDone);
                });
        try (TaskGroup group = TaskGroup.open("by hand")) {
            Task<String> task = group.fork(this::wovenOnceLet);
            begun.await();
            for (Consumer<CompletableFuture<String>> end : ends) {
                end.accept(Futures.toCompletableFuture(task));
            }
            CompletableFuture<String> completed = Futures.toCompletableFuture(task);
            completed.complete("by hand");
            assertFalse(completed.cancel(true), "too late for the future: so the task is not told either");
            gate.countDown();
            group.join();
            assertEquals("woven", task.resultNow());
            assertEquals("by hand", completed.get());
        }
    }

    // ---- at the same moment

    @Test
    void askingForItAgainstTheEndMissesNoCompletion() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (TaskGroup group = TaskGroup.open("race")) {
                Task<Integer> task = group.fork(() -> {
                    Bodies.dither(DITHER);
                    return 1;
                });
                Bodies.dither(DITHER);
                assertEquals(1, Futures.toCompletableFuture(task).thenApply(n -> n).get(), "in round " + round);
                group.join();
            }
        }
    }

    @Test
    void cancellingAgainstTheEndGivesTheResultOrACancellation() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (TaskGroup group = TaskGroup.open("race")) {
                Task<Integer> task = group.fork(() -> {
                    Bodies.dither(DITHER);
                    return 1;
                });
                CompletableFuture<Integer> future = Futures.toCompletableFuture(task);
                Bodies.dither(2 * DITHER);
                boolean cancelled = future.cancel(true);
                assertTrue(future.isDone(), "in round " + round);
                assertEquals(cancelled, future.isCancelled(), "in round " + round);
                group.join();
                if (!cancelled) {
                    assertEquals(1, future.resultNow(), "in round " + round);
                    assertEquals(1, task.resultNow(), "in round " + round);
                }
            }
        }
    }
}
