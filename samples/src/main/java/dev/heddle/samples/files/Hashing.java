package dev.heddle.samples.files;

import dev.heddle.queue.PoolOptions;
import dev.heddle.queue.WorkQueue;
import dev.heddle.queue.WorkerPool;
import dev.heddle.task.GroupOptions;
import dev.heddle.task.Outcome;
import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;

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
     * @param bytes of the files that were hashed
     * @param isPartial whether Ctrl-C came before the last file was hashed
     */
    record Report(SortedMap<Path, String> hashes, SortedMap<Path, String> unreadable, long found, long left,
            long others, long bytes, boolean isPartial) {
        boolean reconciles() {
            return found == hashes.size() + unreadable.size() + left;
        }
    }

    private final Path root;
    private final Settings settings;
    private final FileHasher.Opener opener;

    /**
     * @param root a directory, and not a link to one
     */
    Hashing(Path root, Settings settings, FileHasher.Opener opener) {
        this.root = root;
        this.settings = settings;
        this.opener = opener;
    }

    /** How a group whose tasks hash is to be. */
    static GroupOptions options(String name) {
        return GroupOptions.of(name).threads(Thread.ofPlatform().daemon().name(name + "-", 0).factory());
    }

    /**
     * Hashes all files. When the group is cancelled meanwhile, the report is partial.
     *
     * @param group which is new and the caller's own, with the {@link #options} of hashing
     * @param terminal where a bar shows how far it is, and is gone at the end; or null
     * @throws ExecutionException if it fails, and not just a file
     */
    Report run(TaskGroup group, PrintStream terminal) throws InterruptedException, ExecutionException {
        Findings findings = new Findings();
        Count done = new Count();
        FileHasher hasher = new FileHasher(opener, findings, done);
        WorkQueue<Path> files = WorkQueue.bounded(group, "files", settings.queue());
        WorkerPool<Path> hashers = WorkerPool.start(group, files,
                PoolOptions.size(settings.hashers()).named("hasher").onError(hasher::keep), hasher);
        Task<Path> walk = group.fork("walk", () -> Files.walkFileTree(root, new Walk(files, findings)));
        try (TaskGroup showing = TaskGroup.open(options("showing"))) {
            if (terminal != null) {
                show(showing, terminal, done);
            }
            group.join();
            try {
                hashers.drain();
            } catch (CancellationException e) { // Ctrl-C
                group.join();
            }
        }
        long left = files.closeNow().size();
        return findings.report(left, left > 0 || !(walk.outcome() instanceof Outcome.Success));
    }

    private void show(TaskGroup showing, PrintStream terminal, Count done) {
        Count total = new Count();
        showing.forkDaemon("count", () -> {
            Files.walkFileTree(root, new CountAhead(total));
            total.complete();
        });
        showing.forkDaemon("bar", new ProgressBar(terminal, done, total));
    }
}
