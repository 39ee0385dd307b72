package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code call}: a block on a thread of Heddle's own. */
class CallTest {
    private static final GroupOptions OPTIONS = GroupOptions.of("called");

    private final IllegalStateException boom = new IllegalStateException("boom");

    @Test
    void theBodyOwnsAGroupOfTheGivenOptionsOnAThreadOfHeddles() throws Exception {
        Thread caller = Thread.currentThread();
        assertEquals("called 3", TaskGroup.call(OPTIONS, group -> {
            assertNotSame(caller, Thread.currentThread());
            assertTrue(Thread.currentThread().isVirtual());
            Task<Integer> one = group.fork(() -> 1);
            Task<Integer> two = group.fork(() -> 2);
            group.join();
            return group.name() + " " + (one.resultNow() + two.resultNow());
        }));
    }

    @Test
    void theFailureOfATaskReachesTheCallerAsTheBodySawIt() {
        TaskFailedException failed = assertThrows(TaskFailedException.class, () -> TaskGroup.call(OPTIONS, group -> {
            group.fork("loser", () -> {
                throw boom;
            });
            group.join();
            return 1;
        }));
        assertSame(boom, failed.getCause());
        assertEquals("task 'loser' of group 'called' failed: " + boom, failed.getMessage());
    }

    @Test
    void t8_aBodyWhoseTimeIsUpFromTheBeginningIsInterrupted() {
        for (Duration none : List.of(Duration.ZERO, Duration.ofNanos(1))) {
            assertThrows(DeadlineExceededException.class, () -> TaskGroup.call(OPTIONS.deadline(none), group -> {
                Bodies.forEver();
                return 1;
            }));
        }
    }

    @Test
    void theBodysOwnFailureIsTheCause() {
        IOException disk = new IOException("disk");
        TaskFailedException failed = assertThrows(TaskFailedException.class, () -> TaskGroup.call(OPTIONS, group -> {
            throw disk;
        }));
        assertSame(disk, failed.getCause());
        assertTrue(failed.getMessage().contains("'body' of group 'called'"), failed::getMessage);
    }

    @Test
    void t11_aBodyThatForgetsToJoinIsTold() {
        TaskFailedException failed = assertThrows(TaskFailedException.class,
                () -> TaskGroup.call(OPTIONS, group -> group.fork(Bodies::forEver)));
        assertTrue(failed.getCause().getMessage().contains("without join"), failed::getMessage);
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptOfTheCallerInterruptsTheBodyAndWaitsForIt(Threads.Kind kind) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicReference<Exception> seen = new AtomicReference<>();
        try (Threads threads = new Threads(kind)) {
            Thread caller = threads.start("caller", () -> {
                assertThrows(InterruptedException.class, () -> TaskGroup.call(OPTIONS, group -> {
                    try {
                        Bodies.forEverAfter(begun).run();
                        return 1;
                    } catch (InterruptedException e) {
                        seen.set(e);
                        throw e;
                    }
                }));
                assertTrue(seen.get() instanceof InterruptedException, "the body has ended");
                assertFalse(Thread.currentThread().isInterrupted());
            });
            begun.await();
            Until.waiting(caller);
            caller.interrupt();
        }
    }

    /** What `call` is for: the body blocks in foreign code while a task fails. */
    @Test
    void theFailureOfATaskInterruptsTheBodyThatBlocksInForeignCode() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        AtomicReference<Exception> seen = new AtomicReference<>();
        AtomicReference<Thread> thread = new AtomicReference<>();
        try (Threads threads = new Threads(Threads.Kind.PLATFORM)) {
            threads.start("caller", () -> {
                TaskFailedException failed =
                        assertThrows(TaskFailedException.class, () -> TaskGroup.call(OPTIONS, group -> {
                            thread.set(Thread.currentThread());
                            group.fork("loser", () -> {
                                throw boom;
                            });
                            try {
                                gate.await();
                                return 1;
                            } catch (InterruptedException e) {
                                seen.set(e);
                                throw e;
                            }
                        }));
                assertSame(boom, failed.getCause());
            });
            Until.holds("the body runs", () -> thread.get() != null);
            try {
                Until.holds("the body is interrupted", () -> seen.get() != null);
            } finally {
                gate.countDown();
            }
        }
    }

    @Test
    void aCallWithinACancelledTaskIsCancelledWithIt() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("around")) {
            Task<Void> task = group.fork(() -> {
                TaskGroup.call(OPTIONS, inner -> {
                    Bodies.forEverAfter(begun).run();
                    return null;
                });
            });
            begun.await();
            task.cancel(true);
            assertThrows(CancellationException.class, task::get);
            group.join();
        }
    }

    @Test
    void r6_nullsAreRefusedByName() {
        assertEquals("options",
                assertThrows(NullPointerException.class, () -> TaskGroup.call(null, group -> 1)).getMessage());
        assertEquals("body",
                assertThrows(NullPointerException.class, () -> TaskGroup.call(OPTIONS, null)).getMessage());
    }
}
