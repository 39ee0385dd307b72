package dev.heddle.jmh.report;

import dev.heddle.jmh.Suites;
import dev.heddle.jmh.Suites.Suite;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Runs suites of benchmarks, keeps the results as JSON and makes the page: what scripts/bench starts, which also has the
 * help.
 *
 * <p>Exit codes: 0, all is well; 1, a benchmark failed; 2, wrong usage. After an interruption the JVM gives its own, 130.
 */
@Command(name = "bench")
public final class Bench implements Callable<Integer> {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;
    private static final String DATE = "yyyy-MM-dd HH:mm 'UTC'";

    private final PrintStream out;
    private final PrintStream err;
    private final List<String> arguments;
    private final Path root = Path.of(System.getProperty("heddle.root", "."));

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SUITE")
    private List<String> names = List.of();

    /** At most one of the two. */
    private static final class Extent {
        @Option(names = "--quick")
        private boolean quick;

        @Option(names = "--full")
        private boolean full;
    }

    @ArgGroup
    private Extent extent = new Extent();

    @Option(names = "--peers")
    private boolean peers;

    @Option(names = "--compare", paramLabel = "OLD.json")
    private Path compare;

    @Option(names = "--from", paramLabel = "RESULTS.json")
    private Path from;

    @Option(names = "--again", paramLabel = "RESULTS.json")
    private Path again;

    @Option(names = "--out", paramLabel = "FOLDER")
    private Path folder;

    @Option(names = "--list")
    private boolean list;

    Bench(PrintStream out, PrintStream err, List<String> arguments) {
        this.out = out;
        this.err = err;
        this.arguments = arguments;
    }

    /**
     * Runs and exits.
     *
     * @param arguments options and suites
     */
    public static void main(String... arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        System.exit(run(out, err, arguments));
    }

