package dev.heddle.samples.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {
    private static List<Integer> codes(String... patterns) {
        StatusCodes codes = new StatusCodes(List.of(patterns));
        LogLine line = new LogLine();
        return IntStream.range(0, 1000).filter(status -> {
            line.status = status;
            return codes.accepts(line, null);
        }).boxed().toList();
    }

    private static boolean matches(String glob, String path) {
        byte[] bytes = ("?" + path + "?").getBytes(UTF_8);
        return new Glob(glob).matches(bytes, 1, bytes.length - 1);
    }

    private static boolean accepts(Period period, String time) {
        LogLine line = new LogLine();
        line.second = Instant.parse(time).getEpochSecond();
        return period.accepts(line, null);
    }

    @Test
    void statusPatterns() {
        assertEquals(List.of(404), codes("404"));
        assertEquals(IntStream.range(400, 500).boxed().toList(), codes("4xx"));
        assertEquals(IntStream.range(410, 420).boxed().toList(), codes("41X"));
        assertEquals(List.of(200, 301, 302), codes("302", "200", "301"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4", "40", "4x4", "xxx", "0xx", "4xxx", "-1", "4**", "٤٠٤"})
    void statusPatternsThatAreNone(String pattern) {
        assertThrows(IllegalArgumentException.class, () -> codes(pattern));
    }

    @ParameterizedTest
    @CsvSource({"/a, /a", "*, ''", "*, /a/b", "/*, /", "/a/*, /a/b/c", "*.png, /x/y.png", "/*/b*, /a/b",
        "/*/b*, /a/c/b/d", "*a*b*c*, xxaxxbxxcxx", "*aab, aaaab", "/?, /a", "/[a-c]x, /bx", "/[!a-c]x, /dx", "[]]x, ]x",
        "[!]]x, ax", "[a-]x, -x", "/\\*, /*", "**, /", "/ä, /ä", "*ä, /ä", "/??, /ä"})
    void globThatMatches(String glob, String path) {
        assertTrue(matches(glob, path));
    }

    @ParameterizedTest
    @CsvSource({"/a, /", "/a, /ab", "/a, ''", "/*, ''", "*.png, /x.pngs", "*.png, png", "/?, /", "/?, /ab",
        "/[a-c]x, /dx", "/[!a-c]x, /bx", "/\\*, /a", "*a*b*c*, cba", "*aab, aaba", "/a*b, /a"})
    void globThatDoesNot(String glob, String path) {
        assertFalse(matches(glob, path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "[!", "[]", "[abc", "a\\", "[z-a]", "[ä]"})
    void globThatIsNone(String glob) {
        assertThrows(IllegalArgumentException.class, () -> new Glob(glob));
    }

    @Test
    void aPathThatIsNoTextMatchesByteByByte() {
        assertTrue(new Glob("/?[!a]*").matches(new byte[]{'/', (byte) 0xff, 0, (byte) 0x80}, 0, 4));
    }

    /** A matcher that goes back to all of its stars would take longer than the universe lasts. */
    @Test
    void manyStarsTakeNoExponentialTime() {
        boolean matched = assertTimeoutPreemptively(Duration.ofSeconds(30),
                () -> matches("*a".repeat(60) + "b", "a".repeat(4000)));
        assertFalse(matched);
    }

    @Test
    void aPeriodHasItsFirstSecondAndNotItsLast() {
        Period day = Period.of("2015-05-17", "2015-05-18");
        assertFalse(accepts(day, "2015-05-16T23:59:59Z"));
        assertTrue(accepts(day, "2015-05-17T00:00:00Z"));
        assertTrue(accepts(day, "2015-05-17T23:59:59Z"));
        assertFalse(accepts(day, "2015-05-18T00:00:00Z"));
        assertTrue(accepts(Period.of(null, "2015-05-18"), "0001-01-01T00:00:00Z"));
        assertTrue(accepts(Period.of("2015-05-18", null), "9999-01-01T00:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({"2015-05-17T10:05:03Z, 2015-05-17T10:05:03Z", "2015-05-17T10:05:03, 2015-05-17T10:05:03Z",
        "2015-05-17 10:05:03, 2015-05-17T10:05:03Z", "2015-05-17T10:05, 2015-05-17T10:05:00Z",
        "2015-05-17T10:05:03+02:00, 2015-05-17T08:05:03Z", "2015-05-17T10:05:02.5Z, 2015-05-17T10:05:03Z"})
    void momentsAreUtcUnlessTheyTell(String given, String first) {
        assertEquals(Instant.parse(first).getEpochSecond(), Period.of(given, null).since());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "today", "2015", "2015-05", "2015-13-01", "2015-02-29", "2015-05-17T25:00", "20150517"})
    void momentsThatAreNone(String text) {
        assertThrows(IllegalArgumentException.class, () -> Period.of(text, null));
    }

    @Test
    void aPeriodWithoutASecondIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Period.of("2015-05-17", "2015-05-17"));
        assertThrows(IllegalArgumentException.class, () -> Period.of("2015-05-18", "2015-05-17"));
    }
}
