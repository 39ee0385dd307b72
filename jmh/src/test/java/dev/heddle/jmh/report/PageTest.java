package dev.heddle.jmh.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The page: well-formed, alone in the world, and with nothing lost. */
class PageTest {

    private static Document parsed(String html) throws Exception {
        assertTrue(html.startsWith("<!DOCTYPE html>\n"));
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(html)));
    }

    private static Document page(Results results) throws Exception {
        return parsed(new Page(results, null).html());
    }

    private static List<String> texts(Document page, String element) {
        NodeList nodes = page.getElementsByTagName(element);
        return IntStream.range(0, nodes.getLength()).mapToObj(i -> nodes.item(i).getTextContent()).toList();
    }

    @Test
    void aRunWithoutResultsHasAPageToo() throws Exception {
        assertTrue(texts(page(new Invented().results()), "h2").contains("The targets"));
    }

    @Test
    void everyFigureIsThereAsABarAndInATable() throws Exception {
        Document page = page(new Invented().queue("WorkQueue", "4:4", "16", 31.4, 1.25)
                .queue("jox.Channel", "4:4", "16", 62.8, 2).results());
        assertTrue(texts(page, "h2").contains("What does it cost?"));
        assertTrue(texts(page, "title").contains("WorkQueue: 31.4 ± 1.25 ns/op (capacity 16, threads 4:4)"));
        assertTrue(texts(page, "td").contains("62.8 ± 2.002.00×"), texts(page, "td").toString());
    }

    /** A ratio to next to nothing says nothing. */
    @Test
    void bytesAreShownWithoutRatios() throws Exception {
        Document page = page(new Invented()
                .addSecondary("memory", "dev.heddle.jmh.BytesAlone.putAndTake", "gc.alloc.rate.norm", 0.001, "queue",
                        "WorkQueue")
                .addSecondary("memory", "dev.heddle.jmh.BytesAlone.putAndTake", "gc.alloc.rate.norm", 24, "queue",
                        "LinkedBlockingQueue")
                .results());
        assertTrue(texts(page, "td").contains("24.0 ± 0"), texts(page, "td").toString());
        assertTrue(texts(page, "summary").contains("The figures"), texts(page, "summary").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "]]>", "&amp;&",
        "\u0000\u001b[31m", "\ud800", "\uffff", "'; DROP TABLE", "%s%n", "${x}", "", "Ünïcödé 队列 🧵"})
    void noNameBreaksIt(String name) throws Exception {
        Results results = new Invented().queue(name, name, name, 10, 1).queue("WorkQueue", name, "16", 10, 1)
                .add(name, name, 3, 1, name, name).add(name, "a." + name + ".b", 3, 1).results();
        results.note(new Header(name, 1, name, name, name, false, name, 1, name, name, 1,
                List.of(new Header.Part(name, name)), List.of(new Header.Failure(name, name)),
                List.of(new Header.Again(name, name, name))));
        Document page = parsed(new Page(results, Comparison.of(results, results)).html());
        assertEquals(0, page.getElementsByTagName("script").getLength());
        assertEquals(0, page.getElementsByTagName("img").getLength());
    }

    @Test
    void numbersThatAreNoneBreakNothing() throws Exception {
        Results results = new Invented().queue("WorkQueue", "4:4", "16", 0, 0).queue("jox.Channel", "4:4", "16", 0, 0)
                .queue("WorkQueue", "4:4", "128", Double.NaN, 1).queue("WorkQueue", "4:4", "1024", 1e300, 1e300)
                .results();
        String html = new Page(results, Comparison.of(results, results)).html();
        parsed(html);
        assertFalse(html.contains("NaN"));
        assertFalse(html.contains("Infinity"));
    }

    @Test
    void itAsksForNothingFromOutside() {
        String html = new Page(new Invented().queue("WorkQueue", "4:4", "16", 10, 1).results(), null).html();
        for (String outside : List.of("http:", "https:", "src=", "@import", "url(", "<script", "<link")) {
            assertFalse(html.contains(outside), outside);
        }
    }

    @Test
    void whatAReaderMustKnowIsSaid() {
        Results results = new Invented().results();
        Header header = results.header();
        results.note(new Header(header.date(), 1, header.command(), header.commit(), "quick", false, header.machine(),
                2, "", "", 2, List.of(), List.of(new Header.Failure("a.B.c", "out of luck")),
                List.of(new Header.Again("2026-01-02", "def456", "the suite queue"))));
        String html = new Page(results, null).html();
        for (String text : List.of("A quick run", "Not complete", "1 benchmark failed", "out of luck", "abc123",
                "a machine", "scripts/bench --full", "the suite queue, 2026-01-02, commit def456")) {
            assertTrue(html.contains(text), text);
        }
    }
}
