package dev.heddle.samples.queues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertLinesMatch;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.samples.Played;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class QueuesTest {

    @Test
    void takeAndTaskDone() throws Exception {
        List<String> lines = Played.lines(TakeAndTaskDone::run);
        assertEquals(Played.numbered("", 1, 5), Played.after("put ", lines));
        assertEquals(Played.numbered("", 1, 5), Played.after("took ", lines));
        assertEquals("every number is done", lines.getLast());
    }

    @Test
    void queueWithLock() throws Exception {
        assertEquals(List.of("sales: {Ann=10, Ben=20, Cleo=30}"), Played.lines(QueueWithLock::run));
    }

    @Test
    void queueWithCondition() throws Exception {
        List<String> lines = Played.lines(QueueWithCondition::run);
        String egg = "egg of (Ann|Ben|Cleo)";
        String box = "a box of \\[" + egg + ", " + egg + ", " + egg + "\\]";
        assertLinesMatch(List.of(box, box, box, box, "4 boxes, 12 eggs in all"), lines);
        for (String hen : List.of("Ann", "Ben", "Cleo")) {
            assertEquals(4, String.join(" ", lines).split("egg of " + hen, -1).length - 1, hen);
        }
    }

    @Test
    void eventDriven() throws Exception {
        List<String> lines = Played.lines(EventDriven::run);
        assertEquals(Played.numbered("", 0, 5), Played.after("add_request ", lines));
        assertEquals(Played.numbered("", 0, 5), Played.after("consumed ", lines));
    }

    @Test
    void bakery() throws Exception {
        List<String> lines = Played.lines(Bakery::run);
        for (String where : List.of("table", "plate")) {
            List<String> breads = Played.sorted(
                    Stream.of("John", "Mike").flatMap(baker -> Played.numbered(baker + "'s bread ", 1, 8).stream()));
            assertEquals(breads, Played.sorted(Played.after(where + ": baked ", lines).stream()));
            assertEquals(breads, Played.sorted(Played.after(where + ": ate ", lines).stream()));
        }
        assertEquals(List.of(),
                lines.stream().filter(line -> line.startsWith("table") && line.contains("waits")).toList());
        assertTrue(lines.getLast().matches("plate: 16 breads eaten, never more than [1-6] waiting"), lines::toString);
    }

    @Test
    void backPressure() throws Exception {
        List<String> lines = Played.lines(BackPressure::run);
        String times = ", producer done after [0-9.]+ s, consumer after [0-9.]+ s";
        assertLinesMatch(List.of("unbounded:    peak \\d+" + times, "bounded to 5: peak [1-5]" + times), lines);
        assertTrue(Integer.parseInt(lines.get(0).replaceAll(".*peak (\\d+),.*", "$1")) > 5, lines::toString);
    }
}
