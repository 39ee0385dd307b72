package dev.heddle.samples.logs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApacheTimeTest {
    private static final DateTimeFormatter FORMAT = new DateTimeFormatterBuilder().appendPattern("dd/MMM/")
            .appendPattern("uuuu:HH:mm:ss xx").toFormatter(Locale.ENGLISH);

    private final ApacheTime time = new ApacheTime();

    private long parse(String text) {
        assertEquals(ApacheTime.LENGTH, text.length());
        return time.parse(("[" + text + "]").getBytes(US_ASCII), 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"17/May/2015:10:05:03 +0000", "29/Feb/2024:23:59:59 -0800", "01/Jan/1970:00:00:00 +0000",
        "31/Dec/1969:23:00:00 -0130", "31/Dec/9999:23:59:59 +1800"})
    void agreesWithJavaTime(String text) {
        assertEquals(OffsetDateTime.parse(text, FORMAT).toEpochSecond(), parse(text));
    }

    @Test
    void agreesWithJavaTimeWhateverCameBefore() {
        Random random = new Random(3);
        for (int round = 0; round < 20_000; round++) {
            String text = "%02d/%s/201%d:%02d:%02d:%02d %s".formatted(1 + random.nextInt(28),
                    random.nextBoolean() ? "May" : "Mar", random.nextInt(2), random.nextInt(2), random.nextInt(60),
                    random.nextInt(60), random.nextBoolean() ? "+0000" : "+0530");
            assertEquals(OffsetDateTime.parse(text, FORMAT).toEpochSecond(), parse(text), text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"31/Feb/2015:10:05:03 +0000", "29/Feb/2015:10:05:03 +0000", "00/May/2015:10:05:03 +0000",
        "17/may/2015:10:05:03 +0000", "17-May-2015:10:05:03 +0000", "17/May/2015:24:05:03 +0000",
        "17/May/2015:10:60:03 +0000", "17/May/2015:10:05:60 +0000", "17/May/2015:10:05:03 0000+",
        "17/May/2015:10:05:03 +1900", "17/May/2015:10:05:03 +0060", "1x/May/2015:10:05:03 +0000",
        "17/May/20 5:10:05:03 +0000", "17/May/2015 10:05:03 +0000", "17/May/2015:10:05:03+00000"})
    void refusesWhatIsNoTime(String text) {
        assertEquals(ApacheTime.BAD, parse(text));
        assertEquals(ApacheTime.BAD, parse(text), "again, from memory");
    }
}
