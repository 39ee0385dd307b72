package dev.heddle.samples.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line: what it prints, where, and its exit code. */
class LogPipelineTest {
    private static final int LINES = 1000;

    @TempDir
    Path directory;

    private InputStream in = InputStream.nullInputStream();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        out.reset();
        err.reset();
        return LogPipeline.run(in, printTo(out), printTo(err), arguments);
    }

    private static PrintStream printTo(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, UTF_8);
    }

    private List<String> output() {
        return out.toString(UTF_8).lines().toList();
    }

    private String lastLine() {
        return output().get(output().size() - 1);
    }

    private String error() {
        return err.toString(UTF_8);
    }

    private String write(String name, byte[] bytes) throws IOException {
        return Files.write(directory.resolve(name), bytes).toString();
    }

    private String log() throws IOException {
        return write("access.log", TestLog.bytes(TestLog.lines(LINES, 8)));
    }

    private void assertRefused(int code, String message) {
        assertEquals(code, LogPipeline.WRONG_USAGE);
        assertEquals("", out.toString(UTF_8));
        assertEquals("LogPipeline: " + message + " (see --help)\n", error());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "4"})
    void textReport(String workers) throws IOException {
        long rejected = TestLog.malformed(LINES);
        assertEquals(0, run("--workers", workers, log()));
        assertEquals("", error());
        assertEquals("processed 1000 lines: %d parsed, %d rejected".formatted(LINES - rejected, rejected), lastLine());
        assertTrue(output().get(output().size() - 2).contains(" lines per second ("));
        assertTrue(output().stream().allMatch(line -> line.codePointCount(0, line.length()) <= 80));
    }

    @Test
    void withoutFileItReadsItsSampleAndSaysSo() {
        assertEquals(0, run());
        assertEquals("input     sample-access.log, the sample that Heddle ships (no FILE was given)", output().get(0));
        assertEquals("processed 469 lines: 464 parsed, 5 rejected", lastLine());
    }

    @Test
    void plainAndGzipFilesTogether() throws IOException {
        byte[] log = TestLog.bytes(TestLog.lines(LINES, 9));
        long rejected = 3 * TestLog.malformed(LINES);
        assertEquals(0, run(log(), write("a.gz", TestLog.gzip(log)), write("rotated", TestLog.gzip(log))));
        assertEquals("processed 3000 lines: %d parsed, %d rejected".formatted(3000 - rejected, rejected), lastLine());
    }

    @Test
    @SuppressWarnings("unchecked")
    void jsonReport() throws IOException {
        String log = write("access.log", """
                10.0.0.1 - - [17/May/2015:10:05:03 +0000] "GET /a?x HTTP/1.1" 200 5
                10.0.0.2 - - [17/May/2015:11:05:03 +0200] "GET /\\"b\\" HTTP/1.1" 404 - "http://from/" "Agent \\"1\\""

                10.0.0.1 - - [17/May/2015:10:05:04 +0000] "GET /a HTTP/1.1" 200 7
                """.getBytes(UTF_8));
        assertEquals(0, run("--json", log));
        Map<String, Object> report = (Map<String, Object>) json(out.toByteArray());
        assertEquals(false, report.get("partial"));
        assertEquals(4L, report.get("lines"));
        assertEquals(3L, report.get("parsed"));
        assertEquals(1L, report.get("rejected"));
        assertEquals(12L, report.get("bytes"));
        assertEquals(Map.of("200", 2L, "404", 1L), report.get("status"));
        assertEquals("2015-05-17T09:05:03Z", report.get("first"));
        assertEquals("2015-05-17T10:05:04Z", report.get("last"));
        assertEquals(List.of(Map.of("path", "/a", "requests", 2L), Map.of("path", "/\\\"b\\\"", "requests", 1L)),
                report.get("paths"));
        assertEquals(
                List.of(Map.of("client", "10.0.0.1", "requests", 2L), Map.of("client", "10.0.0.2", "requests", 1L)),
                report.get("clients"));
        assertEquals(List.of(Map.of("referer", "http://from/", "requests", 1L)), report.get("referers"));
        assertEquals(List.of(Map.of("agent", "Agent \\\"1\\\"", "requests", 1L)), report.get("agents"));
        assertEquals(Map.of("paths", 2L, "clients", 2L, "referers", 1L, "agents", 1L), report.get("distinct"));
        assertEquals(List.of(Map.of("hour", "2015-05-17T09:00:00Z", "requests", 1L),
                Map.of("hour", "2015-05-17T10:00:00Z", "requests", 2L)), report.get("hours"));
        assertTrue(report.containsKey("database"));
        assertEquals(null, report.get("database"));
        assertEquals(List.of(Map.of("reason", "empty line", "lines", 1L, "firstFile", log, "firstLine", 3L)),
                report.get("flaws"));
    }

    @Test
    void jsonReportWithoutRequests() throws IOException {
        assertEquals(0, run("--json", write("empty", new byte[0])));
        assertTrue(json(out.toByteArray()) instanceof Map<?, ?> report && report.get("first") == null
                && report.get("lines").equals(0L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "3"})
    void dashIsStandardInputAmongFiles(String workers) throws IOException {
        byte[] log = TestLog.bytes(TestLog.lines(LINES, 11));
        long rejected = 2 * TestLog.malformed(LINES);
        for (byte[] given : List.of(log, TestLog.gzip(log))) {
            in = new ByteArrayInputStream(given);
            assertEquals(0, run("--workers", workers, log(), "-"));
            assertEquals("input     (standard input)", output().get(1));
            assertEquals("processed 2000 lines: %d parsed, %d rejected".formatted(2000 - rejected, rejected),
                    lastLine());
        }
    }

    @Test
    void standardInputIsReadOnce() {
        assertRefused(run("-", "-"), "standard input can be read only once");
    }

    @Test
    void standardInputThatCannotBeReadIsAFailure() {
        in = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("Is a directory");
            }
        };
        assertEquals(1, run("-"));
        assertEquals("LogPipeline: (standard input): Is a directory, after line 0; the report has what was read\n",
                error());
        assertEquals("processed 0 lines: 0 parsed, 0 rejected", lastLine());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2"})
    @SuppressWarnings("unchecked")
    void linesThatAreFilteredOutAreCountedByThemselves(String workers) throws IOException {
        String log = log();
        assertEquals(0, run("--workers", workers, "--json", log));
        Map<String, Object> all = (Map<String, Object>) json(out.toByteArray());
        long found = ((Map<String, Long>) all.get("status")).get("200");
        long rejected = TestLog.malformed(LINES);
        assertEquals(0L, all.get("filtered"));

        assertEquals(0, run("--workers", workers, "--status", "2xx", log));
        long filtered = LINES - rejected - found;
        assertEquals(
                "processed 1000 lines: %d parsed, %d rejected, %d filtered out".formatted(found, rejected, filtered),
                lastLine());
        assertTrue(output().contains("filter    --status 2xx"), output()::toString);

        assertEquals(0, run("--workers", workers, "--status=2xx", "--json", log));
        Map<String, Object> some = (Map<String, Object>) json(out.toByteArray());
        assertEquals(Map.of("200", found), some.get("status"));
        assertEquals(List.of((long) LINES, found, rejected, filtered),
                List.of(some.get("lines"), some.get("parsed"), some.get("rejected"), some.get("filtered")));
        assertEquals("--status 2xx", ((Map<String, Object>) some.get("run")).get("filter"));
    }

    @Test
    void filtersApplyTogetherAndPathsEither() throws IOException {
        String log = write("access.log", """
                10.0.0.1 - - [17/May/2015:10:05:03 +0000] "GET /a/x.png HTTP/1.1" 200 1
                10.0.0.1 - - [17/May/2015:23:59:59 +0000] "GET /a/x.png?y HTTP/1.1" 404 20
                10.0.0.1 - - [18/May/2015:00:00:00 +0000] "GET /a/x.png HTTP/1.1" 404 300
                10.0.0.1 - - [17/May/2015:10:05:03 +0000] "GET /b/y HTTP/1.1" 500 4000
                10.0.0.1 - - [17/May/2015:10:05:03 +0000] "GET /c HTTP/1.1" 500 50000
                """.getBytes(UTF_8));
        assertEquals(0, run("--status", "4xx,500", "--path", "*.png", "--path", "/b/*", "--since", "2015-05-17",
                "--until", "2015-05-18", log));
        assertEquals("processed 5 lines: 2 parsed, 0 rejected, 3 filtered out", lastLine());
        assertTrue(output().contains("bytes     4,020"), output()::toString);
    }

    @ParameterizedTest
    @CsvSource({"--status, 4x, '--status takes codes such as 404, 40x or 4xx, not ''4x'''",
        "--status, '404,,500', '--status takes codes such as 404, 40x or 4xx, not '''''",
        "--path, '[a', '--path ''[a'' has a ''['' without its '']'''",
        "--since, 17/May/2015, '--since takes a time such as 2015-05-17 or 2015-05-17T10:05:03Z, not ''17/May/2015'''",
        "--until, 2015-02-30, '--until takes a time such as 2015-05-17 or 2015-05-17T10:05:03Z, not ''2015-02-30'''"})
    void filtersThatAreNone(String option, String value, String message) throws IOException {
        assertRefused(run(option, value, log()), message);
    }

    @Test
    void topLimitsTheLists() throws IOException {
        assertEquals(0, run("--top", "2", "--json", log()));
        assertTrue(json(out.toByteArray()) instanceof Map<?, ?> report && report.get("paths") instanceof List<?> paths
                && paths.size() == 2);
    }

    @Test
    void rejectsAreKept() throws IOException {
        Path kept = directory.resolve("rejects.tsv");
        byte[] log = "fine\tnot\nbad \u00ff\r\n".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        String file = write("a.log", log);
        assertEquals(0, run("--rejects", kept.toString(), file));
        String expected = file + "\t1\ttruncated before the timestamp\tfine\tnot\n" + file
                + "\t2\ttruncated before the timestamp\tbad \u00ff\r\n";
        assertEquals(expected, Files.readString(kept, java.nio.charset.StandardCharsets.ISO_8859_1));
        assertEquals("processed 2 lines: 0 parsed, 2 rejected", lastLine());
    }

    @Test
    void rejectsMayNotOverwriteTheInput() throws IOException {
        String log = log();
        assertRefused(run("--rejects", log, log), "--rejects would overwrite the input " + log);
        assertTrue(Files.size(Path.of(log)) > 0);
    }

    @Test
    void rejectsThatCannotBeWritten() {
        String nowhere = directory.resolve("none/rejects.tsv").toString();
        assertRefused(run("--rejects", nowhere),
                "cannot write to --rejects " + nowhere + ": no such file or directory");
    }

    @Test
    void missingFile() throws IOException {
        String missing = directory.resolve("missing.log").toString();
        assertRefused(run(log(), missing), "no such file: " + missing);
    }

    @Test
    void directoryForAFile() {
        assertRefused(run(directory.toString()), "a directory, not a file: " + directory);
    }

    @ParameterizedTest
    @CsvSource({"--queue, 0, '--queue must be at least 1, not 0'",
        "--workers, -1, '--workers must be at least 0, not -1'", "--top, 0, '--top must be at least 1, not 0'"})
    void optionsOutOfRange(String option, String value, String message) {
        assertRefused(run(option, value), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--queue=x", "--workers=1.5", "--progress=maybe", "--unknown", "--json=yes", "--rejects"})
    void otherBadOptionsAreRefusedInOneLine(String option) {
        assertEquals(2, run(option));
        assertEquals("", out.toString(UTF_8));
        assertEquals(1, error().lines().count(), error());
        assertTrue(error().contains(option.replaceAll("=.*", "")), error());
    }

    @Test
    void help() {
        assertEquals(0, run("--help"));
        assertTrue(output().get(0).startsWith("Usage: LogPipeline "));
        assertEquals("", error());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2"})
    void truncatedGzipFailsAfterReportingWhatWasRead(String workers) throws IOException {
        byte[] compressed = TestLog.gzip(TestLog.bytes(TestLog.lines(20_000, 10)));
        String file = write("cut.gz", Arrays.copyOf(compressed, compressed.length / 2));
        assertEquals(1, run("--workers", workers, file, log()));
        assertTrue(error().matches("LogPipeline: \\Q" + file
                + "\\E: truncated gzip file, after line \\d+; the report has what was read\n"), error());
        assertEquals("PARTIAL REPORT: there was more to read", output().get(0));
        assertTrue(output().get(1).endsWith("cut.gz (incomplete: truncated gzip file)"));
        assertTrue(lastLine().startsWith("processed "));
    }

    @Test
    void accountingThatDoesNotReconcileIsAFailure() {
        FileRead read = new FileRead(Source.SAMPLE, 3, 30, Optional.empty());
        Report report = new Report(List.of(read), new Tally(), List.of(), new Settings(1, 1, 100), Duration.ofMillis(1),
                Optional.empty());
        assertEquals(1, new LogPipeline(in, printTo(out), printTo(err)).finish(report));
        assertEquals(
                "LogPipeline: the accounting does not reconcile: 3 lines read, 0 parsed, 0 rejected, 0 filtered out\n",
                error());
        assertEquals("processed 3 lines: 0 parsed, 0 rejected", lastLine());
    }

    @Test
    void progressIsShownOnRequestAndClearedAtTheEnd() throws IOException {
        assertEquals(0, run("--progress", "always", log()));
        assertTrue(error().endsWith("\r\033[K"));
        assertFalse(error().contains("\n"));
    }

    @Test
    void progressTellsTheLinesRead() {
        Progress progress = new Progress(printTo(err), true);
        while (error().isEmpty()) {
            progress.add(1);
        }
        assertTrue(error().matches("\r[\\d,]+ lines read, [\\d,]+ per second\033\\[K"), error());
    }

    /** Objects as maps, arrays as lists, whole numbers as longs. */
    static Object json(byte[] text) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            parser.nextToken();
            Object value = value(parser);
            assertEquals(null, parser.nextToken());
            return value;
        }
    }

    private static Object value(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> object = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.put(name, value(parser));
                }
                return object;
            }
            case START_ARRAY -> {
                List<Object> array = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(parser));
                }
                return array;
            }
            case VALUE_NUMBER_INT -> {
                return parser.getLongValue();
            }
            case VALUE_NUMBER_FLOAT -> {
                return parser.getDoubleValue();
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                return parser.getBooleanValue();
            }
            case VALUE_NULL -> {
                return null;
            }
            default -> {
                return parser.getText();
            }
        }
    }
}
