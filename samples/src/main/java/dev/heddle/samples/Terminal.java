package dev.heddle.samples;

import java.io.Console;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether standard error is a terminal, which Java does not tell. Linux does. Elsewhere the guess is
 * whether standard input and output are one.
 */
public final class Terminal {
    /** When to show progress. */
    public enum When {
        /** On a terminal. */
        AUTO,

        /** In files and pipes, too. */
        ALWAYS,

        /** Nowhere. */
        NEVER;

        /**
         * Whether progress is to be shown on standard error.
         *
         * @return whether that is what this asks for
         */
        public boolean isNow() {
            return this == ALWAYS || this == AUTO && isStandardError();
        }
    }

    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private Terminal() {}

    /**
     * Whether progress can be shown there: a terminal that knows its control sequences.
     *
     * @return false for files, pipes and dumb terminals
     */
    public static boolean isStandardError() {
        if ("dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            String device = Files.readSymbolicLink(STANDARD_ERROR).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return isConsole();
        }
    }

    /** From JDK 22 on there is a console without a terminal too, and a method that tells. */
    private static boolean isConsole() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            MethodHandle isTerminal = MethodHandles.publicLookup().findVirtual(Console.class, "isTerminal",
                    MethodType.methodType(boolean.class));
            return (boolean) isTerminal.invokeExact(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (Throwable e) {
            return false;
        }
    }
}
