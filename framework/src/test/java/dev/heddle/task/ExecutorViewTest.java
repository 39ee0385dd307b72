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
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A group as an executor. */
class ExecutorViewTest {
    private static final int ROUNDS = 500;
    private static final int COMMANDS = 10;
    private static final int DITHER = 200;

    private final IllegalStateException boom = new IllegalStateException("boom");
    private final AtomicInteger ran = new AtomicInteger();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);

    @Test
    void aCommandIsATaskOfTheGroupForWhichJoinWaits() throws Exception {
        AtomicReference<Task<?>> task = new AtomicReference<>();
        try (TaskGroup group = TaskGroup.open("executor")) {
            group.asExecutor().execute(() -> {
                task.set(Task.current().orElseThrow());
                begun.countDown();
                Bodies.passUninterruptibly(gate);
            });
            begun.await();
            assertEquals(List.of(task.get()), group.live());
            assertFalse(group.join(Limits.MOMENT));
            gate.countDown();
            group.join();
            assertTrue(task.get().isDone());
        }
    }

    @Test
    void whatACommandThrowsFailsTheGroup() throws Exception {
        try (TaskGroup group = TaskGroup.open("executor")) {
            Task<Void> sibling = group.fork(Bodies::forEver);
            group.asExecutor().execute(() -> {
                throw boom;
            });
            assertSame(boom, assertThrows(TaskFailedException.class, group::join).getCause());
            assertTrue(sibling.isCancelled());
        }
    }

    /** CompletableFuture catches what its commands throw: so that is told by the future, and nobody else. */
    @Test
    void whatTheLibraryCatchesIsForTheLibraryToTell() throws Exception {
        try (TaskGroup group = TaskGroup.open("executor")) {
            CompletableFuture<String> failing = CompletableFuture.supplyAsync(() -> {
                throw boom;
            }, group.asExecutor());
            assertSame(boom, assertThrows(TaskFailedException.class, () -> Futures.await(failing)).getCause());
            CompletableFuture<Task<?>> within =
                    CompletableFuture.supplyAsync(() -> Task.current().orElseThrow(), group.asExecutor());
            assertTrue(Futures.await(within).name().startsWith("#"), "it ran in a task");
            group.join();
        }
    }

    @Test
    void r6_nullIsRefused() throws Exception {
        try (TaskGroup group = TaskGroup.open("executor")) {
            Executor executor = group.asExecutor();
            assertEquals("command",
                    assertThrows(NullPointerException.class, () -> executor.execute(null)).getMessage());
            assertEquals(List.of(), group.live());
        }
    }

    // ---- the end

    @Test
    void aClosedGroupRefusesCommands() throws Exception {
        TaskGroup group = TaskGroup.open("closed");
        Executor executor = group.asExecutor();
        group.close();
        RejectedExecutionException refused =
                assertThrows(RejectedExecutionException.class, () -> executor.execute(ran::incrementAndGet));
        assertTrue(refused.getMessage().contains("group 'closed', which is closed"), refused::getMessage);
        assertEquals(0, ran.get());
    }

    @Test
    void aCancelledGroupRefusesCommandsAndSaysWhy() throws Exception {
        CompletableFuture<Integer> source = new CompletableFuture<>();
        try (TaskGroup group = TaskGroup.open("failed")) {
            Executor executor = group.asExecutor();
            CompletableFuture<Integer> stage = source.thenApplyAsync(n -> n + 1, executor);
            group.fork(() -> {
                throw boom;
            });
            assertThrows(TaskFailedException.class, group::join);
            RejectedExecutionException refused =
                    assertThrows(RejectedExecutionException.class, () -> executor.execute(ran::incrementAndGet));
            assertTrue(refused.getMessage().startsWith("group 'failed' runs no more commands"), refused::getMessage);
            assertInstanceOf(CancellationException.class, refused.getCause());
            assertSame(boom, refused.getCause().getCause());
            source.complete(1);
            assertInstanceOf(RejectedExecutionException.class, stage.exceptionNow(), "nobody waits for it in vain");
            assertEquals(List.of(), group.live());
        }
        assertEquals(0, ran.get());
    }

    @Test
    void aCommandThatRunsIsCancelledWithTheGroup() throws Exception {
        try (TaskGroup group = TaskGroup.open("cancelled")) {
            group.asExecutor().execute(() -> {
                begun.countDown();
                assertThrows(InterruptedException.class, Bodies::forEver);
                ran.incrementAndGet();
            });
            begun.await();
            group.cancel();
            group.join();
            assertEquals(1, ran.get());
        }
    }

    @Test
    void closeWaitsForCommandsAndDoesNotAskForAJoin() throws Exception {
        try (TaskGroup group = TaskGroup.open("not joined")) {
            group.fork(() -> 1);
            group.join();
            group.asExecutor().execute(() -> {
                begun.countDown();
                assertThrows(InterruptedException.class, Bodies::forEver);
                ran.incrementAndGet();
            });
            begun.await();
        }
        assertEquals(1, ran.get());
        TaskGroup forgotten = TaskGroup.open("forgotten");
        forgotten.asExecutor().execute(() -> {});
        forgotten.fork(() -> 1);
        assertThrows(IllegalStateException.class, forgotten::close, "a fork asks for it");
    }

    // ---- run or refused

    @Test
    void aCommandThatWasTakenIsRunThoughTheGroupIsCancelledBeforeItBegins() throws Exception {
        try (TaskGroup group = TaskGroup.open(Bodies.heldBack(gate))) {
            CompletableFuture<Boolean> interrupted =
                    CompletableFuture.supplyAsync(() -> Thread.currentThread().isInterrupted(), group.asExecutor());
            group.cancel();
            gate.countDown();
            group.join();
            assertTrue(interrupted.isDone(), "join has waited for it");
            assertTrue(interrupted.resultNow(), "told from its beginning on");
        }
    }

    @Test
    void t3_suchACommandFailsLikeOneThatHasBegun() throws Exception {
        try (TaskGroup group = TaskGroup.open(Bodies.heldBack(gate))) {
            group.asExecutor().execute(() -> {
                assertThrows(CancellationException.class, () -> new Event().await());
                ran.incrementAndGet();
                throw new CancellationException("told");
            });
            group.cancel();
            gate.countDown();
            group.join();
            assertEquals(1, ran.get());
        }
        try (TaskGroup group = TaskGroup.open(Bodies.heldBack(gate))) {
            group.asExecutor().execute(() -> {
                throw boom;
            });
            group.cancel();
            assertSame(boom, assertThrows(TaskFailedException.class, group::join).getCause());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void executeAgainstCancelRunsEachCommandOnceOrRefusesIt(boolean byOwner) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            AtomicInteger runs = new AtomicInteger();
            AtomicInteger taken = new AtomicInteger();
            try (Threads threads = new Threads(Threads.Kind.VIRTUAL); TaskGroup group = TaskGroup.open("race")) {
                Executor executor = group.asExecutor();
                threads.start("canceller", () -> {
                    Bodies.dither(DITHER);
                    group.cancel();
                });
                if (byOwner) {
                    handOver(executor, runs, taken);
                } else {
                    threads.start("stranger", () -> handOver(executor, runs, taken));
                }
                threads.join();
                group.join();
                assertEquals(taken.get(), runs.get(), "in round " + round);
            }
        }
    }

    private static void handOver(Executor executor, AtomicInteger runs, AtomicInteger taken) {
        for (int i = 0; i < COMMANDS; i++) {
            Bodies.dither(DITHER / COMMANDS);
            try {
                executor.execute(runs::incrementAndGet);
                taken.incrementAndGet();
            } catch (RejectedExecutionException refused) {
                return;
            }
        }
    }

    @Test
    void withoutAThreadItRefusesOrTheGroupFails() throws Exception {
        try (TaskGroup group = TaskGroup.open(GroupOptions.of("exhausted").threads(body -> null))) {
            Executor executor = group.asExecutor();
            assertThrows(RejectedExecutionException.class, () -> executor.execute(ran::incrementAndGet));
            group.join();
            AtomicReference<RejectedExecutionException> refused = new AtomicReference<>();
            try (Threads threads = new Threads(Threads.Kind.VIRTUAL)) {
                threads.start("stranger", () -> {
                    try {
                        executor.execute(ran::incrementAndGet);
                    } catch (RejectedExecutionException e) {
                        refused.set(e);
                    }
                });
            }
            TaskFailedException failed = assertThrows(TaskFailedException.class, group::join);
            assertInstanceOf(RejectedExecutionException.class, failed.getCause());
            assertTrue(refused.get() == null || refused.get().getCause() == failed.getCause(),
                    () -> "" + refused.get());
        }
        assertEquals(0, ran.get());
    }

    @Test
    void noInterruptIsLeftInAThreadThatRanACommandLate() throws Exception {
        AtomicReference<Boolean> left = new AtomicReference<>();
        ThreadFactory held = body -> Thread.ofVirtual().unstarted(() -> {
            Bodies.passUninterruptibly(gate);
            body.run();
            left.set(Thread.currentThread().isInterrupted());
        });
        try (TaskGroup group = TaskGroup.open(GroupOptions.of("held back").threads(held))) {
            group.asExecutor().execute(ran::incrementAndGet);
            group.cancel();
            assertNull(left.get());
            gate.countDown();
        }
        assertEquals(1, ran.get());
        assertEquals(false, left.get());
    }
}
