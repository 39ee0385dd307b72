package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Threads from a factory of the user's, which may also fail to give any. */
class ThreadFactoryTest {
    private final AtomicInteger closed = new AtomicInteger();

    @Test
    void tasksRunOnPlatformThreadsHoweverTheyWereForked() throws Exception {
        ThreadFactory platform = Thread.ofPlatform().name("plain").factory();
        try (TaskGroup group = TaskGroup.open(GroupOptions.of("platform").threads(platform))) {
            AtomicReference<Task<Thread>> inner = new AtomicReference<>();
            Task<Thread> outer = group.fork("outer", () -> {
                inner.set(group.fork(Thread::currentThread));
                return Thread.currentThread();
            });
            group.join();
            for (Task<Thread> task : List.of(outer, inner.get())) {
                assertFalse(task.resultNow().isVirtual());
            }
            assertEquals("outer", outer.resultNow().getName());
            assertEquals("plain", inner.get().resultNow().getName(), "a task without a name keeps the factory's");
        }
    }

    @Test
    void aPlatformThreadIsCancelledLikeAnyOther() throws Exception {
        ThreadFactory platform = Thread.ofPlatform().factory();
        try (TaskGroup group = TaskGroup.open(GroupOptions.of("platform").threads(platform))) {
            Task<Void> task = group.fork(Bodies::forEver);
            group.cancel();
            group.join();
            assertTrue(task.isCancelled());
        }
    }

    private static final RuntimeException NO_MORE = new IllegalStateException("no more threads");

    /** Gives so many threads, and then none. */
    private static GroupOptions limited(int threads, boolean throwing) {
        AtomicInteger left = new AtomicInteger(threads);
        ThreadFactory virtual = Thread.ofVirtual().factory();
        return GroupOptions.of("limited").threads(body -> {
            if (left.getAndDecrement() > 0) {
                return virtual.newThread(body);
            }
            if (throwing) {
                throw NO_MORE;
            }
            return null;
        });
    }

    @Test
    void theOwnersForkThrowsWhenThereIsNoThreadAndTheGroupGoesOn() throws Exception {
        try (TaskGroup group = TaskGroup.open(limited(1, false))) {
            Task<Integer> task = group.fork(() -> 1);
            assertThrows(RejectedExecutionException.class,
                    () -> group.fork("refused", closed::incrementAndGet, () -> 2));
            assertEquals(1, closed.get());
            group.join();
            assertEquals(1, task.resultNow());
            assertTrue(group.cancellation().isEmpty());
            assertEquals(List.of(), group.live());
        }
    }

    @Test
    void whatTheFactoryThrowsTheOwnersForkThrows() throws Exception {
        try (TaskGroup group = TaskGroup.open(limited(0, true))) {
            assertSame(NO_MORE, assertThrows(IllegalStateException.class, () -> group.fork(() -> 1)));
            group.join();
        }
    }

    /** Whoever has seen the task meanwhile is told of its end. */
    @Test
    void theActionsForTheEndOfATaskThatGotNoThreadRun() throws Exception {
        AtomicReference<TaskGroup> opened = new AtomicReference<>();
        AtomicInteger ran = new AtomicInteger();
        try (TaskGroup group = TaskGroup.open(GroupOptions.of("none").threads(body -> {
            opened.get().live().get(0).onEnd(ran::incrementAndGet);
            throw NO_MORE;
        }))) {
            opened.set(group);
            assertThrows(IllegalStateException.class, () -> group.fork(() -> 1));
            assertEquals(1, ran.get());
        }
    }

    @Test
    void aForkThatThrewLeavesNoJoinToBeForgotten() throws Exception {
        try (TaskGroup group = TaskGroup.open(limited(0, true))) {
            assertThrows(IllegalStateException.class, () -> group.fork(() -> 1));
        } // as if it had never been forked
    }

    @Test
    void theForkOfATaskThatGetsNoThreadFailsAndWithItTheGroup() throws Exception {
        for (boolean throwing : new boolean[]{true, false}) {
            closed.set(0);
            AtomicReference<Task<Integer>> refused = new AtomicReference<>();
            try (TaskGroup group = TaskGroup.open(limited(1, throwing))) {
                group.fork("forker", () -> {
                    refused.set(group.fork("refused", closed::incrementAndGet, () -> 2));
                });
                TaskFailedException failed = assertThrows(TaskFailedException.class, group::join);
                assertTrue(failed.getMessage().contains("'refused' of group 'limited'"), failed::getMessage);
                assertSame(throwing ? NO_MORE.getClass() : RejectedExecutionException.class,
                        failed.getCause().getClass());
                assertNotNull(refused.get().exceptionNow());
            }
            assertEquals(1, closed.get());
        }
    }

    @Test
    void r2_aFactoryThatGivesNothingLeavesNothingBehind() throws Exception {
        for (int round = 0; round < 100; round++) {
            try (TaskGroup group = TaskGroup.open(limited(round % 3, round % 2 == 0))) {
                group.fork(() -> {
                    group.fork(() -> group.fork(() -> 1));
                });
                group.join();
            } catch (TaskFailedException | RejectedExecutionException | IllegalStateException e) {
                assertNotNull(e.getMessage());
            }
        }
        assertEquals(List.of(1), TaskGroup.gather(List.of(() -> 1)));
    }

    @Test
    void r6_aNullFactoryIsRefused() {
        assertEquals("threads",
                assertThrows(NullPointerException.class, () -> GroupOptions.defaults().threads(null)).getMessage());
    }
}
