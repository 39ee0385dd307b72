package dev.heddle.samples.ends;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.samples.Played;
import dev.heddle.samples.Show;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EndsTest {

    @Test
    void oneSentinel() throws Exception {
        List<String> lines = Played.lines(OneSentinel::run);
        assertEquals(Played.numbered("bread ", 1, 5), Played.after("produced ", lines));
        assertEquals(Played.numbered("bread ", 1, 5), Played.after("consumed ", lines));
        assertEquals("the consumer has met the sentinel", lines.getLast());
    }

    @Test
    void sentinelEach() throws Exception {
        assertTenConsumed(SentinelEach::run);
    }

    @Test
    void joinThenCancel() throws Exception {
        assertTenConsumed(JoinThenCancel::run);
    }

    @Test
    void fiveEnds() throws Exception {
        List<String> lines = Played.lines(FiveEnds::run);
        assertEquals(5, lines.size(), lines::toString);
        assertTrue(lines.subList(0, 4).stream().allMatch(line -> line.endsWith(" 12 of 12 breads eaten")),
                lines::toString);
        Matcher last = Pattern.compile("cancel now: +(\\d+) of 12 breads eaten(?:, (\\d+) handed back)?")
                .matcher(lines.get(4));
        assertTrue(last.matches(), lines::toString);
        int back = last.group(2) == null ? 0 : Integer.parseInt(last.group(2));
        assertEquals(12, Integer.parseInt(last.group(1)) + back);
    }

    private static void assertTenConsumed(Show.Example example) throws Exception {
        List<String> lines = Played.lines(example);
        Stream<String> consumed = lines.subList(0, 10).stream().map(line -> line.replaceFirst("worker-[123] ", ""));
        assertEquals(Played.sorted(Played.numbered("consumed bread ", 1, 10).stream()), Played.sorted(consumed));
        assertEquals(List.of("10 breads consumed, workers left: 0"), lines.subList(10, lines.size()));
    }
}
