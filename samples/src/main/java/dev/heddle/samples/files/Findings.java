package dev.heddle.samples.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** What the walk and the hashers find out. Thread-safe. */
final class Findings {
    private final SortedMap<Path, String> hashes = new ConcurrentSkipListMap<>();
    private final SortedMap<Path, String> unreadable = new ConcurrentSkipListMap<>();
    private final LongAdder found = new LongAdder();
    private final LongAdder others = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    /** There is one more to account for: a regular file, or a directory that is unreadable. */
    void found() {
        found.increment();
    }

    /** There is a link, a socket or the like. */
    void passedOver() {
        others.increment();
    }

    void hashed(Path file, String hash, long length) {
        hashes.put(file, hash);
        bytes.add(length);
    }

    void unreadable(Path path, IOException why) {
        unreadable.put(path, explain(why));
    }

    /** Tells of all, when walk and hashers have ended. */
    Hashing.Report report(long left, boolean isPartial) {
        return new Hashing.Report(hashes, unreadable, found.sum(), left, others.sum(), bytes.sum(), isPartial);
    }

    private static String explain(IOException failure) {
        return switch (failure) {
            case NoSuchFileException gone -> "no such file";
            case AccessDeniedException denied -> "permission denied";
            case FileSystemException system when system.getReason() != null -> system.getReason();
            default -> failure.getMessage() == null ? failure.toString() : failure.getMessage();
        };
    }
}
