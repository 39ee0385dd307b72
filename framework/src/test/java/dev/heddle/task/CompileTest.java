package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

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
                CountDownLatch latch;
                Duration time;
                abstract int get() throws Exception;
                abstract void act() throws Exception;
                abstract int use(TaskGroup group) throws Exception;
                void line() throws Exception { %s }
            }
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"TaskGroup.gather(calls);", "TaskGroup.remaining();",
        "int n = TaskGroup.within(time, group -> get());", "int n = TaskGroup.within(time, this::use);",
        "TaskGroup.within(time, group -> { group.join(); return null; });",
        "int n = TaskGroup.within(time, () -> get());", "int n = TaskGroup.within(time, this::get);",
        "String s = TaskGroup.within(time, () -> { return \"s\"; });",
        "Thread t = TaskGroup.within(time, Thread::currentThread);", "TaskGroup.within(time, () -> act());",
        "TaskGroup.within(time, this::act);", "TaskGroup.within(time, () -> { act(); });",
        "TaskGroup.within(time, () -> {});", "TaskGroup.within(time, () -> { throw new Exception(); });",
        "TaskGroup.within(time, () -> { while (true) { act(); } });",
        "Optional<Integer> n = TaskGroup.tryWithin(time, group -> get());",
        "Optional<Integer> n = TaskGroup.tryWithin(time, this::use);",
        "boolean b = TaskGroup.tryWithin(time, () -> act());", "boolean b = TaskGroup.tryWithin(time, this::act);",
        "boolean b = TaskGroup.tryWithin(time, () -> { act(); });", "int n = offload.call(this::get);",
        "int n = offload.call(() -> get());", "offload.call(this::act);", "offload.call(() -> { act(); });",
        "offload.call(() -> { throw new Exception(); });",
        "Task<Number> t = Futures.fork(group, \"n\", CompletableFuture.completedFuture(1));",
        "var t = Futures.fork(group, \"n\", CompletableFuture.completedFuture(1)); int n = t.get();",
        "Task<Integer> t = null; CompletableFuture<Number> f = Futures.toCompletableFuture(t);",
        "List<Task<Integer>> t = List.of(); Waited<Task<?>> w = group.await(t, Until.ALL_COMPLETED);",
        "List<Task<Integer>> t = List.of(); for (Task<Integer> d : group.await(t, Until.ALL_COMPLETED).done()) { d.get(); }",
        "List<Task<Integer>> t = List.of(); for (Task<?> d : group.asCompleted(t, time)) { d.get(); }",
        "group.fork(() -> latch.await());", "TaskGroup.within(time, () -> latch.await());"})
    void compiles(String line) throws Exception {
        assertEquals(List.of(), problems(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"group.fork(latch::await);", "TaskGroup.within(time, latch::await);",
        "group.gather(calls);", "group.remaining();", "offload.abandonable(\"read\", () -> 1);"})
    void isRefused(String line) throws Exception {
        assertNotEquals(List.of(), problems(line));
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
