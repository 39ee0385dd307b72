package dev.heddle.samples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.TaskGroup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What all programs share. */
@Timeout(120)
class ToolTest {

    /** Waits for Ctrl-C, and then fails. */
    @Command(name = "Failing", sortOptions = false)
    static final class Failing extends Tool {
        @Option(names = "--own", description = "One of its own.")
        private boolean own;

        Failing(PrintStream out, PrintStream err) {
            super(out, err);
        }

        public static void main(String... arguments) throws Exception {
            main(Failing::new, arguments);
        }

        @Override
        public Integer call() throws Exception {
            try (TaskGroup group = TaskGroup.open("failing")) {
                cancelOnExit(group, Duration.ofHours(1));
                group.fork(() -> new CountDownLatch(1).await());
                out.println("waiting");
                group.join();
            }
            return say(FAILED, "has failed");
        }
    }

    @Test
    void aProgramThatFailsAfterCtrlCEndsAtOnceNotAfterItsGraceTime() throws Exception {
        try (OwnJvm program = OwnJvm.start(Failing.class)) {
            program.awaitLine("waiting");
            assertEquals("Failing: has failed", program.interrupt().getLast());
        }
    }

    /** As /dev/full does. */
    private static final class Full extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("no space is left");
        }
    }

    @Test
    void outputThatIsLostIsAFailureHelpIncluded() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Failing program = new Failing(new PrintStream(new Full(), false, UTF_8), new PrintStream(err, true, UTF_8));
        assertEquals(Tool.FAILED, program.run("--help"));
        assertEquals("Failing: the output could not be written\n", err.toString(UTF_8));
    }

    @Test
    void helpIsTheLastOption() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, UTF_8);
        assertEquals(Tool.DONE, new Failing(stream, stream).run("--help"));
        assertTrue(out.toString(UTF_8).lines().toList().getLast().strip().startsWith("--help "), out::toString);
    }
}
