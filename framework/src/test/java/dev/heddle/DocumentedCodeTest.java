package dev.heddle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.TaskGroup;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
 * Each block of Java in {@code README.md}, {@code framework/docs} and the Javadoc compiles. An empty line at the margin parts
 * a block into pieces that know nothing of each other; what else a piece may use is in {@link #AROUND}. A piece is a method's
 * body, but for one that begins with {@code void}, which is a method.
 */
@Tag("once")
class DocumentedCodeTest {
    private static final String IMPORTS = "import dev.heddle.queue.*; import dev.heddle.task.*; import java.io.*; "
            + "import java.net.*; import java.net.http.*; import java.nio.file.Path; import java.time.Duration; "
            + "import java.util.*; import java.util.concurrent.*; ";

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

    private static final String UI = """
            sealed interface Happened permits Clicked, Typed {}
            record Clicked(int where) implements Happened {}
            record Typed(char key) implements Happened {}
            WorkQueue<Integer> clicks;
            WorkQueue<Character> keys;
            abstract void select(int where);
            abstract void type(char key);
            abstract void autosave();
            """;

    private static final String ALBUM = """
            record Picture() {}
            List<Path> photos;
            abstract Picture shrink(Path photo);
            abstract Void store(Picture picture);
            """;

    private static final String TREE = """
            TaskGroup group;
            Path root;
            abstract void show(Path file);
            abstract List<Path> list(Path folder);
            abstract boolean isFolder(Path path);
            """;

    private static final String RATES = """
            record Rates() {}
            interface Client { CompletableFuture<Rates> rates(); }
            Client client;
            HttpClient http;
            HttpRequest request;
            HttpResponse.BodyHandler<String> ofPage;
            List<CompletableFuture<Cart>> listeners;
            """;

    private static final String JOBS = """
            record Job(int due) {}
            record Sample() {}
            TaskGroup group;
            """;

    private static final String NET = """
            List<Task<Page>> tasks;
            TaskGroup group;
            abstract void show(Outcome<Page> outcome);
            abstract void serve(Socket socket);
            abstract void use(int port);
            """;

    private static final String HASHES = """
            TaskGroup group;
            WorkQueue<Path> files;
            List<Path> skipped;
            abstract void hash(Path file);
            """;

    private static final String CONNECTION = """
            interface Connection { void sayGoodbye(); }
            Connection connection;
            abstract void work(Connection connection);
            """;

    /** What stands around the pieces of a page, or of a class's Javadoc: members of their class. */
    private static final Map<String, String> AROUND = Map.ofEntries(Map.entry("README.md", SHOP),
            Map.entry("endings.md", BAKERY), Map.entry("TaskGroup.java", SHOP + NET), Map.entry("WorkQueue.java", SHOP),
            Map.entry("Select.java", UI), Map.entry("Offload.java", ALBUM), Map.entry("Generator.java", TREE),
            Map.entry("QueueOptions.java", JOBS), Map.entry("PoolOptions.java", HASHES),
            Map.entry("Shield.java", CONNECTION), Map.entry("Futures.java", SHOP + RATES),
            Map.entry("Outcome.java", "record Titled(String title) {} Task<Titled> task;"),
            Map.entry("GroupOptions.java", "abstract void log(Task<?> task, Throwable why);"),
            Map.entry("Event.java", "TaskGroup group; abstract void consume();"));

    /** The condition lets code follow a piece that returns. */
    private static final String BEGIN = "Object line%d() throws Exception { if (true) {";
    private static final String END = "} return null; }";
    private static final String FENCE = "```java";
    private static final String FENCE_END = "```";

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

    static List<Path> classes() throws IOException {
        List<Path> classes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            for (Path file : files.filter(file -> file.toString().endsWith(".java")).sorted().toList()) {
                if (javadoc(file).contains(FENCE)) {
                    classes.add(file);
                }
            }
        }
        return classes;
    }

    @ParameterizedTest
    @MethodSource("classes")
    void everyBlockOfJavadocCompiles(Path file) throws Exception {
        assertEquals(List.of(), problems(file, javadoc(file)));
    }

    /** The same as a page. */
    private static List<String> javadoc(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(String::strip).map(line -> switch (line) {
            case "* <pre>{@code" -> FENCE;
            case "* }</pre>" -> FENCE_END;
            default -> line.replaceFirst("^\\* ?", "");
        }).toList();
    }

    @Test
    void whatStandsAroundIsForPagesWithCode() throws IOException {
        Set<String> found = new TreeSet<>();
        for (Path page : pages()) {
            if (Files.readAllLines(page).contains(FENCE)) {
                found.add(page.getFileName().toString());
            }
        }
        classes().forEach(file -> found.add(file.getFileName().toString()));
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
        String end = null; // of the piece that this is within
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            String next = i + 1 < lines.size() ? lines.get(i + 1) : "";
            if (end == null && line.equals(FENCE)) {
                end = begin(source, i, next);
            } else if (end != null && line.equals(FENCE_END)) {
                source.append(end);
                end = null;
            } else if (end != null && line.isEmpty() && !next.startsWith(" ")) {
                source.append(end);
                end = begin(source, i, next);
            } else if (end != null) {
                source.append(line);
            }
            source.append('\n');
        }
        return source.append('}').toString();
    }

    /** What is to stand at the end of the piece that begins so. */
    private static String begin(StringBuilder source, int line, String first) {
        if (first.startsWith("void ")) {
            return "";
        }
        source.append(BEGIN.formatted(line));
        return END;
    }
}
