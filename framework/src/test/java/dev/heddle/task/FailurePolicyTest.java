package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Until;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Fail fast, keep going, and who is told. */
class FailurePolicyTest {
    private static final int MANY = 100;

    @Test
    void keepGoingTellsTheHandlerOnTheFailingTasksThreadAndTheOthersGoOn() throws Exception {
        IllegalStateException boom = new IllegalStateException("boom");
        AtomicReference<Thread> teller = new AtomicReference<>();
        Map<Task<?>, Throwable> told = new ConcurrentHashMap<>();
        FailurePolicy policy = FailurePolicy.keepGoing((task, failure) -> {
            teller.set(Thread.currentThread());
            told.put(task, failure);
        });
        CountDownLatch gate = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open(GroupOptions.of("robust").failures(policy))) {
            Task<String> other = group.fork("other", () -> {
                gate.await();
                return "woven";
            });
            AtomicReference<Thread> thread = new AtomicReference<>();
            Task<Void> loser = group.fork("loser", () -> {
                thread.set(Thread.currentThread());
                throw boom;
            });
            Until.holds("the handler was told", () -> told.size() == 1);
            assertEquals(Optional.empty(), group.cancellation());
            gate.countDown();
            group.join();
            assertEquals(Map.of(loser, boom), told);
            assertSame(thread.get(), teller.get());
            assertEquals("woven", other.resultNow());
            assertSame(boom, assertThrows(TaskFailedException.class, loser::get).getCause());
        }
    }

    @Test
    void whatTheHandlerThrowsFailsTheGroupWithTheFailureSuppressed() throws Exception {
        IllegalStateException boom = new IllegalStateException("boom");
        IllegalArgumentException badHandler = new IllegalArgumentException("bad handler");
        FailurePolicy policy = FailurePolicy.keepGoing((task, failure) -> {
            throw badHandler;
        });
        try (TaskGroup group = TaskGroup.open(GroupOptions.of("robust").failures(policy))) {
            Task<Void> other = group.fork("other", Bodies::forEver);
            group.fork("loser", () -> {
                throw boom;
            });
            TaskFailedException failed = assertThrows(TaskFailedException.class, group::join);
            assertSame(badHandler, failed.getCause());
            assertEquals(List.of(boom), List.of(badHandler.getSuppressed()));
            assertTrue(other.isCancelled());
        }
    }

    @Test
    void aHandlerThatPassesTheFailureOnMakesItFailFast() throws Exception {
        IllegalStateException boom = new IllegalStateException("boom");
        FailurePolicy policy = FailurePolicy.keepGoing((task, failure) -> {
            throw (IllegalStateException) failure;
        });
        try (TaskGroup group = TaskGroup.open(GroupOptions.of("choosy").failures(policy))) {
            group.fork("loser", () -> {
                throw boom;
            });
            assertSame(boom, assertThrows(TaskFailedException.class, group::join).getCause());
            assertEquals(0, boom.getSuppressed().length);
        }
    }

    @Test
    void aHandlerMayForkAReplacementThatJoinWaitsFor() throws Exception {
        AtomicReference<TaskGroup> opened = new AtomicReference<>();
        AtomicReference<Task<String>> replacement = new AtomicReference<>();
        CountDownLatch known = new CountDownLatch(1);
        FailurePolicy policy = FailurePolicy
                .keepGoing((task, failure) -> replacement.set(opened.get().fork("again", () -> "second attempt")));
        try (TaskGroup group = TaskGroup.open(GroupOptions.of("retrying").failures(policy))) {
            opened.set(group);
            group.fork("first attempt", () -> {
                known.await();
                throw new IllegalStateException("boom");
            });
            known.countDown();
            group.join();
            assertEquals("second attempt", replacement.get().resultNow());
        }
    }

    @Test
    void aDaemonsReplacementForkedByTheHandlerIsADaemon() throws Exception {
        AtomicReference<TaskGroup> opened = new AtomicReference<>();
        AtomicReference<Task<Void>> replacement = new AtomicReference<>();
        CountDownLatch known = new CountDownLatch(1);
        FailurePolicy policy = FailurePolicy
                .keepGoing((task, failure) -> replacement.set(opened.get().fork("again", Bodies::forEver)));
        try (TaskGroup group = TaskGroup.open(GroupOptions.of("retrying").failures(policy))) {
            opened.set(group);
            group.forkDaemon("daemon", () -> {
                known.await();
                throw new IllegalStateException("boom");
            });
            known.countDown();
            Until.holds("replaced", () -> replacement.get() != null);
            assertTrue(replacement.get().isDaemon(), "what a daemon's thread forks is a daemon");
            group.cancel();
        }
    }

    @Test
    void keepGoingDoesNotKeepGoingAfterCancel() throws Exception {
        List<Throwable> told = Collections.synchronizedList(new ArrayList<>());
        IllegalStateException cleanUp = new IllegalStateException("clean-up");
        FailurePolicy policy = FailurePolicy.keepGoing((task, failure) -> told.add(failure));
        CountDownLatch begun = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open(GroupOptions.of("robust").failures(policy))) {
            group.fork("cleaner", Bodies.whenInterrupted(begun, cleanUp));
            begun.await();
            group.cancel();
            group.join();
        }
        assertEquals(List.of(cleanUp), told);
    }

    @Test
    void r3_everyFailureIsToldToTheHandlerAndBeyondTheFirst64OnlyCounted() throws Exception {
        Set<Throwable> told = Collections.synchronizedSet(new HashSet<>());
        GroupOptions options =
                GroupOptions.of("storm").failures(FailurePolicy.failFast((task, failure) -> told.add(failure)));
        TaskFailedException failed = failAll(options);
        assertEquals(TaskFailedException.MOST_LISTED, failed.failures().size());
        assertEquals(MANY, told.size(), "each reached somebody");
        assertTrue(told.containsAll(failed.failures()));
        assertTrue(failed.getMessage().contains(MANY + " failures in all"), failed::getMessage);
    }

    @Test
    void r3_beyondTheFirst64FailuresAreCountedWithoutAHandlerAndWithAThrowingOne() throws Exception {
        GroupOptions throwing = GroupOptions.of("storm").failures(FailurePolicy.failFast((task, failure) -> {
            throw new IllegalStateException("bad handler");
        }));
        for (GroupOptions options : List.of(GroupOptions.of("storm"), throwing)) {
            TaskFailedException failed = failAll(options);
            assertEquals(TaskFailedException.MOST_LISTED, failed.failures().size());
            assertTrue(failed.getMessage().contains(" failures in all"), failed::getMessage);
        }
    }

    @Test
    void aFailFastHandlerIsNotToldOfACancellation() throws Exception {
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        FailurePolicy policy =
                FailurePolicy.failFast((task, failure) -> told.add(task.name() + ": " + failure.getMessage()));
        try (TaskGroup group = TaskGroup.open(GroupOptions.of("logged").failures(policy))) {
            CountDownLatch begun = new CountDownLatch(1);
            group.fork("cancelled", Bodies.forEverAfter(begun));
            begun.await();
            group.fork("loser", () -> {
                throw new IllegalStateException("boom");
            });
            assertThrows(TaskFailedException.class, group::join);
        }
        assertEquals(List.of("loser: boom"), told);
    }

    @Test
    void whatAFailFastHandlerThrowsIsAFailureBesideTheOneThatItWasGiven() throws Exception {
        IllegalStateException given = new IllegalStateException("boom");
        IllegalStateException broken = new IllegalStateException("bad handler");
        assertEquals(List.of(given, broken), failuresWith(given, broken));
        assertEquals(List.of(given), failuresWith(given, given));
    }

    private static List<Throwable> failuresWith(RuntimeException failure, RuntimeException ofHandler) throws Exception {
        FailurePolicy policy = FailurePolicy.failFast((task, why) -> {
            throw ofHandler;
        });
        try (TaskGroup group = TaskGroup.open(GroupOptions.of("logged").failures(policy))) {
            group.fork("loser", () -> {
                throw failure;
            });
            return assertThrows(TaskFailedException.class, group::join).failures();
        }
    }

    /** Tasks that all have begun, so that each of them fails and none is merely cancelled. */
    private static TaskFailedException failAll(GroupOptions options) throws Exception {
        CountDownLatch begun = new CountDownLatch(MANY);
        AtomicInteger number = new AtomicInteger();
        try (TaskGroup group = TaskGroup.open(options)) {
            for (int i = 0; i < MANY; i++) {
                group.fork(() -> {
                    begun.countDown();
                    Bodies.passUninterruptibly(begun);
                    throw new IllegalStateException("failure " + number.incrementAndGet());
                });
            }
            return assertThrows(TaskFailedException.class, group::join);
        }
    }

    @Test
    void r6_aPolicyNeedsAHandlerToKeepGoing() {
        assertEquals("handler",
                assertThrows(NullPointerException.class, () -> FailurePolicy.keepGoing(null)).getMessage());
        assertEquals("handler",
                assertThrows(NullPointerException.class, () -> FailurePolicy.failFast(null)).getMessage());
    }
}
