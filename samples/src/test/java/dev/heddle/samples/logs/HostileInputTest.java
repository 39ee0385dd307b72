package dev.heddle.samples.logs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.samples.OwnJvm;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a file holds, each of its lines is parsed, or rejected under its number with its bytes. */
@Timeout(120)
class HostileInputTest {
    private static final String LINE = "10.0.0.1 - - [17/May/2015:10:05:03 +0000] \"GET /a HTTP/1.1\" 200 1";

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return LogPipeline.run(InputStream.nullInputStream(), new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8), arguments);
    }

    /** Runs on these bytes and returns the rejects. */
    private byte[] rejects(int code, byte[] bytes, String... arguments) throws IOException {
        Path log = Files.write(directory.resolve("log"), bytes);
        Path kept = directory.resolve("rejects");
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--rejects", kept.toString(), log.toString()));
        assertEquals(code, run(all.toArray(String[]::new)), () -> err.toString(UTF_8));
        return Files.readAllBytes(kept);
    }

    private String record(int line, String reason, String raw) {
        return directory.resolve("log") + "\t" + line + "\t" + reason + "\t" + raw + "\n";
    }

    private String lastLine() {
        return out.toString(UTF_8).lines().toList().getLast();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void linesThatEndInCarriageReturns(String workers) throws IOException {
        byte[] log = (LINE + "\r\n\r\nbad\r\n" + LINE + "\r" + LINE + "\r\n" + LINE + "\r").getBytes(UTF_8);
        assertEquals(
                record(2, "empty line", "\r") + record(3, "truncated before the timestamp", "bad\r")
                        + record(4, "bad bytes '1\\x0d10.0.0.1'", LINE + "\r" + LINE + "\r"),
                new String(rejects(0, log, "--workers", workers), UTF_8));
        assertEquals("processed 5 lines: 2 parsed, 3 rejected", lastLine());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void bytesThatAreNoTextAndNuls(String workers) throws IOException {
        String path = LINE.replace("/a", "/\0\u00ff\u00c3\u001b[31m");
        String bad = "\0\0 \u00fe\u00ff - [\0] \u0080";
        byte[] log = (path + "\n" + bad + "\n\0\n").getBytes(ISO_8859_1);
        assertArrayEquals((record(2, "bad timestamp '\\x00'", bad) + record(3, "truncated before the timestamp", "\0"))
                .getBytes(ISO_8859_1), rejects(0, log, "--workers", workers));
        assertTrue(out.toString(UTF_8).contains("  /\\x00\\xff\\xc3\\x1b[31m\n"), () -> out.toString(UTF_8));
        assertTrue(out.toString(UTF_8).chars().noneMatch(c -> c < ' ' && c != '\n'));
        assertEquals("processed 3 lines: 1 parsed, 2 rejected", lastLine());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2"})
    void aLineOf50MegabytesIsKeptWholeAndTheNextHasItsNumber(String workers) throws IOException {
        String line = "x".repeat(50 << 20);
        byte[] log = (LINE + "\n" + line + "\nbad\n" + LINE + "\n").getBytes(ISO_8859_1);
        String expected = record(2, "does not fit a batch of 262144 bytes", line)
                + record(3, "truncated before the timestamp", "bad");
        byte[] kept = rejects(0, log, "--workers", workers);
        assertEquals(expected.length(), kept.length);
        assertArrayEquals(expected.getBytes(ISO_8859_1), kept);
        assertEquals("processed 4 lines: 2 parsed, 2 rejected", lastLine());
    }

    /** From the magic number alone on. */
    @ParameterizedTest
    @ValueSource(ints = {2, 5, 10, 15, 1000})
    void aGzipFileThatIsCutAnywhere(int bytes) throws IOException {
        byte[] gzip = TestLog.gzip(TestLog.bytes(TestLog.lines(1000, 16)));
        rejects(1, Arrays.copyOf(gzip, bytes));
        assertTrue(err.toString(UTF_8).contains("log: truncated gzip file, after line "), () -> err.toString(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 9, 10, 15})
    void aGzipFileWhoseSecondMemberIsCutAnywhere(int bytes) throws IOException {
        byte[] first = TestLog.gzip((LINE + "\n").getBytes(UTF_8));
        byte[] both = Arrays.copyOf(first, first.length + bytes);
        System.arraycopy(first, 0, both, first.length, bytes);
        rejects(1, both);
        assertTrue(
                err.toString(UTF_8).contains(bytes < 10 ? "log: damaged gzip file: bytes after its end, after line 1; "
                        : "log: truncated gzip file, after line "),
                () -> err.toString(UTF_8));
        assertTrue(lastLine().matches("processed (1 lines: 1 parsed, 0|2 lines: 1 parsed, 1) rejected"),
                this::lastLine);
    }

    @Test
    void aGzipFileWithSomethingElseBehindIt() throws IOException {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        log.write(TestLog.gzip((LINE + "\n").getBytes(UTF_8)));
        log.write((LINE + "\n").getBytes(UTF_8));
        rejects(1, log.toByteArray());
        assertTrue(err.toString(UTF_8).contains("log: damaged gzip file: bytes after its end, after line 1; "),
                () -> err.toString(UTF_8));
    }

    /** A writer appends whole lines and halves of them, each time that the reader comes. */
    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aFileThatGrowsWhileItIsRead(int workers) throws Exception {
        List<String> lines = TestLog.lines(4000, 17);
        byte[] log = TestLog.bytes(lines);
        Path file = Files.write(directory.resolve("log"), new byte[0]);
        int[] written = new int[1];
        Source growing = new Source(0, "log", () -> new FilterInputStream(Files.newInputStream(file)) {
            @Override
            public int read(byte[] target, int from, int length) throws IOException {
                int more = Math.min(log.length - written[0], 1000);
                try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
                    out.write(log, written[0], more);
                }
                written[0] += more;
                return super.read(target, from, length);
            }
        });
        Report report;
        try (Rejects rejects = Rejects.counted();
                Pipeline pipeline = new Pipeline(new Settings(4, workers, 4096), rejects, new Progress(null, false))) {
            report = pipeline.run(List.of(growing), null);
        }
        assertEquals(lines.size(), report.lines());
        assertEquals(TestLog.malformed(lines.size()), report.rejected());
        assertEquals(log.length, report.bytesRead());
        assertTrue(report.reconciles());
    }

    /** Where the end is seen in the midst of a line, that counts as one: as in a file whose last line lacks its newline. */
    @Test
    void aFileThatShrinksWhileItIsRead() throws Exception {
        Path file = Files.write(directory.resolve("log"), (LINE + "\n").repeat(100).getBytes(UTF_8));
        Source shrinking = new Source(0, "log", () -> new FilterInputStream(Files.newInputStream(file)) {
            @Override
            public int read(byte[] target, int from, int length) throws IOException {
                int count = super.read(target, from, Math.min(length, LINE.length() + 10));
                if (length > 2) { // which tell what kind of file it is
                    Files.write(file, new byte[0]);
                }
                return count;
            }
        });
        try (Rejects rejects = Rejects.counted();
                Pipeline pipeline = new Pipeline(new Settings(4, 2, 4096), rejects, new Progress(null, false))) {
            Report report = pipeline.run(List.of(shrinking), null);
            assertEquals(2, report.lines());
            assertEquals(1, report.rejected());
            assertTrue(report.reconciles());
        }
    }

    @Test
    void aDirectoryAsStandardInput() throws Exception {
        try (OwnJvm pipeline = OwnJvm.startOnInput(directory, LogPipeline.class, "-")) {
            assertEquals(1, pipeline.end());
            assertEquals(List
                    .of("LogPipeline: (standard input): Is a directory, after line 0; the report has what was read"),
                    pipeline.errors());
        }
    }
}
