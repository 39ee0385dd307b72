package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Groups within groups, and the order in which they close. */
class NestingTest {

    @Test
    void aGroupWithinATaskIsCancelledWithIt() throws Exception {
        AtomicReference<Task<Void>> innermost = new AtomicReference<>();
        CountDownLatch begun = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("outer")) {
            Task<Void> task = group.fork("task", () -> {
                try (TaskGroup inner = TaskGroup.open("inner")) {
                    innermost.set(inner.fork("innermost", Bodies.forEverAfter(begun)));
                    inner.join();
                }
            });
            begun.await();
            group.cancel();
            group.join();
            assertTrue(task.isCancelled());
            assertEquals(new Outcome.Cancelled<>(CancelReason.PARENT, null), innermost.get().outcome());
        }
    }

    @Test
    void aGroupWithinABlockIsCancelledWithThatBlock() throws Exception {
        IllegalStateException boom = new IllegalStateException("boom");
        TaskGroup outer = TaskGroup.open("outer");
        CancellationException cancelled;
        Task<Void> innermost;
        try (TaskGroup inner = TaskGroup.open("inner")) {
            CountDownLatch begun = new CountDownLatch(1);
            innermost = inner.fork("innermost", Bodies.forEverAfter(begun));
            begun.await();
            outer.fork("loser", () -> {
                throw boom;
            });
            cancelled = assertThrows(CancellationException.class, inner::join);
        }
        assertSame(boom, cancelled.getCause(), "the group's first failure, because that is why");
        assertTrue(cancelled.getMessage().contains("'loser'"), cancelled::getMessage);
        assertEquals(new Outcome.Cancelled<>(CancelReason.PARENT, boom), innermost.outcome());
        assertThrows(TaskFailedException.class, outer::join);
        outer.close();
    }

    @Test
    void r5_aFailureWithinDoesNotInterruptTheTaskThatOwnsTheGroup() throws Exception {
        try (TaskGroup group = TaskGroup.open("outer")) {
            group.fork(() -> {
                try (TaskGroup inner = TaskGroup.open("inner")) {
                    Task<Void> loser = inner.fork(() -> {
                        throw new IllegalStateException("boom");
                    });
                    while (!loser.isDone() || inner.cancellation().isEmpty()) {
                        Thread.yield();
                    }
                    assertThrows(TaskFailedException.class, inner::join);
                    assertFalse(Thread.currentThread().isInterrupted());
                }
                assertFalse(Thread.currentThread().isInterrupted());
            });
            group.join();
        }
    }

    @Test
    void aFailureWithinPassesOutwardAsTheCauseAndCancelsTheSiblings() throws Exception {
        IllegalStateException boom = new IllegalStateException("boom");
        try (TaskGroup group = TaskGroup.open("outer")) {
            Task<Void> sibling = group.fork("sibling", Bodies::forEver);
            group.fork("stage", () -> {
                try (TaskGroup inner = TaskGroup.open("inner")) {
                    inner.fork("loser", () -> {
                        throw boom;
                    });
                    inner.join();
                }
            });
            TaskFailedException failed = assertThrows(TaskFailedException.class, group::join);
            assertTrue(failed.getMessage().contains("task 'stage' of group 'outer' failed"), failed::getMessage);
            TaskFailedException within = (TaskFailedException) failed.getCause();
            assertTrue(within.getMessage().contains("task 'loser' of group 'inner' failed"), within::getMessage);
            assertSame(boom, within.getCause());
            assertTrue(sibling.isCancelled());
        }
    }

    @Test
    void aGroupOpenedInACancelledScopeIsCancelledFromTheStart() throws Exception {
        try (TaskGroup outer = TaskGroup.open("outer")) {
            outer.cancel();
            try (TaskGroup inner = TaskGroup.open("inner")) {
                Task<Integer> task = inner.fork(() -> 1);
                assertEquals(new Outcome.Cancelled<>(CancelReason.PARENT, null), task.outcome());
                assertThrows(CancellationException.class, inner::join);
            }
        }
    }

    @Test
    void cancellingTheInnerGroupLeavesTheOuterOneAlone() throws Exception {
        try (TaskGroup outer = TaskGroup.open("outer")) {
            try (TaskGroup inner = TaskGroup.open("inner")) {
                inner.fork(Bodies::forEver);
                inner.cancel();
            }
            assertEquals(Optional.empty(), outer.cancellation());
            Task<Integer> task = outer.fork(() -> 1);
            outer.join();
            assertEquals(1, task.resultNow());
        }
    }

    @Test
    void r6_closingOutOfOrderClosesWhatIsWithinAndSaysSo() throws Exception {
        TaskGroup outer = TaskGroup.open("outer");
        TaskGroup inner = TaskGroup.open("inner");
        TaskGroup innermost = TaskGroup.open("innermost");
        Task<Void> task = inner.fork(Bodies::forEver);
        IllegalStateException refusal = assertThrows(IllegalStateException.class, outer::close);
        assertTrue(refusal.getMessage().contains("'innermost' was left open"), refusal::getMessage);
        assertTrue(refusal.getMessage().contains("reverse order"), refusal::getMessage);
        assertTrue(refusal.getSuppressed()[0].getMessage().contains("'inner' was left open"));
        assertTrue(task.isCancelled());
        innermost.close();
        inner.close();
        assertThrows(IllegalStateException.class, () -> inner.fork(() -> 1));
        stillWorks();
    }

    @Test
    void aGroupThatATaskLeavesOpenIsClosedWithItAndFailsIt() throws Exception {
        AtomicReference<Task<Void>> leaked = new AtomicReference<>();
        try (TaskGroup group = TaskGroup.open("careful")) {
            group.fork("leaker", () -> {
                TaskGroup forgotten = TaskGroup.open("forgotten");
                leaked.set(forgotten.fork(Bodies::forEver));
            });
            TaskFailedException failed = assertThrows(TaskFailedException.class, group::join);
            assertTrue(failed.getCause().getMessage().contains("'forgotten' was left open"),
                    () -> failed.getCause().getMessage());
            assertTrue(leaked.get().isDone(), "before the task that leaked it");
        }
        stillWorks();
    }

    @Test
    void r3_theFailuresOfALeakedGroupAreNotLost() throws Exception {
        IllegalStateException boom = new IllegalStateException("boom");
        TaskGroup outer = TaskGroup.open("outer");
        TaskGroup inner = TaskGroup.open("inner");
        Task<Void> loser = inner.fork(() -> {
            throw boom;
        });
        assertThrows(Exception.class, loser::get);
        IllegalStateException refusal = assertThrows(IllegalStateException.class, outer::close);
        assertTrue(Arrays.stream(refusal.getSuppressed()).anyMatch(s -> s.getCause() == boom));
    }

    @Test
    void currentIsTheTaskOfTheThreadAlsoInsideOfItsGroups() throws Exception {
        assertEquals(Optional.empty(), Task.current());
        try (TaskGroup group = TaskGroup.open("outer")) {
            assertEquals(Optional.empty(), Task.current(), "the owner's thread runs no task");
            AtomicReference<Task<List<Optional<Task<?>>>>> self = new AtomicReference<>();
            self.set(group.fork("self", () -> {
                Optional<Task<?>> before = Task.current();
                try (TaskGroup inner = TaskGroup.open("inner")) {
                    Optional<Task<?>> within = Task.current();
                    Task<Optional<Task<?>>> child = inner.fork(() -> Task.current());
                    inner.join();
                    assertSame(child, child.resultNow().orElseThrow());
                    return List.of(before, within, Task.current());
                }
            }));
            group.join();
            Optional<Task<?>> expected = Optional.of(self.get());
            assertEquals(List.of(expected, expected, expected), self.get().resultNow());
        }
    }

    /** The JDK's own scopes nest with Heddle's groups. */
    @Test
    void r3_aForeignScopeLeftOpenWithinABlockCostsNeitherTheFailuresNorTheCallbacks() throws Exception {
        assumeTrue(Runtime.version().feature() >= 25, "StructuredTaskScope.open() is there from JDK 25 on");
        Method open = Class.forName("java.util.concurrent.StructuredTaskScope").getMethod("open");
        IllegalStateException boom = new IllegalStateException("boom");
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicBoolean called = new AtomicBoolean();
        try (Threads threads = new Threads(Threads.Kind.VIRTUAL)) {
            threads.start("owner", () -> {
                TaskGroup group = TaskGroup.open("around");
                group.onClose(() -> called.set(true));
                group.fork("loser", () -> {
                    throw boom;
                });
                open.invoke(null);
                Until.holds("it has left", () -> group.live().isEmpty());
                thrown.set(assertThrows(Exception.class, group::close));
            });
        }
        assertTrue(called.get());
        Throwable first = thrown.get();
        assertTrue(Stream.concat(Stream.of(first), Arrays.stream(first.getSuppressed()))
                .anyMatch(t -> t.getCause() == boom), () -> "the failure is lost: " + first);
    }

    /** Nothing is left behind on this thread that a further group would trip over. */
    private static void stillWorks() throws Exception {
        assertEquals(Optional.empty(), Task.current());
        assertEquals(List.of(1, 2), TaskGroup.gather(List.of(() -> 1, () -> 2)));
    }
}
