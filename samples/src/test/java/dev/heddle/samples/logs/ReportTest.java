package dev.heddle.samples.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {
    @Test
    void chartOfThreeHours() {
        BarChart chart = new BarChart(new TreeMap<>(java.util.Map.of(10L, 48L, 11L, 1L, 12L, 24L)));
        assertEquals(List.of("     48 ┤███", "        │███", "        │███", "        │███   ███", "        │███   ███",
                "        │███▁▁▁███", "      0 ┴─────────"), chart.lines());
        assertEquals(1, chart.hoursPerColumn());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 24, 70, 71, 84, 1000, 87_000_000})
    void chartFitsTheTerminalWhateverTheSpan(long hours) {
        TreeMap<Long, Long> byHour = new TreeMap<>();
        byHour.put(-5L, 1L);
        byHour.put(-5L + hours - 1, 123_456_789L);
        assertTrue(new BarChart(byHour).lines().stream().allMatch(line -> line.length() <= 80));
    }

    @Test
    void chartTicksMidnight() {
        TreeMap<Long, Long> byHour = new TreeMap<>(java.util.Map.of(21L, 1L, 26L, 1L));
        assertEquals("      0 ┴─────────┴────────", new BarChart(byHour).lines().get(6));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0.5, 0.5", "7, 7", "133.2, 133", "999.4, 999", "999.6, 1.0k", "12345, 12.3k", "4100000, 4.1M",
        "123456789, 123M"})
    void compactNumbers(double value, String text) {
        assertEquals(text, Numbers.compact(value));
    }

    @Test
    void talliesAddUp() {
        LogLine line = new LogLine();
        Tally all = new Tally();
        Tally left = new Tally();
        Tally right = new Tally();
        for (String text : TestLog.lines(500, 6)) {
            byte[] bytes = text.getBytes(UTF_8);
            if (line.parse(bytes, 0, bytes.length)) {
                all.add(line, bytes);
                (text.length() % 2 == 0 ? left : right).add(line, bytes);
            }
        }
        right.merge(left);
        assertEquals(all.requests(), right.requests());
        assertEquals(all.bytes(), right.bytes());
        assertEquals(all.firstSecond(), right.firstSecond());
        assertEquals(all.lastSecond(), right.lastSecond());
        assertEquals(all.byStatus(), right.byStatus());
        assertEquals(all.byHour(), right.byHour());
        assertEquals(all.paths().top(500), right.paths().top(500));
        assertEquals(all.clients().top(500), right.clients().top(500));
        assertEquals(all.referers().top(500), right.referers().top(500));
        assertEquals(all.agents().top(500), right.agents().top(500));
    }
}
