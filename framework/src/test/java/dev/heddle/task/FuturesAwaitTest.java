package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Limits;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A wait for a future. */
class FuturesAwaitTest {
    private static final int ROUNDS = 1_000;
    private static final int DITHER = 200;

    private final IOException disk = new IOException("disk");
    private final CompletableFuture<String> future = new CompletableFuture<>();

    /** Refuses to be a future, as its contract allows. */
    private static final class StageOnly extends CompletableFuture<String> {
        @Override
        public CompletableFuture<String> toCompletableFuture() {
            throw new UnsupportedOperationException("a stage only");
        }
    }

    @Test
    void itGivesTheResult() throws Exception {
        assertNull(Futures.await(CompletableFuture.completedFuture(null)));
        assertEquals("woven", Futures.await(CompletableFuture.completedStage("woven")));
        assertEquals("woven", Futures.await(CompletableFuture.completedFuture("woven"), Duration.ZERO));
    }

    @ParameterizedTest
    @EnumSource
    void itWaitsOnAnyThreadUntilTheFutureCompletes(Threads.Kind kind) {
        StageOnly only = new StageOnly();
        try (Threads threads = new Threads(kind)) {
            List<Thread> waiting = List.of(threads.start("patient", () -> assertEquals("woven", Futures.await(future))),
                    threads.start("timed", () -> assertEquals("woven", Futures.await(future, Limits.HANG))),
                    threads.start("later stage",
                            () -> assertEquals("woven!", Futures.await(future.thenApply(text -> text + "!")))),
                    threads.start("stage only", () -> assertEquals("woven", Futures.await(only))));
            waiting.forEach(Until::waiting);
            future.complete("woven");
            only.complete("woven");
        }
    }

    @Test
    void aFailureIsTheCauseHoweverManyStagesItHasPassed() {
        future.completeExceptionally(disk);
        CompletableFuture<Integer> later = future.thenApply(String::length);
        CompletableFuture<Integer> composed = later.thenCompose(CompletableFuture::completedFuture);
        CompletionStage<Object> wrapped = CompletableFuture.failedStage(new CompletionException(disk));
        for (CompletionStage<?> stage : List.<CompletionStage<?>>of(future, later, composed,
                CompletableFuture.allOf(future), wrapped)) {
            for (Action await : List.<Action>of(() -> Futures.await(stage), () -> Futures.await(stage, Limits.HANG))) {
                TaskFailedException failed = assertThrows(TaskFailedException.class, await::run);
                assertSame(disk, failed.getCause());
                assertEquals(List.of(disk), failed.failures());
                assertEquals("an awaited future failed: java.io.IOException: disk", failed.getMessage());
            }
        }
        Error error = new StackOverflowError("deep");
        assertSame(error,
                assertThrows(TaskFailedException.class, () -> Futures.await(CompletableFuture.failedFuture(error)))
                        .getCause());
    }

    @Test
    void aCancelledFutureThrowsCancellation() {
        future.cancel(true);
        for (CompletionStage<?> stage : List.<CompletionStage<?>>of(future, future.thenApply(String::length))) {
            CancellationException cancelled = assertThrows(CancellationException.class, () -> Futures.await(stage));
            assertEquals("an awaited future was cancelled", cancelled.getMessage());
            assertInstanceOf(CancellationException.class, cancelled.getCause());
        }
    }

    // ---- giving up

    @ParameterizedTest
    @EnumSource
    void anInterruptEndsTheWaitAndCancelsTheFuture(Threads.Kind kind) {
        try (Threads threads = new Threads(kind)) {
            Thread waiting = threads.start("waiting", () -> {
                assertThrows(InterruptedException.class, () -> Futures.await(future));
                assertFalse(Thread.currentThread().isInterrupted());
            });
            Until.waiting(waiting);
            waiting.interrupt();
        }
        assertTrue(future.isCancelled());
    }

