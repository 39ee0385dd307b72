package dev.heddle.samples.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.samples.OwnJvm;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ctrl-C: each test runs the program in a JVM of its own, and sends that a SIGINT. */
@Timeout(120)
class StopTest {
    private static final Pattern ACCOUNTS = Pattern.compile("processed (\\d+) lines: (\\d+) parsed, (\\d+) rejected");

    /** More than fits a batch, so that the program shows that it has read some. */
    private static final int LINES = 20_000;

    @TempDir
    Path directory;

    private static OwnJvm start(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("--progress", "always"));
        all.addAll(List.of(arguments));
        return OwnJvm.startWithErrors(LogPipeline.class, all.toArray(String[]::new));
    }

    private record Ended(List<String> out, List<String> err) {
        /** Presses Ctrl-C. */
        static Ended interrupt(OwnJvm program) throws Exception {
            List<String> out = program.interrupt();
            return new Ended(out, program.errors().stream() // the parts of the progress are lines as well
                    .map(line -> line.replace("\033[K", "")).filter(line -> line.startsWith("LogPipeline: ")).toList());
        }

        /** Asserts that the report is a partial one, and that it covers just the lines that were read. */
        void assertCovers(List<String> sent, String source) {
            assertEquals("PARTIAL REPORT: there was more to read", out.get(0), () -> out + " " + err);
            Matcher accounts = ACCOUNTS.matcher(out.getLast());
            assertTrue(accounts.matches(), out::getLast);
            int lines = Integer.parseInt(accounts.group(1));
            assertTrue(lines > 0 && lines <= sent.size(), out::getLast);
            assertEquals(List
                    .of("LogPipeline: " + source + ": stopped, after line " + lines + "; the report has what was read"),
                    err);
            int cut = out.stream().anyMatch(line -> line.endsWith("  " + Flaw.CUT_OFF.reason())) ? 1 : 0;
            long malformed = TestLog.malformed(lines - cut);
            assertEquals(lines - cut - malformed, Long.parseLong(accounts.group(2)), out::getLast);
            assertEquals(malformed + cut, Long.parseLong(accounts.group(3)), out::getLast);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "2"})
    void standardInputIsReportedAsFarAsItWasRead(String workers) throws Exception {
        List<String> lines = TestLog.lines(LINES, 13);
        Path kept = directory.resolve("rejects.tsv");
        try (OwnJvm program = start("--workers", workers, "--rejects", kept.toString(), "-")) {
            OutputStream in = program.input();
            in.write(TestLog.bytes(lines));
            in.write("10.0.0.1 - - half a li".getBytes(UTF_8));
            in.flush();
            program.awaitError(" lines read");
            Ended ended = Ended.interrupt(program);
            List<String> sent = new ArrayList<>(lines);
            sent.add("half");
            ended.assertCovers(sent, "(standard input)");
            long rejected = Long.parseLong(ended.out.getLast().replaceAll(".* (\\d+) rejected", "$1"));
            assertEquals(rejected, Files.readAllLines(kept).size());
        }
    }

    @Test
    void whatWasReadIsWrittenToTheDatabase() throws Exception {
        List<String> lines = TestLog.lines(LINES, 16);
        String database = "jdbc:h2:" + directory.resolve("lines");
        try (OwnJvm program = start("--workers", "2", "--jdbc", database, "--jdbc-batch", "100", "-")) {
            OutputStream in = program.input();
            in.write(TestLog.bytes(lines));
            in.flush();
            program.awaitError(" lines read");
            Ended ended = Ended.interrupt(program);
            ended.assertCovers(lines, "(standard input)");
            long parsed = Long.parseLong(ended.out.getLast().replaceAll(".*: (\\d+) parsed.*", "$1"));
            assertEquals(parsed, StoredLines.count(database));
            assertTrue(ended.out.stream().anyMatch(line -> line.startsWith("wrote " + parsed + " rows to ")),
                    ended::toString);
        }
    }

    @Test
    void clientsAreReportedAsFarAsTheyWereRead() throws Exception {
        List<String> lines = TestLog.lines(LINES, 14);
        try (OwnJvm program = start("--listen", "0")) {
            int port = Integer.parseInt(program.awaitError("\n").replaceAll("(?s).*:(\\d+)\\n", "$1"));
            try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), port);
                    Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertFalse(silent.isClosed());
                client.getOutputStream().write(TestLog.bytes(lines));
                program.awaitError(" lines read");
                Ended ended = Ended.interrupt(program);
                List<String> about =
                        ended.err.stream().filter(line -> line.startsWith("LogPipeline: client 1")).toList();
                assertEquals(List.of("LogPipeline: client 1: stopped, after line 0; the report has what was read"),
                        about, ended::toString);
                new Ended(ended.out, ended.err.stream().filter(line -> !line.contains("client 1:")).toList())
                        .assertCovers(lines, "client 2");
            }
        }
    }

    @Test
    void aListenerThatNobodyCallsEndsWithAWholeReportOfNothing() throws Exception {
        try (OwnJvm program = start("--listen", "0")) {
            program.awaitError("\n");
            Ended ended = Ended.interrupt(program);
            assertTrue(ended.out.get(0).matches("input     127\\.0\\.0\\.1:\\d+ \\(0 clients\\)"), ended::toString);
            assertEquals("processed 0 lines: 0 parsed, 0 rejected", ended.out.getLast());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2"})
    void aPipeThatNobodyHasOpenedForWritingIsLeft(String workers) throws Exception {
        Path pipe = directory.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        Path log = Files.write(directory.resolve("log"), TestLog.bytes(TestLog.lines(LINES, 15)));
        try (OwnJvm program = start("--workers", workers, log.toString(), pipe.toString())) {
            program.awaitError(" lines read");
            Ended ended = Ended.interrupt(program);
            assertEquals("PARTIAL REPORT: there was more to read", ended.out.get(0));
            assertTrue(ended.out.contains("input     " + pipe + " (incomplete: stopped)"), ended::toString);
            assertTrue(
                    ended.err
                            .contains("LogPipeline: " + pipe + ": stopped, after line 0; the report has what was read"),
                    ended::toString);
        }
    }

    @Test
    void theProgramEndsByItselfAsEver() throws Exception {
        Path log = Files.write(directory.resolve("log"), TestLog.bytes(TestLog.lines(100, 15)));
        try (OwnJvm program = start(log.toString())) {
            assertEquals(0, program.end());
            assertEquals("processed 100 lines: 94 parsed, 6 rejected", program.lines().getLast());
        }
    }
}
