package dev.heddle.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.GroupOptions;
import dev.heddle.task.Task;
import dev.heddle.task.TaskFailedException;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Limits;
import dev.heddle.testing.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Thread factories, and threads, that do not do what they should. */
class ThreadFaultTest {
    private final AtomicInteger ran = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    /** What a factory gives in place of a thread that can be started. */
    enum Fault {
        THROWS(body -> {
            throw new IllegalStateException("no thread");
        }), IS_OUT_OF_MEMORY(body -> {
            throw new OutOfMemoryError("unable to create native thread");
        }),
        GIVES_NULL(body -> null),
        GIVES_ITS_CALLER(body -> Thread.currentThread()),
        GIVES_A_STARTED_PLATFORM_THREAD(body -> Thread.ofPlatform().daemon().start(body)),
        GIVES_A_STARTED_VIRTUAL_THREAD(Thread::startVirtualThread),
        GIVES_ONE_THAT_HAS_ENDED(body -> {
            Thread thread = Thread.startVirtualThread(body);
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return thread;
        });

        private final ThreadFactory threads;

        Fault(ThreadFactory threads) {
            this.threads = threads;
        }
    }

    /** A factory with a fault from its n-th thread on. */
    private static GroupOptions from(int n, ThreadFactory faulty) {
        ThreadFactory good = Thread.ofVirtual().factory();
        AtomicInteger asked = new AtomicInteger();
        return GroupOptions.of("faulty")
                .threads(body -> asked.getAndIncrement() < n ? good.newThread(body) : faulty.newThread(body));
    }

    @ParameterizedTest
    @EnumSource
    void r6_theOwnersForkIsRefusedAndNothingHasHappened(Fault fault) throws Exception {
        Bounded.run(() -> {
            try (TaskGroup group = TaskGroup.open(from(1, fault.threads))) {
                Task<Integer> before = group.fork(() -> 1);
                assertNotNull(Told.by(() -> group.fork("refused", closed::incrementAndGet, ran::incrementAndGet)));
                group.join();
                assertEquals(1, before.resultNow());
                assertEquals(List.of(), group.live());
            }
        });
        assertEquals(1, closed.get(), "the resource is closed, once");
        assertEquals(0, ran.get(), "a fork that threw has started nothing");
    }

    @ParameterizedTest
    @EnumSource
    void r3_theForkOfATaskFailsTheGroupOnce(Fault fault) throws Exception {
        AtomicReference<Task<Integer>> refused = new AtomicReference<>();
        Bounded.run(() -> {
            Throwable thrown = Told.by(() -> {
                try (TaskGroup group = TaskGroup.open(from(1, fault.threads))) {
                    group.fork("forker", () -> {
                        refused.set(group.fork("refused", closed::incrementAndGet, ran::incrementAndGet));
                    });
                    group.join();
                }
            });
            TaskFailedException failed = assertInstanceOf(TaskFailedException.class, thrown);
            assertEquals(1, failed.failures().size(), failed::toString);
            assertTrue(failed.getMessage().contains("'refused'"), failed::getMessage);
        });
        assertEquals(Task.State.FAILED, refused.get().state());
        assertEquals(1, closed.get(), "the resource is closed, once");
        assertEquals(0, ran.get(), "what failed to start has not run");
    }

    @ParameterizedTest
    @EnumSource
    void r2_whereverAFactoryFailsEachTaskIsRunOrRefusedAndAllHaveEnded(Fault fault) throws Exception {
        Bounded.run(() -> {
            for (int n = 0; n < 12; n++) {
                for (boolean byTask : new boolean[]{false, true}) {
                    forkMany(from(n, fault.threads), byTask);
                }
            }
        });
    }

    private void forkMany(GroupOptions options, boolean byTask) {
        List<Task<?>> forked = new ArrayList<>();
        AtomicInteger opened = new AtomicInteger();
        closed.set(0);
        Throwable thrown = Told.by(() -> {
            try (TaskGroup group = TaskGroup.open(options)) {
                CountDownLatch never = new CountDownLatch(1);
                for (int i = 0; i < 10; i++) {
                    forked.add(group.fork("forker", () -> {
                        opened.incrementAndGet();
                        group.fork("by a task", closed::incrementAndGet, () -> {
                            if (byTask) {
                                never.await();
                            }
                        });
                    }));
                }
                group.join();
            }
        });
        assertNotNull(thrown, "somebody is told");
        assertEquals(opened.get(), closed.get(), "each resource is closed, once");
        forked.forEach(task -> assertTrue(task.isDone(), task::toString));
    }

