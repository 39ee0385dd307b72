package dev.heddle.jmh.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.IterationType;
import org.openjdk.jmh.runner.format.OutputFormat;

/**
 * Listens to JMH while it runs a suite, and passes each result on as soon as it is there, so that an interruption costs one
 * benchmark at most. What JMH prints goes to a log.
 */
final class Recorder implements OutputFormat {
    private static final Pattern PROGRESS = Pattern.compile("# Run progress: ([0-9.]+)% complete.*", Pattern.DOTALL);
    private static final Pattern REASON =
            Pattern.compile("<failure>\\s*(.+)|<(forked VM failed with .+)>|<failed to invoke the VM, caught (.+)>");

    /** Who wants to know. */
    interface Listener {
        void progress(double share);

        void started(String benchmark);

        void measured(ObjectNode row);

        void failed(String benchmark, String reason);
    }

    private final OutputFormat log;
    private final Listener listener;
    private final StringBuilder told = new StringBuilder();
    private final List<List<IterationResult>> forks = new ArrayList<>();
    private BenchmarkParams running;

    Recorder(OutputFormat log, Listener listener) {
        this.log = log;
        this.listener = listener;
    }

    @Override
    public void startRun() {
        log.startRun();
    }

    @Override
    public void startBenchmark(BenchmarkParams params) {
        log.startBenchmark(params);
        noteFailure();
        running = params;
        forks.clear();
        told.setLength(0);
        listener.started(label(params));
    }

    private static String label(BenchmarkParams params) {
        String[] name = params.getBenchmark().split("\\.");
        StringBuilder label = new StringBuilder(name[Math.max(0, name.length - 2)] + "." + name[name.length - 1]);
        params.getParamsKeys().forEach(key -> label.append(' ').append(params.getParam(key)));
        return label.toString();
    }

    @Override
    public void iteration(BenchmarkParams params, IterationParams iteration, int number) {
        log.iteration(params, iteration, number);
    }

    @Override
    public void iterationResult(BenchmarkParams params, IterationParams iteration, int number, IterationResult result) {
        log.iterationResult(params, iteration, number, result);
        if (iteration.getType() == IterationType.MEASUREMENT) {
            if (number == 1) {
                forks.add(new ArrayList<>());
            }
            forks.getLast().add(result);
        }
    }

    /** JMH hands over all forks in one here; the rows are made of the forks, each with its own raw data. */
    @Override
    public void endBenchmark(BenchmarkResult result) {
        log.endBenchmark(result);
        if (running != null && result != null) {
            BenchmarkParams params = running;
            List<BenchmarkResult> measured = forks.stream().skip(params.getWarmupForks())
                    .map(iterations -> new BenchmarkResult(params, iterations)).toList();
            json(new RunResult(params, measured)).forEach(listener::measured);
            running = null;
        }
    }

    private static List<ObjectNode> json(RunResult result) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(text, true, StandardCharsets.UTF_8)) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(List.of(result));
            return Results.parse(text.toString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("JMH wrote something that is not JSON", e);
        }
    }

    /** A benchmark that began and never ended has failed: JMH goes on with the next. */
    private void noteFailure() {
        if (running != null) {
            Matcher reason = REASON.matcher(told);
            String why = "it gave no result";
            while (reason.find()) {
                for (int group = 1; group <= reason.groupCount(); group++) {
                    why = reason.group(group) == null ? why : reason.group(group).strip();
                }
            }
            listener.failed(label(running), why);
            running = null;
        }
    }

    @Override
    public void endRun(Collection<RunResult> results) {
        log.endRun(results);
        noteFailure();
    }

    @Override
    public void print(String text) {
        log.print(text);
        told.append(text);
    }

    @Override
    public void println(String text) {
        log.println(text);
        told.append(text).append('\n');
        Matcher progress = PROGRESS.matcher(text);
        if (progress.matches()) {
            listener.progress(Double.parseDouble(progress.group(1)) / 100);
        }
    }

    @Override
    public void verbosePrintln(String text) {
        log.verbosePrintln(text);
    }

    @Override
    public void write(int character) {
        log.write(character);
        told.append((char) character);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        log.write(bytes);
        told.append(new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public void flush() {
        log.flush();
    }

    /** The log stays open for the next suite. */
    @Override
    public void close() {
        log.flush();
    }
}
