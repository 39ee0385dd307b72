package dev.heddle.samples.logs;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A log to read, plain or compressed with gzip: a file, a pipe or standard input. Which of the two is told by its first bytes, not
 * by its name: rotated logs lose their suffix as often as they gain one.
 *
 * @param place where the file stands on the command line
 */
record Source(int place, String name, Content content) {
    /** The log that this package ships. */
    static final Source SAMPLE = shipped("sample-access.log");

    interface Content {
        InputStream open() throws IOException;
    }

    /** Something to do with a file. */
    interface Call<T> {
        T call() throws IOException;
    }

    static Source of(int place, Path file) {
        return new Source(place, file.toString(), Files.isRegularFile(file) ? () -> Files.newInputStream(file)
                : () -> WaitingInput.open(() -> new FileInputStream(file.toFile())));
    }

    static Source standardInput(int place, InputStream in) {
        return new Source(place, "(standard input)", () -> new WaitingInput(in));
    }

    private static Source shipped(String resource) {
        return new Source(0, resource, () -> Source.class.getResourceAsStream(resource));
    }

    InputStream open() throws IOException {
        PushbackInputStream bytes = new PushbackInputStream(content.open(), 2);
        try {
            byte[] start = bytes.readNBytes(2);
            bytes.unread(start);
            boolean gzip = start.length == 2 && start[0] == 0x1f && start[1] == (byte) 0x8b;
            return gzip ? Gzip.open(bytes) : bytes;
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }
}
