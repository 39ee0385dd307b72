package dev.heddle.samples.chat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.samples.OwnJvm;
import dev.heddle.samples.Tool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program: its options, what it prints, and how it ends. */
@Timeout(120)
class ChatServerTest {
    private static final String LONG_LINE = "x".repeat(Lines.LONGEST);
    private static final String GOODBYE = "* The server closes. Goodbye.";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return new ChatServer(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8)).run(arguments);
    }

    @Test
    void theDemo() {
        assertEquals(0, run("--demo", "--pace", "1e-9"), err::toString);
        List<String> lines = out.toString(UTF_8).lines().toList();
        assertTrue(lines.getFirst().matches("chat at 127.0.0.1, port \\d+"), lines::toString);
        assertEquals(
                List.of("Ann sees: * Welcome! Your name?", "Ann sees: * Ann has joined", "Ann sees: * Sloth has joined",
                        "Ann sees: * Cleo has joined", "Ann sees: * Bob has joined", "Ann sees: Sloth: I never read.",
                        "Ann sees: Ann: Hello, all!", "Ann sees: * Cleo has left: the connection is lost",
                        "Ann sees: * Sloth has left: too slow", "Ann sees: * Bob has left", "Ann sees: " + GOODBYE),
                lines.subList(1, 12));
        assertEquals("clients  4: 1 quit, 1 lost, 1 too slow, 1 sent home", lines.get(13));
        assertEquals("", err.toString(UTF_8));
    }

    /** With such a queue somebody is too slow sooner or later, mostly. */
    @Test
    void aDemoThatEndsEarlyIsAFailure() {
        int code = run("--demo", "--pace", "1e-9", "--queue", "1");
        if (code == Tool.DONE) {
            assertEquals("", err.toString(UTF_8));
        } else {
            assertEquals(Tool.FAILED, code);
            assertTrue(err.toString(UTF_8).matches("ChatServer: the demo has ended early: .*\n"), err::toString);
        }
        assertTrue(out.toString(UTF_8).lines().toList().getLast().startsWith("lines "), out::toString);
    }

    @Test
    void theDemoTakesAPlaceForEachGuest() {
        assertEquals(Tool.WRONG_USAGE, run("--demo", "--at-once", "3"));
        assertEquals("ChatServer: --at-once must be at least 4, not 3 (see --help)\n", err.toString(UTF_8));
    }

    @Test
    void aPortThatIsTakenIsRefused() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertEquals(Tool.WRONG_USAGE, run("--port", "" + port));
            assertEquals("ChatServer: cannot listen on port " + port + ": Address already in use (see --help)\n",
                    err.toString(UTF_8));
        }
    }

    @Test
    void theHelpTellsTheExitCodes() {
        assertEquals(Tool.DONE, run("--help"));
        List<String> lines = out.toString(UTF_8).lines().toList();
        assertEquals("2, wrong usage, or the port is taken; 130, Ctrl-C.", lines.getLast());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--port=-1", "--port=65536", "--queue=0", "--grace=0", "--grace=NaN", "--pace=0",
        "--at-once=0", "--loud", "me"})
    void badArgumentsAreRefusedInOneLine(String argument) {
        assertEquals(Tool.WRONG_USAGE, run(argument));
        assertEquals("", out.toString(UTF_8));
        assertTrue(err.toString(UTF_8).matches("ChatServer: .*\\(see --help\\)\n"), err::toString);
    }

    /** None of the clients closes its end before: so each takes its whole grace time. */
    @Test
    void ctrlCSaysGoodbyeToAllAndClosesEverything() throws Exception {
        try (OwnJvm server = OwnJvm.start(ChatServer.class, "--grace", "3", "--queue", "10000", "--pace", "1e-9")) {
            int port = Integer.parseInt(server.awaitLine("chat at ").replaceFirst(".*port ", ""));
            try (Guest ann = Guest.joined(port, "Ann"); Guest shy = new Guest(port);
                    Guest sloth = Guest.joined(port, "Sloth")) {
                shy.expect("* Welcome! Your name?");
                for (int i = 0; i < 1000; i++) {
                    ann.say(LONG_LINE);
                    ann.expect("Ann: " + LONG_LINE);
                }
                List<String> lines = server.interrupt();
                ann.expect(GOODBYE);
                shy.expect(GOODBYE);
                assertThrows(IOException.class, () -> sloth.expect(GOODBYE));
                assertEquals("clients  3: 2 sent home, 1 cut off", lines.get(1));
                assertTrue(lines.get(2).matches("lines    1,000 said; [\\d,]+ delivered, [\\d,]+ not"),
                        lines::toString);
                assertEquals(3, lines.size(), lines::toString);
            }
        }
    }
}
