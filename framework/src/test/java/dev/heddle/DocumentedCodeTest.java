package dev.heddle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.TaskGroup;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each block of Java in {@code README.md} and {@code framework/docs} compiles. An empty line at the margin parts a block
 * into pieces that know nothing of each other; what else a piece may use is in {@link #AROUND}.
 */
@Tag("once")
class DocumentedCodeTest {
    private static final String IMPORTS = "import dev.heddle.queue.*; import dev.heddle.task.*; import java.io.*; "
            + "import java.net.URI; import java.nio.file.Path; import java.time.Duration; import java.util.*; "
            + "import java.util.concurrent.*; ";

    private static final String SHOP = """
            record User() {}
            record Cart() {}
            record Page(User user, Cart cart) {}
            record Price() {}
            record Entry() {}
            record Report() {}
            interface Users { User find(int id); }
            interface Carts { Cart of(int id); }
            Users users;
            Carts carts;
            int id;
            List<Callable<Price>> calls;
            List<URI> urls;
            URI url;
            Path file;
            abstract void eat(String bread);
            abstract void bake(String baker, WorkQueue<String> plate) throws InterruptedException;
            abstract Page fetch(URI url) throws IOException;
            abstract void read(Path file, WorkQueue<String> lines) throws IOException, InterruptedException;
            abstract Entry parse(String line);
            abstract Report summarize(WorkQueue<Entry> entries) throws InterruptedException;
            """;

    private static final String BAKERY = """
            TaskGroup group;
            WorkQueue<String> plate;
            WorkerPool<String> eaters;
            Task<?> john;
            Task<?> mike;
            String END;
            abstract void eat(String bread);
            abstract void bake(WorkQueue<String> plate) throws InterruptedException;
            """;

    /** What stands around the pieces of a page: members of their class. */
    private static final Map<String, String> AROUND = Map.of("README.md", SHOP, "endings.md", BAKERY);

    /** The condition lets code follow a piece that returns. */
    private static final String BEGIN = "Object line%d() throws Exception { if (true) {";
    private static final String END = "} return null; }";

    @TempDir
    Path folder;

    static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            return Stream.concat(Stream.of(Path.of("..", "README.md")),
                    docs.filter(file -> file.toString().endsWith(".md")).sorted()).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyBlockCompiles(Path page) throws Exception {
        assertEquals(List.of(), problems(page, Files.readAllLines(page)));
    }

    @Test
    void whatStandsAroundIsForPagesWithCode() throws IOException {
        Set<String> found = new TreeSet<>();
        for (Path page : pages()) {
            if (Files.readAllLines(page).contains("```java")) {
                found.add(page.getFileName().toString());
            }
        }
        assertTrue(found.containsAll(AROUND.keySet()), found::toString);
    }

    @Test
    void codeThatDoesNotCompileIsFoundWithItsLine() throws Exception {
        List<String> problems = problems(Path.of("page.md"), List.of("# Page", "", "```java", "TaskGroup.open(\"a\");",
                "", "TaskGroup.open(\"b\").joinAll();", "```", "and so on"));
        assertEquals(1, problems.size(), problems::toString);
        assertTrue(problems.get(0).startsWith("page.md:6: cannot find symbol"), problems::toString);
    }

    private List<String> problems(Path page, List<String> lines) throws Exception {
        String text = source(AROUND.getOrDefault(page.getFileName().toString(), ""), lines);
        JavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///Documented.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return text;
                    }
                };
        Path classes = Path.of(TaskGroup.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        DiagnosticCollector<JavaFileObject> told = new DiagnosticCollector<>();
        List<String> options = List.of("-proc:none", "-Xlint:deprecation,rawtypes,removal,unchecked", "-d",
                folder.toString(), "-classpath", classes.toString());
        ToolProvider.getSystemJavaCompiler().getTask(null, null, told, options, null, List.of(source)).call();
        return told.getDiagnostics().stream()
                .map(problem -> page + ":" + problem.getLineNumber() + ": " + problem.getMessage(Locale.ROOT)).toList();
    }

    /** As many lines as the page has, so that the compiler counts right: the code stays in its place, the rest is left out. */
    private static String source(String around, List<String> lines) {
        StringBuilder source =
                new StringBuilder(IMPORTS).append("abstract class Documented { ").append(around.replace('\n', ' '));
        boolean inside = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!inside && line.equals("```java")) {
                source.append(BEGIN.formatted(i));
                inside = true;
            } else if (inside && line.equals("```")) {
                source.append(END);
                inside = false;
            } else if (inside && line.isEmpty() && i + 1 < lines.size() && !lines.get(i + 1).startsWith(" ")) {
                source.append(END).append(BEGIN.formatted(i));
            } else if (inside) {
                source.append(line);
            }
            source.append('\n');
        }
        return source.append('}').toString();
    }
}
