package dev.heddle.samples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program in a JVM of its own, which is read and interrupted as one in a terminal is. One that hangs is killed. */
public final class OwnJvm implements AutoCloseable {
    private static final long HANG_SECONDS = 60;
    private static final Path STATUS = Path.of("/proc/self/status");

    private final Process process;
    private final BufferedReader output;
    private final BufferedReader errorOutput;
    private final List<String> lines = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();

    private OwnJvm(ProcessBuilder command) throws IOException {
        this.process = command.start();
        this.output = process.inputReader(UTF_8);
        this.errorOutput = process.errorReader(UTF_8);
        process.onExit().orTimeout(HANG_SECONDS, TimeUnit.SECONDS).exceptionally(late -> kill(process));
    }

    /** Leaves the streams open: what was said can still be read, and the exit code tells. */
    private static Process kill(Process process) {
        process.toHandle().destroyForcibly();
        return process;
    }

    /** Starts a main class; what it says on standard error is among its lines. */
    public static OwnJvm start(Class<?> main, String... arguments) throws IOException {
        return new OwnJvm(new ProcessBuilder(command(main, arguments)).redirectErrorStream(true));
    }

    /** The same, with standard error by itself. */
    public static OwnJvm startWithErrors(Class<?> main, String... arguments) throws IOException {
        return new OwnJvm(new ProcessBuilder(command(main, arguments)));
    }

    /** The same, with standard input from a file, or from a directory, which only a shell opens. */
    public static OwnJvm startOnInput(Path input, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" < \"$0\"", input.toString()));
        command.addAll(command(main, arguments));
        return new OwnJvm(new ProcessBuilder(command));
    }

    private static List<String> command(Class<?> main, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** The program's standard input. */
    public OutputStream input() {
        return process.getOutputStream();
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

    /** Standard error, as far as to the end of this part; the rest of it is left to {@link #errors}. */
    public String awaitError(String part) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(part) < 0) {
            int c = errorOutput.read();
            assertTrue(c >= 0, () -> "no '" + part + "' in " + read);
            read.append((char) c);
        }
        return read.toString();
    }

    /** Presses Ctrl-C, reads the rest, and checks that the program ended for that. */
    public List<String> interrupt() throws Exception {
        int signal = isInterruptIgnored() ? 15 : 2;
        assertEquals(0,
                new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid()).inheritIO().start().waitFor());
        assertEquals(128 + signal, end(), lines::toString);
        return lines();
    }

    /** A shell without job control lets its background jobs ignore SIGINT, and a JVM leaves it at that; SIGTERM does the same. */
    private static boolean isInterruptIgnored() throws IOException {
        return Files.exists(STATUS) && Files.readAllLines(STATUS).stream().filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> new BigInteger(line.split("\\s+")[1], 16).testBit(1));
    }

    /** Reads the rest, and gives the exit code. */
    public int end() throws IOException, InterruptedException {
        while (readLine() != null) {}
        errorOutput.lines().forEach(errors::add);
        return process.waitFor();
    }

    /** What has been read. */
    public List<String> lines() {
        return Collections.unmodifiableList(lines);
    }

    /** The lines on standard error until the {@link #end}, where they are by themselves. */
    public List<String> errors() {
        return Collections.unmodifiableList(errors);
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
