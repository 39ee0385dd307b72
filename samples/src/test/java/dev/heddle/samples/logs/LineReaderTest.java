package dev.heddle.samples.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineReaderTest {
    private final ByteArrayOutputStream rejected = new ByteArrayOutputStream();
    private final Rejects rejects = new Rejects(rejected);
    private final List<String> batches = new ArrayList<>();
    private final List<Long> firstLines = new ArrayList<>();

    private FileRead read(int batchBytes, Source source) throws Exception {
        Shelf<byte[]> buffers = new Shelf<>(() -> new byte[batchBytes]);
        LineReader.Sink sink = batch -> {
            batches.add(new String(batch.bytes(), 0, batch.length(), UTF_8));
            firstLines.add(batch.firstLine());
            Arrays.fill(batch.bytes(), (byte) '?');
            buffers.putBack(batch.bytes());
        };
        try (rejects) {
            return new LineReader(source, buffers, sink, rejects, new Progress(null, false)).read();
        }
    }

    private FileRead read(int batchBytes, String text) throws Exception {
        return read(batchBytes, TestLog.source(0, "log", text.getBytes(UTF_8)));
    }

    private String rejected() {
        return rejected.toString(UTF_8);
    }

    @Test
    void batchesHoldWholeLines() throws Exception {
        FileRead read = read(10, "one\ntwo\nthree\nfour\n");
        assertEquals(List.of("one\ntwo\n", "three\n", "four\n"), batches);
        assertEquals(List.of(1L, 3L, 4L), firstLines);
        assertEquals(4, read.lines());
        assertEquals(19, read.bytes());
    }

    @Test
    void lastLineWithoutNewlineCounts() throws Exception {
        assertEquals(3, read(100, "one\n\nthree").lines());
        assertEquals(List.of("one\n\nthree"), batches);
    }

    @Test
    void emptyFileHasNoLine() throws Exception {
        assertEquals(0, read(100, "").lines());
        assertEquals(List.of(), batches);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 512, 1000, 4096, 1 << 20})
    void nothingIsLostWhateverTheBatchSize(int batchBytes) throws Exception {
        byte[] log = TestLog.bytes(TestLog.lines(500, batchBytes));
        FileRead read = read(batchBytes, TestLog.source(0, "log", log));
        assertEquals(new String(log, UTF_8), String.join("", batches));
        assertEquals(500, read.lines());
        assertEquals(log.length, read.bytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 10, 11, 19, 20, 21, 500})
    void aLineThatFitsNoBatchIsRejectedWhole(int length) throws Exception {
        String line = "x".repeat(length);
        FileRead read = read(10, "a\n" + line + "\nb\n");
        boolean fits = length < 10;
        assertEquals(3, read.lines());
        assertEquals("a\n" + (fits ? line + "\n" : "") + "b\n", String.join("", batches));
        assertEquals(fits ? "" : "log\t2\tdoes not fit a batch of 10 bytes\t" + line + "\n", rejected());
        assertEquals(3, firstLines.get(firstLines.size() - 1));
    }

    @Test
    void longLastLineWithoutNewline() throws Exception {
        assertEquals(1, read(10, "x".repeat(25)).lines());
        assertEquals("log\t1\tdoes not fit a batch of 10 bytes\t" + "x".repeat(25) + "\n", rejected());
    }

    @Test
    void gzipIsToldByItsFirstBytes() throws Exception {
        assertEquals(2, read(100, TestLog.source(0, "log", TestLog.gzip("one\ntwo\n".getBytes(UTF_8)))).lines());
        assertEquals(List.of("one\ntwo\n"), batches);
    }

    @Test
    void concatenatedGzipIsReadToItsEndAlsoWhereNoneIsAvailableYet() throws Exception {
        byte[] one = TestLog.gzip("one\n".getBytes(UTF_8));
        byte[] two = TestLog.gzip("two\n".getBytes(UTF_8));
        Source pipe = new Source(0, "log",
                () -> new SequenceInputStream(new ByteArrayInputStream(one), new ByteArrayInputStream(two)));
        assertEquals(2, read(100, pipe).lines());
        assertEquals(List.of("one\ntwo\n"), batches);
    }

    @Test
    void truncatedGzipGivesWhatCouldBeRead() throws Exception {
        byte[] log = TestLog.bytes(TestLog.lines(2000, 5));
        byte[] compressed = TestLog.gzip(log);
        FileRead read = read(1 << 20, TestLog.source(0, "log", Arrays.copyOf(compressed, compressed.length / 2)));
        assertEquals(Optional.of("truncated gzip file"), read.failure());
        String all = String.join("", batches);
        String cutOff = rejected();
        assertEquals(new String(log, UTF_8).substring(0, all.length()), all);
        assertEquals(read.lines(), all.lines().count() + cutOff.lines().count());
        assertEquals(read.bytes(), all.length() + cutOff.length()
                - ("log\t" + read.lines() + "\tcut off where reading stopped\t\n").length() * cutOff.lines().count());
    }

    @Test
    void aLineThatWasCutOffIsRejectedThoughItMayLookWhole() throws Exception {
        Source source = new Source(0, "log",
                () -> new SequenceInputStream(new ByteArrayInputStream("whole\ncut".getBytes(UTF_8)), new Failing()));
        FileRead read = read(100, source);
        assertEquals(List.of("whole\n"), batches);
        assertEquals("log\t2\tcut off where reading stopped\tcut\n", rejected());
        assertEquals(2, read.lines());
        assertEquals(Optional.of("the disk is on fire"), read.failure());
    }

    @Test
    void aFailureRightBehindTheFirstBytesLosesNoLine() throws Exception {
        Source source = new Source(0, "log",
                () -> new SequenceInputStream(new ByteArrayInputStream("a\n".getBytes(UTF_8)), new Failing()));
        FileRead read = read(100, source);
        assertEquals(List.of("a\n"), batches);
        assertEquals(1, read.lines());
        assertEquals(Optional.of("the disk is on fire"), read.failure());
    }

    @Test
    void aFailureBehindAGzipFileIsNotItsEnd() throws Exception {
        byte[] file = TestLog.gzip("one\ntwo".getBytes(UTF_8));
        Source source =
                new Source(0, "log", () -> new SequenceInputStream(new ByteArrayInputStream(file), new Failing()));
        FileRead read = read(100, source);
        assertEquals(List.of("one\n"), batches);
        assertEquals("log\t2\tcut off where reading stopped\ttwo\n", rejected());
        assertEquals(Optional.of("the disk is on fire"), read.failure());
    }

    @Test
    void anyNumberOfEmptyGzipFilesIsRead() throws Exception {
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        byte[] empty = TestLog.gzip(new byte[0]);
        for (int i = 0; i < 100_000; i++) {
            many.write(empty);
        }
        many.write(TestLog.gzip("the one\n".getBytes(UTF_8)));
        FileRead read = read(100, TestLog.source(0, "log", many.toByteArray()));
        assertEquals(List.of("the one\n"), batches);
        assertEquals(Optional.empty(), read.failure());
    }

    @Test
    void aFileThatCannotBeOpenedIsAResultToo() throws Exception {
        Source source = new Source(0, "log", () -> {
            throw new IOException("gone");
        });
        assertEquals(new FileRead(source, 0, 0, Optional.of("gone")), read(100, source));
    }

    private static final class Failing extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("the disk is on fire");
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            return read();
        }
    }
}
