package dev.heddle.samples.logs;

import dev.heddle.queue.WorkQueue;
import dev.heddle.queue.WorkerPool;
import dev.heddle.samples.Tool;
import dev.heddle.task.Outcome;
import dev.heddle.task.Shield;
import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
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
 * <p>With a database there is another: the parsers put the lines one by one into a queue of rows, and a {@link RowWriter}
 * takes them on lease, many at a time.
 *
 * <p>The end travels with the data: a queue closes after the stage that feeds it has ended, and the
 * next stage ends when it has drained it. A failure travels the other way: whichever stage fails,
 * the group cancels the others, their waits at the queues end, and {@code join} throws.
 *
 * <p>Readers are in a group of their own within that of the stages, which can be stopped alone: each hands on what it has read,
 * and tells that there was more; the later stages finish all of it.
 *
 * <p>Memory is bounded: a slow stage fills its queue, and then the one before it waits. Parsers do
 * not share a tally and seldom make one: each takes one off a shelf, counts a batch into it and puts
 * it back. Only a tally that has grown large goes to the aggregator before the end.
 *
 * <p>For one run, on the thread that made it.
 */
final class Pipeline implements AutoCloseable {
    /** So many files are open at a time, each with a batch in the making. What may wait for a writer keeps none of them waiting. */
    private static final int OPEN_FILES = 4;

    /** What was read takes seconds to finish. Only a stage that hangs takes longer than this, and then fails. */
    private static final Duration FINISHING = Duration.ofHours(1);

    private final TaskGroup stages = TaskGroup.open("log pipeline");
    private final TaskGroup reading = TaskGroup.open("reading");
    private final Settings settings;
    private final Rejects rejects;
    private final Progress progress;
    private final RowWriter writer;
    private final WorkQueue<Row> rows;
    private final BatchParser parser;
    private final Shelf<byte[]> buffers;

    /** One without a database. */
    Pipeline(Settings settings, Rejects rejects, Progress progress) {
        this(settings, rejects, progress, null);
    }

    /**
     * @param writer null for none; with one, the settings must have workers
     */
    Pipeline(Settings settings, Rejects rejects, Progress progress, RowWriter writer) {
        this.settings = settings;
        this.rejects = rejects;
        this.progress = progress;
        this.writer = writer;
        this.rows = writer == null ? null : WorkQueue.bounded(stages, "rows", writer.queueCapacity());
        this.parser = new BatchParser(settings.filter(), rejects, rows);
        this.buffers = new Shelf<>(() -> new byte[settings.batchBytes()]);
    }

    /**
     * Makes the end of the JVM, such as by Ctrl-C, stop the reading, and wait until the calling thread has ended; stops
     * the reading at once if that end has come already.
     *
     * @param grace how long it waits at the most
     */
    void stopOnExit(Duration grace) {
        Tool.cancelOnExit(reading, grace);
    }

    /** Stops the reading. Any thread may call this. */
    void stop() {
        reading.cancel();
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
            refuseWriter();
            runInOneThread(sources, files, total);
        } else {
            runInStages(sources, listener, files, total);
        }
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        Optional<RowsWritten> written = Optional.ofNullable(writer).map(RowWriter::result);
        return new Report(files, total, rejects.counts(), settings, elapsed, written);
    }

    /** It would wait for the rows, and the only thread for it. */
    private void refuseWriter() {
        if (writer != null) {
            throw new IllegalStateException("a writer takes rows from workers, and there are none");
        }
    }

    private void runInOneThread(List<Source> sources, List<FileRead> files, Tally total) throws Exception {
        for (Source source : sources) {
            files.add(read(source, batch -> parse(batch, total)));
        }
    }

    private void runInStages(List<Source> sources, Listener listener, List<FileRead> files, Tally total)
            throws InterruptedException, ExecutionException {
        WorkQueue<Batch> batches = WorkQueue.bounded(stages, "batches", settings.queue());
        WorkQueue<Tally> tallies = WorkQueue.bounded(stages, "tallies", settings.queue());
        Shelf<Tally> shelf = new Shelf<>(Tally::new);
        LineReader.Sink sink = batch -> put(batch, batches);

        Semaphore open = new Semaphore(OPEN_FILES);
        List<Task<FileRead>> readers = new ArrayList<>();
        for (Source source : sources) {
            readers.add(reading.fork(source.name(),
                    () -> source.mayWait() ? read(source, sink) : readWhen(open, source, sink)));
        }
        Task<List<FileRead>> clients = listener == null ? null
                : reading.fork(listener.address(), () -> listener.serve(sources.size(), client -> read(client, sink)));

        WorkerPool<Batch> parsers = WorkerPool.start(stages, batches, settings.workers(), batch -> {
            Tally tally = shelf.take();
            parse(batch, tally);
            if (tally.isLarge()) {
                tallies.put(tally);
            } else {
                shelf.putBack(tally);
            }
        });
        tallies.closeAfter(parsers);
        if (writer != null) {
            rows.closeAfter(parsers);
            stages.fork("row writer", () -> writer.write(rows, this::stop));
        }

        stages.fork("aggregator", () -> {
            tallies.forEach(total::merge);
            shelf.contents().forEach(total::merge);
        });

        joinReaders();
        batches.close();
        joinStages();
        for (int i = 0; i < readers.size(); i++) {
            files.add(resultOf(readers.get(i)).orElse(FileRead.notBegun(sources.get(i))));
        }
        if (clients != null) {
            files.addAll(resultOf(clients).orElse(listener.nobody(sources.size())));
        }
    }

    private void joinReaders() throws InterruptedException, ExecutionException {
        try {
            reading.join(); // all is read, or reading was stopped
        } catch (CancellationException e) {
            // a later stage has failed, and tells when it is joined
        }
    }

    /** What was read is finished, also when reading was stopped. */
    @SuppressWarnings("try") // the shield is for its block
    private void joinStages() throws InterruptedException, ExecutionException {
        try (Shield shield = Shield.open(FINISHING)) {
            stages.join();
        }
    }

    /** Empty if the task was cancelled before it began. */
    private static <T> Optional<T> resultOf(Task<T> reader) {
        return reader.outcome() instanceof Outcome.Success<T>(T result) ? Optional.of(result) : Optional.empty();
    }

    private FileRead readWhen(Semaphore open, Source source, LineReader.Sink sink) throws Exception {
        try {
            open.acquire();
        } catch (InterruptedException e) {
            return FileRead.notBegun(source);
        }
        try {
            return read(source, sink);
        } finally {
            open.release();
        }
    }

    private FileRead read(Source source, LineReader.Sink sink) throws Exception {
        return new LineReader(source, buffers, sink, rejects, progress).read();
    }

    /** A put that throws has not happened. So one that a stop has cut short is made again, where the stop does not reach. */
    @SuppressWarnings("try") // the shield is for its block
    private static void put(Batch batch, WorkQueue<Batch> batches) throws InterruptedException {
        try {
            batches.put(batch);
        } catch (InterruptedException | CancellationException e) {
            try (Shield shield = Shield.open(FINISHING)) {
                batches.put(batch);
            }
        }
    }

    private void parse(Batch batch, Tally tally) throws Exception {
        parser.parse(batch, tally);
        buffers.putBack(batch.bytes());
    }

    /** Ends what still runs. */
    @Override
    public void close() throws ExecutionException {
        try (stages; reading) {
            stages.cancel();
        }
    }
}
