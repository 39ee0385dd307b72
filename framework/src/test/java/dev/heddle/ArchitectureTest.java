package dev.heddle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.TaskGroup;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the class files of the JAR are, and which package may use which. */
@Tag("once")
class ArchitectureTest {
    private static final int MAGIC = 0xCAFEBABE;
    private static final int PREVIEW = 0xFFFF;
    private static final int JAVA_21 = 65;

    /** Each package may use those after it, and the seam of the tests. */
    private static final List<String> LAYERS =
            List.of("dev.heddle.queue", "dev.heddle.task", "dev.heddle.internal.buffer", "dev.heddle.internal.park",
                    "dev.heddle.internal.jdk", "dev.heddle.internal.jfr", "dev.heddle.internal");

    private static final Pattern ARROW = Pattern.compile("^\\s+(\\S+)\\s+->\\s+(\\S+)\\s.*$", Pattern.MULTILINE);

    private static Path classes() throws Exception {
        return Path.of(TaskGroup.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static String jdeps(String... arguments) {
        StringWriter text = new StringWriter();
        PrintWriter printer = new PrintWriter(text);
        int code = ToolProvider.findFirst("jdeps").orElseThrow().run(printer, printer, arguments);
        printer.flush();
        assertEquals(0, code, text::toString);
        return text.toString();
    }

    @Test
    void noClassIsMarkedForPreviewAndEachRunsOnJava21() throws Exception {
        Path path = classes(); // a folder, or the JAR
        if (Files.isRegularFile(path)) {
            try (FileSystem jar = FileSystems.newFileSystem(path)) {
                checkClassFiles(jar.getPath("/"));
            }
        } else {
            checkClassFiles(path);
        }
    }

    private static void checkClassFiles(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> classFiles = files.filter(file -> file.toString().endsWith(".class")).toList();
            assertTrue(classFiles.size() > 20, () -> "only " + classFiles);
            for (Path file : classFiles) {
                try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
                    assertEquals(MAGIC, in.readInt());
                    assertFalse(in.readUnsignedShort() == PREVIEW, () -> file + " runs on one JDK only");
                    assertTrue(in.readUnsignedShort() <= JAVA_21, () -> file + " does not run on Java 21");
                }
            }
        }
    }

    @Test
    void arrowsBetweenPackagesPointDownOnly() throws Exception {
        Map<String, Set<String>> arrows = new TreeMap<>();
        Matcher matcher = ARROW.matcher(jdeps("-verbose:package", classes().toString()));
        while (matcher.find()) {
            arrows.computeIfAbsent(matcher.group(1), from -> new TreeSet<>()).add(matcher.group(2));
        }
        List<String> wrong = new ArrayList<>();
        arrows.forEach((from, targets) -> targets.stream().filter(to -> to.startsWith("dev.heddle"))
                .filter(to -> !isDownward(from, to)).forEach(to -> wrong.add(from + " -> " + to)));
        assertEquals(List.of(), wrong);
        for (String layer : LAYERS) {
            assertTrue(arrows.containsKey(layer), () -> layer + " is missing in " + arrows.keySet());
        }
        assertTrue(arrows.get("dev.heddle.queue").contains("dev.heddle.task"), "the pattern finds arrows");
    }

    private static boolean isDownward(String from, String to) {
        return LAYERS.contains(from) && LAYERS.indexOf(from) < LAYERS.indexOf(to);
    }

    /** The picture is drawn by hand: each box is a group with the package's name, and has its types in texts of class "names". */
    @Test
    void thePictureNamesThePublicTypesOfEachPackage() throws IOException {
        String picture = Files.readString(Path.of("docs", "architecture.svg"));
        for (String layer : LAYERS) {
            String box = all("<g id=\"" + layer + "\">(.*?)</g>", picture).collect(Collectors.joining());
            Set<String> named = all("<text class=\"names\"[^>]*>([^<]*)</text>", box)
                    .flatMap(names -> Stream.of(names.split(" · "))).collect(Collectors.toCollection(TreeSet::new));
            assertEquals(publicTypes(layer), named, layer);
        }
    }

    private static Set<String> publicTypes(String name) throws IOException {
        Set<String> types = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("src/main/java", name.split("\\.")))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all("^public (?:(?:final|abstract|sealed) )*(?:class|interface|enum|record) (\\w+)",
                        Files.readString(file)).forEach(types::add);
            }
        }
        return types;
    }

    /** What the first group of the pattern has found in a text, each time. */
    private static Stream<String> all(String pattern, String text) {
        return Pattern.compile(pattern, Pattern.MULTILINE | Pattern.DOTALL).matcher(text).results()
                .map(found -> found.group(1));
    }

    @Test
    void nothingIsNeededButJavaBaseAndTheRecorderWhereThereIsOne() throws Exception {
        List<String> needed = jdeps("--add-modules", "jdk.jfr", "-summary", classes().toString()).lines()
                .filter(line -> line.startsWith("dev.heddle ")).map(line -> line.replaceFirst(".* -> ", "").strip())
                .sorted().toList();
        assertEquals(List.of("java.base", "jdk.jfr"), needed);
    }

    @Test
    void onlyTheDoorToTheRecorderKnowsIt() throws Exception {
        Set<String> knowing = new TreeSet<>();
        Matcher matcher = ARROW.matcher(jdeps("-verbose:package", classes().toString()));
        while (matcher.find()) {
            if (matcher.group(2).startsWith("jdk.jfr")) {
                knowing.add(matcher.group(1));
            }
        }
        assertEquals(Set.of("dev.heddle.internal.jfr"), knowing);
    }
}
