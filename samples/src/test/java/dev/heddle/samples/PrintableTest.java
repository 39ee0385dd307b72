package dev.heddle.samples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTest {
    @ParameterizedTest
    @CsvSource({"/plain, /plain", "/gr\u00fc\u00dfe, /gr\u00fc\u00dfe", "/\u001b[31m, /\\x1b[31m", "/a\tb, /a\\x09b"})
    void textIsKeptAndControlsAreEscaped(String text, String printable) {
        assertEquals(printable, Printable.of(text));
        assertEquals(printable, Printable.of(text.getBytes(UTF_8)));
    }

    @Test
    void whatIsNoUtf8IsEscaped() {
        byte[] bytes = {'/', 'a', (byte) 0xe4, (byte) 0xff, 'z'};
        assertEquals("/a\\xe4\\xffz", Printable.of(bytes));
        assertEquals("a\\xe4", Printable.of(bytes, 1, 3));
    }
}
