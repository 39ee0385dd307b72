package dev.heddle.samples.files;

import dev.heddle.queue.PoolOptions;
import dev.heddle.queue.WorkQueue;
import dev.heddle.queue.WorkerPool;
import dev.heddle.samples.Tool;
import dev.heddle.task.GroupOptions;
import dev.heddle.task.TaskGroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.LongAdder;

/**
 * A walk through a directory that puts its files into a queue, and a pool of hashers that take them:
 *
 * <pre>
 *  walk ──► [ files ] ──┬─ hasher
 *           WorkQueue   └─ hasher
 *  a task               a WorkerPool, one for each processor
 * </pre>
 *
 * <p>All are platform threads: hashing computes, virtual threads are not preempted, and so as many hashers as there are
 * processors would keep the walk, the bar and Ctrl-C waiting; an {@code Offload} would do as well, but its thread for each call
 * costs more than the hash of a small file.
 *
 * <p>The queue is bounded, so the walk is never far ahead. Symbolic links are not followed: so loops of them are none.
 */
final class Hashing {
    /** Opens what is to be hashed. */
    @FunctionalInterface
    interface Opener {
        InputStream open(Path file) throws IOException;
    }

    /**
     * How to hash.
     *
     * @param hashers how many files at a time
     * @param queue how many more the walk may be ahead
     */
    record Settings(int hashers, int queue) {}

    /**
     * What came of it.
     *
     * @param hashes of the files, in hexadecimal; sorted by the bytes of the names
     * @param unreadable files and directories, and why
     * @param found regular files, and directories that are unreadable
     * @param left files that were found and not hashed, since Ctrl-C came first
     * @param others links, sockets and the like
     * @param bytes that were hashed
     * @param isPartial whether Ctrl-C came first
     */
    record Report(SortedMap<Path, String> hashes, SortedMap<Path, String> unreadable, long found, long left,
            long others, long bytes, boolean isPartial) {
        boolean reconciles() {
            return found == hashes.size() + unreadable.size() + left;
        }
    }

    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final int BUFFER = 1 << 16;

    private final Path root;
    private final Settings settings;
    private final Opener opener;
    private final SortedMap<Path, String> hashes = new ConcurrentSkipListMap<>();
    private final SortedMap<Path, String> unreadable = new ConcurrentSkipListMap<>();
    private final LongAdder found = new LongAdder();
    private final LongAdder others = new LongAdder();
    private final Count done = new Count();
    private final Count total = new Count();

    /**
     * @param root a directory, and not a link to one
     */
    Hashing(Path root, Settings settings, Opener opener) {
        this.root = root;
        this.settings = settings;
        this.opener = opener;
    }

    /**
     * Hashes all files.
     *
     * @param terminal where a bar shows how far it is; or null
     * @throws ExecutionException if it fails, and not just a file
     */
    Report run(PrintStream terminal) throws InterruptedException, ExecutionException {
        GroupOptions options =
                GroupOptions.named("hashing").threads(Thread.ofPlatform().daemon().name("hashing-", 0).factory());
        long left;
        boolean isPartial;
        try (TaskGroup group = TaskGroup.open(options)) {
            Tool.cancelOnExit(group, GRACE);
            if (terminal != null) {
                group.forkDaemon("count", this::count);
                group.forkDaemon("bar", new ProgressBar(terminal, done, total));
            }
            WorkQueue<Path> files = WorkQueue.bounded(group, "files", settings.queue());
            WorkerPool<Path> hashers =
                    WorkerPool.start(group, files, PoolOptions.size(settings.hashers()).named("hasher").onError(this::keep), this::hash);
            group.fork("walk", () -> Files.walkFileTree(root, new Walk(files)));
            group.join();
            try {
                hashers.drain();
            } catch (CancellationException e) { // Ctrl-C
                group.join();
            }
            isPartial = group.cancellation().isPresent();
            left = files.closeNow().size();
        }
        return new Report(hashes, unreadable, found.sum(), left, others.sum(), done.bytes(), isPartial);
    }

    // ---- walking

    private final class Walk extends SimpleFileVisitor<Path> {
        private final WorkQueue<Path> files;

        Walk(WorkQueue<Path> files) {
            this.files = files;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (!attributes.isRegularFile()) {
                others.increment();
                return FileVisitResult.CONTINUE;
            }
            try {
                files.put(file);
            } catch (InterruptedException e) {
                throw new InterruptedIOException("the walk was interrupted");
            }
            found.increment();
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException why) {
            found.increment();
            unreadable.put(file, explain(why));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, IOException why) {
            return why == null ? FileVisitResult.CONTINUE : visitFileFailed(directory, why);
        }
    }

    /** Ahead of the walk, since the bar wants to know the whole. */
    private void count() throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
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
            public FileVisitResult visitFileFailed(Path file, IOException why) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException why) {
                return FileVisitResult.CONTINUE;
            }
        });
        total.complete();
    }

    // ---- hashing

    private void hash(Path file) throws IOException, InterruptedException, GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = opener.open(file)) {
            for (int read; (read = in.read(buffer)) > 0;) {
                TaskGroup.checkpoint();
                digest.update(buffer, 0, read);
                done.addBytes(read);
            }
        }
        hashes.put(file, HexFormat.of().formatHex(digest.digest()));
        done.addFile();
    }

    /** What cannot be read is reported; what else goes wrong is a fault of this program, and ends it. */
    private void keep(Path file, Throwable why) {
        if (!(why instanceof IOException failure)) {
            throw new IllegalStateException("could not hash " + file, why);
        }
        unreadable.put(file, explain(failure));
        done.addFile();
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
