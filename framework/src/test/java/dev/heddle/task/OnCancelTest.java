package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code onCancel}: for calls that an interrupt cannot stop. */
class OnCancelTest {
    private final AtomicInteger ran = new AtomicInteger();

    enum Cause {
        ASKED, FAILURE, CLOSE, PARENT
    }

    @ParameterizedTest
    @EnumSource
    void theCallbackRunsWhateverCancelsTheGroup(Cause cause) throws Exception {
        TaskGroup outer = TaskGroup.open("outer");
        TaskGroup group = TaskGroup.open("inner");
        CountDownLatch begun = new CountDownLatch(1);
        group.onCancel(ran::incrementAndGet);
        group.forkDaemon("daemon", Bodies.forEverAfter(begun));
        begun.await();
        switch (cause) {
            case ASKED -> group.cancel();
            case FAILURE -> {
                group.fork(() -> {
                    throw new IllegalStateException();
                });
                Until.holds("it has failed", () -> group.cancellation().isPresent());
            }
            case CLOSE -> {
            }
            case PARENT -> outer.cancel();
        }
        try {
            group.close();
        } catch (TaskFailedException e) {
            assertSame(Cause.FAILURE, cause);
        }
        assertEquals(1, ran.get());
        outer.close();
    }

    @Test
    void itDoesNotRunInAGroupThatIsNotCancelledNorWhenTakenBack() throws Exception {
        try (TaskGroup group = TaskGroup.open("quiet")) {
            group.onCancel(ran::incrementAndGet);
            group.fork(() -> 1);
            group.join();
        }
        try (TaskGroup group = TaskGroup.open("taken back")) {
            Registration registration = group.onCancel(ran::incrementAndGet);
            registration.close();
            registration.close();
            group.cancel();
        }
        assertEquals(0, ran.get());
    }

    @Test
    void inACancelledGroupItRunsAtOnceAndInAClosedOneNever() throws Exception {
        TaskGroup group = TaskGroup.open("cancelled");
        group.cancel();
        group.onCancel(ran::incrementAndGet).close();
        Until.holds("it ran", () -> ran.get() == 1);
        group.close();
        group.onCancel(ran::incrementAndGet);
        group.cancel();
        assertEquals(1, ran.get());
    }

    @Test
    void t9_itRunsOnAVirtualThreadOfTheGroupsOwnAndTheCancellationSparesIt() throws Exception {
        AtomicReference<Thread> thread = new AtomicReference<>();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("spared")) {
            group.onCancel(() -> {
                thread.set(Thread.currentThread());
                begun.countDown();
                gate.await(); // would throw if it were interrupted
                ran.incrementAndGet();
            });
            group.cancel();
            begun.await();
            group.cancel();
            gate.countDown();
        }
        assertEquals(1, ran.get(), "close has waited for it");
        assertTrue(thread.get().isVirtual());
        assertNotSame(Thread.currentThread(), thread.get());
    }

    /** The callback is what ends a call that nothing else can end: it may not depend on the user's threads. */
    @Test
    void t9_itsVirtualThreadDoesNotComeFromTheUsersFactory() throws Exception {
        ThreadFactory platform = Thread.ofPlatform().factory();
        AtomicReference<Thread> thread = new AtomicReference<>();
        try (TaskGroup group = TaskGroup.open(GroupOptions.of("platform").threads(platform))) {
            group.onCancel(() -> thread.set(Thread.currentThread()));
            group.cancel();
        }
        assertTrue(thread.get().isVirtual());
    }

    @Test
    void t9_itRunsAlsoWhenTheUsersFactoryHasNoThreadsLeft() throws Exception {
        try (TaskGroup group = TaskGroup.open(GroupOptions.of("exhausted").threads(body -> null))) {
            group.onCancel(ran::incrementAndGet);
            group.cancel();
            group.join();
        }
        assertEquals(1, ran.get());
    }

    @Test
    void t9_whatItThrowsIsAFailure() throws Exception {
        IOException disk = new IOException("disk");
        try (TaskGroup group = TaskGroup.open("failing")) {
            group.onCancel(() -> {
                throw disk;
            });
            group.cancel();
            assertSame(disk, assertThrows(TaskFailedException.class, group::join).getCause());
        }
    }

    @Test
    void callbacksAreNoTasksThatSomebodyForked() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("live")) {
            group.onCancel(Bodies.stubborn(begun, gate));
            group.cancel();
            begun.await();
            List<Task<?>> live = group.live();
            gate.countDown();
            assertEquals(List.of(), live, "live() gives what has been forked");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTaskThatIsStoppedByTheClosingOfItsSocketIsCancelledAndHasNotFailed(Threads.Kind kind) throws Exception {
        ThreadFactory threads =
                kind == Threads.Kind.VIRTUAL ? Thread.ofVirtual().factory() : Thread.ofPlatform().factory();
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TaskGroup group = TaskGroup.open(GroupOptions.of("server").threads(threads))) {
            group.onCancel(socket::close);
            AtomicReference<Thread> thread = new AtomicReference<>();
            Task<Void> acceptor = group.fork("acceptor", () -> {
                thread.set(Thread.currentThread());
                socket.accept().close();
            });
            Until.holds("it has begun", () -> thread.get() != null);
            group.cancel();
            group.join();
            assertTrue(acceptor.isCancelled());
        }
    }
}
