package dev.heddle.packaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The JARs with the sources and the Javadoc. */
class CompanionsIT {
    private static final String BOOK = "dev.heddle/";

    /** The build tells its tests the options it was given. */
    private static Path companion(String classifier, String option) {
        assumeFalse("true".equals(System.getProperty(option)), () -> "built with -D" + option);
        return Packaged.companion(classifier);
    }

    @Test
    void theSourcesAreAllThereAndNothingElseIs() throws Exception {
        Path jar = companion("sources", "maven.source.skip");
        Set<String> expected = new TreeSet<>(Packaged.sources());
        for (String name : expected) {
            assertArrayEquals(Files.readAllBytes(Packaged.SOURCES.resolve(name)), Packaged.read(jar, name), name);
        }
        expected.addAll(Packaged.ABOUT);
        Packaged.assertFiles(expected, Packaged.files(jar));
    }

    @Test
    void theJavadocHasAPageForEachTypeThatOthersSeeAndForNoOther() throws Exception {
        Path jar = companion("javadoc", "maven.javadoc.skip");
        Set<String> expected = new TreeSet<>();
        for (String file : Packaged.files(Packaged.jar())) {
            if (file.matches("dev/heddle/(task|queue)/\\w+(\\$[A-Z]\\w*)*\\.class")) {
                Class<?> type = Class.forName(file.replace('/', '.').replaceFirst("\\.class$", ""), false,
                        CompanionsIT.class.getClassLoader());
                if (Modifier.isPublic(type.getModifiers())) {
                    expected.add(BOOK + file.replace('$', '.').replaceFirst("class$", "html"));
                }
            }
        }
        assertTrue(expected.contains(BOOK + "dev/heddle/task/Outcome.Success.html"), expected::toString);
        Set<String> found = Packaged.files(jar);
        assertTrue(found.contains("index.html"), found::toString);
        found.removeIf(
                name -> !name.startsWith(BOOK + "dev/") || name.matches(".*/(class-use/.*|package-[a-z]+\\.html)"));
        Packaged.assertFiles(expected, found);
    }
}
