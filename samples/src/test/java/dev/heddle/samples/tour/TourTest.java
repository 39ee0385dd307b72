package dev.heddle.samples.tour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertLinesMatch;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.samples.Played;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TourTest {
    private static double seconds(String line) {
        return Double.parseDouble(line.replaceAll(".* ([0-9.]+) s", "$1"));
    }

    @Test
    void helloIo() throws Exception {
        assertEquals(List.of("Hello World 1!", "Hello World 2!"), Played.lines(HelloIo::run));
    }

    @Test
    void gatherInOrder() throws Exception {
        assertEquals(
                List.of("gather:   [users, carts, prices]", "gather:   no stock, and nobody waits an hour for users",
                        "outcomes: got users", "outcomes: failed, no stock"),
                Played.lines(GatherInOrder::run));
    }

    @Test
    void sleepTogether() throws Exception {
        List<String> lines = Played.lines(SleepTogether::run);
        assertLinesMatch(List.of("3 sleeps in a row: [0-9.]+ s", "10000 sleeps together: [0-9.]+ s"), lines);
        assertTrue(seconds(lines.get(0)) >= 3, lines::toString);
        assertTrue(seconds(lines.get(1)) >= 1 && seconds(lines.get(1)) < 10_000, lines::toString);
    }

    @Test
    void toThread() throws Exception {
        assertEquals(
                List.of("tick 1", "tick 2", "tick 3", "a report, read on a virtual thread: true",
                        "the sum is 4999999950000000, computed on a virtual thread: false"),
                Played.lines(ToThread::run));
    }

    @Test
    void createTasks() throws Exception {
        List<String> lines = Played.lines(CreateTasks::run);
        assertLinesMatch(List.of("slow, then quick: all in [0-9.]+ s", "squares: \\[1, 4, 9, 16, 25\\]"), lines);
        assertTrue(seconds(lines.get(0)) >= 0.3, lines::toString);
    }

    @Test
    void waitForTasks() throws Exception {
        List<String> lines = Played.lines(WaitForTasks::run);
        assertEquals("wait_for: eternity takes too long, and has been stopped", lines.get(0));
        List<String> waited = lines.subList(1, lines.size());
        assertEquals(List.of("Ann has arrived", "Ben has arrived", "Cleo has arrived"),
                Played.sorted(waited.stream().map(line -> line.replaceAll("wait: |, pending: \\d", ""))));
        assertTrue(lines.getLast().endsWith("pending: 0"), lines::toString);
    }

    @Test
    void asCompleted() throws Exception {
        assertEquals(List.of("dog: 0.2 s", "hare: 0.1 s", "snail: 0.3 s"),
                Played.sorted(Played.lines(AsCompleted::run).stream()));
    }
}
