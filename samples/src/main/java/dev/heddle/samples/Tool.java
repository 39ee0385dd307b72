package dev.heddle.samples;

import dev.heddle.task.GroupOptions;
import dev.heddle.task.TaskGroup;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * A program with options of its own: its command line, its streams (UTF-8 on every system), and how it ends.
 *
 * <p>Exit codes: 0; 1, something went wrong (be it that what was printed is lost), which a line on standard error tells; 2,
 * wrong usage; 130, Ctrl-C. The last is the JVM's own: a program whose group is {@linkplain TaskGroup#cancelOnExit cancelled
 * on exit} prints what it has and returns from {@code call}, and the JVM ends as the signal wants it.
 */
public abstract class Tool implements Callable<Integer> {
    /** The exit code when all is well. */
    public static final int DONE = 0;

    /** The exit code when something went wrong. */
    public static final int FAILED = 1;

    /** The exit code for arguments that are refused. */
    public static final int WRONG_USAGE = 2;

    /** The exit code after Ctrl-C: 128 and the number of the signal. */
    public static final int INTERRUPTED = 130;

    private static final int LAST = 100;

    /** Where the program prints. */
    protected final PrintStream out;

    /** Where it complains. */
    protected final PrintStream err;

    @Spec
    private CommandSpec spec;

    @Option(names = "--help", order = LAST, usageHelp = true, description = "Show this help.")
    private boolean help;

    /**
     * A program that has not begun.
     *
     * @param out where it prints
     * @param err where it complains
     */
    protected Tool(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * The main method of a program: runs it, and exits if the exit code is not 0. When Ctrl-C ends the JVM instead, that waits
     * for the thread that runs the program; so it is not this one, which asks for the end itself and would wait for that.
     *
     * @param tool makes the program, given its streams
     * @param arguments the command line
     * @throws InterruptedException if the calling thread is interrupted; the program has ended
     * @throws ExecutionException if it threw an error
     */
    protected static void main(BiFunction<PrintStream, PrintStream, Tool> tool, String... arguments)
            throws InterruptedException, ExecutionException {
        int code = TaskGroup.call(GroupOptions.of("program"), group -> {
            PrintStream out = utf8(FileDescriptor.out);
            PrintStream err = utf8(FileDescriptor.err);
            try {
                return tool.apply(out, err).run(arguments);
            } finally {
                out.flush();
                err.flush();
            }
        });
        if (code != DONE) {
            System.exit(code);
        }
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
    }

    /**
     * Runs the program.
     *
     * @param arguments the command line
     * @return the exit code
     */
    public final int run(String... arguments) {
        int code = new CommandLine(this).setExpandAtFiles(false).setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((wrong, given) -> say(WRONG_USAGE, wrong.getMessage() + " (see --help)"))
                .execute(arguments);
        return out.checkError() ? say(Math.max(code, FAILED), "the output could not be written") : code;
    }

    /**
     * Cancels a group on Ctrl-C, and lets it have its time to end; cancels it now if Ctrl-C has come already.
     *
     * @param group what is to be cancelled
     * @param grace how long its end may take
     */
    public static void cancelOnExit(TaskGroup group, Duration grace) {
        try {
            group.cancelOnExit(grace);
        } catch (IllegalStateException e) { // the JVM is ending
            group.cancel();
        }
    }

    /**
     * Refuses the command line, unless something holds.
     *
     * @param holds what must hold
     * @param otherwise what is wrong if it does not
     */
    protected final void require(boolean holds, String otherwise) {
        if (!holds) {
            throw wrongUsage(otherwise);
        }
    }

    /**
     * To be thrown where the command line is refused.
     *
     * @param message what is wrong
     * @return what ends the program with that message
     */
    protected final ParameterException wrongUsage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /**
     * Complains in a line.
     *
     * @param code the exit code for this
     * @param line what is wrong
     * @return the code
     */
    protected final int say(int code, String line) {
        err.println(getClass().getSimpleName() + ": " + line);
        return code;
    }
}
