package dev.heddle.jmh.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file of results, and what is compared between two of them. */
class ResultsTest {
    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("results.json"), text);
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Results written = new Invented().queue("WorkQueue", "4:4", "16", 30, 1).queue("jox.Channel", "4:4", "16", 60, 1)
                .results();
        Path file = folder.resolve("results.json");
        written.write(file);
        Results read = Results.read(file);
        assertEquals(written.header(), read.header());
        assertEquals(written.rows(), read.rows());
        assertEquals(List.of(file), Files.list(folder).toList(), "nothing else is left");
    }

    @Test
    void theRowsAreJmhsOwn() throws IOException {
        Path file = folder.resolve("results.json");
        new Invented().queue("WorkQueue", "4:4", "16", 30, 1).results().write(file);
        assertEquals(30, new ObjectMapper().readTree(file.toFile()).at("/results/0/primaryMetric/score").intValue());
    }

    @Test
    void aFileOfJmhsCanBeRead() throws IOException {
        Results read = Results.read(file("[" + Invented.row("", "a.B.c", 5, 1) + "]"));
        assertEquals("a.B.c", read.rows().getFirst().benchmark());
        assertEquals("unknown", read.header().machine());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}", "3", "[3]", "[{}]", "{\"results\": 3}",
        "{\"results\": [{\"benchmark\": 1}]}"})
    void anythingElseIsRefusedInALine(String text) throws IOException {
        Path file = file(text);
        IOException refusal = assertThrows(IOException.class, () -> Results.read(file));
        assertFalse(refusal.getMessage().contains("\n"), refusal.getMessage());
    }

    @Test
    void aLaterRowReplacesAnEarlierOne() {
        Results results =
                new Invented().queue("WorkQueue", "4:4", "16", 30, 1).queue("WorkQueue", "4:4", "16", 40, 1).results();
        assertEquals(List.of(40.0), results.rows().stream().map(row -> row.primary().score()).toList());
    }

    @Test
    void oneSampleHasNoKnownError() throws IOException {
        Measure measure = Measure.of(new ObjectMapper()
                .readTree("{\"score\": 5, \"scoreError\": \"NaN\", \"scoreConfidence\": [\"NaN\", \"NaN\"]}"));
        assertFalse(measure.interval().isKnown());
        assertTrue(measure.interval().overlaps(new Interval(1e9, 1e9)));
    }

    /** JMH adds up what the iterations have counted. */
    @Test
    void aCounterIsTheMeanOfItsIterations() throws IOException {
        Measure counter = Measure.ofCounter(new ObjectMapper()
                .readTree("{\"score\": 90, \"scoreConfidence\": [90, 90], \"rawData\": [[10, 20], [30, 30]]}"));
        assertEquals(22.5, counter.score());
        assertTrue(counter.interval().error() > 10, counter::toString);
    }

    @Test
    void anIntervalComesFromTheRawDataWhereNothingElseTellsIt() throws IOException {
        Measure measure = Measure.of(new ObjectMapper().readTree("{\"score\": 10, \"rawData\": [[9, 10], [11, 10]]}"));
        assertEquals(10, (measure.interval().low() + measure.interval().high()) / 2, 1e-9);
        assertEquals(5.27, measure.interval().error(), 0.01); // Student's t for 3 degrees of freedom, times 0.408
    }

    @Test
    void aChangeCountsWhenTheIntervalsDoNotOverlap() {
        Results old = new Invented().queue("WorkQueue", "4:4", "16", 100, 5).queue("WorkQueue", "1:1", "16", 100, 5)
                .queue("WorkQueue", "1:1", "128", 100, 5).queue("WorkQueue", "gone", "16", 1, 1).results();
        Results now = new Invented().queue("WorkQueue", "4:4", "16", 90, 5).queue("WorkQueue", "1:1", "16", 80, 5)
                .queue("WorkQueue", "1:1", "128", 130, 5).queue("WorkQueue", "new", "16", 1, 1).results();
        Comparison comparison = Comparison.of(old, now);
        assertEquals(List.of("worse", "better", "within the error"),
                comparison.changes().stream().map(Comparison.Change::verdict).toList());
        assertEquals(
                "3 benchmarks in both runs: 1 better and 1 worse beyond the error, 1 within it; 1 only in the older"
                        + " run, 1 only in this one",
                comparison.summary());
    }
}
