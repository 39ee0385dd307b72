package dev.heddle.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PluralTest {
    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"0; 0 files; 0 addresses", "1; 1 file; 1 address",
        "2000; 2,000 files; 2,000 addresses"})
    void oneIsNotSeveral(long number, String files, String addresses) {
        assertEquals(files, Plural.of(number, "file"));
        assertEquals(addresses, Plural.of(number, "address", "addresses"));
    }
}
