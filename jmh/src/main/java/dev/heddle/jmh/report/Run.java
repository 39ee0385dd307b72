package dev.heddle.jmh.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.jmh.Suites;
import dev.heddle.jmh.Suites.Suite;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs suites and peers one after the other and keeps the file of results up to date all the while.
 *
 * <p>JMH runs within this JVM, through its own API, and starts a fork for each benchmark as always. So results come as
 * objects at the time they are made; a JMH in a process of its own would have to be watched through what it prints, and
 * writes its results at the very end only.
 */
final class Run {
    /** The suite that the peers in other languages belong to. */
    static final String PEERS_SUITE = "queue";

    private final Results results;
    private final Path file;
    private final boolean quick;
    private final Progress progress;
    private final Header begun;
    private final List<Header.Failure> failures = new ArrayList<>();
    private boolean ended;

    Run(Results results, Path file, Progress progress) {
        this.results = results;
        this.begun = results.header();
        this.file = file;
        this.quick = begun.isQuick();
        this.progress = progress;
    }

    /** Runs these suites, with JMH's own words going to a file. */
    void suites(List<Suite> suites, Path logFile) throws IOException {
        try (PrintStream log = log(logFile)) {
            for (Suite suite : suites) {
                progress.begin(suite.name(), seconds(suite, quick));
                List<String> arguments = new ArrayList<>(arguments(suite));
                arguments.add(suite.include());
                jmh(suite, arguments, log, row -> keep(suite.name(), row, results::add));
            }
        }
    }

    /** Runs the benchmarks of these rows once more; a row is replaced, unless it was measured better than now. */
    void again(List<Row> rows, Path logFile) throws IOException {
        try (PrintStream log = log(logFile)) {
            for (Row row : rows) {
                Suite suite = Suites.named(row.suite()).orElseThrow();
                progress.begin(row.label(), 1);
                jmh(suite, arguments(suite, row), log, measured -> keep(suite.name(), measured, results::addIfBetter));
            }
        }
    }

    private static PrintStream log(Path file) throws IOException {
        return new PrintStream(Files.newOutputStream(file), true, StandardCharsets.UTF_8);
    }

    private List<String> arguments(Suite suite) {
        return quick ? suite.quickArguments() : suite.fullArguments();
    }

    /** For one benchmark with the values of its parameters. */
    private List<String> arguments(Suite suite, Row row) {
        List<String> arguments = new ArrayList<>();
        for (Iterator<String> given = arguments(suite).iterator(); given.hasNext();) {
            String argument = given.next();
            if (argument.equals("-p")) {
                given.next(); // a part of the grid
            } else {
                arguments.add(argument);
            }
        }
        row.params().forEach((name, value) -> arguments.addAll(List.of("-p", name + "=" + value)));
        arguments.add("^" + row.benchmark().replace(".", "\\.") + "$");
        return arguments;
    }

    /** How long it takes, about. */
    static double seconds(Suite suite, boolean quick) {
        return Math.max(1, quick ? suite.quickSeconds() : suite.fullSeconds());
    }

    private void jmh(Suite suite, List<String> arguments, PrintStream log, Consumer<ObjectNode> keeper) {
        OutputFormat format = OutputFormatFactory.createFormatInstance(log, VerboseMode.NORMAL);
        try {
            CommandLineOptions options = new CommandLineOptions(arguments.toArray(String[]::new));
            new Runner(options, new Recorder(format, listener(keeper))).run();
        } catch (CommandLineOptionException | RunnerException e) {
            failed("suite " + suite.name(), e.getMessage().replaceFirst("^ERROR: ", ""));
        }
    }

    private Recorder.Listener listener(Consumer<ObjectNode> keeper) {
        return new Recorder.Listener() {
            @Override
            public void progress(double share) {
                progress.advance(share);
            }

            @Override
            public void started(String benchmark) {
                progress.benchmark(benchmark);
            }

            @Override
            public void measured(ObjectNode row) {
                keeper.accept(row);
            }

            @Override
            public void failed(String benchmark, String reason) {
                Run.this.failed(benchmark, reason);
            }
        };
    }

    /** Runs the programs in other languages, where what they need is there. */
    void peers(List<PeerProgram> programs, Path folder) throws InterruptedException {
        List<Row> rows = results.rows(PEERS_SUITE);
        for (PeerProgram program : programs) {
            if (!program.isThere()) {
                progress.say(program.name() + " is left out: there is no " + program.tool() + " here");
            } else if (!rows.isEmpty()) {
                peer(program, rows, folder);
            }
        }
    }

    private void peer(PeerProgram program, List<Row> rows, Path folder) throws InterruptedException {
        long cells = rows.stream().map(row -> row.params().get("threads") + " " + row.params().get("capacity"))
                .distinct().count();
        progress.begin(program.name(), PeerProgram.seconds(quick));
        int[] done = {0};
        try {
            for (ObjectNode row : program.run(rows, quick, folder, line -> {
                progress.benchmark(line);
                progress.advance(++done[0] / (double) cells);
            })) {
                keep(PEERS_SUITE, row, results::add);
            }
        } catch (IOException e) {
            failed(program.name(), e.getMessage());
        }
    }

    private synchronized void keep(String suite, ObjectNode row, Consumer<ObjectNode> into) {
        if (ended) {
            return;
        }
        row.put("suite", suite);
        into.accept(row);
        Row kept = Row.of(row);
        progress.measured(kept.label() + ": " + Numbers.score(kept.primary()) + " " + kept.primary().unit());
        note(false);
    }

    private synchronized void failed(String benchmark, String reason) {
        if (!ended) {
            failures.add(new Header.Failure(benchmark, reason));
            progress.say(benchmark + " failed: " + reason);
            note(false);
        }
    }

    private void note(boolean complete) {
        results.note(begun.after(begun.seconds() + progress.elapsed(), begun.complete() || complete,
                Stream.concat(begun.failures().stream(), failures.stream()).toList()));
        try {
            results.write(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** Notes the end; what comes later, from forks that are being stopped, is not kept. Returns false if it came before. */
    synchronized boolean end(boolean complete) {
        if (ended) {
            return false;
        }
        note(complete);
        progress.end();
        ended = true;
        return true;
    }

    synchronized boolean hasFailures() {
        return !failures.isEmpty();
    }
}
