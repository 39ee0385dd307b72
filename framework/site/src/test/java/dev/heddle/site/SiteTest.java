package dev.heddle.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The site as a whole, but for javadoc's part. */
class SiteTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    private Path site() {
        return folder.resolve("site");
    }

    private int make(Path root) {
        PrintStream printer = new PrintStream(said, true, StandardCharsets.UTF_8);
        return Site.run(root, site(), printer, printer);
    }

    private void source(String name, String text) throws IOException {
        Path file = folder.resolve("root").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Document page(String address) throws IOException {
        return Jsoup.parse(site().resolve(address).toFile(), "UTF-8");
    }

    @Test
    void theDocumentationHasNoDeadLinkAndAsksForNothingFromOutside() throws IOException {
        assertEquals(Site.DONE, make(Path.of("..", "..")), said::toString);
        assertTrue(page("index.html").select("nav a").size() >= 6, "the menu");
        assertTrue(page("adr/index.html").select("main li").size() >= 8, "the decisions");
        assertEquals(1, page("architecture.html").select("main img[src=architecture.svg]").size());
        try (Stream<Path> files = Files.walk(site())) {
            for (Path file : files.filter(file -> file.toString().endsWith(".html")).toList()) {
                Document page = Jsoup.parse(file.toFile(), "UTF-8");
                assertEquals(0, page.select("script").size(), file::toString);
                assertEquals(List.of(), page.select("link[href*=:], [src*=:]"), file::toString);
            }
        }
    }

    @Test
    void whatIsLinkedToComesAlong() throws IOException {
        source("README.md", "# Heddle\n\n[a](framework/docs/a.md#the-end), [code](src/A.java), [folder](src)\n");
        source("framework/docs/a.md", "# A & B\n\n| x |\n|---|\n| [up](../../README.md) |\n\n## The end\n");
        source("src/A.java", "class A<T> {}\n");
        source("src/target/B.java", "built");
        source("src/C.java", "class C {}\n");
        assertEquals(Site.DONE, make(folder.resolve("root")), said::toString);

        assertEquals(List.of("a.html#the-end", "source/src/A.java.html", "source/src/index.html"),
                page("index.html").select("main a").eachAttr("href"));
        assertEquals("index.html", page("a.html").select("main td a").attr("href"));
        assertEquals("A & B · Heddle", page("a.html").title());
        assertEquals(List.of("Heddle", "A & B"), page("a.html").select("nav a").eachText());
        assertEquals("A & B", page("a.html").select("nav a[aria-current=page]").text());
        assertEquals("class A<T> {}", page("source/src/A.java.html").select("pre").text());
        assertEquals(List.of("A.java.html", "C.java.html"),
                page("source/src/index.html").select("main a").eachAttr("href"));
        assertEquals("../../heddle.css", page("source/src/index.html").select("link").attr("href"));
    }

    @Test
    void aDeadLinkFailsAndIsNamed() throws IOException {
        source("README.md", "# Heddle\n\n[b](framework/docs/b.md), [nowhere](framework/docs/a.md#nowhere)\n");
        source("framework/docs/a.md", "# A\n\n![picture](a.svg)\n");
        assertEquals(Site.FAILED, make(folder.resolve("root")));
        assertEquals(List.of("site: dead links, each after the page that it is on:",
                "  a.html: a.svg (there is no such file)", "  index.html: framework/docs/b.md (there is no such file)",
                "  index.html: a.html#nowhere (that page has no such place)"),
                said.toString(StandardCharsets.UTF_8).lines().toList());
    }
}
