package dev.heddle.samples.files;

import dev.heddle.queue.WorkQueue;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Puts the regular files of a directory into a queue. */
final class Walk extends SimpleFileVisitor<Path> {
    private final WorkQueue<Path> files;
    private final Findings findings;

    Walk(WorkQueue<Path> files, Findings findings) {
        this.files = files;
        this.findings = findings;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (!attributes.isRegularFile()) {
            findings.passedOver();
            return FileVisitResult.CONTINUE;
        }
        try {
            files.put(file);
        } catch (InterruptedException e) {
            throw new InterruptedIOException("the walk was interrupted");
        }
        findings.found();
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException why) {
        findings.found();
        findings.unreadable(path, why);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException why) {
        return why == null ? FileVisitResult.CONTINUE : visitFileFailed(directory, why);
    }
}
