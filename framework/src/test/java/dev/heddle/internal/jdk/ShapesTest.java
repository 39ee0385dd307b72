package dev.heddle.internal.jdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.TaskGroup;
import dev.heddle.testing.ChildJvm;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JDK whose StructuredTaskScope has a shape that nobody has tried is refused, in words. */
class ShapesTest {
    @TempDir
    Path folder;

    @Test
    void theRefusalNamesTheJdkAndKeepsTheReason() {
        Throwable reason = new NoSuchMethodException("open");
        UnsupportedOperationException refusal = Shapes.refusal(reason);
        assertTrue(refusal.getMessage().contains("StructuredTaskScope of JDK " + Runtime.version()),
                refusal::getMessage);
        assertTrue(refusal.getMessage().contains("Heddle"), refusal::getMessage);
        assertSame(reason, refusal.getCause());
    }

    /** In a JVM of its own, with a class of another shape in the place of the JDK's. */
    @Tag("once")
    @ParameterizedTest
    @ValueSource(strings = {"public class StructuredTaskScope {}", "public interface StructuredTaskScope {}", """
            public interface StructuredTaskScope {
                interface Joiner {}
                interface Configuration {}
                static void open(Joiner joiner, int configuration) {}
            }""", "public class StructuredTaskScope { static { Integer.parseInt(null); } }"})
    void anUnknownShapeIsRefusedWhenAGroupIsOpenedEveryTime(String shape) throws Exception {
        Path patch = compile(shape);
        ChildJvm.Ended ended = ChildJvm.run(List.of("--patch-module", "java.base=" + patch), Opens.class);
        List<String> refusals = ended.lines().stream().filter(line -> line.startsWith("refused")).toList();
        assertEquals(2, refusals.size(), () -> shape + " gave " + ended.text());
        for (String refusal : refusals) {
            assertTrue(refusal.contains("UnsupportedOperationException"), refusal);
            assertTrue(refusal.contains("JDK " + Runtime.version()), refusal);
        }
    }

    private Path compile(String shape) throws Exception {
        Path source = Files.createDirectories(folder.resolve("source/java/util/concurrent"))
                .resolve("StructuredTaskScope.java");
        Files.writeString(source, "package java.util.concurrent; " + shape);
        Path classes = folder.resolve("classes");
        StringWriter messages = new StringWriter();
        PrintWriter printer = new PrintWriter(messages);
        int code = ToolProvider.findFirst("javac").orElseThrow().run(printer, printer, "--patch-module",
                "java.base=" + folder.resolve("source"), "-d", classes.toString(), source.toString());
        assertEquals(0, code, messages::toString);
        return classes;
    }

    /** What the JVM of its own runs. */
    static final class Opens {
        private Opens() {}

        public static void main(String[] arguments) {
            for (int i = 0; i < 2; i++) {
                try (TaskGroup group = TaskGroup.open("opened")) {
                    System.out.println("opened " + group);
                } catch (Throwable e) {
                    System.out.println("refused: " + e);
                }
            }
        }
    }
}
