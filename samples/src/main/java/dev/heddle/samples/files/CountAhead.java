package dev.heddle.samples.files;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Counts the regular files of a directory and their bytes, ahead of the walk: a bar wants to know the whole. */
final class CountAhead extends TreeVisitor {
    private final Count total;

    CountAhead(Count total) {
        this.total = total;
    }

    @Override
    void visit(Path file, BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            total.addFile();
            total.addBytes(attributes.size());
        }
    }

    @Override
    void visitUnreadable(Path path, IOException why) {} // the walk tells
}
