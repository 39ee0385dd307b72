package dev.heddle.samples.files;

import dev.heddle.queue.WorkQueue;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Puts the regular files of a directory into a queue. */
final class Walk extends TreeVisitor {
    private final WorkQueue<Path> files;
    private final Findings findings;

    Walk(WorkQueue<Path> files, Findings findings) {
        this.files = files;
        this.findings = findings;
    }

    @Override
    void visit(Path file, BasicFileAttributes attributes) throws InterruptedException {
        if (attributes.isRegularFile()) {
            files.put(file);
            findings.found();
        } else {
            findings.passedOver();
        }
    }

    @Override
    void visitUnreadable(Path path, IOException why) {
        findings.found();
        findings.unreadable(path, why);
    }
}
