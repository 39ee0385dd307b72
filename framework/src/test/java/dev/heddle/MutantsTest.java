package dev.heddle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Watchdog;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Shows that the tests can fail: each mutant is a fault that the code makes when its {@code Seam} says so, and the test
 * named beside it must notice, in a JVM of its own.
 */
@Tag("once")
class MutantsTest {
    private static final int PASSED = 0;
    private static final int FAILED = 1;
    private static final int NOTHING_FOUND = 2;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            lost-wake-up         | dev.heddle.internal.park.WaitListTest#i3_whoIsWokenPassesOnWhatIsLeft
            no-second-look       | dev.heddle.internal.park.WaitListTest#i2_theSecondLookFindsWhatCameBeforeThePublication
            wake-up-kept         | dev.heddle.internal.park.WaitListTest#i3_whoIsWokenPassesOnWhatIsLeft
            leaked-waiter        | dev.heddle.internal.park.WaitListTest#i4_whoGivesUpLeavesTheListAtOnce
            eaten-interrupt      | dev.heddle.internal.park.WaitListTest#anUninterruptibleWaitKeepsTheInterruptForLater
            untold-scope         | dev.heddle.internal.park.CancelScopeTest#aScopeIsCancelledWithTheOneAboveEvenBeforeItIsTold
            double-delivery      | dev.heddle.queue.WorkQueueStormTest
            dropped-on-interrupt | dev.heddle.queue.WorkQueueStormTest
            wrong-unfinished     | dev.heddle.queue.WorkQueueStormTest
            capacity-plus-one    | dev.heddle.queue.QueueBasicsTest#q1_capacityIsExact
            close-misses-item    | dev.heddle.queue.QueueRaceTest#q8_putAgainstClose
            zero-that-never-was  | dev.heddle.internal.buffer.LedgerTest#q6_aZeroThatNeverWasIsNotSeen
            claimed-twice        | dev.heddle.internal.park.WaitListTest#i1_aWaiterIsClaimedOnce
            unawaited-thread     | dev.heddle.task.JoinTest#t12_joinWaitsForEveryTaskButNotForDaemons
            stray-interrupt      | dev.heddle.internal.park.CancelScopeTest#endWaitsForAnInterruptThatIsOnItsWayAndTakesItBack
            """)
    void aMutantDies(String mutant, String killer) throws Exception {
        int code = run(mutant, killer);
        assertTrue(code == FAILED || code == Watchdog.HALTED, () -> "nobody noticed " + mutant + ":\n" + output());
    }

    @Test
    void withoutAMutantTheKillersPass() throws Exception {
        assertEquals(PASSED, run("none", "dev.heddle.internal.park.WaitListTest#i4_whoGivesUpLeavesTheListAtOnce"),
                this::output);
        assertEquals(NOTHING_FOUND, run("none", "dev.heddle.NoSuchPackage"), "a killer that is not there is noticed");
    }

    private int run(String mutant, String test) throws Exception {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String selector =
                test.contains("#") ? "--select-method=" + methodWithParameters(test) : "--select-class=" + test;
        if (test.endsWith("NoSuchPackage")) {
            selector = "--select-package=" + test;
        }
        return new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dheddle.mutant=" + mutant, "-Dheddle.test.hangSeconds=2", "-Dheddle.test.rounds=20000", "-cp", path,
                "org.junit.platform.console.ConsoleLauncher", "execute", selector, "--fail-if-no-tests", "--fail-fast",
                "--details=summary", "--disable-banner")).redirectErrorStream(true)
                .redirectOutput(new File(folder.toFile(), "output")).start().waitFor();
    }

    /** The console launcher wants a method's parameter types as well. */
    private static String methodWithParameters(String test) throws ClassNotFoundException {
        String[] parts = test.split("#");
        for (var method : Class.forName(parts[0]).getDeclaredMethods()) {
            if (method.getName().equals(parts[1])) {
                String types =
                        String.join(",", List.of(method.getParameterTypes()).stream().map(Class::getName).toList());
                return test + "(" + types + ")";
            }
        }
        throw new IllegalArgumentException("no such test: " + test);
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("output"));
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }
}
