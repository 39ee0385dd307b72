package dev.heddle.samples.logs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogLineTest {
    private static final String HEAD = "192.0.2.7 - frank [17/May/2015:10:05:03 +0000] ";
    private static final long SECOND = 1_431_857_103;

    private final LogLine line = new LogLine();
    private byte[] bytes;

    /** Parses with other bytes before and after, which are none of the line's business. */
    private boolean parse(byte[] text) {
        bytes = new byte[text.length + 20];
        java.util.Arrays.fill(bytes, (byte) '"');
        System.arraycopy(text, 0, bytes, 10, text.length);
        return line.parse(bytes, 10, 10 + text.length);
    }

    private boolean parse(String text) {
        return parse(text.getBytes(UTF_8));
    }

    private String slice(int from, int to) {
        return new String(bytes, from, to - from, UTF_8);
    }

    @Test
    void commonFormat() {
        assertTrue(parse(HEAD + "\"GET /a/b?c=d HTTP/1.1\" 200 2326"));
        assertAll(() -> assertEquals("192.0.2.7", slice(line.clientFrom, line.clientTo)),
                () -> assertEquals(SECOND, line.second), () -> assertEquals("/a/b", slice(line.pathFrom, line.pathTo)),
                () -> assertEquals(200, line.status), () -> assertEquals(2326, line.size),
                () -> assertEquals("", slice(line.refererFrom, line.refererTo)),
                () -> assertEquals("", slice(line.agentFrom, line.agentTo)));
    }

    @Test
    void combinedFormat() {
        assertTrue(parse(HEAD + "\"GET / HTTP/1.1\" 304 - \"http://from.example/\" \"Agent 1.0 (x; y)\""));
        assertAll(() -> assertEquals("/", slice(line.pathFrom, line.pathTo)), () -> assertEquals(304, line.status),
                () -> assertEquals(0, line.size),
                () -> assertEquals("http://from.example/", slice(line.refererFrom, line.refererTo)),
                () -> assertEquals("Agent 1.0 (x; y)", slice(line.agentFrom, line.agentTo)));
    }

    @Test
    void commonFormatAfterCombinedHasNoRefererOfTheLineBefore() {
        assertTrue(parse(HEAD + "\"GET / HTTP/1.1\" 200 1 \"http://from.example/\" \"Agent\""));
        assertTrue(parse(HEAD + "\"GET / HTTP/1.1\" 200 1"));
        assertEquals("", slice(line.refererFrom, line.refererTo));
        assertEquals("", slice(line.agentFrom, line.agentTo));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        // request | path
        "GET /a HTTP/1.1 | /a", "GET /a | /a", "GET /a?b?c HTTP/1.1 | /a", "- | -", "\\x16\\x03\\x01 | \\x16\\x03\\x01",
        "GET  HTTP/1.1 | GET  HTTP/1.1", "GET ?q HTTP/1.1 | GET ?q HTTP/1.1", "GET /grüße HTTP/1.1 | /grüße",
        "GET /\\\"a\\\" HTTP/1.1 | /\\\"a\\\"", "GET /a\"b\" HTTP/1.1 | /a\"b\"", "GET /a\" b HTTP/1.1 | /a\"",
        "GET /a\\\\ | /a\\\\", "CONNECT example.org:443 HTTP/1.1 | example.org:443"})
    void requestEndsAtTheQuoteBeforeTheStatus(String request, String path) {
        assertTrue(parse(HEAD + "\"" + request + "\" 200 5 \"-\" \"-\""));
        assertEquals(path, slice(line.pathFrom, line.pathTo));
        assertEquals(200, line.status);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        // referer | agent
        "- | -", "http://x/?q=\\\"a\\\" | Agent \\\"b\\\"", "http://x/?q=\"a\" | The \"Agent\" 1.0",
        "http://x/\\\\ | A\\\\", "http://x/ \"a b | \"quoted\"", "\\\" \\\" | \\\" \\\"", "a | b\" \"c"})
    void quotesInRefererAndAgentMayBeEscapedOrBare(String referer, String agent) {
        assertTrue(parse(HEAD + "\"GET / HTTP/1.1\" 200 5 \"" + referer + "\" \"" + agent + "\""));
        assertEquals(referer, slice(line.refererFrom, line.refererTo));
        assertEquals(agent, slice(line.agentFrom, line.agentTo));
    }

    @Test
    void emptyRefererAndAgent() {
        assertTrue(parse(HEAD + "\"\" 408 - \"\" \"\""));
        assertEquals("", slice(line.pathFrom, line.pathTo));
        assertEquals("", slice(line.refererFrom, line.refererTo));
        assertEquals("", slice(line.agentFrom, line.agentTo));
    }

    @Test
    void carriageReturnIsNoPartOfTheLine() {
        assertTrue(parse(HEAD + "\"GET / HTTP/1.1\" 200 5\r"));
        assertTrue(parse(HEAD + "\"GET / HTTP/1.1\" 200 5 \"-\" \"-\"\r"));
    }

    @Test
    void bytesThatAreNoUtf8AreKept() {
        assertTrue(parse((HEAD + "\"GET /\u00e4 HTTP/1.1\" 200 5 \"\u00ff\" \"\u0080\"").getBytes(ISO_8859_1)));
        assertEquals("/\u00e4", new String(bytes, line.pathFrom, line.pathTo - line.pathFrom, ISO_8859_1));
    }

    @Test
    void largestSize() {
        assertTrue(parse(HEAD + "\"GET / HTTP/1.1\" 200 999999999999999"));
        assertEquals(999_999_999_999_999L, line.size);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', nullValues = "nothing", value = {
        // line | flaw | the bad field
        "nothing | EMPTY | nothing", "~ a - - [~ | NO_CLIENT | nothing", "a | ENDS_BEFORE_TIMESTAMP | nothing",
        "a - | ENDS_BEFORE_TIMESTAMP | nothing", "~a - - ~ | ENDS_BEFORE_TIMESTAMP | nothing",
        "a - frank smith [17/May/2015:10:05:03 +0000] | NO_TIMESTAMP | nothing",
        "a - - [17/May/2015:10: | ENDS_IN_TIMESTAMP | nothing", "a - - [ | ENDS_IN_TIMESTAMP | nothing",
        "a - - [17/May/2015:10:05:03 +0000 | ENDS_IN_TIMESTAMP | nothing",
        "a - - [yesterday] \"GET / HTTP/1.1\" 200 5 | BAD_TIMESTAMP | yesterday",
        "a - - [31/Feb/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 5 | BAD_TIMESTAMP | 31/Feb/2015:10:05:03 +0000",
        "H | ENDS_BEFORE_REQUEST | nothing", "HGET / HTTP/1.1\" 200 5 | NO_REQUEST | nothing",
        "H\"GET / HTTP/1.1 200 5 | OPEN_REQUEST | nothing", "H\"GET / HTTP/1.1\\\" 200 5 | OPEN_REQUEST | nothing",
        "H\"GET / HTTP/1.1\" | ENDS_AFTER_REQUEST | nothing", "~H\"GET / HTTP/1.1\" ~ | ENDS_AFTER_REQUEST | nothing",
        "H\"GET / HTTP/1.1\" abc 5 | BAD_STATUS | abc", "H\"GET / HTTP/1.1\" 20 5 | BAD_STATUS | 20",
        "H\"GET / HTTP/1.1\" 2000 5 | BAD_STATUS | 2000", "H\"GET / HTTP/1.1\" 012 5 | BAD_STATUS | 012",
        "H\"GET / HTTP/1.1\" - 5 \"-\" \"-\" | BAD_STATUS | -", "H\"GET / HTTP/1.1\" 200 | ENDS_AFTER_STATUS | nothing",
        "~H\"GET / HTTP/1.1\" 200 ~ | ENDS_AFTER_STATUS | nothing", "H\"GET / HTTP/1.1\" 200 5k | BAD_BYTES | 5k",
        "H\"GET / HTTP/1.1\" 200 -5 | BAD_BYTES | -5",
        "H\"GET / HTTP/1.1\" 200 1234567890123456 | BAD_BYTES | 1234567890123456",
        "H\"GET / HTTP/1.1\" 200 \"-\" \"-\" | BAD_BYTES | \"-\"",
        "H\"GET / HTTP/1.1\" 200 5 extra | NO_REFERER | nothing", "~H\"GET / HTTP/1.1\" 200 5 ~ | NO_REFERER | nothing",
        "H\"GET / HTTP/1.1\" 200 5 \"http://x/ | OPEN_REFERER | nothing",
        "H\"GET / HTTP/1.1\" 200 5 \" | OPEN_REFERER | nothing",
        "H\"GET / HTTP/1.1\" 200 5 \"-\" | ENDS_AFTER_REFERER | nothing",
        "H\"GET / HTTP/1.1\" 200 5 \"-\" Mozilla\" | ENDS_AFTER_REFERER | nothing",
        "H\"GET / HTTP/1.1\" 200 5 \"-\" \" | OPEN_AGENT | nothing",
        "H\"GET / HTTP/1.1\" 200 5 \"-\" \"Mozilla | OPEN_AGENT | nothing",
        "H\"GET / HTTP/1.1\" 200 5 \"-\" \"Mozilla\\\" | OPEN_AGENT | nothing",
        "H\"GET / HTTP/1.1\" 200 5 \"-\" \"Mozilla\" extra | OPEN_AGENT | nothing"})
    void tellsWhatIsWrong(String text, Flaw flaw, String field) {
        String given = text == null ? "" : text.startsWith("H") ? HEAD.stripTrailing() + " " + text.substring(1) : text;
        assertFalse(parse("H".equals(text) ? HEAD.stripTrailing() : given));
        assertEquals(flaw, line.flaw);
        assertEquals(field == null ? "" : field, slice(line.flawFrom, line.flawTo));
    }

    @Test
    void eachPrefixOfALineIsParsedOrRejectedAndNoneReadsBeyondItsEnd() {
        byte[] whole = (HEAD + "\"GET /a HTTP/1.1\" 200 5 \"http://x/\" \"A \\\"b\\\" c\"").getBytes(UTF_8);
        int wellFormed = 0;
        for (int length = 0; length <= whole.length; length++) {
            wellFormed += parse(java.util.Arrays.copyOf(whole, length)) ? 1 : 0;
        }
        assertEquals(2, wellFormed, "the line in common format, and all of it");
    }
}
