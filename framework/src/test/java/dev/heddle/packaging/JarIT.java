package dev.heddle.packaging;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.internal.Seam;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;

/** What is in the JAR, file by file. */
class JarIT {
    private static final int JAVA_21 = 65;
    private static final String DESCRIPTOR = "module-info.class";

    /** An allow-list: what is not here (Class-Path, Multi-Release, Launcher-Agent-Class, ...) would do something. */
    private static final Set<String> HARMLESS =
            Set.of("Manifest-Version", "Created-By", "Build-Jdk-Spec", "Build-Tool-Jdk-Spec");

    /** In a class file a type is written with slashes and a mere name with dots; of the last, not even the name. */
    private static final List<String> UNSPEAKABLE = List.of("java/util/concurrent/Structure", "java/lang/ScopedValue",
            "jdk/internal/", "sun/", "jdk.internal.", "sun.misc.");

    private static final String BY_NAME_ONLY = "java.util.concurrent.StructuredTaskScope";

    private final Path jar = Packaged.jar();

    private List<String> classFiles() throws IOException {
        return Packaged.files(jar).stream().filter(name -> name.endsWith(".class")).toList();
    }

    @Test
    void everyClassIsOneOfJava21WithoutPreview() throws Exception {
        for (String name : classFiles()) {
            int version = ByteBuffer.wrap(Packaged.read(jar, name)).getInt(4); // minor, major; a preview has minor 65535
            boolean right = name.equals(DESCRIPTOR) ? version >>> 16 == 0 && version <= JAVA_21 : version == JAVA_21;
            assertTrue(right, () -> name + " has version " + (version & 0xFFFF) + "." + (version >>> 16));
        }
    }

    @Test
    void noClassRefersToWhatIsInternalOrPreviewInTheJdk() throws Exception {
        int named = 0;
        for (String name : classFiles()) {
            String content = new String(Packaged.read(jar, name), ISO_8859_1);
            for (String unspeakable : UNSPEAKABLE) {
                assertFalse(content.contains(unspeakable), () -> name + " refers to " + unspeakable);
            }
            named += content.contains(BY_NAME_ONLY) ? 1 : 0;
        }
        assertEquals(1, named, "one class asks for StructuredTaskScope by name, which this finds");
    }

    @Test
    void itHoldsTheClassesOfItsSourcesAndNothingElse() throws Exception {
        Set<String> files = Packaged.files(jar);
        Set<String> found = new TreeSet<>(files);
        found.removeIf(name -> name.contains("$") && files.contains(name.replaceFirst("\\$.*", ".class"))); // nested
        Set<String> expected = new TreeSet<>(Packaged.ABOUT);
        Packaged.sources().forEach(name -> expected.add(name.replaceFirst("java$", "class")));
        Packaged.assertFiles(expected, found);
    }

    @Test
    void itsSeamIsTheOneThatDoesNothing() throws Exception {
        System.setProperty("heddle.mutant", "any");
        try (URLClassLoader alone =
                new URLClassLoader(new URL[]{jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            Class<?> seam = alone.loadClass(Seam.class.getName());
            assertEquals(false, seam.getMethod("mutant", String.class).invoke(null, "any"));
            assertEquals(2, seam.getMethod("size", int.class, int.class).invoke(null, 1, 2));
            assertEquals(Set.of("mutant", "size", "created"),
                    Stream.of(seam.getDeclaredMethods()).map(method -> method.getName()).collect(Collectors.toSet()));
        } finally {
            System.clearProperty("heddle.mutant");
        }
    }

    @Test
    void itsManifestAsksForNothing() throws Exception {
        try (JarFile file = new JarFile(jar.toFile())) {
            Set<String> found = file.getManifest().getMainAttributes().keySet().stream().map(Object::toString)
                    .collect(Collectors.toCollection(TreeSet::new));
            found.removeAll(HARMLESS);
            assertEquals(Set.of(), found);
            assertEquals(Set.of(), file.getManifest().getEntries().keySet(), "attributes of single files");
        }
    }

    @Test
    void itBearsTheLicence() throws Exception {
        assertArrayEquals(Files.readAllBytes(Path.of("..", "LICENSE")), Packaged.read(jar, "META-INF/LICENSE"));
    }

    @Test
    void itsPomStandsAloneSaysWhatMavenCentralAsksForAndBringsNoOtherJar() throws Exception {
        String elsewhere = "count(//parent | //dependency | //profile)";
        byte[] pom = Packaged.read(jar, Packaged.POM);
        assertEquals("0", in(pom, elsewhere));
        for (String element : List.of("name", "description", "url", "licenses/license/name", "licenses/license/url",
                "developers/developer/name", "scm/connection", "scm/developerConnection", "scm/url")) {
            assertFalse(in(pom, "normalize-space(/project/" + element + ")").isEmpty(), element);
        }
        assertFalse(in(Files.readAllBytes(Path.of("pom.xml")), elsewhere).equals("0"), "the path finds what there is");
    }

    private static String in(byte[] xml, String path) throws Exception {
        var document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(xml));
        return XPathFactory.newInstance().newXPath().evaluate(path, document);
    }
}
