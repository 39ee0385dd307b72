package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.ChildJvm;
import dev.heddle.testing.ChildJvm.Ended;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code cancelOnExit}: the end of the JVM as structure. Each test is a JVM of its own. */
@Tag("once")
class ExitTest {
    private static final Duration LATE = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofMillis(50);
    private static final int SIGTERM = 128 + 15;
    private static final String BEGUN = "begun";

    /** What happens in the other JVM. */
    static final class Child {
        private static final CountDownLatch NEVER = new CountDownLatch(1);
        private static final CountDownLatch CLINGING = new CountDownLatch(1);

        private Child() {}

        public static void main(String[] args) throws Exception {
            if (args.length > 1 && args[1].equals("virtual")) {
                Thread.ofVirtual().start(() -> unchecked(args[0])).join();
            } else {
                run(args[0]);
            }
            say("main has ended");
        }

        private static void unchecked(String what) {
            try {
                run(what);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        private static void run(String what) throws Exception {
            switch (what) {
                case "obeys" -> obeys(false);
                case "exits" -> obeys(true);
                case "blocks" -> blocks();
                case "stubborn" -> stubborn();
                case "owner exits" -> ownerExits();
                case "taken back" -> takenBack();
                case "closed" -> closed();
                case "refused" -> refused();
                case "too late" -> tooLate();
                case "two" -> two();
                default -> throw new IllegalArgumentException(what);
            }
        }

        private static void say(String line) {
            System.out.println(line);
            System.out.flush();
        }

        private static void clings() {
            for (;;) {
                try {
                    NEVER.await();
                } catch (InterruptedException e) {
                    say("clings");
                    CLINGING.countDown();
                }
            }
        }

        private static void foreverAndSay(String name) throws InterruptedException {
            try {
                say(BEGUN);
                NEVER.await();
            } finally {
                say(name + " has ended");
            }
        }

        private static void obeys(boolean exit) throws Exception {
            try (TaskGroup group = TaskGroup.open("obeys")) {
                group.cancelOnExit(LATE);
                Task<Void> task = group.fork("task", () -> foreverAndSay("task"));
                if (exit) {
                    Thread.ofPlatform().daemon().start(() -> System.exit(3));
                }
                group.join();
                say("why " + ((Outcome.Cancelled<Void>) task.outcome()).why());
            }
            say("block has ended");
        }

        /** The owner is in foreign code, and its callback gets it out. */
        private static void blocks() throws Exception {
            CountDownLatch out = new CountDownLatch(1);
            try (TaskGroup group = TaskGroup.open("blocks")) {
                group.onCancel(out::countDown);
                group.cancelOnExit(LATE);
                say(BEGUN);
                out.await();
            }
            say("block has ended");
        }

        /** The JVM stays until it has been told to end and does not, however slow it is and short the grace. */
        private static void stubborn() throws Exception {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> Bodies.passUninterruptibly(CLINGING)));
            try (TaskGroup group = TaskGroup.open("stubborn")) {
                group.cancelOnExit(SOON);
                group.fork(() -> {
                    say(BEGUN);
                    clings();
                });
                group.join();
            }
            say("block has ended");
        }

        private static void ownerExits() throws Exception {
            try (TaskGroup group = TaskGroup.open("owner exits")) {
                group.cancelOnExit(SOON);
                group.fork(() -> foreverAndSay("task"));
                System.exit(4);
            }
            say("block has ended");
        }

        private static void takenBack() throws Exception {
            try (TaskGroup group = TaskGroup.open("taken back")) {
                Registration hook = group.cancelOnExit(LATE);
                hook.close();
                hook.close();
                group.fork(() -> foreverAndSay("task"));
                group.join();
            }
            say("block has ended");
        }

        private static void closed() throws Exception {
            try (TaskGroup group = TaskGroup.open("closed")) {
                group.cancelOnExit(LATE);
            }
            System.exit(5);
        }

        private static void refused() throws Exception {
            TaskGroup group = TaskGroup.open("refused");
            group.close();
            try {
                group.cancelOnExit(LATE);
            } catch (IllegalStateException e) {
                say("refused: " + e.getMessage());
            }
            System.exit(6);
        }

