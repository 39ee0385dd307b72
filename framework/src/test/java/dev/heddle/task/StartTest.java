package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Limits;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code start}: a task that others can use once it says so. */
class StartTest {
    private static final int ROUNDS = 2_000;

    private final IOException disk = new IOException("disk");
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);

    @Test
    void t15_aServerSaysWhichPortItListensOn() throws Exception {
        try (TaskGroup group = TaskGroup.open("net")) {
            Started<Integer> server = group.start("server", (Ready<Integer> ready) -> {
                try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                    ready.set(socket.getLocalPort());
                    try (Socket client = socket.accept()) {
                        client.getOutputStream().write(42);
                    }
                }
            });
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.value())) {
                assertEquals(42, socket.getInputStream().read());
            }
            server.task().get();
            assertEquals("server", server.task().name());
        }
    }

    /** The example in the documentation of {@code start}. */
    @Test
    void t15_aServerThatEndsGracefullyServesTheConnectionsThatItHas() throws Exception {
        InetAddress here = InetAddress.getLoopbackAddress();
        try (var group = TaskGroup.open("echo")) {
            Event stop = new Event();
            var server = group.start("server", (Ready<Integer> ready) -> {
                try (var listening = new ServerSocket(0, 9, here); var connections = TaskGroup.open("connections")) {
                    Task<?> accepting = connections.fork("accept", () -> {
                        while (true) {
                            Socket socket = listening.accept();
                            connections.fork("connection", socket, () -> echo(socket));
                        }
                    });
                    ready.set(listening.getLocalPort());
                    stop.await();
                    accepting.cancel(true);
                    connections.join();
                }
            });
            int port = server.value();
            try (Socket one = new Socket(here, port); Socket other = new Socket(here, port)) {
                for (Socket client : List.of(one, other)) {
                    client.getOutputStream().write(1);
                    assertEquals(1, client.getInputStream().read());
                }
                stop.set();
                Until.holds("no more connections", () -> isRefused(here, port));
                for (Socket client : List.of(one, other)) {
                    client.getOutputStream().write(2);
                    assertEquals(2, client.getInputStream().read(), "it is served to its end");
                }
                assertFalse(server.task().isDone());
            }
            server.task().get();
            group.join();
        }
    }

    private static void echo(Socket socket) throws IOException {
        socket.getInputStream().transferTo(socket.getOutputStream());
    }

    private static boolean isRefused(InetAddress host, int port) {
        try (Socket late = new Socket(host, port)) {
            return !late.isConnected();
        } catch (IOException e) {
            return true;
        }
    }

    @ParameterizedTest
    @EnumSource
    void t15_itWaitsUntilTheTaskIsReady(Threads.Kind kind) throws Exception {
        try (Threads threads = new Threads(kind)) {
            Thread starter = threads.start("starter", () -> {
                try (TaskGroup group = TaskGroup.open("slow")) {
                    assertEquals("up", group.<String>start("service", ready -> {
                        begun.countDown();
                        gate.await();
                        ready.set("up");
                    }).value());
                    assertEquals(0, gate.getCount());
                }
            });
            begun.await();
            Until.waiting(starter);
            assertTrue(starter.isAlive());
            gate.countDown();
        }
    }

    @Test
    void t15_theTaskGoesOnAsADaemonThatCloseCancels() throws Exception {
        Task<Void> task;
        try (TaskGroup group = TaskGroup.open("daemon")) {
            Started<String> started = group.start("service", ready -> {
                ready.set("up");
                Bodies.forEver();
            });
            task = started.task();
            assertTrue(task.isDaemon());
            group.fork(() -> 1);
            group.join();
            assertFalse(task.isDone());
        }
        assertEquals(new Outcome.Cancelled<>(CancelReason.CLOSED, null), task.outcome());
    }

    @Test
    void t15_aFailureBeforeItIsReadyIsThrownThereAndIsTheGroupsBusinessToo() throws Exception {
        try (TaskGroup group = TaskGroup.open("failing")) {
            TaskFailedException there =
                    assertThrows(TaskFailedException.class, () -> group.<String>start("service", ready -> {
                        throw disk;
                    }));
            assertSame(disk, there.getCause());
            assertTrue(there.getMessage().contains("'service' of group 'failing'"), there::getMessage);
            assertSame(disk, assertThrows(TaskFailedException.class, group::join).getCause());
        }
    }

    @Test
    void t15_aFailureAfterwardsIsTheGroupsAlone() throws Exception {
        try (TaskGroup group = TaskGroup.open("failing")) {
            assertEquals("up", group.<String>start("service", ready -> {
                ready.set("up");
                gate.await();
                throw disk;
            }).value());
            gate.countDown();
            Until.holds("it has failed", () -> group.cancellation().isPresent());
            assertSame(disk, assertThrows(TaskFailedException.class, group::join).getCause());
        }
    }

    @Test
    void t15_theStarterIsToldWhenItIsCancelledBeforeItIsReady() throws Exception {
        try (Threads threads = new Threads(Threads.Kind.VIRTUAL); TaskGroup group = TaskGroup.open("cancelled")) {
            threads.start("canceller", () -> {
                begun.await();
                group.cancel();
            });
            assertThrows(CancellationException.class, () -> group.<String>start("service", ready -> {
                begun.countDown();
                Bodies.forEver();
            }));
            assertThrows(CancellationException.class, () -> group.<String>start("late", ready -> ready.set("up")));
        }
    }

    @Test
    void t15_whoeverEndsWithoutBeingReadyIsNamed() throws Exception {
        try (TaskGroup group = TaskGroup.open("forgetful")) {
            IllegalStateException e =
                    assertThrows(IllegalStateException.class, () -> group.<String>start("service", ready -> {}));
            assertTrue(e.getMessage().contains("service of forgetful"), e::getMessage);
            assertTrue(e.getMessage().contains("ready"), e::getMessage);
        }
    }

    @Test
    void r6_readyIsSaidOnceAndWithSomething() throws Exception {
        try (TaskGroup group = TaskGroup.open("eager")) {
            Started<String> started = group.start("service", ready -> {
                assertThrows(NullPointerException.class, () -> ready.set(null));
                ready.set("first");
                IllegalStateException e = assertThrows(IllegalStateException.class, () -> ready.set("second"));
                assertTrue(e.getMessage().contains("once"), e::getMessage);
            });
            assertEquals("first", started.value());
            started.task().get();
        }
    }

    @Test
    void r6_nullsAndClosedGroupsAreRefused() throws Exception {
        TaskGroup group = TaskGroup.open("closed");
        Service<String> service = ready -> ready.set("up");
        assertThrows(NullPointerException.class, () -> group.start(null, service));
        assertThrows(NullPointerException.class, () -> group.<String>start("service", null));
        group.close();
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> group.start("service", service));
        assertTrue(e.getMessage().contains("closed"), e::getMessage);
    }

    @ParameterizedTest
    @EnumSource
    void t15_anInterruptOfTheStarterIsThrownAndTheTaskGoesOn(Threads.Kind kind) throws Exception {
        AtomicReference<Ready<String>> saidTo = new AtomicReference<>();
        CountDownLatch over = new CountDownLatch(1);
        try (Threads threads = new Threads(kind); TaskGroup group = TaskGroup.open("slow")) {
            Thread starter = threads.start("starter", () -> {
                assertThrows(InterruptedException.class, () -> group.<String>start("service", ready -> {
                    saidTo.set(ready);
                    begun.countDown();
                    gate.await();
                    ready.set("up");
                    over.countDown();
                }));
                assertFalse(Thread.currentThread().isInterrupted());
            });
            begun.await();
            Until.waiting(starter);
            starter.interrupt();
            threads.join();
            assertEquals(1, group.live().size());
            gate.countDown();
            over.await();
            assertEquals("up", saidTo.get().value());
        }
    }

    /** An operation that threw on entry has not happened. */
    @Test
    void r1_aStarterWhoIsInterruptedAlreadyIsToldOnEntryAndNothingIsStarted() throws Exception {
        for (int round = 0; round < ROUNDS / 10; round++) {
            try (TaskGroup group = TaskGroup.open("early")) {
                Thread.currentThread().interrupt();
                assertThrows(InterruptedException.class, () -> group.<String>start("service", ready -> {
                    ready.set("up");
                    Bodies.forEver();
                }), "in round " + round);
                assertFalse(Thread.interrupted());
                assertEquals(List.of(), group.live());
            } finally {
                Thread.interrupted();
            }
        }
    }

    @Test
    void t15_tasksAndForeignThreadsMayStartToo() throws Exception {
        try (Threads threads = new Threads(Threads.Kind.PLATFORM); TaskGroup group = TaskGroup.open("many")) {
            Service<String> service = ready -> {
                ready.set("up");
                Bodies.forEver();
            };
            threads.start("stranger", () -> assertEquals("up", group.start("by a stranger", service).value()));
            Task<String> task = group.fork(() -> group.start("by a task", service).value());
            assertEquals("up", task.get());
            threads.join();
            Until.holds("only the services live", () -> group.live().size() == 2);
            group.join();
        }
    }

    /** A cancelled task that has caught its interrupt must not be stuck with a service of another group that is never ready. */
    @Test
    void w3_inACancelledTaskItThrowsAgain() throws Exception {
        try (TaskGroup services = TaskGroup.open("services"); TaskGroup group = TaskGroup.open("tasks")) {
            Task<Void> starter = group.fork(() -> {
                begun.countDown();
                assertThrows(InterruptedException.class, Bodies::forEver);
                services.<String>start("never ready", ready -> gate.await());
            });
            begun.await();
            starter.cancel(true);
            try {
                assertThrows(CancellationException.class,
                        () -> starter.get(Limits.HANG.toMillis(), TimeUnit.MILLISECONDS));
            } finally {
                gate.countDown();
                services.cancel();
                group.cancel();
            }
        }
    }

    /** The owner of a cancelled group is never interrupted: his wait must end all the same. */
    @Test
    void w3_theOwnerOfACancelledGroupIsNotStuckEither() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (Threads threads = new Threads(Threads.Kind.VIRTUAL); TaskGroup services = TaskGroup.open("services")) {
            threads.start("owner", () -> {
                try (TaskGroup group = TaskGroup.open("cancelled")) {
                    group.onCancel(begun::countDown);
                    group.cancel();
                    assertThrows(CancellationException.class,
                            () -> services.<String>start("never ready", ready -> gate.await()));
                } finally {
                    ended.countDown();
                }
            });
            begun.await();
            boolean over = ended.await(Limits.HANG.toMillis(), TimeUnit.MILLISECONDS);
            gate.countDown();
            services.cancel();
            assertTrue(over, "the owner is stuck in start()");
        }
    }

    @Test
    void t15_readyAgainstTheEndMissesNoWakeUp() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            int number = round;
            try (TaskGroup group = TaskGroup.open("race")) {
                Started<Integer> started = group.start("service", ready -> {
                    Bodies.dither(100);
                    ready.set(number);
                });
                assertEquals(number, started.value());
            }
        }
    }
}
