package dev.heddle.packaging;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.TaskGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** The JAR under test, the sources it was made of, and the JDK's tools to use it with. */
final class Packaged {
    static final Path SOURCES = Path.of("src", "main", "java");

    static final String POM = "META-INF/maven/dev.heddle/heddle/pom.xml";

    /** What each JAR of sources or classes holds besides. */
    static final Set<String> ABOUT =
            Set.of("META-INF/MANIFEST.MF", "META-INF/LICENSE", POM, "META-INF/maven/dev.heddle/heddle/pom.properties");

    /** How a tool or a program has ended, and what it has said, complaints included. */
    record Ended(int code, String text) {}

    private Packaged() {}

    /** The JAR that the tests run with. A folder of classes proves nothing about a JAR, and is refused. */
    static Path jar() {
        try {
            Path place = Path.of(TaskGroup.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            assertTrue(Files.isRegularFile(place), () -> place + " is no JAR: these tests come after `mvn package`");
            return place;
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The JAR that is built beside it: "sources" or "javadoc". */
    static Path companion(String classifier) {
        Path jar = jar();
        return jar.resolveSibling(jar.getFileName().toString().replace(".jar", "-" + classifier + ".jar"));
    }

    /** The names of the files in a JAR. */
    static Set<String> files(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    static byte[] read(Path jar, String name) {
        try (JarFile file = new JarFile(jar.toFile())) {
            ZipEntry entry = file.getEntry(name);
            assertNotNull(entry, () -> jar.getFileName() + " has no " + name);
            return file.getInputStream(entry).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of the source files, such as "dev/heddle/task/Task.java". */
    static Set<String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> SOURCES.relativize(file).toString().replace('\\', '/'))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** Names each file that is missing and each that is too many. */
    static void assertFiles(Set<String> expected, Set<String> found) {
        Set<String> missing = new TreeSet<>(expected);
        missing.removeAll(found);
        Set<String> unexpected = new TreeSet<>(found);
        unexpected.removeAll(expected);
        assertTrue(missing.isEmpty() && unexpected.isEmpty(),
                () -> "missing: " + missing + ", unexpected: " + unexpected);
    }

    /** A tool of the JDK that runs this, such as "javac". */
    static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    /** Runs a program in English and with nothing set by the environment; it does not outlive this call. */
    static Ended run(String program, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(arguments);
        Path said = Files.createTempFile("heddle", ".txt"); // and not read from a pipe, which no interrupt ends
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().keySet().removeIf(name -> name.contains("JAVA") || name.startsWith("JDK_"));
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try {
            return new Ended(process.waitFor(), Files.readString(said));
        } finally {
            process.destroyForcibly();
            Files.delete(said);
        }
    }
}