        private static void tooLate() throws Exception {
            try (TaskGroup group = TaskGroup.open("too late")) {
                group.cancelOnExit(LATE);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    try {
                        group.cancelOnExit(LATE);
                    } catch (IllegalStateException e) {
                        say("too late");
                    }
                }));
                group.fork(() -> foreverAndSay("task"));
                group.join();
            }
            say("block has ended");
        }

        private static void two() throws Exception {
            try (TaskGroup outer = TaskGroup.open("outer"); TaskGroup inner = TaskGroup.open("inner")) {
                outer.cancelOnExit(LATE);
                inner.cancelOnExit(LATE);
                outer.fork(() -> foreverAndSay("outer task"));
                inner.fork(() -> foreverAndSay("inner task"));
                try {
                    inner.join();
                } catch (CancellationException e) {
                    say("inner was told by outer");
                }
                outer.join();
            }
            say("block has ended");
        }
    }

    /** Runs a child; as soon as it says that it has begun (so many times), it gets a SIGTERM. One that hangs fails the test. */
    private static Ended run(int begun, String... what) throws Exception {
        AtomicInteger left = new AtomicInteger(begun);
        return ChildJvm.run(List.of(), (child, line) -> {
            if (line.equals(BEGUN) && left.decrementAndGet() == 0) {
                child.destroy();
            }
        }, Child.class, what);
    }

    @ParameterizedTest
    @ValueSource(strings = {"platform", "virtual"})
    void sigtermCancelsTheGroupAndTheJvmWaitsUntilTheOwnerIsDone(String kind) throws Exception {
        Ended ended = run(1, "obeys", kind);
        ended.said("task has ended");
        ended.said("why ASKED");
        ended.said("block has ended");
        if (kind.equals("platform")) {
            ended.said("main has ended"); // what the owner's thread does after the block is waited for too
        }
        assertEquals(SIGTERM, ended.code());
    }

    @Test
    void systemExitByAnotherThreadDoesSoToo() throws Exception {
        Ended ended = run(0, "exits");
        ended.said("block has ended");
        ended.said("main has ended");
        assertEquals(3, ended.code());
    }

    @Test
    void anOwnerInForeignCodeIsGotOutByItsCallback() throws Exception {
        run(1, "blocks").said("main has ended");
    }

    @Test
    void theGraceEndsItOtherwise() throws Exception {
        Ended ended = run(1, "stubborn");
        ended.said("clings");
        ended.saidNot("block has ended");
        assertEquals(SIGTERM, ended.code());
    }

    @Test
    void anOwnerWhoCallsExitHimselfIsWaitedForAsLongAsTheGraceLasts() throws Exception {
        Ended ended = run(0, "owner exits");
        ended.saidNot("block has ended");
        assertEquals(4, ended.code());
    }

    @Test
    void oneThatIsTakenBackHoldsNobodyUp() throws Exception {
        Ended ended = run(1, "taken back");
        ended.saidNot("task has ended");
        assertEquals(SIGTERM, ended.code());
    }

    @Test
    void closingTheGroupTakesItBack() throws Exception {
        assertEquals(5, run(0, "closed").code());
    }

    @Test
    void r6_aClosedGroupRefusesItAndHoldsNobodyUp() throws Exception {
        Ended ended = run(0, "refused");
        assertTrue(ended.lines().stream().anyMatch(line -> line.startsWith("refused: ")), ended::toString);
        assertEquals(6, ended.code());
    }

    @Test
    void r6_aJvmThatIsEndingRefusesIt() throws Exception {
        Ended ended = run(1, "too late");
        ended.said("too late");
        ended.said("block has ended");
    }

    @Test
    void nestedGroupsEndTogether() throws Exception {
        Ended ended = run(2, "two");
        ended.said("outer task has ended");
        ended.said("inner task has ended");
        ended.said("block has ended");
        ended.said("main has ended");
    }

    @Test
    void r6_badGraceIsRefusedAtOnceAndNotInTheHook() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            assertThrows(NullPointerException.class, () -> group.cancelOnExit(null));
        }
    }
}
