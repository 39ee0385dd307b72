package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the compiler takes and what it refuses: lines that look right have to be right. */
@Tag("once")
class CompileTest {
    private static final String AROUND = """
            import dev.heddle.task.*; import java.time.Duration; import java.util.*; import java.util.concurrent.*;
            abstract class Line {
                TaskGroup group;
                Offload offload;
                List<Callable<Integer>> calls;
                abstract void line() throws Exception;
                static class Of extends Line { void line() throws Exception { %s } }
            }
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"TaskGroup.gather(calls);", "TaskGroup.remaining();"})
    void compiles(String line) throws Exception {
        assertEquals(List.of(), problems(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"group.gather(calls);", "group.remaining();", "offload.abandonable(\"read\", () -> 1);"})
    void isRefused(String line) throws Exception {
        assertEquals(1, problems(line).size());
    }

    @Test
    void aCallOfOneThreadsAffairsThroughAGroupIsRefusedForThatReason() throws Exception {
        assertEquals("illegal static interface method call",
                problems("group.remaining();").get(0).lines().findFirst().get());
    }

    private List<String> problems(String line) throws Exception {
        String text = AROUND.formatted(line);
        JavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///Line.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return text;
                    }
                };
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        Path classes = Path.of(TaskGroup.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, problems,
                        List.of("--release", "21", "-d", folder.toString(), "-cp", classes.toString(), "-proc:none"),
                        null, List.of(source))
                .call();
        return problems.getDiagnostics().stream().map(problem -> problem.getMessage(Locale.ROOT)).toList();
    }
}
