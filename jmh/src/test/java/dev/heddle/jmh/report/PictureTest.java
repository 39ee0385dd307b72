package dev.heddle.jmh.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The picture: well-formed, with the cells of one capacity and no variants. */
class PictureTest {
    @Test
    void itHasOneBarForEachQueueAndNumberOfThreads() throws Exception {
        Results results = new Invented().queue("WorkQueue", "4:4", "128", 30, 1)
                .queue("jox.Channel", "4:4", "128", 90, 2).queue("WorkQueue", "1:16", "128", 40, 1)
                .queue("WorkQueue-without-taskDone", "4:4", "128", 25, 1).queue("WorkQueue", "4:4", "16", 60, 1)
                .results();
        Document picture = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader(Picture.of(results).orElseThrow())));
        NodeList titles = picture.getElementsByTagName("title");
        List<String> bars =
                IntStream.range(0, titles.getLength()).mapToObj(i -> titles.item(i).getTextContent()).toList();
        assertEquals(3, bars.size(), bars::toString);
        assertTrue(bars.stream().allMatch(bar -> bar.contains("capacity 128")), bars::toString);
        assertFalse(bars.toString().contains("without"), bars::toString);
    }

    @Test
    void aRunWithoutThatSuiteHasNone() {
        assertEquals(Optional.empty(), Picture.of(new Invented().results()));
        assertEquals(Optional.empty(), Picture.of(new Invented().queue("WorkQueue", "4:4", "16", 30, 1).results()));
    }
}
