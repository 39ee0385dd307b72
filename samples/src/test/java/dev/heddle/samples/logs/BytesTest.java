package dev.heddle.samples.logs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BytesTest {
    /** Few different bytes, some of them negative, so that hits and near misses lie side by side. */
    private static byte[] random(Random random) {
        byte[] bytes = new byte[random.nextInt(40)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (" \"!\u00a0\u00a2\n".charAt(random.nextInt(6)));
        }
        return bytes;
    }

    @Test
    void searchesAgreeWithStrings() {
        Random random = new Random(1);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = random(random);
            int from = random.nextInt(bytes.length + 1);
            int to = from + random.nextInt(bytes.length - from + 1);
            String slice = new String(bytes, from, to - from, ISO_8859_1);
            int first = slice.indexOf('"');
            int last = slice.lastIndexOf('"');
            assertEquals(first < 0 ? -1 : from + first, Bytes.indexOf(bytes, from, to, '"'));
            assertEquals(last < 0 ? -1 : from + last, Bytes.lastIndexOf(bytes, from, to, '"'));
            assertEquals(slice.chars().filter(c -> c == '"').count(), Bytes.count(bytes, from, to, '"'));
        }
    }

    @Test
    void equalSlicesHaveEqualHashesWhereverTheyLie() {
        Random random = new Random(2);
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = random(random);
            byte[] around = new byte[bytes.length + random.nextInt(20) + 3];
            random.nextBytes(around);
            System.arraycopy(bytes, 0, around, 3, bytes.length);
            assertEquals(Bytes.hash(bytes, 0, bytes.length), Bytes.hash(around, 3, 3 + bytes.length));
        }
    }
}
