package dev.heddle.samples.chat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of the demo when Ctrl-C comes first. */
@Timeout(120)
class DemoTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Demo demo = new Demo(new PrintStream(out, true, UTF_8));

    private static ServerSocket listen() throws Exception {
        return new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    }

    @Test
    void itEndsEarlyWhereNobodyListensAndClosesTheDoor() throws Exception {
        int port;
        try (ServerSocket gone = listen()) {
            port = gone.getLocalPort();
        }
        AtomicBoolean isClosed = new AtomicBoolean();
        demo.play(port, () -> isClosed.set(true));
        assertTrue(demo.failure().isPresent());
        assertTrue(isClosed.get());
    }

    @Test
    void itEndsEarlyWhenTheDoorIsClosed() throws Exception {
        Chat.Settings settings = new Chat.Settings(100, Duration.ofHours(1), Duration.ZERO, 10);
        Chat.Report report = Chat.serve(listen(), settings, (port, closeDoor) -> {
            closeDoor.run();
            demo.play(port, closeDoor);
        });
        assertTrue(demo.failure().isPresent());
        assertTrue(report.reconciles(), report::toString);
        assertEquals("", out.toString(UTF_8));
    }
}
