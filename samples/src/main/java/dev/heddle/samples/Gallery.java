package dev.heddle.samples;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;

/**
 * Every sample by a flag: what well-known articles show of asyncio, played by Heddle.
 *
 * <p>Exit codes: 0; 1, an example failed; 2, wrong usage. A program, as opposed to an example, has arguments and exit codes
 * of its own.
 */
public final class Gallery {
    private final PrintStream out;
    private final PrintStream err;
    private final Launcher launcher;
    private final Map<String, Catalogue.Entry> byFlag = new TreeMap<>();

    private Gallery(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
        this.launcher = new Launcher("Gallery", out, err);
        Catalogue.entries().forEach(entry -> byFlag.put(entry.flag(), entry));
    }

    /**
     * Runs it and exits.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String... arguments) {
        int code = run(System.out, System.err, arguments);
        if (code != Tool.DONE) {
            System.exit(code);
        }
    }

    /** Runs it and returns the exit code. */
    static int run(PrintStream out, PrintStream err, String... arguments) {
        return new Gallery(out, err).run(List.of(arguments));
    }

    private int run(List<String> arguments) {
        if (arguments.isEmpty()) {
            help(err);
            return Tool.WRONG_USAGE;
        }
        List<Catalogue.Entry> chosen = new ArrayList<>();
        double scale = 1;
        for (var rest = arguments.iterator(); rest.hasNext();) {
            String argument = rest.next();
            switch (argument) {
                case "-h", "--help" -> {
                    help(out);
                    return Tool.DONE;
                }
                case "--scale" -> {
                    try {
                        scale = Launcher.scale(rest.next());
                    } catch (IllegalArgumentException | NoSuchElementException e) {
                        return launcher.wrongUsage(Launcher.NO_SCALE);
                    }
                }
                case "--all" -> Catalogue.entries().filter(entry -> !entry.isProgram()).forEach(chosen::add);
                default -> {
                    Catalogue.Entry entry = byFlag.get(argument);
                    if (entry == null) {
                        return launcher.wrongUsage("unknown argument " + argument);
                    }
                    chosen.add(entry);
                    if (entry.isProgram()) {
                        List<String> own = new ArrayList<>();
                        rest.forEachRemaining(own::add);
                        return play(chosen, scale, own);
                    }
                }
            }
        }
        return chosen.isEmpty() ? launcher.wrongUsage("no example is named") : play(chosen, scale, List.of());
    }

    private int play(List<Catalogue.Entry> chosen, double scale, List<String> programArguments) {
        int code = Tool.DONE;
        for (Catalogue.Entry entry : chosen) {
            if (chosen.size() > 1) {
                out.println("== " + entry.flag() + ": " + entry.title());
            }
            Show.Example example = entry.isProgram()
                    ? show -> entry.program().main(programArguments.toArray(String[]::new)) : entry.example();
            code = Math.max(code, launcher.play(example, scale));
        }
        return code;
    }

    private static void help(PrintStream to) {
        to.print("""
                Usage: java -cp <heddle jar>:<samples jar> dev.heddle.samples.Gallery [--scale FACTOR] EXAMPLE ...

                Plays examples, one after the other; --all plays every one. A FACTOR of 0.1 makes each wait a tenth as
                long. Every class is a program of its own too. Exit codes: 0; 1, an example failed; 2, wrong usage.
                """);
        for (Catalogue.Theme theme : Catalogue.THEMES) {
            to.println();
            to.println(theme.title());
            for (Catalogue.Entry entry : theme.entries()) {
                to.printf("  %-15s %-19s%s%n", entry.flag(), entry.type().getSimpleName(), entry.title());
            }
        }
    }
}