    @Test
    void r1_itThrowsOnEntryWhenInterruptedAlready() {
        CompletableFuture<String> complete = CompletableFuture.completedFuture("woven");
        for (CompletableFuture<String> one : List.of(complete, future)) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> Futures.await(one));
            assertFalse(Thread.interrupted());
        }
        assertTrue(future.isCancelled(), "whoever gives a future to await leaves it to that");
        assertEquals("woven", complete.resultNow());
    }

    @Test
    void aTaskThatIsCancelledCancelsTheFutureThatItAwaits() throws Exception {
        try (TaskGroup group = TaskGroup.open("cancelled")) {
            Task<String> task = group.fork(() -> Futures.await(future));
            Until.holds("it waits", () -> future.getNumberOfDependents() > 0);
            task.cancel(true);
            group.join();
            assertEquals(new Outcome.Cancelled<>(CancelReason.ASKED, null), task.outcome());
        }
        assertTrue(future.isCancelled());
    }

    @Test
    void theFailureOfASiblingIsTheCause() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("failing")) {
            group.fork(() -> {
                assertSame(disk, assertThrows(CancellationException.class, () -> Futures.await(future)).getCause());
                seen.countDown();
            });
            Until.holds("it waits", () -> future.getNumberOfDependents() > 0);
            group.fork(() -> {
                throw disk;
            });
            assertEquals(List.of(disk), assertThrows(TaskFailedException.class, group::join).failures());
        }
        assertEquals(0, seen.getCount());
    }

    /** The owner is not interrupted by Heddle: the wait itself ends. */
    @Test
    void w3_theOwnersWaitEndsWithTheGroupAndSoDoesEachLaterOne() throws Exception {
        CompletableFuture<String> another = new CompletableFuture<>();
        try (TaskGroup group = TaskGroup.open("late")) {
            group.expireAfter(Limits.MOMENT);
            CancellationException late = assertThrows(CancellationException.class, () -> Futures.await(future));
            assertInstanceOf(DeadlineExceededException.class, late.getCause());
            assertThrows(CancellationException.class, () -> Futures.await(another));
            assertEquals("woven", Futures.await(CompletableFuture.completedFuture("woven")));
        }
        assertTrue(future.isCancelled());
        assertTrue(another.isCancelled());
    }

    @Test
    void aTimeoutCancelsTheFuture() {
        for (Duration timeout : List.of(Limits.MOMENT, Duration.ZERO, Duration.ofSeconds(-1))) {
            CompletableFuture<String> slow = new CompletableFuture<>();
            TimeoutException late = assertThrows(TimeoutException.class, () -> Futures.await(slow, timeout));
            assertEquals("an awaited future has not completed within " + timeout, late.getMessage());
            assertTrue(slow.isCancelled());
        }
    }

    @Test
    void whatIsToGoOnIsPassedAsACopy() throws Exception {
        assertThrows(TimeoutException.class, () -> Futures.await(future.copy(), Limits.MOMENT));
        assertFalse(future.isDone());
        future.complete("woven");
        assertEquals("woven", Futures.await(future.copy()));
    }

    @Test
    void whatCannotBeCancelledIsLeftAlone() throws Exception {
        StageOnly only = new StageOnly();
        for (CompletionStage<String> stage : List.<CompletionStage<String>>of(only, future.minimalCompletionStage())) {
            assertThrows(TimeoutException.class, () -> Futures.await(stage, Limits.MOMENT));
        }
        assertFalse(only.isDone());
        assertFalse(future.isDone());
    }

    @Test
    void whatTheFutureThrowsWhenItIsCancelledHidesNoInterrupt() {
        IllegalStateException boom = new IllegalStateException("boom");
        CompletableFuture<String> broken = new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterruptIfRunning) {
                throw boom;
            }
        };
        Thread.currentThread().interrupt();
        InterruptedException interrupted = assertThrows(InterruptedException.class, () -> Futures.await(broken));
        assertEquals(List.of(boom), List.of(interrupted.getSuppressed()));
        assertFalse(Thread.interrupted());
    }

    /** A task of another group behind it: the cancellation goes all the way. */
    @Test
    void theFutureOfATaskPassesTheCancellationOn() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        try (TaskGroup far = TaskGroup.open("far")) {
            Task<Void> task = far.fork(Bodies.forEverAfter(begun));
            try (TaskGroup near = TaskGroup.open("near")) {
                CompletableFuture<Void> bridge = Futures.toCompletableFuture(task);
                Task<Void> waiting = near.fork(() -> Futures.await(bridge));
                begun.await();
                Until.holds("it waits", () -> bridge.getNumberOfDependents() > 0);
                near.cancel();
                near.join();
                assertTrue(waiting.isCancelled());
            }
            far.join();
            assertTrue(task.isCancelled());
        }
    }

    @Test
    void r6_aTaskThatAwaitsItsOwnFutureIsRefused() throws Exception {
        try (TaskGroup group = TaskGroup.open("self")) {
            group.fork("ouroboros", () -> Futures.await(Futures.toCompletableFuture(Task.current().orElseThrow())));
            TaskFailedException failed = assertThrows(TaskFailedException.class, group::join);
            assertInstanceOf(IllegalStateException.class, failed.getCause());
            assertTrue(failed.getMessage().contains("by that task itself"), failed::getMessage);
        }
    }

    // ---- at the same moment

    @ParameterizedTest
    @EnumSource
    void i2_aCompletionNeverMissesAThreadThatIsAboutToWait(Threads.Kind kind) {
        for (int round = 0; round < ROUNDS; round++) {
            CompletableFuture<String> fresh = new CompletableFuture<>();
            try (Threads threads = new Threads(kind)) {
                threads.start("waiting", () -> assertEquals("woven", Futures.await(fresh)));
                threads.start("completing", () -> fresh.complete("woven"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void r1_anInterruptInTheMomentOfTheCompletionIsToldOnce(Threads.Kind kind) {
        CountDownLatch never = new CountDownLatch(1);
        for (int round = 0; round < ROUNDS / 2; round++) {
            CompletableFuture<String> fresh = new CompletableFuture<>();
            try (Threads threads = new Threads(kind)) {
                Thread waiting = threads.start("waiting", () -> {
                    boolean told = false;
                    try {
                        assertEquals("woven", Futures.await(fresh));
                    } catch (InterruptedException e) {
                        told = true;
                        assertFalse(Thread.interrupted());
                        assertTrue(fresh.isDone());
                    }
                    if (!told) {
                        assertThrows(InterruptedException.class, never::await);
                    }
                });
                threads.start("completing", () -> {
                    Bodies.dither(DITHER);
                    fresh.complete("woven");
                });
                Bodies.dither(DITHER);
                waiting.interrupt();
            }
        }
    }

    @Test
    void aCompletionAgainstACancellationGivesTheResultOrCancels() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            CompletableFuture<String> fresh = new CompletableFuture<>();
            try (Threads threads = new Threads(Threads.Kind.VIRTUAL); TaskGroup group = TaskGroup.open("race")) {
                Task<String> task = group.fork(() -> Futures.await(fresh));
                threads.start("completing", () -> {
                    Bodies.dither(DITHER);
                    fresh.complete("woven");
                });
                Bodies.dither(DITHER);
                task.cancel(true);
                group.join();
                threads.join();
                assertTrue(task.isCancelled() || fresh.resultNow().equals(task.resultNow()), "in round " + round);
            }
        }
    }
}
