package dev.heddle.samples.files;

import dev.heddle.queue.Handler;
import dev.heddle.task.TaskGroup;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Hashes files by SHA-256, and can be cancelled in the middle of one. Thread-safe. */
final class FileHasher implements Handler<Path> {
    /** Opens what is to be hashed. */
    @FunctionalInterface
    interface Opener {
        InputStream open(Path file) throws IOException;
    }

    private static final int BUFFER = 1 << 16;

    private final Opener opener;
    private final Findings findings;
    private final Count done;

    /**
     * @param done for a bar: counts what is read, be it of a file that fails in the end
     */
    FileHasher(Opener opener, Findings findings, Count done) {
        this.opener = opener;
        this.findings = findings;
        this.done = done;
    }

    @Override
    public void handle(Path file) throws IOException, InterruptedException, GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] buffer = new byte[BUFFER];
        long length = 0;
        try (InputStream in = opener.open(file)) {
            for (int read; (read = in.read(buffer)) > 0;) {
                TaskGroup.checkpoint();
                digest.update(buffer, 0, read);
                done.addBytes(read);
                length += read;
            }
        }
        findings.hashed(file, HexFormat.of().formatHex(digest.digest()), length);
        done.addFile();
    }

    /** What cannot be read is reported; what else goes wrong is a fault of this program, and ends it. */
    void keep(Path file, Throwable why) {
        if (!(why instanceof IOException failure)) {
            throw new IllegalStateException("could not hash " + file, why);
        }
        findings.unreadable(file, failure);
        done.addFile();
    }
}
