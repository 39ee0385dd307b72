package dev.heddle.samples.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PipelineTest {
    private static final int LINES = 3000;

    private static List<Source> sources() {
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            byte[] log = TestLog.bytes(TestLog.lines(LINES, i));
            sources.add(TestLog.source(i, "log" + i, i % 2 == 0 ? log : TestLog.gzip(log)));
        }
        return sources;
    }

    private static Report run(Settings settings, OutputStream rejected, List<Source> sources) throws Exception {
        try (Rejects rejects = new Rejects(rejected);
                Pipeline pipeline = new Pipeline(settings, rejects, new Progress(null, false))) {
            return pipeline.run(sources, null);
        }
    }

    /** All of a report in text but the last lines, which tell how it was made. */
    private static String findings(Report report) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        TextReport.write(report, 1000, new PrintStream(text, false, UTF_8));
        String all = text.toString(UTF_8);
        return all.substring(0, all.lastIndexOf("\n\n"));
    }

    private static List<String> sorted(ByteArrayOutputStream rejected) {
        return rejected.toString(UTF_8).lines().sorted().toList();
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 512", "2, 1, 512", "16, 2, 1000", "1, 8, 4096", "16, 4, 262144"})
    void stagesFindWhatOneThreadFinds(int queue, int workers, int batchBytes) throws Exception {
        ByteArrayOutputStream rejectedByOne = new ByteArrayOutputStream();
        Report one = run(new Settings(16, 0, 1 << 18), rejectedByOne, sources());
        ByteArrayOutputStream rejectedByMany = new ByteArrayOutputStream();
        Report many = run(new Settings(queue, workers, batchBytes), rejectedByMany, sources());
        assertEquals(findings(one), findings(many));
        assertEquals(sorted(rejectedByOne), sorted(rejectedByMany));
        assertEquals(one.files().stream().map(FileRead::lines).toList(),
                many.files().stream().map(FileRead::lines).toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void everyLineIsAccountedFor(int workers) throws Exception {
        ByteArrayOutputStream rejected = new ByteArrayOutputStream();
        Report report = run(new Settings(4, workers, 1024), rejected, sources());
        assertTrue(report.reconciles());
        assertEquals(9 * LINES, report.lines());
        assertEquals(9 * TestLog.malformed(LINES), report.rejected());
        assertEquals(report.lines() - report.rejected(), report.parsed());
        assertEquals(report.rejected(), rejected.toString(UTF_8).lines().count());
    }

    @Test
    void rejectedLinesAreFoundUnderTheirNumber() throws Exception {
        List<String> log = TestLog.lines(LINES, 7);
        ByteArrayOutputStream rejected = new ByteArrayOutputStream();
        run(new Settings(4, 2, 512), rejected, List.of(TestLog.source(0, "log", TestLog.bytes(log))));
        rejected.toString(UTF_8).lines().forEach(record -> {
            String[] fields = record.split("\t", -1);
            assertEquals(4, fields.length, record);
            assertEquals("log", fields[0]);
            assertEquals(log.get(Integer.parseInt(fields[1]) - 1), fields[3]);
        });
    }

    @Test
    void talliesThatGrowLargeAreAddedUp() throws Exception {
        StringBuilder log = new StringBuilder();
        for (int i = 0; i < 60_000; i++) {
            String line = "10.0.0.1 - - [17/May/2015:10:05:03 +0000] \"GET /page/%d HTTP/1.1\" 200 1\n";
            log.append(line.formatted(i % 30_000));
        }
        List<Source> sources = List.of(TestLog.source(0, "log", log.toString().getBytes(UTF_8)));
        Report report = run(new Settings(1, 3, 1 << 16), OutputStream.nullOutputStream(), sources);
        assertEquals(30_000, report.tally().paths().size());
        assertTrue(report.tally().paths().top(30_000).stream().allMatch(path -> path.count() == 2));
        assertEquals(60_000, report.tally().bytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4})
    void noLinesAtAll(int workers) throws Exception {
        List<Source> empty = List.of(TestLog.source(0, "log", new byte[0]));
        Report report = run(new Settings(1, workers, 512), OutputStream.nullOutputStream(), empty);
        assertEquals(0, report.lines());
        assertTrue(report.reconciles());
    }

    @Test
    void aStageThatFailsEndsTheOthers() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("no space left");
            }
        };
        List<Source> sources = new ArrayList<>();
        byte[] malformed = "malformed\n".repeat(100_000).getBytes(UTF_8);
        for (int i = 0; i < 6; i++) {
            sources.add(TestLog.source(i, "log" + i, malformed));
        }
        ExecutionException failure =
                assertThrows(ExecutionException.class, () -> run(new Settings(1, 2, 512), full, sources));
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        assertEquals("no space left", root.getMessage());
        assertThrows(IOException.class, () -> run(new Settings(1, 0, 512), full, sources));
    }

    /** Lines without end, counted in bytes as they are read. */
    private static final class Endless extends InputStream {
        private final byte[] line;
        private final AtomicLong given = new AtomicLong();

        Endless(String line) {
            this.line = line.getBytes(UTF_8);
        }

        @Override
        public int read() {
            return line[(int) (given.getAndIncrement() % line.length)];
        }

        void awaitGiven(long bytes) {
            long start = System.nanoTime();
            while (given.get() < bytes && System.nanoTime() - start < TimeUnit.MINUTES.toNanos(1)) {
                LockSupport.parkNanos(100_000);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void aStopLetsWhatWasReadFinish(int workers) throws Exception {
        Endless log = new Endless("malformed\n");
        CountDownLatch slow = new CountDownLatch(1);
        OutputStream out = new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[]{(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                try {
                    slow.await();
                } catch (InterruptedException e) {
                    throw new AssertionError("stages are not interrupted", e);
                }
            }
        };
        Report report;
        int batch = 5 * (1 << 16); // fills the buffer of the rejects, whose next write waits
        try (Rejects rejects = new Rejects(out);
                Pipeline pipeline = new Pipeline(new Settings(1, workers, batch), rejects, new Progress(null, false))) {
            Thread stopper = Thread.ofPlatform().start(() -> {
                // One batch in each parser, one in the queue, and one that the reader cannot put; a single thread waits with one.
                log.awaitGiven(workers == 0 ? batch : (workers + 2L) * batch);
                pipeline.stop();
                slow.countDown();
            });
            List<Source> sources = List.of(new Source(0, "log", () -> log),
                    TestLog.source(1, "other", "never read\n".getBytes(UTF_8)));
            report = pipeline.run(workers == 0 ? sources : sources.subList(0, 1), null);
            stopper.join();
        }
        assertTrue(report.isPartial());
        FileRead read = report.files().get(0);
        assertTrue(read.isStopped());
        assertEquals(log.given.get(), read.bytes());
        assertEquals((read.bytes() + 9) / 10, read.lines());
        assertTrue(report.reconciles());
        assertEquals(read.lines(), report.rejected());
        if (workers == 0) {
            assertEquals(FileRead.notBegun(report.files().get(1).source()), report.files().get(1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aStopInALineThatDoesNotEnd(int workers) throws Exception {
        Endless line = new Endless("x");
        ByteArrayOutputStream rejected = new ByteArrayOutputStream();
        Report report;
        try (Rejects rejects = new Rejects(rejected);
                Pipeline pipeline = new Pipeline(new Settings(1, workers, 1024), rejects, new Progress(null, false))) {
            Thread stopper = Thread.ofPlatform().start(() -> {
                line.awaitGiven(10_000);
                pipeline.stop();
            });
            report = pipeline.run(List.of(new Source(0, "log", () -> line)), null);
            stopper.join();
        }
        assertEquals(1, report.lines());
        assertEquals(1, report.rejected());
        assertTrue(report.isPartial());
        assertEquals("log\t1\tdoes not fit a batch of 1024 bytes\t".length() + line.given.get() + 1, rejected.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aStopInAGzipHeaderThatDoesNotEnd(int workers) throws Exception {
        byte[] header = {0x1f, (byte) 0x8b, 8, 8, 0, 0, 0, 0, 0, 0}; // a file's name follows, up to a zero
        Endless name = new Endless("x");
        Report report;
        try (Rejects rejects = Rejects.counted();
                Pipeline pipeline = new Pipeline(new Settings(1, workers, 1024), rejects, new Progress(null, false))) {
            Thread stopper = Thread.ofPlatform().start(() -> {
                name.awaitGiven(10_000);
                pipeline.stop();
            });
            Source log = new Source(0, "log", () -> new SequenceInputStream(new ByteArrayInputStream(header), name));
            report = pipeline.run(List.of(log), null);
            stopper.join();
        }
        assertEquals(0, report.lines());
        assertTrue(report.files().get(0).isStopped());
    }

    @Test
    void aStopBeforeItBegins() throws Exception {
        List<Source> sources = sources();
        for (int workers : new int[]{0, 2}) {
            try (Rejects rejects = Rejects.counted(); Pipeline pipeline =
                    new Pipeline(new Settings(1, workers, 1024), rejects, new Progress(null, false))) {
                pipeline.stop();
                Report report = pipeline.run(sources, null);
                assertEquals(sources.stream().map(FileRead::notBegun).toList(), report.files());
                assertTrue(report.reconciles());
            }
        }
    }

    @Test
    void aListenerThatIsStoppedBeforeItBegins() throws Exception {
        try (Listener listener = Listener.open(0, 1); Rejects rejects = Rejects.counted();
                Pipeline pipeline = new Pipeline(new Settings(1, 2, 1024), rejects, new Progress(null, false))) {
            pipeline.stop();
            Report report = pipeline.run(List.of(), listener);
            assertEquals(List.of(listener.address() + " (0 clients)"),
                    report.files().stream().map(read -> read.source().name()).toList());
        }
    }
}
