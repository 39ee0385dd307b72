package dev.heddle.site;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a dead link, and what is none. */
class DeadLinksTest {
    @TempDir
    Path folder;

    private Path site;

    @BeforeEach
    void aSiteOfTwoPagesAndAFileBesideIt() throws IOException {
        site = folder.resolve("site");
        Files.createDirectories(site.resolve("below"));
        Files.writeString(site.resolve("style.css"), "");
        Files.writeString(folder.resolve("outside.html"), "<p id=\"here\">Outside.</p>");
        Files.writeString(site.resolve("below/other.html"),
                "<h1 id=\"&lt;init&gt;(T[])\">Other</h1><a name=\"old\"></a><a href=\"../index.html#top\">up</a>");
    }

    private List<String> deadBeside(String link) throws IOException {
        Files.writeString(site.resolve("index.html"),
                "<p id=\"top\"><a href=\"%s\">a link</a> <a href=\"below/other.html\">another</a>".formatted(link));
        return DeadLinks.in(site);
    }

    @ParameterizedTest
    @ValueSource(strings = {"below/other.html", "below/../index.html", "below/other.html#%3Cinit%3E(T%5B%5D)",
        "below/other.html#old", "#top", "#", "", "style.css", "style.css#any", "https://example.org/none#none",
        "//example.org/none", "mailto:nobody@example.org"})
    void whatIsThereIsAlive(String link) throws IOException {
        assertEquals(List.of(), deadBeside(link));
    }

    @ParameterizedTest
    @CsvSource({"none.html, there is no such file", "below, there is no such file",
        "below/other.html#none, that page has no such place", "'#none', that page has no such place",
        "../outside.html#here, that is outside of the site", "/index.html, that is outside of the site"})
    void whatIsNotThereIsDead(String link, String fault) throws IOException {
        assertEquals(List.of("index.html: " + link + " (" + fault + ")"), deadBeside(link));
    }

    @Test
    void picturesAndStylesAreLinksToo() throws IOException {
        Files.writeString(site.resolve("index.html"),
                "<link rel=\"stylesheet\" href=\"none.css\"><p id=\"top\"><img src=\"none.svg\"></p>");
        assertEquals(
                List.of("index.html: none.css (there is no such file)", "index.html: none.svg (there is no such file)"),
                DeadLinks.in(site));
    }
}
