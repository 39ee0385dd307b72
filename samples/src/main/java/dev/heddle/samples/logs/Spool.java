package dev.heddle.samples.logs;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Keeps a line that memory should not hold, in a temporary file, until it is whole: so that nobody waits at the rejects while
 * somebody's line trickles in. Its streams are of the kind that an interrupt does not close.
 */
final class Spool implements Closeable {
    private final Path file;
    private final OutputStream out;

    private Spool(Path file, OutputStream out) {
        this.file = file;
        this.out = out;
    }

    static Spool open() throws IOException {
        Path file = Files.createTempFile("heddle-line-", null);
        try {
            return new Spool(file, new FileOutputStream(file.toFile()));
        } catch (IOException e) {
            Files.delete(file);
            throw e;
        }
    }

    /** One that keeps nothing. */
    static Spool none() {
        return new Spool(null, OutputStream.nullOutputStream());
    }

    OutputStream out() {
        return out;
    }

    /** Writes what was written to {@link #out}. */
    void copyTo(OutputStream target) throws IOException {
        if (file != null) {
            try (InputStream in = new FileInputStream(file.toFile())) {
                in.transferTo(target);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            out.close();
        } finally {
            if (file != null) {
                Files.delete(file);
            }
        }
    }
}