    /** Runs and returns the exit code. */
    static int run(PrintStream out, PrintStream err, String... arguments) {
        return new CommandLine(new Bench(out, err, List.of(arguments))).setExpandAtFiles(false)
                .setParameterExceptionHandler((wrong, given) -> {
                    err.println("bench: " + wrong.getMessage().replaceFirst("^Error: ", "")
                            + " (see scripts/bench --help)");
                    return WRONG_USAGE;
                }).execute(arguments);
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            Results old = compare == null ? null : read(compare);
            if (list) {
                list();
                return DONE;
            }
            boolean asBefore = !extent.quick && !extent.full && (!peers || !names.isEmpty());
            if (again != null) {
                require(asBefore && from == null,
                        "--again measures a part of what was measured before, as it was then");
                return again(read(again), old);
            }
            if (from != null) {
                require(asBefore && names.isEmpty(),
                        "--from makes a page of what was measured before and runs nothing");
                Results results = read(from);
                report(results, old, folder());
                return DONE;
            }
            List<Suite> suites = selected();
            return measure(suites, new Results(header(suites)), true, old);
        } catch (IOException e) {
            err.println("bench: " + (e.getMessage() == null ? e.toString() : e.getMessage()));
            return FAILED;
        }
    }

    private void list() {
        out.printf("%-12s %12s %12s  %s%n", "suite", "quick", "full", "question");
        for (Suite suite : Suites.all()) {
            out.printf("%-12s %12s %12s  %s%n", suite.name(), Numbers.time(suite.quickSeconds()),
                    Numbers.time(suite.fullSeconds()), suite.question());
        }
    }

    private List<Suite> selected() {
        for (String name : names) {
            require(Suites.named(name).isPresent(), "there is no suite called '%s', only %s".formatted(name,
                    Suites.all().stream().map(Suite::name).collect(Collectors.joining(", "))));
        }
        List<Suite> selected =
                Suites.all().stream().filter(suite -> names.isEmpty() || names.contains(suite.name())).toList();
        require(!peers || selected.stream().anyMatch(suite -> suite.name().equals(Run.PEERS_SUITE)),
                "--peers goes with the suite " + Run.PEERS_SUITE + ", which is not among those named");
        return selected;
    }

    /** Measures suites as the header of the results has it, and adds them. */
    private int measure(List<Suite> suites, Results results, boolean complete, Results old)
            throws IOException, InterruptedException {
        Path target = folder();
        boolean quick = results.header().isQuick();
        List<PeerProgram> programs = peers ? PeerProgram.all(root) : List.of();
        double promised = suites.stream().mapToDouble(suite -> Run.seconds(suite, quick)).sum()
                + programs.size() * PeerProgram.seconds(quick);
        Run run = run(results, promised, target, old);
        err.printf("bench: %s, %s, about %s%n", Numbers.count(suites.size(), "suite"), quick ? "quick" : "full",
                Numbers.time(Math.round(promised)));
        run.suites(suites, target.resolve("bench.log"));
        run.peers(programs, target);
        return ended(run, complete, results, old, target);
    }

    /** The suites named, or else what is in doubt, is measured once more, and the rest taken over. */
    private int again(Results results, Results old) throws IOException, InterruptedException {
        Header first = results.header();
        if (!names.isEmpty()) {
            List<Suite> suites = selected();
            noteAgain(results, suites.stream().map(Suite::name)
                    .collect(Collectors.joining(", ", suites.size() == 1 ? "the suite " : "the suites ", "")));
            return measure(suites, results, first.complete(), old);
        }
        List<Row> doubtful = results.doubtful();
        require(doubtful.stream().allMatch(row -> Suites.named(row.suite()).isPresent()),
                again + " holds results that scripts/bench has not measured");
        String which = Numbers.count(doubtful.size(), "benchmark") + " of " + results.rows().size()
                + ", which had been far or with a large error";
        noteAgain(results, which);
        Path target = folder();
        Run run = run(results, Math.max(1, doubtful.size()), target, old);
        err.println("bench: once more " + which);
        run.again(doubtful, target.resolve("bench.log"));
        return ended(run, first.complete(), results, old, target);
    }

    private void noteAgain(Results results, String what) {
        results.note(results.header().with(new Header.Again(now(), Machine.commit(root), what)));
    }

    private Run run(Results results, double promised, Path target, Results old) {
        Progress progress = new Progress(err, Boolean.getBoolean("heddle.terminal"), promised);
        Run run = new Run(results, target.resolve("bench.json"), progress);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> interrupted(run, results, old, target), "bench-interrupted"));
        return run;
    }

    private int ended(Run run, boolean complete, Results results, Results old, Path target) throws IOException {
        if (run.end(complete)) {
            report(results, old, target);
            out.println("Results:  " + target.resolve("bench.json"));
        }
        return run.hasFailures() ? failed(target) : DONE;
    }

    private int failed(Path target) {
        err.println(
                "bench: not every benchmark gave a result; all that JMH wrote is in " + target.resolve("bench.log"));
        return FAILED;
    }

    /** In the hook that the JVM runs when it is told to stop: ends the forks, keeps what there is. */
    private void interrupted(Run run, Results results, Results old, Path target) {
        if (!run.end(false)) {
            return;
        }
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroy);
        err.printf("bench: interrupted; what was measured so far, %s, is in %s%n",
                Numbers.count(results.rows().size(), "benchmark"), target.resolve("bench.json"));
        try {
            page(results, old, target);
        } catch (IOException e) {
            err.println("bench: the page could not be written: " + e.getMessage());
        }
    }

    private void report(Results results, Results old, Path target) throws IOException {
        if (results.header().isQuick()) {
            out.println("A quick run: it shows where things stand and proves nothing.");
        }
        out.println("Processors: " + results.distances() + ".");
        Summary.print(Targets.of(results), out);
        if (old != null) {
            Summary.print(Comparison.of(old, results), out);
        }
        out.println("\nPage:     " + page(results, old, target));
    }

    private static Path page(Results results, Results old, Path target) throws IOException {
        Path page = target.resolve("bench.html");
        Files.writeString(page, new Page(results, old == null ? null : Comparison.of(old, results)).html());
        Optional<String> picture = Picture.of(results);
        if (picture.isPresent()) {
            Files.writeString(target.resolve("bench.svg"), picture.get());
        }
        return page;
    }

    private Header header(List<Suite> suites) {
        String command = arguments.stream().map(Bench::quoted).collect(Collectors.joining(" ", "scripts/bench ", ""));
        return new Header(now(), 0, command.strip(), Machine.commit(root), extent.full ? "full" : "quick", false,
                Machine.processor(), Machine.cores(), Machine.system(), Machine.jdk(), Machine.parallelism(),
                suites.stream().map(suite -> new Header.Part(suite.name(), suite.question())).toList(), List.of(),
                List.of());
    }

    private static String now() {
        return ZonedDateTime.now(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern(DATE, Locale.ROOT));
    }

    /** As a shell would have to be given it. */
    private static String quoted(String argument) {
        return argument.matches("[\\w./:,=+@%-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    private Path folder() throws IOException {
        Path chosen = folder != null ? folder : root.resolve("jmh").resolve("target").resolve("bench");
        require(!Files.exists(chosen) || Files.isDirectory(chosen),
                "--out takes a folder, which this is not: " + chosen);
        return Files.createDirectories(chosen);
    }

    private Results read(Path file) {
        try {
            require(Files.isReadable(file), "there is no file to read called " + file);
            return Results.read(file);
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }
}
