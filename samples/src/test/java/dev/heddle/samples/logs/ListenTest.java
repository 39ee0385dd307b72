package dev.heddle.samples.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lines over TCP. */
@Timeout(120)
class ListenTest {
    private static final String LINE = "10.0.0.1 - - [17/May/2015:10:05:03 +0000] \"GET /a HTTP/1.1\" 200 1\n";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final BlockingQueue<String> errors = new LinkedBlockingQueue<>();

    /** Each line on standard error, as it is written. */
    private final PrintStream err = new PrintStream(new OutputStream() {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        @Override
        public void write(int b) {
            if (b == '\n') {
                errors.add(line.toString(UTF_8));
                line.reset();
            } else {
                line.write(b);
            }
        }
    }, true, UTF_8);

    private Task<Integer> start(TaskGroup group, String... arguments) {
        return group.fork(() -> LogPipeline.run(InputStream.nullInputStream(), new PrintStream(out, true, UTF_8), err,
                arguments));
    }

    private int port() throws InterruptedException {
        String line = errors.take();
        assertTrue(line.matches("LogPipeline: listening on 127\\.0\\.0\\.1:\\d+"), line);
        return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
    }

    private static Socket connect(int port) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
    }

    private List<String> output() {
        return out.toString(UTF_8).lines().toList();
    }

    @Test
    void manyClientsAtOnceEachWithAllOfItsLines() throws Exception {
        int clients = 300; // more than are read at a time
        int lines = 200;
        try (TaskGroup group = TaskGroup.open("test")) {
            Task<Integer> pipeline = start(group, "--listen", "0", "--clients", "" + clients, "--workers", "2");
            int port = port();
            for (int i = 0; i < clients; i++) {
                byte[] log = TestLog.bytes(TestLog.lines(lines, i));
                byte[] sent = i % 3 == 0 ? TestLog.gzip(log) : log;
                group.fork(() -> {
                    try (Socket socket = connect(port)) {
                        socket.getOutputStream().write(sent);
                    }
                });
            }
            group.join();
            assertEquals(0, pipeline.resultNow());
        }
        long rejected = clients * TestLog.malformed(lines);
        assertTrue(output().get(0).matches("input     127\\.0\\.0\\.1:\\d+ \\(300 clients\\)"), output()::toString);
        assertEquals("processed %d lines: %d parsed, %d rejected".formatted(clients * lines, clients * lines - rejected,
                rejected), output().getLast());
        assertEquals(List.of(), List.copyOf(errors));
    }

    @Test
    void halfLinesAreJoinedAndClientsThatWaitHoldNobodyUp() throws Exception {
        try (TaskGroup group = TaskGroup.open("test")) {
            Task<Integer> pipeline = start(group, "--listen", "0", "--clients", "4");
            int port = port();
            List<Socket> silent = new ArrayList<>(List.of(connect(port), connect(port)));
            try (Socket slow = connect(port)) {
                for (int at = 0; at < LINE.length(); at++) {
                    send(slow, LINE.substring(at, at + 1));
                }
                try (Socket quick = connect(port)) {
                    send(quick, LINE + LINE.strip());
                }
                send(slow, LINE.substring(0, 20));
                send(slow, LINE.substring(20));
            }
            for (Socket socket : silent) {
                socket.close();
            }
            group.join();
            assertEquals(0, pipeline.resultNow());
        }
        assertEquals("processed 4 lines: 4 parsed, 0 rejected", output().getLast());
    }

    @Test
    void aClientThatBreaksOffIsToldAndTheOthersAreReadToTheirEnd() throws Exception {
        try (TaskGroup group = TaskGroup.open("test")) {
            Task<Integer> pipeline = start(group, "--listen", "0", "--clients", "2");
            int port = port();
            try (Socket good = connect(port)) {
                send(good, LINE);
                try (Socket bad = connect(port)) {
                    send(bad, LINE + "half");
                    bad.setSoLinger(true, 0); // closes with a reset
                }
                send(good, LINE);
            }
            group.join();
            assertEquals(1, pipeline.resultNow());
        }
        String line = errors.take();
        assertTrue(
                line.matches("LogPipeline: client 2: Connection reset, after line [02]; the report has what was read"),
                line);
        assertTrue(output().getLast().matches("processed (2 lines: 2 parsed, 0|4 lines: 3 parsed, 1) rejected"),
                output()::toString);
    }

    @Test
    void filesAndClientsTogether() throws Exception {
        try (TaskGroup group = TaskGroup.open("test")) {
            Task<Integer> pipeline =
                    group.fork(() -> LogPipeline.run(new ByteArrayInputStream((LINE + LINE).getBytes(UTF_8)),
                            new PrintStream(out, true, UTF_8), err, "--listen", "0", "--clients", "1", "-"));
            try (Socket client = connect(port())) {
                send(client, LINE + "bad");
            }
            group.join();
            assertEquals(0, pipeline.resultNow());
        }
        assertEquals("input     (standard input)", output().get(0));
        assertEquals("processed 4 lines: 3 parsed, 1 rejected", output().getLast());
        assertTrue(output().stream().anyMatch(line -> line.endsWith("first in client 1:2")), output()::toString);
    }

    /** A line that trickles in is kept apart until it is whole: the rejects are not locked meanwhile. */
    @Test
    void aLineThatDoesNotEndHoldsNobodyUp(@TempDir Path directory) throws Exception {
        int others = 16_000;
        Path kept = directory.resolve("rejects.tsv");
        String endless = "x".repeat(3 * Settings.CLIENT_BATCH_BYTES);
        try (TaskGroup group = TaskGroup.open("test")) {
            Task<Integer> pipeline = start(group, "--listen", "0", "--clients", "2", "--rejects", kept.toString(),
                    "--workers", "1", "--queue", "1");
            int port = port();
            try (Socket hostile = connect(port)) {
                send(hostile, endless);
                String bad = ("bad" + "!".repeat(1000) + "\n").repeat(others);
                try (Socket other = connect(port)) {
                    send(other, bad); // more than fits the queue and the sockets' buffers: it is rejected meanwhile
                }
                send(hostile, "y\n");
            }
            group.join();
            assertEquals(0, pipeline.resultNow());
        }
        assertEquals("processed %d lines: 0 parsed, %d rejected".formatted(others + 1, others + 1), output().getLast());
        List<String> records = Files.readAllLines(kept);
        assertEquals(others + 1, records.size());
        assertEquals(1, records.stream().filter(record -> record.endsWith("\t" + endless + "y")).count());
    }

    @Test
    void r6_whatCannotBeListenedToIsRefused() throws Exception {
        assertRefused("--listen takes a port from 0 to 65535, not 65536", "--listen", "65536");
        assertRefused("--listen takes a port from 0 to 65535, not -1", "--listen", "-1");
        assertRefused("--listen takes --workers of at least 1", "--listen", "0", "--workers", "0");
        assertRefused("--clients takes --listen as well", "--clients", "1");
        assertRefused("--clients must be at least 1, not 0", "--listen", "0", "--clients", "0");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = "" + taken.getLocalPort();
            assertRefused("cannot listen on port " + port + ": Address already in use", "--listen", port);
        }
    }

    private void assertRefused(String message, String... arguments) throws Exception {
        assertEquals(2, LogPipeline.run(InputStream.nullInputStream(), new PrintStream(out), err, arguments));
        assertEquals("LogPipeline: " + message + " (see --help)", errors.take());
        assertEquals("", out.toString(UTF_8));
    }

    @Test
    void onlyThisMachineIsListenedTo() throws Exception {
        try (Listener listener = Listener.open(0, 1)) {
            assertTrue(listener.address().startsWith("127."), listener::address);
        }
        assertThrows(IllegalArgumentException.class, () -> Listener.open(-1, 1));
    }
}
