package dev.heddle.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.ChildJvm;
import dev.heddle.testing.Limits;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Tests of the framework, run within the named module: the JAR is on the module path, and the tests are patched into it.
 *
 * <p>A module changes what may be reached, by reflection, method handles and proxies, and not how threads interleave. So these
 * are the tests that open and fork in every way, and one of each other thing; the races are run on the class path only.
 */
@Tag("once")
class ModulePathIT {
    private static final List<String> TESTS = Stream
            .of("internal.jdk.ShapesTest", "internal.park.CancelScopeTest", "internal.park.WaitListTest",
                    "queue.QueueBasicsTest", "queue.QueueScopeTest", "queue.WorkerPoolTest", "task.EventTest",
                    "task.ForkTest", "task.JoinTest", "task.NestingTest", "task.RecursiveForkTest",
                    "task.ScopedValueTest", "task.ThreadDumpTest", "task.ThreadFactoryTest", "task.WithinTest")
            .map("dev.heddle."::concat).toList();

    /** What the tests use of the JDK, beyond what the module asks for. */
    private static final String READ_BY_TESTS = "java.management,java.net.http,jdk.httpserver,jdk.management";

    /** In place of the {@code Watchdog}, which is not found as a service in a module that does not provide it, a time limit. */
    @Test
    void theTestsPassWithinTheModule() throws Exception {
        Path tests = Path.of(ModulePathIT.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<String> arguments = new ArrayList<>(List.of("-p", Packaged.jar().toString(), "--patch-module",
                "dev.heddle=" + tests, "--add-modules", "dev.heddle," + READ_BY_TESTS, "--add-reads",
                "dev.heddle=ALL-UNNAMED," + READ_BY_TESTS, "-cp", libraries()));
        TESTS.stream().map(name -> name.substring(0, name.lastIndexOf('.'))).distinct()
                .forEach(name -> arguments.addAll(List.of("--add-opens", "dev.heddle/" + name + "=ALL-UNNAMED")));
        arguments.addAll(List.of("org.junit.platform.console.ConsoleLauncher", "execute", "--fail-if-no-tests",
                "--fail-fast", "--config=junit.jupiter.execution.timeout.default=" + Limits.HANG.toSeconds() + "s",
                "--details=testfeed", "--disable-banner", "--disable-ansi-colors", "--exclude-tag=once"));
        TESTS.forEach(name -> arguments.add("--select-class=" + name));
        Packaged.Ended ended = Packaged.run(Packaged.tool("java"), arguments);
        assertEquals(0, ended.code(), ended::text);
        for (String test : TESTS) {
            String name = test.substring(test.lastIndexOf('.') + 1);
            assertTrue(ended.text().contains(name + " > "), () -> "nothing of " + test + " in " + ended.text());
        }
    }

    /** The class path without the JAR; its packages are the module's, so the tests there are found in the module. */
    private static String libraries() {
        return Stream.of(ChildJvm.CLASS_PATH.split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).equals(Packaged.jar()))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
