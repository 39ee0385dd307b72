package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A future that a group owns. */
class FuturesForkTest {
    private static final int ROUNDS = 1_000;
    private static final int DITHER = 200;

    private final IOException disk = new IOException("disk");
    private final CompletableFuture<String> future = new CompletableFuture<>();

    @Test
    void joinWaitsForTheFutureAndItsResultIsThatOfTheTask() throws Exception {
        try (TaskGroup group = TaskGroup.open("owner")) {
            Task<String> task = Futures.fork(group, "woven", future);
            assertEquals("woven", task.name());
            assertFalse(group.join(Duration.ofMillis(1)));
            future.complete("woven");
            group.join();
            assertEquals("woven", task.resultNow());
        }
    }

    @Test
    void t2_theFailureOfTheFutureIsThatOfTheTaskAndCancelsTheOtherFutures() throws Exception {
        CompletableFuture<String> other = new CompletableFuture<>();
        try (TaskGroup group = TaskGroup.open("owner")) {
            Task<Integer> loser = Futures.fork(group, "loser", future.thenApply(String::length));
            Task<String> sibling = Futures.fork(group, "sibling", other);
            future.completeExceptionally(disk);
            TaskFailedException failed = assertThrows(TaskFailedException.class, group::join);
            assertSame(disk, failed.getCause());
            assertEquals("task 'loser' of group 'owner' failed: java.io.IOException: disk", failed.getMessage());
            assertEquals(new Outcome.Failure<>(disk), loser.outcome());
            assertEquals(new Outcome.Cancelled<>(CancelReason.SIBLING_FAILED, disk), sibling.outcome());
        }
        assertTrue(other.isCancelled());
    }

    @Test
    void r2_closeCancelsWhatNobodyHasJoined() throws Exception {
        TaskGroup group = TaskGroup.open("owner");
        Task<String> task = Futures.fork(group, "task", future);
        assertThrows(IllegalStateException.class, group::close);
        assertTrue(task.isCancelled());
        assertTrue(future.isCancelled());
    }

    @Test
    void t10_inACancelledGroupTheFutureIsCancelledThoughNobodyHasBegunToWait() throws Exception {
        try (TaskGroup group = TaskGroup.open("cancelled")) {
            group.cancel();
            Task<String> task = Futures.fork(group, "task", future);
            group.join();
            assertTrue(task.isCancelled());
        }
        assertTrue(future.isCancelled());
    }

    @Test
    void r6_aClosedGroupRefusesAndTheFutureIsCancelled() throws Exception {
        TaskGroup group = TaskGroup.open("closed");
        group.close();
        assertThrows(IllegalStateException.class, () -> Futures.fork(group, "late", future));
        assertTrue(future.isCancelled());
    }

    /** As with a task whose body is told by somebody else than the group. */
    @Test
    void t3_aFutureThatSomebodyElseCancelsIsAFailure() throws Exception {
        try (TaskGroup group = TaskGroup.open("owner")) {
            Task<String> task = Futures.fork(group, "task", future);
            future.cancel(true);
            TaskFailedException failed = assertThrows(TaskFailedException.class, group::join);
            assertInstanceOf(CancellationException.class, failed.getCause());
            assertEquals(new Outcome.Failure<>(failed.getCause()), task.outcome());
        }
    }

    @Test
    void cancellingAgainstTheForkLeavesNoFutureWithoutAnOwner() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            CompletableFuture<String> fresh = new CompletableFuture<>();
            try (TaskGroup group = TaskGroup.open("race")) {
                group.fork(() -> {
                    Bodies.dither(DITHER);
                    group.cancel();
                });
                Bodies.dither(DITHER);
                Task<String> task = Futures.fork(group, "task", fresh);
                group.join();
                assertTrue(task.isCancelled(), "in round " + round);
                assertTrue(fresh.isCancelled(), "in round " + round);
            }
        }
    }
}
