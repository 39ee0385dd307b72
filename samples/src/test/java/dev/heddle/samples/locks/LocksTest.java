package dev.heddle.samples.locks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.samples.Played;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LocksTest {

    @Test
    void lockedCounter() throws Exception {
        assertEquals(List.of("20 increments: 20", "a task that waited for the lock was cancelled: true",
                "20 increments are still 20"), Played.lines(LockedCounter::run));
    }

    @Test
    void eventSignals() throws Exception {
        List<String> lines = Played.lines(EventSignals::run);
        assertEquals("ready, steady, go", lines.get(0));
        assertEquals(List.of("Ann runs", "Ben runs", "Cleo runs"), Played.sorted(lines.subList(1, 4).stream()));
        assertEquals("late Dan runs", lines.get(4));
        assertEquals(Played.numbered("letter ", 1, 6), Played.after("read ", lines));
        assertEquals(11, lines.size());
    }

    @Test
    void conditionConsumers() throws Exception {
        List<String> lines = Played.lines(ConditionConsumers::run);
        assertEquals(List.of("apple", "fig", "kiwi", "lime", "pear", "plum"),
                Played.sorted(lines.subList(0, 6).stream().map(line -> line.replaceFirst("(Ann|Ben|Cleo) got ", ""))));
        assertEquals(List.of("6 of 6 items, and all consumers have ended"), lines.subList(6, lines.size()));
    }

    @Test
    void semaphorePermits() throws Exception {
        List<String> lines = Played.lines(SemaphorePermits::run);
        assertTrue(lines.get(0).matches("semaphore: 6 downloads, [12] at a time"), lines::toString);
        assertEquals(List.of("map: [page 1, page 2, page 3, page 4, page 5, page 6]"), lines.subList(1, lines.size()));
    }
}
