package dev.heddle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.ChildJvm;
import dev.heddle.testing.Watchdog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.console.ConsoleLauncher;

/**
 * Shows that the tests can fail: each mutant is a fault that the code makes when its {@code Seam} says so, and the test
 * named beside it must notice, in a JVM of its own.
 */
@Tag("once")
class MutantsTest {
    private static final int PASSED = 0;
    private static final int FAILED = 1;
    private static final int NOTHING_FOUND = 2;

    /** A JVM may crash after it told, on its way out past threads that the fault keeps running. */
    private static final Pattern FAILURE_TOLD = Pattern.compile("\\[ +[1-9]\\d* tests failed +]");

    /** The table of the page is the list: | `mutant` | what goes wrong | `class of dev.heddle#method` |. */
    static Stream<Arguments> mutants() throws IOException {
        Pattern row = Pattern.compile("\\| `([a-z-]+)` \\| .* \\| `([\\w.#]+)` \\|");
        return Files.readAllLines(Path.of("docs", "verification.md")).stream().map(row::matcher)
                .filter(Matcher::matches).map(match -> Arguments.of(match.group(1), "dev.heddle." + match.group(2)));
    }

    @Test
    void everyMutantIsInTheTable() throws IOException {
        String page = Files.readString(Path.of("docs", "verification.md"));
        Pattern mutant = Pattern.compile("Seam\\.mutant\\(\"([a-z-]+)\"\\)");
        try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                mutant.matcher(Files.readString(source)).results().map(found -> found.group(1))
                        .forEach(name -> assertTrue(page.contains("| `" + name + "` |"), name));
            }
        }
        assertTrue(mutants().count() >= 15);
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void aMutantDies(String mutant, String killer) throws Exception {
        ChildJvm.Ended ended = run(mutant, killer);
        assertTrue(
                ended.code() == FAILED || ended.code() == Watchdog.HALTED || FAILURE_TOLD.matcher(ended.text()).find(),
                () -> "nobody noticed " + mutant + ":\n" + ended.text());
    }

    @Test
    void withoutAMutantTheKillersPass() throws Exception {
        ChildJvm.Ended killer = run("none", "dev.heddle.internal.park.WaitListTest#i4_whoGivesUpLeavesTheListAtOnce");
        assertEquals(PASSED, killer.code(), killer::text);
        ChildJvm.Ended none = run("none", "dev.heddle.NoSuchPackage");
        assertEquals(NOTHING_FOUND, none.code(), "a killer that is not there is noticed");
    }

    private static ChildJvm.Ended run(String mutant, String test) throws Exception {
        String selector =
                test.contains("#") ? "--select-method=" + methodWithParameters(test) : "--select-class=" + test;
        if (test.endsWith("NoSuchPackage")) {
            selector = "--select-package=" + test;
        }
        List<String> options = new ArrayList<>(List.of("-Dheddle.mutant=" + mutant, "-Dheddle.test.rounds=20000"));
        if (!mutant.equals("none")) {
            options.add("-Dheddle.test.hangSeconds=2"); // which it may well do: that is how it is noticed
        }
        return ChildJvm.run(options, ConsoleLauncher.class, "execute", selector, "--fail-if-no-tests", "--fail-fast",
                "--details=summary", "--disable-banner");
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
}