    /** A thread that fails before it comes to its body: somebody's preparation around each thread, say. */
    @Test
    void r3_aThreadThatFailsBeforeItsBodyIsAFailureOfTheTask() throws Exception {
        ThreadFactory faulty = body -> Thread.ofVirtual().uncaughtExceptionHandler((thread, e) -> {}).unstarted(() -> {
            if (body != null) {
                throw new IllegalStateException("preparation");
            }
        });
        assertFailsToBegin(faulty);
    }

    @Test
    void r3_aThreadThatEndsWithoutItsBodyIsAFailureOfTheTask() throws Exception {
        assertFailsToBegin(body -> Thread.ofVirtual().unstarted(() -> {}));
    }

    @Test
    void r3_aBodyThatIsHandedToAnotherThreadIsAFailureOfTheTask() throws Exception {
        assertFailsToBegin(body -> Thread.ofVirtual().unstarted(() -> Thread.startVirtualThread(body)));
    }

    private void assertFailsToBegin(ThreadFactory faulty) throws Exception {
        Bounded.run(() -> {
            try (TaskGroup group = TaskGroup.open(from(0, faulty))) {
                Task<Integer> task = group.fork("not begun", closed::incrementAndGet, ran::incrementAndGet);
                assertTellsOfNotBegun(Told.by(group::join));
                assertEquals(Task.State.FAILED, task.state());
            }
            AtomicReference<Task<Integer>> byTask = new AtomicReference<>();
            try (TaskGroup group = TaskGroup.open(from(1, faulty))) {
                group.fork(() -> {
                    byTask.set(group.fork("not begun", closed::incrementAndGet, ran::incrementAndGet));
                    byTask.get().get();
                });
                assertTellsOfNotBegun(Told.by(group::join));
                assertEquals(Task.State.FAILED, byTask.get().state());
            }
        });
        assertEquals(0, ran.get());
        assertEquals(2, closed.get());
    }

    private static void assertTellsOfNotBegun(Throwable thrown) {
        TaskFailedException failed = assertInstanceOf(TaskFailedException.class, thrown);
        assertTrue(
                failed.getMessage()
                        .contains("'not begun' of group 'faulty' failed: "
                                + "java.lang.IllegalStateException: its thread has ended without having begun it"),
                failed::getMessage);
    }

