package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may fork, what, and when. */
class ForkTest {

    @Test
    void aTaskRunsOnAVirtualThreadOfItsOwnWithItsName() throws Exception {
        try (TaskGroup group = TaskGroup.open("names")) {
            Task<Thread> task = group.fork("weaver", Thread::currentThread);
            group.join();
            assertEquals("weaver", task.name());
            assertEquals("weaver", task.resultNow().getName());
            assertTrue(task.resultNow().isVirtual());
            assertNotSame(Thread.currentThread(), task.resultNow());
        }
    }

    @Test
    void aTaskWithoutANameGoesByItsNumber() throws Exception {
        try (TaskGroup group = TaskGroup.open()) {
            Task<Integer> first = group.fork(() -> 1);
            Task<Void> second = group.fork(() -> {});
            group.join();
            assertEquals(List.of("#1", "#2"), List.of(first.name(), second.name()));
            assertEquals("group", group.name());
        }
    }

    @Test
    void everyFormGivesItsResult() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        try (TaskGroup group = TaskGroup.open("forms")) {
            Callable<Integer> call = ran::incrementAndGet;
            Action action = ran::incrementAndGet;
            List<Task<Integer>> withResult =
                    List.of(group.fork(call), group.fork("b", call), group.fork("c", () -> {}, call));
            List<Task<Void>> without = List.of(group.fork(action), group.fork("e", action),
                    group.fork("f", () -> {}, action), group.forkDaemon("g", action));
            group.join();
            assertEquals(3, withResult.stream().map(Task::resultNow).distinct().count());
            for (Task<Void> task : without) {
                assertNull(task.get());
            }
        }
        assertEquals(7, ran.get());
    }

    @Test
    void t10_forkWhileTheOwnerWaitsInJoinWorks() throws Exception {
        Thread owner = Thread.currentThread();
        AtomicReference<Task<String>> late = new AtomicReference<>();
        try (TaskGroup group = TaskGroup.open("late fork")) {
            group.fork("early", () -> {
                Until.waiting(owner);
                late.set(group.fork("late", () -> "seen"));
            });
            group.join();
            assertEquals("seen", late.get().resultNow(), "join waited for what was forked meanwhile");
        }
    }

    @Test
    void aBodyMayWaitForAGrandchildWithoutEverJoining() throws Exception {
        try (TaskGroup group = TaskGroup.open("grandchild")) {
            CountDownLatch done = new CountDownLatch(1);
            group.fork(() -> {
                group.fork(() -> {
                    group.fork(done::countDown);
                });
            });
            done.await(); // the owner is in foreign code: it cannot serve anybody's fork
            group.join();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anyThreadMayForkWhileTheGroupIsOpen(Threads.Kind kind) throws Exception {
        try (TaskGroup group = TaskGroup.open("foreign"); Threads threads = new Threads(kind)) {
            AtomicReference<Task<String>> task = new AtomicReference<>();
            threads.start("stranger", () -> task.set(group.fork("forked by a stranger", () -> "ran")));
            threads.join();
            assertFalse(task.get().isDaemon());
            group.join();
            assertEquals("ran", task.get().resultNow());
        }
    }

    @Test
    void tasksForkToAnyDepth() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        try (TaskGroup group = TaskGroup.open("tree")) {
            group.fork(() -> branch(group, 9, ran));
            group.join();
        }
        assertEquals((1 << 10) - 1, ran.get());
    }

    private static void branch(TaskGroup group, int depth, AtomicInteger ran) {
        ran.incrementAndGet();
        if (depth > 0) {
            group.fork(() -> branch(group, depth - 1, ran));
            group.fork(() -> branch(group, depth - 1, ran));
        }
    }

    @Test
    void whatADaemonForksIsADaemonHoweverItDoes() throws Exception {
        try (TaskGroup group = TaskGroup.open("daemons")) {
            AtomicReference<Task<Void>> directly = new AtomicReference<>();
            AtomicReference<Task<Void>> fromItsOwnGroup = new AtomicReference<>();
            AtomicReference<Task<Void>> fromATaskOfItsOwnGroup = new AtomicReference<>();
            Task<Void> daemon = group.forkDaemon("daemon", () -> {
                directly.set(group.fork(() -> {}));
                try (TaskGroup inner = TaskGroup.open("inner")) {
                    fromItsOwnGroup.set(group.fork(() -> {}));
                    Task<Void> task = inner.fork(() -> fromATaskOfItsOwnGroup.set(group.fork(() -> {})));
                    inner.join();
                    assertFalse(task.isDaemon(), "a daemon's own group has tasks like any other");
                }
            });
            assertTrue(daemon.isDaemon());
            daemon.get();
            assertTrue(directly.get().isDaemon());
            assertTrue(fromItsOwnGroup.get().isDaemon());
            assertTrue(fromATaskOfItsOwnGroup.get().isDaemon());
        }
    }

    @Test
    void whatATaskForksIsNoDaemonEvenFromAGroupWithin() throws Exception {
        AtomicReference<Task<Void>> forked = new AtomicReference<>();
        try (TaskGroup group = TaskGroup.open("no daemons")) {
            group.fork(() -> TaskGroup.gather(List.of(() -> {
                forked.set(group.fork(() -> {}));
                return null;
            })));
            group.join();
            assertFalse(forked.get().isDaemon());
            assertTrue(forked.get().isDone());
        }
    }

    @Test
    void t10_forkIntoACancelledGroupGivesACancelledTask() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        try (TaskGroup group = TaskGroup.open("cancelled")) {
            group.cancel();
            Task<Integer> task = group.fork(ran::incrementAndGet);
            assertTrue(task.isCancelled());
            assertEquals(new Outcome.Cancelled<>(CancelReason.ASKED, null), task.outcome());
            group.join();
        }
        assertEquals(0, ran.get());
    }

    @Test
    void t10_forkForkJoinCannotRaceWithItsOwnFirstFailure() throws Exception {
        IllegalArgumentException boom = new IllegalArgumentException("boom");
        try (TaskGroup group = TaskGroup.open("checkout")) {
            group.fork("first", () -> {
                throw boom;
            });
            Until.holds("the first has failed", () -> group.cancellation().isPresent());
            Task<String> second = group.fork("second", () -> "never");
            TaskFailedException failed = assertThrows(TaskFailedException.class, group::join);
            assertSame(boom, failed.getCause());
            assertEquals(List.of(boom), failed.failures());
            assertEquals(new Outcome.Cancelled<>(CancelReason.SIBLING_FAILED, boom), second.outcome());
        }
    }

    @Test
    void t10_forkByATaskOfACancelledGroupGivesACancelledTask() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        AtomicReference<Task<Integer>> late = new AtomicReference<>();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("cancelled")) {
            group.fork(() -> {
                Bodies.stubborn(begun, gate).run();
                late.set(group.fork(ran::incrementAndGet));
            });
            begun.await();
            group.cancel();
            gate.countDown();
            group.join();
        }
        assertInstanceOf(Outcome.Cancelled.class, late.get().outcome());
        assertEquals(0, ran.get());
    }

    @ParameterizedTest
    @EnumSource
    void t10_aForeignForkIntoACancelledGroupGivesACancelledTask(Threads.Kind kind) throws Exception {
        try (TaskGroup group = TaskGroup.open("cancelled"); Threads threads = new Threads(kind)) {
            group.cancel();
            threads.start("stranger", () -> {
                assertTrue(group.fork(() -> 1).isCancelled());
                assertThrows(CancellationException.class, group.fork("owning", () -> {}, () -> 1)::get);
            });
            threads.join();
            group.join();
        }
    }

    @Test
    void r6_onlyAClosedGroupRefusesAForkAndSaysWhy() throws Exception {
        TaskGroup group = TaskGroup.open("bygone");
        group.close();
        for (Action fork : List.<Action>of(() -> group.fork(() -> 1), () -> group.fork("x", () -> {}),
                () -> group.forkDaemon("x", () -> {}))) {
            IllegalStateException refusal = assertThrows(IllegalStateException.class, fork::run);
            assertTrue(refusal.getMessage().contains("'bygone', which is closed"), refusal::getMessage);
            assertTrue(refusal.getMessage().contains("within their group's block"), refusal::getMessage);
        }
    }

    @ParameterizedTest
    @EnumSource
    void r6_aClosedGroupRefusesForeignForksToo(Threads.Kind kind) throws Exception {
        TaskGroup group = TaskGroup.open("bygone");
        group.close();
        try (Threads threads = new Threads(kind)) {
            threads.start("stranger", () -> assertThrows(IllegalStateException.class, () -> group.fork(() -> 1)));
        }
    }

    @Test
    void r6_nullsAreRefusedByNameAndNothingIsForked() throws Exception {
        try (TaskGroup group = TaskGroup.open("nulls")) {
            Callable<Void> body = () -> null;
            refusesNull("name", () -> group.fork(null, body));
            refusesNull("name", () -> group.fork(null, () -> {}));
            refusesNull("name", () -> group.forkDaemon(null, () -> {}));
            refusesNull("body", () -> group.fork("x", (Callable<Void>) null));
            refusesNull("body", () -> group.fork("x", (Action) null));
            refusesNull("body", () -> group.fork((Action) null));
            refusesNull("resource", () -> group.fork("x", null, body));
            refusesNull("callback", () -> group.onCancel(null));
            refusesNull("callback", () -> group.onClose(null));
            assertEquals(List.of(), group.live());
        }
        refusesNull("name", () -> TaskGroup.open((String) null));
        refusesNull("options", () -> TaskGroup.open((GroupOptions) null));
    }

    private static void refusesNull(String parameter, Action call) {
        assertEquals(parameter, assertThrows(NullPointerException.class, call::run).getMessage());
    }

    @Test
    void whatWasDoneBeforeAForkIsSeenByTheTaskAndItsResultByTheJoiner() throws Exception {
        int[] plain = new int[1];
        for (int i = 0; i < 1000; i++) {
            int round = i;
            plain[0] = round;
            try (TaskGroup group = TaskGroup.open("order")) {
                group.fork(() -> {
                    assertEquals(round, plain[0]);
                    plain[0] = -round;
                });
                group.join();
            } catch (ExecutionException e) {
                throw new AssertionError(e);
            }
            assertEquals(-round, plain[0]);
        }
    }
}
