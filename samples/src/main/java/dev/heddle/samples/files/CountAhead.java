package dev.heddle.samples.files;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Counts the regular files of a directory and their bytes, ahead of the walk: a bar wants to know the whole. */
final class CountAhead extends SimpleFileVisitor<Path> {
    private final Count total;

    CountAhead(Count total) {
        this.total = total;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("the count was interrupted");
        }
        if (attributes.isRegularFile()) {
            total.addFile();
            total.addBytes(attributes.size());
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException why) {
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException why) {
        return FileVisitResult.CONTINUE;
    }
}
