package dev.heddle.samples.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.TaskGroup;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What guests see, and what the report tells of them. */
@Timeout(120)
class ChatTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofMillis(50);
    private static final int MANY = 100;
    private static final String LONG_LINE = "x".repeat(Lines.LONGEST);
    private static final String GOODBYE = "* The server closes. Goodbye.";

    /** A script, with a server that is open until it ends. */
    @FunctionalInterface
    private interface Script {
        void play(int port) throws Exception;
    }

    private static Chat.Report chat(Script script) throws Exception {
        return chat(100, HOUR, (port, closeDoor) -> {
            script.play(port);
            closeDoor.run();
        });
    }

    private static Chat.Report chat(int queue, Duration grace, Chat.Visit visit) throws Exception {
        return chat(new Chat.Settings(queue, grace, Duration.ZERO, MANY), visit);
    }

    private static Chat.Report chat(Chat.Settings settings, Chat.Visit visit) throws Exception {
        ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        Chat.Report report = Chat.serve(server, settings, visit);
        assertTrue(report.reconciles(), report::toString);
        assertTrue(server.isClosed());
        assertThrows(ConnectException.class, () -> new Guest(server.getLocalPort()).close());
        return report;
    }

    @Test
    void everybodyHearsWhoComesWhatIsSaidAndWhoGoes() throws Exception {
        Chat.Report report = chat(port -> {
            try (Guest ann = Guest.joined(port, "Ann")) {
                try (Guest bob = Guest.joined(port, "B\u00f6b")) {
                    bob.say("Hello!");
                    bob.expect("B\u00f6b: Hello!");
                    bob.say("/quit");
                    bob.expectEnd();
                    assertEquals(
                            List.of("* Welcome! Your name?", "* B\u00f6b has joined", "B\u00f6b: Hello!", "* Goodbye."),
                            bob.seen());
                }
                ann.expect("* B\u00f6b has left");
                ann.say("/quit");
                ann.expectEnd();
                assertEquals(List.of("* Welcome! Your name?", "* Ann has joined", "* B\u00f6b has joined",
                        "B\u00f6b: Hello!", "* B\u00f6b has left", "* Goodbye."), ann.seen());
            }
        });
        assertEquals(new Chat.Report(Map.of(End.QUIT, 2), 1, 10, 10, 0), report);
    }

    @Test
    void aNameIsThereOnceAndAsksAgainOtherwise() throws Exception {
        Chat.Report report = chat(port -> {
            try (Guest other = new Guest(port)) {
                try (Guest ann = Guest.joined(port, "Ann")) {
                    for (String name : List.of("two words", "x".repeat(21), "\033[31m", "*")) {
                        other.say(name);
                        other.expect("* A name has up to 20 letters and digits. Your name?");
                    }
                    other.say("ann");
                    other.expect("* ann is here already. Your name?");
                    ann.say("/quit");
                    ann.expectEnd();
                }
                Guest.joined(port, "Carl").close();
                other.say("Zoe");
                other.expect("* Zoe has joined");
                other.say("/dance");
                other.expect("* There is only /quit.");
                other.say("/quit");
                other.expectEnd();
            }
        });
        assertEquals(0, report.said());
        assertEquals(3, report.clients());
    }

    @Test
    void allHearTheSameLinesInTheSameOrder() throws Exception {
        int lines = 100;
        List<String> names = List.of("Ann", "Bob", "Cleo", "Dora");
        List<List<String>> heard = Collections.synchronizedList(new ArrayList<>());
        Chat.Report report = chat(10_000, HOUR, (port, closeDoor) -> {
            try (TaskGroup group = TaskGroup.open("guests")) {
                CyclicBarrier all = new CyclicBarrier(names.size());
                for (String name : names) {
                    group.fork(name, () -> {
                        try (Guest guest = Guest.joined(port, name)) {
                            all.await();
                            for (int i = 0; i < lines; i++) {
                                guest.say("line " + i);
                            }
                            for (String other : names) {
                                if (!guest.seen().contains(other + ": line " + (lines - 1))) {
                                    guest.expect(other + ": line " + (lines - 1));
                                }
                            }
                            heard.add(guest.seen().stream().filter(line -> line.contains(": line ")).toList());
                        }
                    });
                }
                group.join();
            }
            closeDoor.run();
        });
        assertEquals(4, heard.size());
        assertEquals(4 * lines, heard.getFirst().size());
        heard.forEach(one -> assertEquals(heard.getFirst(), one));
        assertEquals(4 * lines, report.said());
    }

    @Test
    void aLineIsCutAndHasNothingThatControlsATerminal() throws Exception {
        chat(port -> {
            try (Guest ann = Guest.joined(port, "Ann")) {
                ann.say(LONG_LINE + "y".repeat(1_000_000));
                ann.expect("Ann: " + LONG_LINE);
                ann.say("a\033[2Jb\r");
                ann.expect("Ann: a[2Jb");
            }
        });
    }

    @Test
    void aSlowClientIsThrownOutAndHoldsNobodyUp() throws Exception {
        Chat.Report report = chat(5, HOUR, (port, closeDoor) -> {
            try (Guest ann = Guest.joined(port, "Ann"); Guest sloth = Guest.joined(port, "Sloth")) {
                int said = 0;
                while (!ann.seen().contains("* Sloth has left: too slow")) {
                    ann.say(LONG_LINE);
                    ann.expect("Ann: " + LONG_LINE);
                    said++;
                }
                assertEquals(said, ann.seen().stream().filter(line -> line.endsWith(LONG_LINE)).count());
                closeDoor.run();
                ann.expect(GOODBYE);
                assertThrows(IOException.class, () -> sloth.expect(GOODBYE));
            }
        });
        assertEquals(Map.of(End.TOO_SLOW, 1, End.SENT_HOME, 1), report.ends());
        assertTrue(report.undelivered() > 5, report::toString);
    }

    @Test
    void whoComesWhenAllPlacesAreTakenWaitsForOne() throws Exception {
        chat(new Chat.Settings(100, HOUR, Duration.ZERO, 1), (port, closeDoor) -> {
            try (Guest ann = Guest.joined(port, "Ann"); Guest bob = new Guest(port)) {
                bob.say("Bob");
                for (int i = 0; i < 100; i++) { // time enough for Bob
                    ann.say("line " + i);
                    ann.expect("Ann: line " + i);
                }
                assertFalse(ann.seen().contains("* Bob has joined"));
                ann.crash();
                bob.expect("* Bob has joined");
                closeDoor.run();
                bob.expect(GOODBYE);
            }
        });
    }

    /** It waits meanwhile, since TCP holds back what it says: so the outboxes of those who read never fill. */
    @Test
    void oneWhoSaysMuchIsHeardSlowly() throws Exception {
        int lines = 600;
        Duration pace = Duration.ofMillis(4);
        long begin = System.nanoTime();
        Chat.Report report = chat(new Chat.Settings(500, HOUR, pace, MANY), (port, closeDoor) -> {
            try (TaskGroup group = TaskGroup.open("guests"); Guest ann = Guest.joined(port, "Ann");
                    Guest bob = Guest.joined(port, "Bob")) {
                group.fork("Ann", () -> ann.expect("Bob: last"));
                bob.say("x\n".repeat(lines) + "last");
                bob.expect("Bob: last");
                group.join();
            }
            closeDoor.run();
        });
        Duration taken = Duration.ofNanos(System.nanoTime() - begin);
        assertTrue(taken.compareTo(pace.multipliedBy(lines)) >= 0, taken::toString);
        assertEquals(lines + 1, report.said());
        assertFalse(report.ends().containsKey(End.TOO_SLOW), report::toString);
    }

    @Test
    void aClientThatFailsIsReportedToTheOthers() throws Exception {
        Chat.Report report = chat(port -> {
            try (Guest ann = Guest.joined(port, "Ann"); Guest cleo = Guest.joined(port, "Cleo")) {
                cleo.crash();
                ann.expect("* Cleo has left: the connection is lost");
                new Guest(port).crash();
                ann.say("/quit");
                ann.expectEnd();
            }
        });
        assertEquals(1, report.ends().get(End.QUIT));
        assertTrue(report.ends().get(End.LOST) >= 1, "one may be gone before it is accepted: " + report);
    }

    @Test
    void aVisitThatFailsFailsTheChat() throws Exception {
        ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        Chat.Settings settings = new Chat.Settings(100, HOUR, Duration.ZERO, MANY);
        Chat.Visit visit = (port, closeDoor) -> {
            try (Guest ann = Guest.joined(port, "Ann")) {
                throw new IllegalStateException("after " + ann.seen().getLast());
            }
        };
        ExecutionException failed = assertThrows(ExecutionException.class, () -> Chat.serve(server, settings, visit));
        assertEquals("after * Ann has joined", failed.getCause().getMessage());
        assertTrue(server.isClosed());
    }

    @Test
    void oneThatHangsUpHasLeft() throws Exception {
        Chat.Report report = chat(port -> {
            try (Guest ann = Guest.joined(port, "Ann")) {
                Guest.joined(port, "Bob").close();
                ann.expect("* Bob has left");
                ann.say("/quit");
                ann.expectEnd();
            }
        });
        assertEquals(Map.of(End.HUNG_UP, 1, End.QUIT, 1), report.ends());
    }

    @Test
    void atTheEndAllAreToldGoodbyeAlsoThoseWithoutAName() throws Exception {
        Chat.Report report = chat(100, HOUR, (port, closeDoor) -> {
            try (Guest ann = Guest.joined(port, "Ann"); Guest shy = new Guest(port)) {
                shy.expect("* Welcome! Your name?");
                closeDoor.run();
                ann.expectEnd();
                shy.expectEnd();
                assertEquals(List.of("* Welcome! Your name?", "* Ann has joined", GOODBYE), ann.seen());
                assertEquals(List.of("* Welcome! Your name?", GOODBYE), shy.seen());
            }
        });
        assertEquals(Map.of(End.SENT_HOME, 2), report.ends());
    }

    @Test
    void theOthersAreToldOfOneThatIsCutOff() throws Exception {
        Chat.Report report = chat(10_000, SOON, (port, closeDoor) -> {
            try (Guest ann = Guest.joined(port, "Ann"); Guest sloth = Guest.joined(port, "Sloth")) {
                for (int i = 0; i < 1000; i++) {
                    ann.say(LONG_LINE);
                    ann.expect("Ann: " + LONG_LINE);
                }
                sloth.say("/quit");
                ann.expect("* Sloth has left: cut off");
            }
            closeDoor.run();
        });
        assertTrue(report.ends().containsKey(End.CUT_OFF), report::toString);
        assertFalse(report.ends().containsKey(End.QUIT), report::toString);
    }

    /** So short a grace may be too short for Ann, too. */
    @Test
    void oneThatDoesNotGoIsCutOffWhenItsGraceIsOver() throws Exception {
        List<Guest> sloths = new ArrayList<>();
        Chat.Report report = chat(10_000, SOON, (port, closeDoor) -> {
            try (Guest ann = Guest.joined(port, "Ann")) {
                sloths.add(Guest.joined(port, "Sloth"));
                for (int i = 0; i < 1000; i++) {
                    ann.say(LONG_LINE);
                    ann.expect("Ann: " + LONG_LINE);
                }
                closeDoor.run();
            }
        });
        try (Guest sloth = sloths.getFirst()) {
            assertThrows(IOException.class, () -> sloth.expect(GOODBYE));
        }
        assertEquals(2, report.clients());
        assertTrue(report.ends().containsKey(End.CUT_OFF), report::toString);
        assertTrue(report.undelivered() > 0, report::toString);
    }
}
