package dev.heddle.samples.files;

import dev.heddle.task.TaskGroup;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Visits what is in a directory, and can be cancelled at every step: {@code Files.walkFileTree} never waits, and so does not
 * see that its task is to end.
 */
abstract class TreeVisitor implements FileVisitor<Path> {
    /** A file, a link, a socket: whatever is no directory. */
    abstract void visit(Path file, BasicFileAttributes attributes) throws InterruptedException;

    /** A file or directory that is unreadable. */
    abstract void visitUnreadable(Path path, IOException why);

    @Override
    public final FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
        return step(() -> {});
    }

    @Override
    public final FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        return step(() -> visit(file, attributes));
    }

    @Override
    public final FileVisitResult visitFileFailed(Path path, IOException why) throws IOException {
        return step(() -> visitUnreadable(path, why));
    }

    @Override
    public final FileVisitResult postVisitDirectory(Path directory, IOException why) throws IOException {
        return why == null ? FileVisitResult.CONTINUE : visitFileFailed(directory, why);
    }

    /** What is done with one of them. */
    private interface Step {
        void run() throws InterruptedException;
    }

    private static FileVisitResult step(Step step) throws IOException {
        try {
            TaskGroup.checkpoint();
            step.run();
        } catch (InterruptedException e) {
            throw new InterruptedIOException("the walk was interrupted");
        }
        return FileVisitResult.CONTINUE;
    }
}
