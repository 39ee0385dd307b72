package dev.heddle.samples.logs;

import dev.heddle.queue.HandlerFailedException;
import dev.heddle.samples.Terminal;
import dev.heddle.samples.Tool;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * Reads web server logs and reports what is in them: the command line of the log pipeline.
 *
 * <p>Exit codes: 0, the report covers every line of every file; 1, something could not be read or
 * written, or the accounting does not reconcile; 2, wrong usage; 4, the database failed, and lacks as many rows as the
 * report says (3 is what scripts/demo exits with where there is no JDK); 130, stopped by Ctrl-C, with a report of what was
 * read till then (143, by SIGTERM). What is wrong is said in a line on standard error. Output is UTF-8 on every system.
 */
@Command(name = "LogPipeline", sortOptions = false, description = {
    "Reads web server logs in Apache's common or combined format, plain or gzip,",
    "and reports requests, bytes, status codes, top paths, clients and more.",
    "Without FILE and --listen it reads a small sample log of its own."}, footer = {"",
        "Ctrl-C ends the reading; the report has what was read until then, and says so.",
        "Exit codes: 0; 1, something was not read, or not written; 2, wrong usage;",
        "4, the database lacks rows; 130, stopped by Ctrl-C."})
public final class LogPipeline extends Tool {
    /** The exit code when the database has not got all rows that the report covers. */
    static final int ROWS_MISSING = 4;

    /** Ctrl-C waits for the report, but not longer than this. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    /** So long where rows have to be written as well, to a database that may be slow, or gone for a while. */
    private static final Duration WRITING_GRACE = Duration.ofMinutes(1);

    private final InputStream in;

    @Mixin
    private InputOptions input;

    @Mixin
    private FilterOptions filter;

    @Mixin
    private JdbcOptions jdbc;

    @Option(names = "--queue", paramLabel = "N", description = "Capacity of the queues, in batches (${DEFAULT-VALUE}).")
    private int queue = Settings.QUEUE;

    @Option(names = "--workers", paramLabel = "N", description = {"Parsers (one for each processor).",
        "0 reads and parses in one thread, without a queue."})
    private int workers = Runtime.getRuntime().availableProcessors();

    @Option(names = "--rejects", paramLabel = "FILE", description = {"Keep malformed lines in FILE, one record each:",
        "file, line number, reason, raw line, with tabs between."})
    private Path rejectsFile;

    @Option(names = "--json", description = "Report in JSON.")
    private boolean json;

    @Option(names = "--top", paramLabel = "N", description = "Length of the top lists (${DEFAULT-VALUE}).")
    private int top = 10;

    @Option(names = "--progress", paramLabel = "WHEN", description = {
        "Show progress on standard error: auto (that is, on", "a terminal), always or never."})
    private Terminal.When whenProgress = Terminal.When.AUTO;

    LogPipeline(InputStream in, PrintStream out, PrintStream err) {
        super(out, err);
        this.in = in;
    }

    /** Runs it and exits. */
    public static void main(String... arguments) throws Exception {
        main((out, err) -> new LogPipeline(new FileInputStream(FileDescriptor.in), out, err), arguments);
    }

    /** Runs it and returns the exit code. */
    static int run(InputStream in, PrintStream out, PrintStream err, String... arguments) {
        return new LogPipeline(in, out, err).run(arguments);
    }

    @Override
    public Integer call() {
        Settings settings = checkedSettings();
        List<Source> sources = input.sources(in);
        Progress progress = new Progress(err, whenProgress.isNow());
        try (Listener listener = input.openListener(); RowWriter writer = openWriter(); Rejects rejects = openRejects();
                Pipeline pipeline = new Pipeline(settings, rejects, progress, writer)) {
            pipeline.stopOnExit(writer == null ? GRACE : WRITING_GRACE);
            if (listener != null) {
                say(DONE, "listening on " + listener.address());
            }
            return finish(run(pipeline, sources, listener, rejects, progress));
        } catch (ParameterException e) {
            throw e;
        } catch (Exception | OutOfMemoryError e) {
            return say(FAILED, "stopped after " + progress.lines() + " lines read: " + explain(e));
        }
    }

    /** Ends progress and rejects as well: the report comes after them. */
    private static Report run(Pipeline pipeline, List<Source> sources, Listener listener, Rejects rejects,
            Progress progress) throws Exception {
        try (progress; rejects) {
            return pipeline.run(sources, listener);
        }
    }

    /** Prints the report, and says on standard error why it is not the whole truth, if so. */
    int finish(Report report) {
        if (json) {
            JsonReport.write(report, top, out);
        } else {
            TextReport.write(report, top, out);
        }
        int code = DONE;
        for (FileRead file : report.files()) {
            if (file.failure().isPresent()) {
                String end = file.failure().get() + ", after line " + file.lines();
                code = Math.max(code, say(file.isStopped() ? INTERRUPTED : FAILED,
                        file.source().name() + ": " + end + "; the report has what was read"));
            }
        }
        RowsWritten written = report.written().orElse(null);
        if (written != null && written.failure().isPresent()) { // which is why files were stopped, if some were
            code = say(ROWS_MISSING, "%s: %s; wrote %d rows, did not write %s".formatted(written.database(),
                    written.failure().get(), written.rows(), written.lack()));
        }
        if (!report.reconciles()) {
            code = say(FAILED,
                    "the accounting does not reconcile: %d lines read, %d parsed, %d rejected, %d filtered out"
                            .formatted(report.lines(), report.parsed(), report.rejected(), report.filtered())
                            + report.written().map(rows -> ", " + rows.rows() + " written").orElse(""));
        }
        return code;
    }

    /** Readers keep their own failures, so an IOException is one of the rejects: of their file, or of where a long line waits. */
    private String explain(Throwable failure) {
        return switch (failure) {
            case ExecutionException task -> explain(task.getCause());
            case HandlerFailedException handler -> explain(handler.getCause());
            case SQLException e -> "cannot write to the database: " + LineTable.explain(e);
            case IOException e -> "cannot keep malformed lines in " + rejectsFile + ": " + IoFailure.explain(e);
            case OutOfMemoryError e ->
                "out of memory; java -Xmx gives more, a smaller --queue or --jdbc-batch saves some";
            default -> failure.toString();
        };
    }

    private Settings checkedSettings() {
        require(queue >= 1, "--queue must be at least 1, not " + queue);
        require(workers >= 0, "--workers must be at least 0, not " + workers);
        require(top >= 1, "--top must be at least 1, not " + top);
        require(workers > 0 || !input.isListening(), "--listen takes --workers of at least 1");
        require(workers > 0 || !jdbc.isWriting(), "--jdbc takes --workers of at least 1");
        int batchBytes = input.isListening() ? Settings.CLIENT_BATCH_BYTES : Settings.BATCH_BYTES;
        try {
            return new Settings(queue, workers, batchBytes, filter.filter());
        } catch (IllegalArgumentException e) {
            throw wrongUsage(e.getMessage());
        }
    }

    private RowWriter openWriter() {
        try {
            return jdbc.openWriter();
        } catch (IllegalArgumentException e) {
            throw wrongUsage(e.getMessage());
        }
    }

    private Rejects openRejects() {
        if (rejectsFile == null) {
            return Rejects.counted();
        }
        try {
            input.requireUnread("--rejects", rejectsFile);
            return Rejects.to(rejectsFile);
        } catch (IOException e) {
            throw wrongUsage("cannot write to --rejects " + rejectsFile + ": " + IoFailure.explain(e));
        }
    }
}
