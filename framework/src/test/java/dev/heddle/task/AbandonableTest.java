package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.ChildJvm;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Threads.Kind;
import dev.heddle.testing.Until;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls that nothing can stop: their callers leave, they stay. */
class AbandonableTest {
    private static final Duration LONG = Duration.ofDays(1);

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicInteger interrupts = new AtomicInteger();
    private final AtomicReference<Thread> thread = new AtomicReference<>();

    /** Goes on until it is let, whatever interrupts come. */
    private int unstoppable() {
        thread.set(Thread.currentThread());
        begun.countDown();
        for (;;) {
            try {
                go.await();
                return 1;
            } catch (InterruptedException e) {
                interrupts.incrementAndGet();
            }
        }
    }

    @AfterEach
    void nobodyIsLeft() {
        go.countDown();
        Until.holds("no call is left behind", () -> Offload.abandoned().isEmpty());
    }

    @Test
    void theCallerWaitsForTheResultOrTheFailure() throws Exception {
        assertEquals(1, Offload.<Integer>abandonable("one", () -> 1));
        assertNull(Offload.abandonable("nothing", LONG, () -> null));
        Thread daemon = Offload.abandonable("named", Thread::currentThread);
        assertFalse(daemon.isVirtual());
        assertTrue(daemon.isDaemon());
        assertEquals("named", daemon.getName());
        IOException failure = new IOException("failing");
        TaskFailedException thrown = assertThrows(TaskFailedException.class, () -> Offload.abandonable("broken", () -> {
            throw failure;
        }));
        assertSame(failure, thrown.getCause());
        assertEquals("call 'broken' failed: java.io.IOException: failing", thrown.getMessage());
        assertEquals(List.of(), Offload.abandoned());
    }

    @Test
    void r2_aGroupClosesThoughACallOfItsTaskGoesOnWhichIsVisible() throws Exception {
        Task<Integer> task;
        try (TaskGroup group = TaskGroup.open()) {
            task = group.fork(() -> Offload.abandonable("stuck", this::unstoppable));
            begun.await();
            group.cancel();
            group.join();
        }
        assertTrue(task.isCancelled());
        assertEquals(List.of("stuck"), Offload.abandoned());
        assertEquals("stuck (abandoned)", thread.get().getName());
        Until.holds("it was interrupted", () -> interrupts.get() == 1);
        go.countDown();
        thread.get().join();
        assertEquals(List.of(), Offload.abandoned());
        assertEquals(1, interrupts.get());
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptedCallerLeaves(Kind kind) throws Exception {
        try (Threads threads = new Threads(kind)) {
            Thread caller = threads.start("caller", () -> {
                assertThrows(InterruptedException.class, () -> Offload.abandonable("stuck", this::unstoppable));
                assertFalse(Thread.currentThread().isInterrupted());
            });
            begun.await();
            Until.waiting(caller);
            caller.interrupt();
        }
        assertEquals(List.of("stuck"), Offload.abandoned());
    }

    @Test
    void aCallerWhoseTimeIsUpLeaves() {
        TimeoutException late = assertThrows(TimeoutException.class,
                () -> Offload.abandonable("stuck", Duration.ofMillis(1), this::unstoppable));
        assertEquals("call 'stuck' has not ended within PT0.001S", late.getMessage());
        assertThrows(TimeoutException.class, () -> Offload.abandonable("late", Duration.ZERO, () -> {
            throw new AssertionError("zero does not begin");
        }));
    }

    @Test
    void aCallThatAnInterruptCanStopIsStopped() throws Exception {
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> Offload.abandonable("refused", () -> 1));
        try (TaskGroup group = TaskGroup.open()) {
            group.fork(() -> Offload.abandonable("stops", () -> {
                thread.set(Thread.currentThread());
                begun.countDown();
                new Event().await(); // a wait of Heddle's ends as well
                return 1;
            }));
            begun.await();
            group.cancel();
            group.join();
            assertThrows(CancellationException.class, () -> Offload.abandonable("refused", () -> 1));
        }
        thread.get().join();
        assertEquals(List.of(), Offload.abandoned());
    }

    /** Nobody is there any more whom a group could tell. */
    @Test
    void r3_whatAnAbandonedCallThrowsGoesToTheHandlerOfItsThread() throws Exception {
        IllegalStateException failure = new IllegalStateException("late");
        AtomicReference<Throwable> told = new AtomicReference<>();
        try (Threads threads = new Threads(Kind.VIRTUAL)) {
            Thread caller = threads.start("caller",
                    () -> assertThrows(InterruptedException.class, () -> Offload.abandonable("stuck", () -> {
                        Thread.currentThread().setUncaughtExceptionHandler((who, what) -> told.set(what));
                        unstoppable();
                        throw failure;
                    })));
            begun.await();
            caller.interrupt();
        }
        go.countDown();
        thread.get().join();
        assertSame(failure, told.get());
    }

    @Test
    void r1_anInterruptInTheMomentOfTheEndIsToldOnce() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        for (int round = 0; round < 300; round++) {
            CountDownLatch ending = new CountDownLatch(1);
            AtomicInteger ended = new AtomicInteger();
            try (Threads threads = new Threads(Kind.VIRTUAL)) {
                Thread caller = threads.start("caller", () -> {
                    boolean left = false;
                    try {
                        assertEquals(1, Offload.<Integer>abandonable("short", () -> {
                            ending.countDown();
                            return ended.incrementAndGet();
                        }));
                    } catch (InterruptedException e) {
                        left = true;
                        assertFalse(Thread.interrupted());
                    }
                    if (!left) {
                        assertThrows(InterruptedException.class, never::await);
                    }
                });
                ending.await();
                caller.interrupt();
            }
            Until.holds("the call has ended", () -> Offload.abandoned().isEmpty() && ended.get() == 1);
        }
    }

    @Test
    void theDecoratorOfTheGroupAroundTheCallerIsApplied() throws Exception {
        AtomicInteger wrapped = new AtomicInteger();
        GroupOptions options = GroupOptions.of("around").decorate(body -> () -> {
            wrapped.incrementAndGet();
            body.run();
        });
        try (TaskGroup group = TaskGroup.open(options)) {
            assertEquals(1, Offload.<Integer>abandonable("decorated", () -> 1));
            assertEquals("around", group.name());
        }
        assertEquals(1, wrapped.get());
    }

    /** What it is for: a JVM that waits for a line of input which never comes. */
    @Tag("once")
    @Test
    void systemInReadDoesNotHoldTheProgramBack() throws Exception {
        ChildJvm.Ended ended = ChildJvm.run(List.of(), Child.class); // its input stays open, and nothing is written to it
        assertEquals(new ChildJvm.Ended(0, List.of("left [keyboard]")), ended);
    }

    /** The other JVM: it ends by itself. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws Exception {
            CountDownLatch reads = new CountDownLatch(1);
            try (TaskGroup group = TaskGroup.open("prompt")) {
                group.fork(() -> Offload.abandonable("keyboard", () -> {
                    reads.countDown();
                    return System.in.read();
                }));
                reads.await();
                group.expireAfter(Duration.ofMillis(200));
                group.join();
            } catch (DeadlineExceededException timeUp) {
                System.out.println("left " + Offload.abandoned());
            }
        }
    }
}
