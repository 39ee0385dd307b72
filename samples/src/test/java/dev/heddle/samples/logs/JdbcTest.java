package dev.heddle.samples.logs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines in a database: those of the report, each once, or else the exit code says so. */
@Timeout(120)
class JdbcTest {
    private static final int LINES = 3000;
    private static final long PARSED = LINES - TestLog.malformed(LINES);
    private static final String LINE = "10.0.0.1 - - [17/May/2015:10:05:03 +0000] \"GET /a HTTP/1.1\" 200 1\n";

    @TempDir
    Path directory;

    private InputStream in = InputStream.nullInputStream();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        out.reset();
        err.reset();
        return LogPipeline.run(in, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), arguments);
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> report() throws IOException {
        return (Map<String, Object>) LogPipelineTest.json(out.toByteArray());
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> databaseOfReport() throws IOException {
        return (Map<String, Object>) report().get("database");
    }

    private List<String> output() {
        return out.toString(UTF_8).lines().toList();
    }

    private String error() {
        return err.toString(UTF_8);
    }

    private void assertRefused(String message, String... arguments) {
        assertEquals(LogPipeline.WRONG_USAGE, run(arguments));
        assertEquals("LogPipeline: " + message + " (see --help)\n", error());
        assertEquals("", out.toString(UTF_8));
    }

    private String write(String name, byte[] bytes) throws IOException {
        return Files.write(directory.resolve(name), bytes).toString();
    }

    private String log(int lines) throws IOException {
        return write(lines + ".log", TestLog.bytes(TestLog.lines(lines, 21)));
    }

    /** A database in a file that is gone with the test. */
    private String file() {
        return "jdbc:h2:" + directory.resolve("lines");
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "1, 16, 100", "2, 16, 500", "4, 2, 100000"})
    void theRowsAreTheLinesOfTheReport(String workers, String queue, String batch) throws Exception {
        String zipped = write("zipped", TestLog.gzip(TestLog.bytes(TestLog.lines(LINES, 22))));
        assertEquals(0, run("--jdbc", file(), "--jdbc-batch", batch, "--workers", workers, "--queue", queue, "--json",
                log(LINES), zipped));
        assertEquals("", error());
        StoredLines.assertAddUpTo(report(), file());
        for (int place = 0; place < 2; place++) {
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < LINES; i++) {
                if (i % 17 != 5) {
                    expected.add("" + (i + 1));
                }
            }
            assertEquals(expected, StoredLines.texts(file(),
                    "select line from " + LineTable.NAME + " where place = " + place + " order by line"));
        }
        assertEquals(List.of(zipped),
                StoredLines.texts(file(), "select distinct source from " + LineTable.NAME + " where place = 1"));
    }

    @Test
    void linesThatAreFilteredOutAreNotWritten() throws Exception {
        assertEquals(0, run("--jdbc", file(), "--status", "404", "--json", log(LINES)));
        StoredLines.assertAddUpTo(report(), file());
        assertEquals(List.of("404"), StoredLines.texts(file(), "select distinct status from " + LineTable.NAME));
    }

    @Test
    void theReportForPeopleTellsWhatWasWrittenAndWhere() throws Exception {
        assertEquals(0, run("--jdbc", file() + ";USER=me;PASSWORD=secret", log(LINES)));
        assertEquals("", error());
        List<String> runs =
                StoredLines.texts(file() + ";USER=me;PASSWORD=secret", "select distinct run from " + LineTable.NAME);
        assertTrue(output().contains("wrote " + PARSED + " rows to log_lines, run " + runs.getFirst()),
                output()::toString);
        assertTrue(output().stream().anyMatch(line -> line.startsWith("database  jdbc:h2:")), output()::toString);
        assertEquals("processed %d lines: %d parsed, %d rejected".formatted(LINES, PARSED, LINES - PARSED),
                output().getLast());
        assertFalse(out.toString(UTF_8).contains("secret"));
        assertTrue(output().stream().allMatch(line -> line.codePointCount(0, line.length()) <= 80));
    }

    @Test
    void runsAndFilesOfOneNameDoNotMeet() throws Exception {
        String log = log(LINES);
        for (int runs = 1; runs <= 2; runs++) {
            assertEquals(0, run("--jdbc", file(), "--json", log, log));
            StoredLines.assertAddUpTo(report(), file());
            assertEquals(runs * 2 * PARSED, StoredLines.count(file()));
        }
    }

    @Test
    void noLinesNoRows() throws Exception {
        assertEquals(0, run("--jdbc", file(), write("empty", new byte[0])));
        assertEquals(0, StoredLines.count(file()));
    }

    @Test
    void bytesThatAreNoTextAreWrittenAsTheReportShowsThem() throws Exception {
        String line = LINE.replace("/a", "/\0\u00ff\u00c3\u001b[31m").replace("10.0.0.1", "\u0001");
        assertEquals(0, run("--jdbc", file(), "--json", write("hostile", line.getBytes(ISO_8859_1))));
        StoredLines.assertAddUpTo(report(), file());
        assertEquals(List.of("/\\x00\\xff\\xc3\\x1b[31m"),
                StoredLines.texts(file(), "select path from " + LineTable.NAME));
    }

    /** All of it but a byte, escaped. */
    @Test
    void theLongestLineFits() throws Exception {
        String line = LINE.replace("/a", "/" + "\0".repeat(Settings.BATCH_BYTES - LINE.length() - 1));
        assertEquals(0, run("--jdbc", file(), "--json", write("long", line.getBytes(UTF_8))));
        assertEquals(1L, report().get("parsed"));
        StoredLines.assertAddUpTo(report(), file());
    }

    @Test
    void whatTheClientDidNotTellIsNull() throws Exception {
        String combined = LINE.strip();
        String log = combined + "\n" + combined + " \"-\" \"\"\n" + combined + " \"http://from/\" \"Agent\"\n";
        assertEquals(0, run("--jdbc", file(), write("log", log.getBytes(UTF_8))));
        String nulls = "select count(*) from " + LineTable.NAME + " where referer is null and agent is null";
        assertEquals(2, StoredLines.number(file(), nulls));
    }

    // ---- batches

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 10", "9, 10", "10, 10", "11, 10", "20, 10", "21, 10", "500, 7"})
    void noTransactionHasMoreRowsThanABatch(int rows, int batch) throws Exception {
        try (FailingDriver driver = FailingDriver.losing((commit, size) -> FailingDriver.Loss.NONE)) {
            assertEquals(0, run("--jdbc", driver.url(), "--jdbc-batch", "" + batch,
                    write("log", LINE.repeat(rows).getBytes(UTF_8))));
            long before = 0;
            for (long size : driver.sizes()) {
                assertTrue(size > before && size - before <= batch, () -> driver.sizes().toString());
                before = size;
            }
            assertEquals(rows, before);
        }
    }

    // ---- failures

    @ParameterizedTest
    @EnumSource(value = FailingDriver.Loss.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void aConnectionThatIsLostInACommitLosesNothingAndDoublesNothing(FailingDriver.Loss loss) throws Exception {
        String log = log(LINES);
        for (int lost : new int[]{1, 2, 5}) {
            assertOneRetry(log, (commit, rows) -> commit == lost ? loss : FailingDriver.Loss.NONE);
        }
        boolean[] done = {false};
        assertOneRetry(log, (commit, rows) -> {
            boolean last = rows == PARSED && !done[0];
            done[0] |= last;
            return last ? loss : FailingDriver.Loss.NONE;
        });
    }

    private void assertOneRetry(String log, FailingDriver.Plan plan) throws Exception {
        try (FailingDriver driver = FailingDriver.losing(plan)) {
            assertEquals(0, run("--jdbc", driver.url(), "--jdbc-batch", "100", "--json", log), this::error);
            assertEquals("", error());
            assertEquals(1L, databaseOfReport().get("retries"));
            StoredLines.assertAddUpTo(report(), driver.database());
        }
    }

    /** Each batch twice. */
    @ParameterizedTest
    @EnumSource(value = FailingDriver.Loss.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void retriesAreCountedInARow(FailingDriver.Loss loss) throws Exception {
        try (FailingDriver driver =
                FailingDriver.losing((commit, rows) -> commit % 2 == 1 ? loss : FailingDriver.Loss.NONE)) {
            assertEquals(0,
                    run("--jdbc", driver.url(), "--jdbc-batch", "1000", "--jdbc-retries", "1", "--json", log(LINES)),
                    this::error);
            assertTrue((long) databaseOfReport().get("retries") >= 3, out::toString);
            StoredLines.assertAddUpTo(report(), driver.database());
        }
    }

    @ParameterizedTest
    @CsvSource({"BEFORE_IT, 1, 0", "BEFORE_IT, 4, 0", "BEFORE_IT, 4, 1", "AFTER_IT, 1, 0", "AFTER_IT, 4, 0",
        "AFTER_IT, 4, 1"})
    void aDatabaseThatFailsForGoodIsToldWithTheAccount(FailingDriver.Loss loss, int lost, int retries)
            throws Exception {
        String log = log(LINES);
        try (FailingDriver driver =
                FailingDriver.endingWith((commit, rows) -> commit == lost ? loss : FailingDriver.Loss.NONE)) {
            assertEquals(LogPipeline.ROWS_MISSING, run("--jdbc", driver.url(), "--jdbc-batch", "100", "--jdbc-retries",
                    "" + retries, "--workers", "2", "--json", log));
            Map<String, Object> database = databaseOfReport();
            long rows = (long) database.get("rows");
            long missing = (long) database.get("missing");
            long doubtful = (long) database.get("doubtful");
            long parsed = (long) report().get("parsed");
            String why = retries == 0 ? "connection lost" : "connection refused";
            assertEquals(why, database.get("failure"));
            assertEquals((long) retries, database.get("retries"));
            assertEquals(parsed, rows + missing);
            assertTrue(doubtful >= 1 && doubtful <= 100 && doubtful <= missing, () -> "" + doubtful);
            long there = loss == FailingDriver.Loss.AFTER_IT ? rows + doubtful : rows;
            assertEquals(there, StoredLines.count(driver.database()));
            assertEquals(("LogPipeline: %s: %s; wrote %d rows, did not write %d rows "
                    + "(%d perhaps: their commit was not answered)")
                    .formatted(driver.url(), why, rows, missing, doubtful), error().lines().toList().getLast());
        }
    }

    @Test
    void theReportForPeopleTellsWhatIsMissing() throws Exception {
        try (FailingDriver driver = FailingDriver
                .endingWith((commit, rows) -> commit == 1 ? FailingDriver.Loss.BEFORE_IT : FailingDriver.Loss.NONE)) {
            assertEquals(LogPipeline.ROWS_MISSING,
                    run("--jdbc", driver.url(), "--jdbc-retries", "1", write("log", LINE.getBytes(UTF_8))));
        }
        List<String> lines = output();
        assertTrue(lines.stream().anyMatch(line -> line.matches("database  jdbc:failing:.* \\(1 retry\\)")),
                lines::toString);
        assertTrue(lines.get(lines.size() - 3).startsWith("wrote 0 rows to log_lines, run "), lines::toString);
        assertEquals(List.of("did not write 1 rows (1 perhaps: their commit was not answered)",
                "processed 1 lines: 1 parsed, 0 rejected"), lines.subList(lines.size() - 2, lines.size()));
    }

    /** Lines without end. */
    private static InputStream endless() {
        byte[] line = LINE.getBytes(UTF_8);
        return new InputStream() {
            private long given;

            @Override
            public int read() {
                return line[(int) (given++ % line.length)];
            }

            @Override
            public int available() {
                return Settings.BATCH_BYTES;
            }
        };
    }

    @Test
    void aDatabaseThatFailsForGoodEndsTheReading() throws Exception {
        in = endless();
        try (FailingDriver driver = FailingDriver
                .endingWith((commit, rows) -> commit == 3 ? FailingDriver.Loss.BEFORE_IT : FailingDriver.Loss.NONE)) {
            assertEquals(LogPipeline.ROWS_MISSING,
                    run("--jdbc", driver.url(), "--jdbc-retries", "0", "--workers", "2", "--json", "-"));
            Map<String, Object> database = databaseOfReport();
            assertEquals(database.get("rows"), StoredLines.count(driver.database()));
            assertEquals(report().get("parsed"), (long) database.get("rows") + (long) database.get("missing"));
            assertEquals(true, report().get("partial"));
            assertTrue(error().startsWith("LogPipeline: (standard input): stopped, after line "), error());
        }
    }

    @Test
    void aWriterWithoutWorkersIsRefused() throws Exception {
        try (Rejects rejects = Rejects.counted();
                RowWriter writer = new RowWriter(LineTable.open("jdbc:h2:mem:"), 10, 0); Pipeline pipeline =
                        new Pipeline(new Settings(1, 0, 1024), rejects, new Progress(null, false), writer)) {
            assertThrows(IllegalStateException.class, () -> pipeline.run(List.of(), null));
        }
    }

    // ---- what is refused at once

    @Test
    void aDatabaseThatCannotBeWrittenTo() throws Exception {
        try (FailingDriver driver = FailingDriver.losing((commit, rows) -> FailingDriver.Loss.NONE)) {
            driver.shutDown();
            assertRefused("cannot write to --jdbc " + driver.url() + ": connection refused", "--jdbc", driver.url());
        }
        StoredLines.execute(file(), "create table " + LineTable.NAME + " (run integer)");
        assertRefused("cannot write to --jdbc " + file() + ": Table \"LOG_LINES\" already exists", "--jdbc", file());
    }

    @Test
    void aDatabaseWithoutADriver() {
        assertRefused(
                "--jdbc jdbc:nothing://host/x: there is no driver for it on the class path; add it: java -cp "
                        + "<heddle jar>:<samples jar>:<driver jar>, or HEDDLE_CLASSPATH=<driver jar> scripts/demo",
                "--jdbc", "jdbc:nothing://me:secret@host/x?password=secret");
        assertEquals(
                "--jdbc jdbc:postgresql://host/x: there is no driver for it on the class path; get that of "
                        + "PostgreSQL (in Maven, org.postgresql:postgresql) and add it: java -cp "
                        + "<heddle jar>:<samples jar>:postgresql.jar, or HEDDLE_CLASSPATH=postgresql.jar scripts/demo",
                JdbcOptions.noDriver("jdbc:postgresql://host/x?password=secret"));
    }

    @Test
    void r6_optionsThatAreWrong() {
        assertRefused("--jdbc takes a URL such as jdbc:h2:./lines or jdbc:postgresql://localhost/logs, not 'lines.db'",
                "--jdbc", "lines.db");
        assertRefused("--jdbc takes --workers of at least 1", "--jdbc", file(), "--workers", "0");
        assertRefused("--jdbc-batch must be from 1 to 100000, not 0", "--jdbc", file(), "--jdbc-batch", "0");
        assertRefused("--jdbc-batch must be from 1 to 100000, not 100001", "--jdbc", file(), "--jdbc-batch", "100001");
        assertRefused("--jdbc-retries must be at least 0, not -1", "--jdbc", file(), "--jdbc-retries", "-1");
        assertRefused("--jdbc-batch takes --jdbc as well", "--jdbc-batch", "10");
        assertRefused("--jdbc-retries takes --jdbc as well", "--jdbc-retries", "1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:postgresql://host/x?user=u&password=p", "jdbc:postgresql://u:p@host/x"})
    void aUrlIsShownWithoutItsSecrets(String url) {
        assertEquals("jdbc:postgresql://host/x", LineTable.withoutSecrets(url));
    }
}
