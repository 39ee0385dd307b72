package dev.heddle.jmh.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The order in which a suite's results are shown, read off the data. */
class FiguresTest {
    private final Invented invented = new Invented();

    private List<Figure> figures(String suite) {
        return Figures.of(invented.results(), suite);
    }

    @Test
    void queuesAreSeriesThreadsPanelsAndCapacitiesCells() {
        for (String threads : List.of("1:1", "4:4")) {
            for (String capacity : List.of("16", "128", "1024")) {
                invented.queue("WorkQueue", threads, capacity, 30, 1).queue("jox.Channel", threads, capacity, 60, 1);
            }
        }
        Figure figure = figures("queue").getFirst();
        assertEquals(List.of("WorkQueue", "jox.Channel"), figure.series());
        assertEquals(List.of("threads 1:1", "threads 4:4"), figure.panels().stream().map(Figure.Panel::title).toList());
        assertEquals("capacity", figure.axis());
        assertEquals(List.of("16", "128", "1024"),
                figure.panels().getFirst().cells().stream().map(Figure.Cell::label).toList());
    }

    @Test
    void rowsThatAreMissingLeaveGaps() {
        invented.queue("WorkQueue", "4:4", "16", 30, 1).queue("WorkQueue", "4:4", "128", 30, 1).queue("jox.Channel",
                "4:4", "128", 60, 1);
        Figure figure = figures("queue").getFirst();
        assertEquals(List.of(false, true), figure.cells().stream().map(cell -> cell.has("jox.Channel")).toList());
        assertEquals(1, figure.cells("jox.Channel", "WorkQueue").size());
        assertTrue(new Page(invented.results(), null).html().contains("–"), "a gap shows in the table");
    }

    @Test
    void aProgramInAnotherLanguageJoinsTheCellsOfTheGrid() {
        invented.add("queue", "peers.go.chan", 40, 1, "threads", "4:4", "capacity", "16", "queue", "go.chan")
                .queue("WorkQueue", "4:4", "16", 30, 1);
        Figure figure = figures("queue").getFirst();
        assertEquals(List.of("WorkQueue", "go.chan"), figure.series(), "others come last");
        assertEquals(Set.of("go.chan"), figure.foreign());
        assertEquals(Map.of("threads", "4:4", "capacity", "16"), figure.constants());
        assertEquals(1, figure.cells().size());
    }

    @Test
    void methodsAreCellsBesideAParameterAndSeriesWithoutOne() {
        invented.add("growth", "dev.heddle.jmh.GrowthByItems.e4", 30, 1, "queue", "WorkQueue")
                .add("growth", "dev.heddle.jmh.GrowthByItems.e5", 31, 1, "queue", "WorkQueue")
                .add("account", "dev.heddle.jmh.AccountAlone.putTake", 10, 1)
                .add("account", "dev.heddle.jmh.AccountAlone.join", 1, 1);
        assertEquals(List.of("e4", "e5"),
                figures("growth").getFirst().cells().stream().map(Figure.Cell::label).toList());
        assertEquals(List.of("putTake", "join"), figures("account").getFirst().series());
    }

    @Test
    void cellsThatDifferMuchGetScalesOfTheirOwn() {
        invented.queue("WorkQueue", "4:4", "16", 300, 1).queue("WorkQueue", "4:4", "1024", 30, 1);
        assertEquals(2, figures("queue").getFirst().panels().size());
    }

    @Test
    void singleCallsShowTheirPercentiles() {
        ObjectNode row = Invented.row("latency", "dev.heddle.jmh.HandOffLatency.handOff", 500, 1, "queue", "WorkQueue");
        row.put("mode", "sample").withObject("primaryMetric").putObject("scorePercentiles").put("50.0", 400)
                .put("99.0", 900).put("99.9", 4000);
        invented.results().add(row);
        Figure figure = figures("latency").getFirst();
        assertEquals(List.of(400.0, 900.0, 4000.0),
                figure.cells().stream().map(cell -> cell.bars().get("WorkQueue").score()).toList());
    }

    @Test
    void whatABenchmarkIsAboutIsShownInPlaceOfItsTime() {
        invented.addSecondary("memory", "dev.heddle.jmh.BytesPerItem.transfer", "gc.alloc.rate.norm", 24, "queue",
                "WorkQueue", "threads", "4:4");
        assertEquals("B/op", figures("memory").getFirst().unit());
    }

    @Test
    void theWordsTellTheMeanRatioAndWhoIsAhead() {
        invented.queue("WorkQueue", "4:4", "16", 10, 1).queue("jox.Channel", "4:4", "16", 20, 1)
                .queue("WorkQueue", "4:4", "128", 10, 1).queue("jox.Channel", "4:4", "128", 5, 1);
        assertEquals("WorkQueue: 10.0 ns/op. Times as long as WorkQueue takes, in the geometric mean: jox.Channel 1.00."
                + " Beyond the error, WorkQueue is ahead of all others on the JVM in 1 of 2 cells, behind in 1, at worst"
                + " jox.Channel, which takes 0.50 times as long (capacity 128, threads 4:4).",
                Reading.of(figures("queue").getFirst()));
    }
}
