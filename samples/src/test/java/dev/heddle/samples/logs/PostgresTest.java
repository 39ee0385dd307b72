package dev.heddle.samples.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lines in a PostgreSQL server, which is killed meanwhile. Skipped where there is none. */
@Timeout(180)
class PostgresTest {
    private static final int LINES = 20_000;

    private static PostgresServer server;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeAll
    static void startServer() throws Exception {
        server = PostgresServer.startOrSkip();
    }

    @AfterAll
    static void endServer() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    private int run(InputStream in, String... arguments) {
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

    /** Something that happens to the server. */
    private interface Action {
        void run() throws Exception;
    }

    /** Lines, in the middle of which something happens: what was read till then is being written. */
    private static InputStream lines(Action midway) {
        byte[] log = TestLog.bytes(TestLog.lines(LINES, 31));
        return new ByteArrayInputStream(log) {
            private boolean happened;

            @Override
            public int read(byte[] target, int from, int length) {
                if (pos > log.length / 2 && !happened) {
                    happened = true;
                    try {
                        midway.run();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }
                return super.read(target, from, Math.min(length, 10_000));
            }
        };
    }

    @Test
    void theRowsAreTheLinesOfTheReport() throws Exception {
        assertEquals(0, run(lines(() -> {}), "--jdbc", server.url(), "--json", "-"), err::toString);
        assertEquals("", err.toString(UTF_8));
        StoredLines.assertAddUpTo(report(), server.url());
    }

    @Test
    void bytesThatAreNoTextAndTimesLongAgo() throws Exception {
        String log = "\0 - - [01/Jan/0000:00:00:00 +0000] \"GET /\0\u001b\u00e9 HTTP/1.1\" 200 1 \"-\" \"\\x00\"\n"
                + "client - - [31/Dec/9999:23:59:59 +0000] \"\" 200 -\n";
        assertEquals(0, run(new ByteArrayInputStream(log.getBytes(UTF_8)), "--jdbc", server.url(), "--json", "-"),
                err::toString);
        StoredLines.assertAddUpTo(report(), server.url());
    }

    @Test
    void aServerThatIsKilledMidwayAndStartedAgainLosesNothingAndDoublesNothing() throws Exception {
        int code = run(lines(() -> {
            server.kill();
            server.start();
        }), "--jdbc", server.url(), "--jdbc-batch", "100", "--jdbc-retries", "12", "--json", "-");
        assertEquals(0, code, err::toString);
        assertTrue((long) databaseOfReport().get("retries") >= 1, out::toString);
        StoredLines.assertAddUpTo(report(), server.url());
    }

    @Test
    void aServerThatIsKilledForGoodIsToldWithTheAccount() throws Exception {
        int code = run(lines(server::kill), "--jdbc", server.url(), "--jdbc-batch", "100", "--jdbc-retries", "2",
                "--json", "-");
        server.start();
        assertEquals(LogPipeline.ROWS_MISSING, code, err::toString);
        Map<String, Object> database = databaseOfReport();
        long rows = (long) database.get("rows");
        assertEquals(report().get("parsed"), rows + (long) database.get("missing"));
        long there = StoredLines.number(server.url(),
                "select count(*) from " + LineTable.NAME + " where run = '" + database.get("run") + "'");
        assertTrue(there >= rows && there <= rows + (long) database.get("doubtful"), () -> there + " " + database);
        assertTrue(err.toString(UTF_8).contains("; wrote " + rows + " rows, did not write "), err::toString);
    }
}
