package dev.heddle.jmh.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.jmh.Distance;
import dev.heddle.jmh.report.Distances.State;
import dev.heddle.jmh.report.Verdict.Claim;
import dev.heddle.jmh.report.Verdict.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Near and far: what the report makes of the distance of the processors. */
class DistancesTest {
    private final Invented invented = new Invented();

    private List<Claim> claims(int target) {
        return Targets.of(invented.results()).get(target - 1).claims();
    }

    private String html(Comparison comparison) {
        return new Page(invented.results(), comparison).html();
    }

    private static String printed(Comparison comparison) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Summary.print(comparison, new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    private Invented pair(double[] own, double[] peer) {
        return invented.queue("WorkQueue", "4:4", "16", 180, 1).distances(own).queue("jox.Channel", "4:4", "16", 90, 1)
                .distances(peer);
    }

    @Test
    void farIsMoreThanTwiceTheNearestTenthOfTheRun() {
        invented.queue("a", "4:4", "16", 1, 1).distances(50, 100).queue("b", "4:4", "16", 1, 1).distances(101, 300)
                .queue("c", "4:4", "16", 1, 1).distances(60, 300, 70, 70).queue("d", "4:4", "16", 1, 1);
        Results results = invented.results();
        assertEquals(List.of("near", "far", "mixed, 1 of 4 far", "distance not recorded"),
                results.rows().stream().map(row -> results.distances().state(row).toString()).toList());
        assertEquals(new Distances(50, 100, 300), results.distances());
        invented.queue("e", "4:4", "16", 1, 1).distances(20, 300, 300, 300);
        assertEquals(new Distances(50, 101, 300), results.distances(), "one that is out of line counts for nothing");
    }

    @Test
    void aFigureIsMadeOfItsNearIterationsIfTheseAreEnough() {
        invented.queue("WorkQueue", "4:4", "16", 90, 1).distances(60, 300, 61, 62, 300, 63, 64)
                .scores(30, 200, 31, 29, 250, 30, 30).queue("jox.Channel", "4:4", "16", 90, 1)
                .distances(60, 61, 62, 63, 300).scores(30, 31, 32, 33, 200);
        Results results = invented.results();
        List<Measure> measures = results.rows().stream().map(results.distances()::measure).toList();
        assertEquals(30, measures.get(0).score(), 1e-9);
        assertTrue(measures.get(0).interval().high() < 33, measures::toString);
        assertEquals("near, 2 left out", measures.get(0).state().toString());
        assertEquals(90, measures.get(1).score(), "four near ones are not enough");
        assertEquals("mixed, 1 of 5 far", measures.get(1).state().toString());
        invented.queue("crowded", "4:4", "16", 500, 1).distances(60, 61, 29_000, 62, 60, 60).scores(30, 31, 2_000, 30,
                30, 29);
        assertEquals(30, results.distances().measure(results.rows().getLast()).score(), 1e-9);
        assertEquals(List.of("jox.Channel"),
                results.doubtful().stream().map(row -> row.params().get("queue")).toList());
    }

    @Test
    void whatIsMeasuredAgainReplacesWhatWasNotBetter() {
        Results results = pair(new double[]{300, 60}, new double[]{60, 60}).results();
        results.addIfBetter(new Invented().queue("WorkQueue", "4:4", "16", 200, 1).distances(300, 310).results().rows()
                .getFirst().json());
        assertEquals(180, results.rows().getFirst().primary().score());
        results.addIfBetter(new Invented().queue("WorkQueue", "4:4", "16", 170, 1).distances(60, 310).results().rows()
                .getFirst().json());
        assertEquals(170, results.rows().getFirst().primary().score());
        results.addIfBetter(new Invented().queue("WorkQueue", "4:4", "16", 80, 1).distances(60, 61).results().rows()
                .getFirst().json());
        assertEquals(80, results.rows().getFirst().primary().score());
        assertEquals(List.of(), results.doubtful());
    }

    @Test
    void whatHasALargeErrorIsInDoubtUntilItIsMeasuredWithALesserOne() {
        Results results = new Invented().queue("steady", "1:1", "16", 100, 30).queue("unsteady", "1:1", "16", 100, 40)
                .add("queue", "peers.go.chan", 100, 90, "threads", "1:1").results();
        assertEquals(List.of("unsteady"), results.doubtful().stream().map(row -> row.params().get("queue")).toList());
        results.addIfBetter(new Invented().queue("unsteady", "1:1", "16", 90, 41).results().rows().getFirst().json());
        assertEquals(100, results.rows().get(1).primary().score());
        results.addIfBetter(new Invented().queue("unsteady", "1:1", "16", 120, 2).results().rows().getFirst().json());
        assertEquals(120, results.rows().get(1).primary().score());
        assertEquals(List.of(), results.doubtful());
    }

    @Test
    void whatACrowdedMachineGivesIsNoDistance() {
        invented.queue("a", "4:4", "16", 1, 1).distances(Distance.MOST, 60, 29_000);
        assertEquals(new Distances(60, 60, 60), invented.results().distances());
    }

    @ParameterizedTest
    @CsvSource({"15, 0, 15, 0, false", "0, 15, 0, 15, false", "15, 0, 0, 15, true", "15, 0, 12, 3, false",
        "15, 0, 11, 4, true", "14, 1, 1, 14, true", "8, 7, 7, 8, false", "0, 0, 0, 15, false", "15, 0, 0, 0, false"})
    void statesDifferWhenTheSharesOfFarDifferByMoreThanAQuarter(int near, int far, int otherNear, int otherFar,
            boolean expected) {
        State one = new State(near, far, 0);
        State other = new State(otherNear, otherFar, 0);
        assertEquals(expected, one.differsFrom(other));
        assertEquals(expected, other.differsFrom(one));
    }

    @Test
    void aLossOfFarAgainstNearIsUndecided() {
        pair(new double[]{300, 300}, new double[]{60, 60});
        assertEquals(List.of(Status.UNDECIDED, Status.UNDECIDED),
                claims(1).subList(0, 2).stream().map(Claim::status).toList());
        assertTrue(claims(1).getFirst().text().endsWith("; it compares near with far: run it again"),
                claims(1).toString());
    }

    @Test
    void aLossOfFarAgainstFarCounts() {
        pair(new double[]{300, 300}, new double[]{280, 310}).queue("jox.Channel", "1:1", "16", 1, 1).distances(60, 60);
        assertEquals(Status.MISSED, claims(1).getFirst().status(), claims(1).toString());
    }

    @Test
    void aWinOfNearAgainstFarIsUndecidedAndInNoMean() {
        for (String capacity : List.of("16", "128", "1024")) {
            invented.queue("WorkQueue", "4:4", capacity, 30, 1).distances(60)
                    .queue("jox.Channel", "4:4", capacity, capacity.equals("16") ? 900 : 90, 1)
                    .distances(capacity.equals("16") ? 300 : 60);
        }
        assertEquals(List.of(Status.UNDECIDED, Status.MET),
                claims(1).subList(0, 2).stream().map(Claim::status).toList());
        assertEquals("3.00×", claims(1).get(1).figure());
        claims(1).subList(0, 2).forEach(claim -> assertTrue(
                claim.text().endsWith("; 1 of 3 cells compares near with far: run it again"), claim.text()));
        String reading = Reading.of(Figures.of(invented.results(), "queue").getFirst());
        assertTrue(reading.contains("jox.Channel 3.00"), reading);
    }

    @Test
    void aLossThatIsBeyondDoubtIsNotHiddenByAnother() {
        pair(new double[]{60}, new double[]{60}).queue("LinkedBlockingQueue", "4:4", "16", 10, 1).distances(300);
        Claim claim = claims(1).getFirst();
        assertEquals(Status.MISSED, claim.status());
        assertTrue(claim.text().contains("jox.Channel, which takes 0.50"), claim.text());
        assertEquals("0.50×", claims(1).get(1).figure());
    }

    @Test
    void aLimitExceededByFarAgainstNearIsUndecided() {
        invented.queue("WorkQueue", "4:4", "16", 300, 1).distances(300)
                .queue("WorkQueue-without-taskDone", "4:4", "16", 100, 1).distances(60);
        assertEquals(Status.UNDECIDED, claims(3).getFirst().status());
        invented.queue("WorkQueue", "4:4", "128", 105, 1).distances(60)
                .queue("WorkQueue-without-taskDone", "4:4", "128", 100, 1).distances(60);
        Claim claim = claims(3).getFirst();
        assertEquals(Status.UNDECIDED, claim.status());
        assertEquals("1.05×", claim.figure(), "the mean of the cells that are not in doubt");
        assertTrue(claim.text().endsWith("; 1 of 2 cells compares near with far: run it again"), claim.text());
    }

    @Test
    void growthFromNearToFarIsUndecided() {
        invented.add("growth", "dev.heddle.jmh.GrowthByItems.e4", 30, 0.5, "queue", "WorkQueue").distances(60)
                .add("growth", "dev.heddle.jmh.GrowthByItems.e5", 90, 0.5, "queue", "WorkQueue").distances(300);
        assertEquals(Status.UNDECIDED, claims(6).getFirst().status());
    }

    @Test
    void thePageTellsTheDistanceOfTheRunAndTheStateOfEachFigure() {
        pair(new double[]{300, 300}, new double[]{60, 70});
        String html = html(null);
        for (String text : List.of(
                "A message from one processor to another took 60.0 ns in the nearest tenth of the iterations, 300 in the"
                        + " median, 300 at the most; more than 120 is far.",
                "180 ± 1.00<small>far</small>", "90.0 ± 1.00<small>(0.50×)</small><small>near</small>")) {
            assertTrue(html.contains(text), text);
        }
        assertFalse(html.contains("not recorded"));
    }

    @Test
    void theFileTellsItToo(@TempDir Path folder) throws IOException {
        pair(new double[]{300, 300}, new double[]{60, 70}).results().write(folder.resolve("results.json"));
        assertEquals("{\"near\":60.0,\"median\":300.0,\"greatest\":300.0}", new ObjectMapper()
                .readTree(folder.resolve("results.json").toFile()).at("/header").path(Distance.METRIC).toString());
        assertEquals(invented.results().distances(), Results.read(folder.resolve("results.json")).distances());
    }

    @Test
    void aChangeFromNearToFarIsNotComparable() {
        Results old = new Invented().queue("WorkQueue", "4:4", "16", 60, 1).distances(60)
                .queue("WorkQueue", "1:1", "16", 30, 1).distances(60).results();
        invented.queue("WorkQueue", "4:4", "16", 180, 1).distances(300).queue("WorkQueue", "1:1", "16", 20, 1)
                .distances(70);
        Comparison comparison = Comparison.of(old, invented.results());
        assertEquals(List.of("better", "not comparable"),
                comparison.changes().stream().map(Comparison.Change::verdict).toList());
        String said = "1 better and 0 worse beyond the error, 0 within it, 1 not comparable: near in one run and far in"
                + " the other;";
        assertTrue(comparison.summary().contains(said), comparison.summary());
        assertTrue(html(comparison).contains(said));
        assertTrue(printed(comparison).contains(said));
    }

    /** Each run alone is near by its own distances. */
    @Test
    void twoRunsAreMeasuredByTheNearestTenthOfBoth() {
        Results old = new Invented().queue("WorkQueue", "4:4", "16", 60, 1).distances(60).results();
        invented.queue("WorkQueue", "4:4", "16", 180, 1).distances(300);
        assertEquals("not comparable", Comparison.of(old, invented.results()).changes().getFirst().verdict());
    }

    @Test
    void runsFromBeforeItWasRecordedAreShownAsBefore() {
        Results old = new Invented().queue("WorkQueue", "4:4", "16", 30, 1).queue("jox.Channel", "4:4", "16", 90, 1)
                .results();
        assertFalse(old.distances().isKnown());
        Targets.of(old).forEach(verdict -> verdict.claims()
                .forEach(claim -> assertFalse(claim.text().contains("near with far"), claim.text())));
        assertTrue(new Page(old, null).html().contains("Distance not recorded."));
        invented.queue("WorkQueue", "4:4", "16", 1, 0.01).distances(60);
        Comparison comparison = Comparison.of(old, invented.results());
        assertEquals("better", comparison.changes().getFirst().verdict());
        assertTrue(printed(comparison).contains("Processors then: distance not recorded."));
    }
}
