package dev.heddle.testing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * A JVM of its own for a part of a test: the same Java, the same class path. It does not outlive the call.
 *
 * <pre>{@code
 * var ended = ChildJvm.run(List.of("-Xmx64m"), Child.class, "chain");
 * assertEquals(0, ended.code(), ended::text);
 * }</pre>
 */
public final class ChildJvm {
    /** The tests and what they use. The JVM's own property may name a JAR that only points to it: that is how Surefire starts it. */
    public static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    /** How it has ended, and what it has said, complaints included. */
    public record Ended(int code, List<String> lines) {
        public String text() {
            return String.join("\n", lines);
        }

        public void said(String line) {
            assertTrue(lines.contains(line), () -> "not said: " + line + ", but:\n" + text());
        }

        public void saidNot(String line) {
            assertFalse(lines.contains(line), this::text);
        }
    }

    private ChildJvm() {}

    /** Runs a main class until its JVM ends. One that takes too long is killed, and fails the test. */
    public static Ended run(List<String> options, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        return run(options, (child, line) -> {}, main, arguments);
    }

    /** The same, with a listener that is told of each line as it comes. */
    public static Ended run(List<String> options, BiConsumer<ProcessHandle, String> listener, Class<?> main,
            String... arguments) throws IOException, InterruptedException {
        return run(Limits.CHILD, options, listener, main, arguments);
    }

    static Ended run(Duration limit, List<String> options, BiConsumer<ProcessHandle, String> listener, Class<?> main,
            String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", CLASS_PATH, main.getName()));
        command.addAll(List.of(arguments));
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        // A pipe that nobody reads holds its writer back, and no interrupt ends a read: so a thread of its own reads.
        try (Threads reader = new Threads(Threads.Kind.PLATFORM)) {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            ProcessHandle child = process.toHandle(); // to be killed by: the process itself would close the pipe as well
            try {
                reader.start("reader of " + main.getName(), () -> {
                    try (BufferedReader out = process.inputReader()) {
                        for (String line; (line = out.readLine()) != null;) {
                            lines.add(line);
                            listener.accept(child, line);
                        }
                    }
                });
                if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                    throw new AssertionError("the JVM of " + main.getName() + " has not ended within " + limit
                            + ", and has said:\n" + String.join("\n", List.copyOf(lines)));
                }
                reader.join();
                return new Ended(process.exitValue(), List.copyOf(lines));
            } finally {
                child.destroyForcibly();
            }
        }
    }
}
