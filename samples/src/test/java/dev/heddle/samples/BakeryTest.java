package dev.heddle.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class BakeryTest {

    @Test
    void everyBreadIsBakedAndEaten() throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        try {
            Bakery.main(new String[0]);
        } finally {
            System.setOut(before);
        }
        List<String> lines = output.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(12, lines.stream().filter(line -> line.startsWith("baked ")).count());
        assertEquals(12, lines.stream().filter(line -> line.startsWith("ate ")).distinct().count());
        assertTrue(lines.getLast().endsWith("every bread is eaten: 12"));
    }
}
