package dev.heddle.samples.generators;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.heddle.samples.Played;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GeneratorsTest {

    @Test
    void plainAndWaiting() throws Exception {
        assertEquals(List.of("next: 1, next: 4, the rest: 9 16", "after a while: 1", "after a while: 4",
                "the generator was left, and has cleaned up: true"), Played.lines(PlainAndWaiting::run));
    }

    @Test
    void forLoop() throws Exception {
        assertEquals(Played.numbered("", 0, 5), Played.lines(ForLoop::run));
    }

    @Test
    void heavyIo() throws Exception {
        List<String> turns = IntStream.rangeClosed(1, 4).boxed()
                .flatMap(i -> Stream.of("the blocking call is done", "produced item " + i, "consumed item " + i))
                .toList();
        assertEquals(turns, Played.lines(HeavyIo::run));
    }
}
