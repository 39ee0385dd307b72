package dev.heddle.samples.logs;

import dev.heddle.queue.WorkQueue;
import dev.heddle.queue.WorkerPool;
import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;

/**
 * From files and clients to a report, in three stages with a queue between them:
 *
 * <pre>
 *  reader ─┐                  ┌─ parser ─┐
 *  reader ─┼─► [ batches ] ───┼─ parser ─┼─► [ tallies ] ──► aggregator
 *  reader ─┘    WorkQueue     └─ parser ─┘    WorkQueue
 *  a task per file or client  a WorkerPool                   a task
 * </pre>
 *
 * <p>The end travels with the data: a queue closes after the stage that feeds it has ended, and the
 * next stage ends when it has drained it. A failure travels the other way: whichever stage fails,
 * the group cancels the others, their waits at the queues end, and {@code join} throws.
 *
 * <p>Memory is bounded: a slow stage fills its queue, and then the one before it waits. Parsers do
 * not share a tally and seldom make one: each takes one off a shelf, counts a batch into it and puts
 * it back. Only a tally that has grown large goes to the aggregator before the end.
 */
final class Pipeline {
    /** So many files are open at a time, each with a batch in the making. */
    private static final int OPEN_FILES = 4;

    private final Settings settings;
    private final Rejects rejects;
    private final Progress progress;
    private final BatchParser parser;
    private final Shelf<byte[]> buffers;

    Pipeline(Settings settings, Rejects rejects, Progress progress) {
        this.settings = settings;
        this.rejects = rejects;
        this.progress = progress;
        this.parser = new BatchParser(settings.filter(), rejects);
        this.buffers = new Shelf<>(() -> new byte[settings.batchBytes()]);
    }

    /**
     * Reads all sources, and all clients of the listener.
     *
     * @param listener null for none
     * @throws ExecutionException where a stage failed
     * @throws Exception what failed, where all is done in one thread
     */
    Report run(List<Source> sources, Listener listener) throws Exception {
        long start = System.nanoTime();
        List<FileRead> files = new ArrayList<>();
        Tally total = new Tally();
        if (settings.workers() == 0) {
            runInOneThread(sources, files, total);
        } else {
            runInStages(sources, listener, files, total);
        }
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        return new Report(files, total, rejects.counts(), settings, elapsed);
    }

    private void runInOneThread(List<Source> sources, List<FileRead> files, Tally total) throws Exception {
        for (Source source : sources) {
            files.add(read(source, batch -> parse(batch, total)));
        }
    }

    private void runInStages(List<Source> sources, Listener listener, List<FileRead> files, Tally total)
            throws InterruptedException, ExecutionException {
        try (TaskGroup group = TaskGroup.open("log pipeline")) {
            WorkQueue<Batch> batches = WorkQueue.bounded(group, "batches", settings.queue());
            WorkQueue<Tally> tallies = WorkQueue.bounded(group, "tallies", settings.queue());
            Shelf<Tally> shelf = new Shelf<>(Tally::new);

            Semaphore open = new Semaphore(OPEN_FILES);
            List<Task<List<FileRead>>> readers = new ArrayList<>();
            for (Source source : sources) {
                readers.add(group.fork(source.name(), () -> List.of(readWhen(open, source, batches))));
            }
            if (listener != null) {
                readers.add(group.fork(listener.address(),
                        () -> listener.serve(sources.size(), client -> read(client, batches::put))));
            }
            batches.closeAfter(readers);

            WorkerPool<Batch> parsers = WorkerPool.start(group, batches, settings.workers(), batch -> {
                Tally tally = shelf.take();
                parse(batch, tally);
                if (tally.isLarge()) {
                    tallies.put(tally);
                } else {
                    shelf.putBack(tally);
                }
            });
            tallies.closeAfter(parsers);

            group.fork("aggregator", () -> {
                tallies.forEach(total::merge);
                shelf.contents().forEach(total::merge);
            });

            group.join();
            readers.forEach(reader -> files.addAll(reader.resultNow()));
        }
    }

    private FileRead readWhen(Semaphore open, Source source, WorkQueue<Batch> batches) throws Exception {
        open.acquire();
        try {
            return read(source, batches::put);
        } finally {
            open.release();
        }
    }

    private FileRead read(Source source, LineReader.Sink sink) throws Exception {
        return new LineReader(source, buffers, sink, rejects, progress).read();
    }

    private void parse(Batch batch, Tally tally) throws Exception {
        parser.parse(batch, tally);
        buffers.putBack(batch.bytes());
    }
}
