package dev.heddle.samples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.samples.tour.HelloIo;
import dev.heddle.task.TaskGroup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(120)
class GalleryTest {
    private static final Path SOURCES = Path.of("src/main/java");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    static List<Catalogue.Entry> entries() {
        return Catalogue.entries().toList();
    }

    static List<Path> mains() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).filter(GalleryTest::hasMain).sorted()
                    .toList();
        }
    }

    /** As scripts/sample finds them. */
    private static boolean hasMain(Path file) {
        return read(file).contains("static void main(String");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private int run(String... arguments) {
        return Gallery.run(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), arguments);
    }

    private int launch(Show.Example example, String... arguments) {
        return new Launcher("HelloIo", new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8))
                .run(HelloIo.class, example, List.of(arguments));
    }

    private List<String> output() {
        return out.toString(UTF_8).lines().toList();
    }

    private String errors() {
        return err.toString(UTF_8);
    }

    @Test
    void everyMainClassIsInTheGalleryAndNothingElse() throws IOException {
        List<String> mains = mains().stream()
                .map(file -> SOURCES.relativize(file).toString().replace(".java", "").replaceAll("[/\\\\]", "."))
                .filter(name -> !name.equals(Gallery.class.getName())).toList();
        assertFalse(mains.isEmpty());
        assertEquals(mains, entries().stream().map(entry -> entry.type().getName()).sorted().toList());
    }

    @ParameterizedTest
    @MethodSource("entries")
    void titleIsTheFirstSentenceOfTheDocumentation(Catalogue.Entry entry) throws IOException {
        String source = read(SOURCES.resolve(entry.type().getName().replace('.', '/') + ".java"));
        String text = source.substring(source.indexOf("\n/**") + 4).replaceAll("\\s+(\\* )?", " ").strip();
        assertTrue(text.startsWith(entry.title()), text);
        assertTrue(entry.title().endsWith("."), entry::title);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h"})
    void helpNamesEveryExample(String flag) {
        assertEquals(0, run(flag));
        assertEquals("", errors());
        for (Catalogue.Entry entry : entries()) {
            assertEquals(1,
                    output().stream()
                            .filter(line -> line.strip().startsWith(entry.flag() + " ")
                                    && line.contains(" " + entry.type().getSimpleName() + " ")
                                    && line.endsWith(" " + entry.title()))
                            .count(),
                    entry::flag);
        }
    }

    @Test
    void withoutArgumentsItTellsItsUsage() {
        assertEquals(2, run());
        assertEquals(List.of(), output());
        assertTrue(errors().startsWith("Usage: "), this::errors);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--nothing", "helloio", "--HELLOIO", ""})
    void anUnknownArgumentIsRefusedBeforeAnythingRuns(String argument) {
        assertEquals(2, run("--helloio", argument));
        assertEquals(List.of(), output());
        assertEquals("Gallery: unknown argument " + argument + " (see --help)", errors().strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "NaN", "Infinity", "fast"})
    void aScaleThatIsNoneIsRefused(String scale) {
        assertEquals(2, run("--helloio", "--scale", scale));
        assertEquals(2, launch(HelloIo::run, "--scale", scale));
        assertEquals(List.of(), output());
        assertEquals(
                List.of("Gallery: --scale takes a number above 0, such as 0.1 (see --help)",
                        "HelloIo: --scale takes a number above 0, such as 0.1 (see --help)"),
                errors().lines().toList());
    }

    @Test
    void aScaleAloneAndOneWithoutItsNumberAreRefused() {
        assertEquals(2, run("--scale", "0.1"));
        assertEquals(2, run("--scale"));
        assertEquals(List.of(), output());
        assertEquals(2, errors().lines().count());
    }

    @Test
    void oneExampleIsPlayedAsItIs() {
        assertEquals(0, run("--helloio", "--scale", "0.001"));
        assertEquals(List.of("Hello World 1!", "Hello World 2!"), output());
    }

    @Test
    void severalArePlayedInTheirOrderWithTheirTitles() {
        assertEquals(0, run("--channel", "--helloio", "--scale", "0.001"));
        assertEquals(List.of("--channel", "--helloio"),
                Played.after("== ", output()).stream().map(line -> line.replaceFirst(":.*", "")).toList());
        assertEquals("Hello World 2!", output().getLast());
    }

    @Test
    void allArePlayed() {
        assertEquals(0, run("--scale", "0.01", "--all"), this::errors);
        assertEquals(entries().stream().filter(entry -> !entry.isProgram())
                .map(entry -> entry.flag() + ": " + entry.title()).toList(), Played.after("== ", output()));
    }

    @Test
    void anExampleThatFailsIsToldAndTheExitCodeSaysSo() {
        assertEquals(1, launch(show -> {
            throw new IOException("no flour");
        }));
        assertTrue(errors().startsWith("HelloIo: failed: java.io.IOException: no flour"), this::errors);
    }

    @Test
    void anExampleAloneHasHelpAndRefusesTheRest() {
        assertEquals(0, launch(HelloIo::run, "--help"));
        assertTrue(output().get(0).contains(HelloIo.class.getName() + " [--scale FACTOR]"), () -> output().toString());
        assertEquals(2, launch(HelloIo::run, "--loud"));
        assertEquals("HelloIo: unknown argument --loud (see --help)", errors().strip());
    }

    @Test
    void theJvmEndsWithTheExitCode() throws Exception {
        assertEquals(0, java(HelloIo.class, "--scale", "0.001"));
        assertEquals(2, java(HelloIo.class, "--loud"));
        assertEquals(0, java(Gallery.class, "--helloio", "--scale", "0.001"));
        assertEquals(2, java(Gallery.class, "--nothing"));
        assertEquals(2, java(Gallery.class, "--log-pipeline", "--workers", "none"),
                "the arguments are the program's own");
        assertEquals(0, java(Gallery.class, "--log-pipeline", "--help"));
    }

    @Test
    void anExampleNeedsNoLibraryButHeddle() throws Exception {
        URL[] path = {place(HelloIo.class), place(TaskGroup.class)};
        try (URLClassLoader loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            assertThrows(ClassNotFoundException.class, () -> loader.loadClass(CommandLine.class.getName()));
            Method main = loader.loadClass(HelloIo.class.getName()).getMethod("main", String[].class);
            main.invoke(null, (Object) new String[]{"--scale", "0.001"});
        }
    }

    private static URL place(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    private static int java(Class<?> main, String... arguments) throws Exception {
        try (OwnJvm jvm = OwnJvm.start(main, arguments)) {
            return jvm.end();
        }
    }
}
