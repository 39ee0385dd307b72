package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Until;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code onCancel} of one task, and {@code checkpoint}. */
class TaskOnCancelTest {
    private static final int ROUNDS = 2_000;
    private static final int DITHER = 200;

    private final AtomicInteger ran = new AtomicInteger();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);

    enum Cause {
        ITSELF, GROUP, SIBLING, DEADLINE, PARENT, CLOSE
    }

    @ParameterizedTest
    @EnumSource
    void t9_theCallbackRunsWhateverCancelsTheTask(Cause cause) throws Exception {
        TaskGroup outer = TaskGroup.open("outer");
        TaskGroup group = TaskGroup.open("group");
        Task<Void> task = group.fork(Bodies.forEverAfter(begun));
        task.onCancel(ran::incrementAndGet);
        begun.await();
        switch (cause) {
            case ITSELF -> task.cancel(true);
            case GROUP -> group.cancel();
            case SIBLING -> group.fork(() -> {
                throw new IllegalStateException();
            });
            case DEADLINE -> group.expireAfter(Duration.ZERO);
            case PARENT -> outer.cancel();
            case CLOSE -> {
            }
        }
        if (cause != Cause.CLOSE) {
            Until.holds("the task has ended", task::isDone);
        }
        try {
            group.close();
        } catch (Exception e) {
            assertFalse(cause == Cause.GROUP, e::toString);
        }
        assertEquals(1, ran.get(), "and close has waited for it");
        assertTrue(task.isCancelled());
        outer.close();
    }

    @Test
    void itIsForOneTaskOnly() throws Exception {
        AtomicInteger others = new AtomicInteger();
        try (TaskGroup group = TaskGroup.open("group")) {
            Task<Void> task = group.fork(Bodies::forEver);
            Task<Void> sibling = group.fork(() -> gate.await());
            task.onCancel(ran::incrementAndGet);
            sibling.onCancel(others::incrementAndGet);
            Registration ofGroup = group.onCancel(others::incrementAndGet);
            task.cancel(true);
            Until.holds("the callback runs", () -> ran.get() == 1);
            gate.countDown();
            group.join();
            ofGroup.close(); // close cancels what it finds running, and that may be the callback
        }
        assertEquals(0, others.get());
        assertEquals(1, ran.get());
    }

    @Test
    void t9_itRunsOnAVirtualThreadThatTheCancellationSparesAndCloseWaitsForIt() throws Exception {
        AtomicReference<Thread> thread = new AtomicReference<>();
        CountDownLatch called = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("group")) {
            Task<Void> task = group.fork(Bodies.forEverAfter(begun));
            task.onCancel(() -> {
                thread.set(Thread.currentThread());
                called.countDown();
                gate.await(); // would throw if it were interrupted
                ran.incrementAndGet();
            });
            begun.await();
            task.cancel(true);
            called.await();
            group.cancel();
            gate.countDown();
        }
        assertEquals(1, ran.get());
        assertTrue(thread.get().isVirtual());
    }

    @Test
    void t9_whatItThrowsIsAFailureOfTheGroup() throws Exception {
        IOException disk = new IOException("disk");
        try (TaskGroup group = TaskGroup.open("group")) {
            Task<Void> task = group.fork(Bodies::forEver);
            task.onCancel(() -> {
                throw disk;
            });
            task.cancel(true);
            Until.holds("it has failed", () -> group.cancellation().isPresent());
            assertSame(disk, assertThrows(TaskFailedException.class, group::join).getCause());
            assertTrue(task.isCancelled());
        }
    }

    @Test
    void itRunsAtOnceIfTheTaskHasBeenToldAndStillRuns() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            Task<Void> task = group.fork(Bodies.stubborn(begun, gate));
            begun.await();
            task.cancel(true);
            task.onCancel(ran::incrementAndGet).close();
            Until.holds("it ran", () -> ran.get() == 1);
            gate.countDown();
            group.join();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ITSELF", "GROUP"})
    void itNeverRunsOnceTheTaskHasEndedHoweverItDid(Cause cause) throws Exception {
        CountDownLatch others = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("group")) {
            Task<Integer> success = group.fork(() -> 1);
            success.get();
            Task<Void> cancelled = group.fork(Bodies.forEverAfter(begun));
            Task<Void> lives = group.fork(Bodies.stubborn(new CountDownLatch(1), gate));
            begun.await();
            switch (cause) {
                case ITSELF -> cancelled.cancel(true);
                default -> group.cancel();
            }
            Until.holds("it has ended", cancelled::isDone);
            success.onCancel(ran::incrementAndGet);
            cancelled.onCancel(ran::incrementAndGet);
            group.cancel();
            group.onCancel(others::countDown); // started after the others would have been
            others.await();
            gate.countDown();
            group.join();
            assertTrue(lives.isDone());
        }
        assertEquals(0, ran.get(), "never once it has ended");
    }

    @Test
    void itDoesNotRunWhenTakenBackNorWhenNobodyCancels() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            Task<Void> quiet = group.fork(() -> {});
            quiet.onCancel(ran::incrementAndGet);
            group.join();
            Task<Void> task = group.fork(Bodies.forEverAfter(begun));
            Registration registration = task.onCancel(ran::incrementAndGet);
            begun.await();
            registration.close();
            registration.close();
            task.cancel(true);
            group.join();
        }
        assertEquals(0, ran.get());
    }

    @Test
    void aTaskRegistersItsOwnForACallThatNoInterruptStops() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            AtomicReference<Thread> thread = new AtomicReference<>();
            Task<Void> task = group.fork("acceptor", () -> {
                try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                        Registration close = Task.current().orElseThrow().onCancel(socket::close)) {
                    thread.set(Thread.currentThread());
                    socket.accept().close();
                    assertTrue(false, close::toString);
                }
            });
            Until.holds("it has begun", () -> thread.get() != null);
            task.cancel(true);
            group.join();
            assertTrue(task.isCancelled());
        }
    }

    @Test
    void r6_nullIsRefused() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            Task<Integer> task = group.fork(() -> 1);
            assertEquals("callback", assertThrows(NullPointerException.class, () -> task.onCancel(null)).getMessage());
            group.join();
        }
    }

    @Test
    void t9_registeringAgainstCancelRunsEachOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            AtomicInteger calls = new AtomicInteger();
            CountDownLatch running = new CountDownLatch(1);
            CountDownLatch over = new CountDownLatch(1);
            try (TaskGroup group = TaskGroup.open("race")) {
                Task<Void> task = group.fork(Bodies.stubborn(running, over));
                running.await(); // or it could be cancelled before it begins, and end: then nothing runs any more
                Task<Void> canceller = group.fork(() -> {
                    Bodies.dither(DITHER);
                    task.cancel(true);
                });
                task.onCancel(calls::incrementAndGet);
                Bodies.dither(DITHER);
                task.onCancel(calls::incrementAndGet);
                canceller.get();
                Until.holds("both have run", () -> calls.get() == 2);
                over.countDown();
                group.join();
            }
            assertEquals(2, calls.get(), "in round " + round);
        }
    }

    // ---- checkpoint

    @Test
    void w3_checkpointGetsALoopThatNeverWaitsOutAgainAndAgain() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            Task<Void> task = group.fork(() -> {
                begun.countDown();
                try {
                    for (;;) {
                        TaskGroup.checkpoint();
                    }
                } catch (CancellationException e) {
                    assertSame(e.getClass(),
                            assertThrows(CancellationException.class, TaskGroup::checkpoint).getClass());
                    Until.holds("it is interrupted, and stays so", () -> Thread.currentThread().isInterrupted());
                    ran.incrementAndGet();
                    throw e;
                }
            });
            begun.await();
            task.cancel(true);
            group.join();
            assertTrue(task.isCancelled());
            assertEquals(1, ran.get());
        }
    }

    @Test
    void checkpointDoesNothingUnlessThereIsAReason() throws Exception {
        TaskGroup.checkpoint();
        try (TaskGroup group = TaskGroup.open("group")) {
            TaskGroup.checkpoint();
            group.fork(TaskGroup::checkpoint).get();
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, TaskGroup::checkpoint);
            assertFalse(Thread.currentThread().isInterrupted());
            group.join();
        }
    }
}
