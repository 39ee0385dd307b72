package dev.heddle.samples;

import java.io.PrintStream;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Plays examples: their options, their exit codes, and what is said when one fails. Of {@link Tool} it takes constants only,
 * which are compiled in: an example alone needs no library on the class path but Heddle.
 */
final class Launcher {
    /** What is wrong with a {@code --scale}. */
    static final String NO_SCALE = "--scale takes a number above 0, such as 0.1";

    private final String name;
    private final PrintStream out;
    private final PrintStream err;

    /**
     * @param name of the program, for messages
     */
    Launcher(String name, PrintStream out, PrintStream err) {
        this.name = name;
        this.out = out;
        this.err = err;
    }

    /** A single example as a program of its own. */
    int run(Class<?> type, Show.Example example, List<String> arguments) {
        double scale = 1;
        for (var rest = arguments.iterator(); rest.hasNext();) {
            String argument = rest.next();
            switch (argument) {
                case "-h", "--help" -> {
                    out.printf("""
                            Usage: java -cp <heddle jar>:<samples jar> %s [--scale FACTOR]
                            A FACTOR of 0.1 makes every wait a tenth as long. All examples: %s
                            """, type.getName(), Gallery.class.getName());
                    return Tool.DONE;
                }
                case "--scale" -> {
                    try {
                        scale = scale(rest.next());
                    } catch (IllegalArgumentException | NoSuchElementException e) {
                        return wrongUsage(NO_SCALE);
                    }
                }
                default -> {
                    return wrongUsage("unknown argument " + argument);
                }
            }
        }
        return play(example, scale);
    }

    /**
     * Reads what comes after {@code --scale}.
     *
     * @throws IllegalArgumentException if it is no number above zero
     */
    static double scale(String text) {
        double scale = Double.parseDouble(text);
        if (!(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(NO_SCALE);
        }
        return scale;
    }

    int play(Show.Example example, double scale) {
        try {
            example.run(new Show(out, scale));
            return Tool.DONE;
        } catch (Exception | LinkageError e) {
            err.print(name + ": failed: ");
            e.printStackTrace(err);
            return Tool.FAILED;
        }
    }

    int wrongUsage(String message) {
        err.println(name + ": " + message + " (see --help)");
        return Tool.WRONG_USAGE;
    }
}
