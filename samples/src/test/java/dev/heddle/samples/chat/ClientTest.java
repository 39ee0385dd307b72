package dev.heddle.samples.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.TaskGroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that misbehave. */
@Timeout(120)
class ClientTest {
    private static final Duration SOON = Duration.ofMillis(50);
    private static final Duration HANG = Duration.ofSeconds(60);

    private final Room room = new Room();

    private void serve(Socket socket) throws Exception {
        new Client(socket, room, new Chat.Settings(100, SOON, Duration.ZERO, 1)).serve();
    }

    /** Takes whatever it is told. */
    private abstract static class Patient extends Socket {
        @Override
        public OutputStream getOutputStream() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public void shutdownOutput() {}
    }

    /** Has always more to say, until it is closed. */
    private static final class Flood extends Patient {
        private final byte what;
        private final CountDownLatch begun = new CountDownLatch(1);
        private volatile boolean isOver;

        Flood(int what) {
            this.what = (byte) what;
        }

        @Override
        public InputStream getInputStream() {
            return new InputStream() {
                @Override
                public int read() {
                    return isOver ? -1 : what;
                }

                @Override
                public int read(byte[] target, int from, int length) {
                    begun.countDown();
                    Arrays.fill(target, from, from + length, what);
                    return isOver ? -1 : length;
                }
            };
        }

        @Override
        public void close() throws IOException {
            isOver = true;
            super.close();
        }
    }

    /** Says nothing, until it is closed; and its options cannot be set, as on some systems when a connection is lost. */
    private static final class Lost extends Patient {
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public InputStream getInputStream() {
            return new InputStream() {
                @Override
                public int read() throws IOException {
                    try {
                        closed.await();
                        return -1;
                    } catch (InterruptedException e) {
                        throw new InterruptedIOException();
                    }
                }
            };
        }

        @Override
        public void setSendBufferSize(int size) throws SocketException {
            throw new SocketException("Invalid argument");
        }

        @Override
        public void close() throws IOException {
            closed.countDown();
            super.close();
        }
    }

    /** And it alone: the chat goes on. */
    @Test
    void oneWhoseOptionsCannotBeSetIsLost() throws Exception {
        try (TaskGroup group = TaskGroup.open("test"); Lost lost = new Lost()) {
            group.fork("client", () -> serve(lost));
            assertTrue(group.join(HANG), "it is still there");
        }
        assertEquals(Map.of(End.LOST, 1), room.report().ends());
    }

    /** A line that never ends, and empty ones. */
    @ParameterizedTest
    @ValueSource(ints = {0, '\n'})
    void oneWhoNeverStopsTalkingLeavesWhenItsGraceIsOver(int what) throws Exception {
        try (TaskGroup group = TaskGroup.open("test"); Flood flood = new Flood(what)) {
            group.fork("client", () -> serve(flood));
            flood.begun.await();
            room.close();
            assertTrue(group.join(HANG), "it is still heard");
        }
        assertEquals(1, room.report().clients());
    }
}
