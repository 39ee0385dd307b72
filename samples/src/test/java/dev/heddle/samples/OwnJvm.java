package dev.heddle.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program in a JVM of its own, which is read and interrupted as one in a terminal is. One that hangs is killed. */
public final class OwnJvm implements AutoCloseable {
    private static final long HANG_SECONDS = 60;
    private static final Path STATUS = Path.of("/proc/self/status");

    private final Process process;
    private final BufferedReader output;
    private final List<String> lines = new ArrayList<>();

    private OwnJvm(Process process) {
        this.process = process;
        this.output = process.inputReader();
        process.onExit().orTimeout(HANG_SECONDS, TimeUnit.SECONDS).exceptionally(late -> process.destroyForcibly());
    }

    /** Starts a main class; what it says on standard error is among its lines. */
    public static OwnJvm start(Class<?> main, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                        System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new OwnJvm(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** The next line that has this in it; a carriage return ends a line, too. */
    public String awaitLine(String part) throws IOException {
        for (String line; (line = readLine()) != null;) {
            if (line.contains(part)) {
                return line;
            }
        }
        return fail("ended without a line that has '" + part + "': " + lines);
    }

    /** Presses Ctrl-C, reads the rest, and checks that the program ended for that. */
    public List<String> interrupt() throws Exception {
        int signal = isInterruptIgnored() ? 15 : 2;
        assertEquals(0,
                new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid()).inheritIO().start().waitFor());
        while (readLine() != null) {}
        assertEquals(128 + signal, process.waitFor(), lines::toString);
        return lines;
    }

    /** A shell without job control lets its background jobs ignore SIGINT, and a JVM leaves it at that; SIGTERM does the same. */
    private static boolean isInterruptIgnored() throws IOException {
        return Files.exists(STATUS) && Files.readAllLines(STATUS).stream().filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> new BigInteger(line.split("\\s+")[1], 16).testBit(1));
    }

    private String readLine() throws IOException {
        String line = output.readLine();
        if (line != null) {
            lines.add(line);
        }
        return line;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
