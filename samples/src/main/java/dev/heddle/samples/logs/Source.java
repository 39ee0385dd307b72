package dev.heddle.samples.logs;

import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A log to read, plain or compressed with gzip: a file, a pipe or standard input. Which of the two is told by its first bytes,
 * not by its name: rotated logs lose their suffix as often as they gain one.
 *
 * @param place where the file stands on the command line
 * @param mayWait whether it may wait for ever for somebody who writes
 */
record Source(int place, String name, Content content, boolean mayWait) {
    /** The log that this package ships. */
    static final Source SAMPLE = shipped("sample-access.log");

    /** What a gzip file begins with. */
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};

    interface Content {
        InputStream open() throws IOException;
    }

    /** Something to do with a file. */
    interface Call<T> {
        T call() throws IOException;
    }

    Source(int place, String name, Content content) {
        this(place, name, content, false);
    }

    static Source of(int place, Path file) {
        return Files.isRegularFile(file) ? new Source(place, file.toString(), () -> Files.newInputStream(file))
                : new Source(place, file.toString(), () -> WaitingInput.open(() -> new FileInputStream(file.toFile())),
                        true);
    }

    static Source standardInput(int place, InputStream in) {
        return new Source(place, "(standard input)", () -> new WaitingInput(in), true);
    }

    private static Source shipped(String resource) {
        return new Source(0, resource, () -> Source.class.getResourceAsStream(resource));
    }

    InputStream open() throws IOException {
        InputStream in = content.open();
        try {
            byte[] start = firstBytes(in);
            InputStream whole = new SequenceInputStream(new ByteArrayInputStream(start), in);
            return Arrays.equals(start, GZIP) ? Gzip.open(whole) : whole;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /** Two; fewer where it ends before that, or fails, which it does again when it is read on. */
    private static byte[] firstBytes(InputStream in) throws IOException {
        byte[] bytes = new byte[GZIP.length];
        int count = 0;
        try {
            for (int next; count < bytes.length && (next = in.read()) >= 0; count++) {
                bytes[count] = (byte) next;
            }
        } catch (IOException e) {
            if (count == 0) {
                throw e;
            }
        }
        return Arrays.copyOf(bytes, count);
    }
}