    /** Such as one that waits for a permit first: nobody takes it for one that has ended. */
    @Test
    void aThreadThatComesToItsBodyLateRunsIt() throws Exception {
        CountDownLatch permit = new CountDownLatch(1);
        Bounded.run(() -> {
            try (TaskGroup group = TaskGroup.open(from(0, body -> Thread.ofVirtual().unstarted(() -> {
                try {
                    permit.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                body.run();
            })))) {
                Task<Integer> task = group.fork("late", ran::incrementAndGet);
                assertFalse(group.join(Limits.MOMENT));
                permit.countDown();
                group.join();
                assertEquals(1, task.resultNow());
            }
        });
    }

    @Test
    void aThreadThatRunsItsBodyTwiceRunsTheTaskOnce() throws Exception {
        Bounded.run(() -> {
            try (TaskGroup group = TaskGroup.open(from(0, body -> Thread.ofVirtual().unstarted(() -> {
                body.run();
                body.run();
            })))) {
                group.fork("once", closed::incrementAndGet, ran::incrementAndGet);
                group.join();
            }
        });
        assertEquals(1, ran.get());
        assertEquals(1, closed.get());
    }

    @Test
    void aThreadWhoseStartIsOverriddenIsStartedAllTheSame() throws Exception {
        Bounded.run(() -> {
            try (TaskGroup group = TaskGroup.open(from(0, body -> new Thread(body) {
                @Override
                public void start() {
                    throw new IllegalStateException("start");
                }
            }))) {
                group.fork(ran::incrementAndGet);
                Told.by(group::join);
            }
        });
        assertEquals(1, ran.get());
    }

    /**
     * The JDK takes a thread's scoped values away when it overflows its stack, and may refuse its forks then (with
     * StructureViolationException). That is like any other refusal.
     */
    @Test
    void anOwnerThatHasOverflownItsStackIsRefusedItsForksAtTheMost() throws Exception {
        Bounded.run(() -> {
            try (TaskGroup group = TaskGroup.open("overflown")) {
                Task<Integer> before = group.fork(() -> 1);
                assertThrows(StackOverflowError.class, () -> deeper(0));
                Throwable refused = Told.by(() -> group.fork("after", closed::incrementAndGet, ran::incrementAndGet));
                group.join();
                assertEquals(1, before.resultNow());
                assertEquals(refused == null ? 1 : 0, ran.get());
                assertEquals(1, closed.get());
            }
        });
    }

    private static int deeper(int depth) {
        return deeper(depth + 1) + 1;
    }

    /** What makes the group interrupt its tasks. */
    enum Stop {
        CLOSE, CANCEL, FAILURE, DEADLINE, INTERRUPT, LEFT_OPEN
    }

    @ParameterizedTest
    @EnumSource
    void r2_closeWaitsForThreadsWhoseInterruptThrows(Stop stop) throws Exception {
        AtomicBoolean awaited = new AtomicBoolean();
        Bounded.run(() -> {
            AtomicBoolean returned = new AtomicBoolean();
            CountDownLatch begun = new CountDownLatch(1);
            Thread owner = Thread.currentThread();
            Throwable told = Told.by(() -> {
                try (TaskGroup outer = TaskGroup.open("outer")) {
                    TaskGroup group = TaskGroup.open(from(0, ThreadFaultTest::notInterruptible));
                    try {
                        group.fork(() -> {
                            begun.countDown();
                            assertThrows(InterruptedException.class, () -> new CountDownLatch(1).await());
                            Until.holds("the owner waits, or does not", () -> returned.get() || isWaiting(owner));
                            awaited.set(!returned.get());
                        });
                        begun.await();
                        stop(group, stop);
                    } finally {
                        if (stop != Stop.LEFT_OPEN) {
                            group.close();
                        }
                    }
                    outer.cancel();
                }
            });
            returned.set(true);
            Told.assertTells(told, BY_INTERRUPT);
        });
        assertTrue(awaited.get(), "close has returned before the task's thread had ended");
    }

    private static boolean isWaiting(Thread thread) {
        return thread.getState() == Thread.State.WAITING;
    }

    private static void stop(TaskGroup group, Stop stop) throws Exception {
        switch (stop) {
            case CLOSE, LEFT_OPEN -> {
            }
            case CANCEL -> Told.by(group::cancel);
            case FAILURE -> {
                group.fork(() -> {
                    throw new IllegalStateException("expected");
                });
                group.join();
            }
            case DEADLINE -> {
                Told.by(() -> group.expireAfter(Duration.ZERO));
                group.join();
            }
            case INTERRUPT -> {
                Thread.currentThread().interrupt();
                group.join();
            }
        }
    }

    @Test
    void whoeverIsBehindAThreadWhoseInterruptThrowsIsCancelledToo() throws Exception {
        Bounded.run(() -> {
            Throwable told = Told.by(() -> {
                try (TaskGroup group = TaskGroup.open(from(0, ThreadFaultTest::notInterruptible))) {
                    CountDownLatch begun = new CountDownLatch(3);
                    for (int i = 0; i < 3; i++) {
                        group.fork(() -> {
                            begun.countDown();
                            new CountDownLatch(1).await();
                        });
                    }
                    begun.await();
                    group.cancel();
                    group.join();
                }
            });
            assertInstanceOf(TaskFailedException.class, told);
            Told.assertTells(told, BY_INTERRUPT);
        });
    }

    @Test
    void anOwnerWhoseInterruptThrowsClosesItsGroupsAllTheSame() throws Exception {
        Bounded.run(() -> {
            Throwable told = Told.by(() -> {
                try (TaskGroup group = TaskGroup.open(from(0, ThreadFaultTest::notInterruptible))) {
                    CountDownLatch begun = new CountDownLatch(1);
                    Task<Void> task = group.fork(() -> {
                        try (TaskGroup within = TaskGroup.open("within")) {
                            within.onClose(closed::incrementAndGet);
                            within.fork(() -> {
                                begun.countDown();
                                try {
                                    new CountDownLatch(1).await();
                                } finally {
                                    ran.incrementAndGet();
                                }
                            });
                            within.join();
                        }
                    });
                    begun.await();
                    task.cancel(true);
                    group.join();
                }
            });
            Told.assertTells(told, BY_INTERRUPT);
        });
        assertEquals(1, ran.get());
        assertEquals(1, closed.get());
    }

    private static final RuntimeException BY_INTERRUPT = new IllegalStateException("interrupt");

    /**
     * As a channel does whose closing throws, in which the thread blocks. The thread itself can set its interrupt: otherwise the
     * JDK's locks, which do that when they have been waited for, would throw and stay locked.
     */
    private static Thread notInterruptible(Runnable body) {
        return new Thread(body) {
            @Override
            public void interrupt() {
                super.interrupt();
                if (Thread.currentThread() != this) {
                    throw BY_INTERRUPT;
                }
            }
        };
    }
}
