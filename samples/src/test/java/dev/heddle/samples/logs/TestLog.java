package dev.heddle.samples.logs;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Logs made for tests: the same for the same seed, with each seventeenth line malformed. */
final class TestLog {
    private static final String[] MALFORMED =
            {"", "no log line at all", "10.0.0.1 - - [32/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 5",
                "10.0.0.1 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" abc 5",
                "10.0.0.1 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"Mozilla"};

    private TestLog() {}

    static List<String> lines(int count, long seed) {
        Random random = new Random(seed);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add(i % 17 == 5 ? MALFORMED[random.nextInt(MALFORMED.length)] : line(random));
        }
        return lines;
    }

    private static String line(Random random) {
        String common = "10.0.%d.%d - - [%02d/May/2015:%02d:%02d:%02d +0000] \"GET /p%d?q=%d HTTP/1.1\" %d %s"
                .formatted(random.nextInt(3), random.nextInt(50), 1 + random.nextInt(3), random.nextInt(24),
                        random.nextInt(60), random.nextInt(60), random.nextInt(40), random.nextInt(1000),
                        random.nextBoolean() ? 200 : 404, random.nextInt(5) == 0 ? "-" : random.nextInt(100_000));
        return random.nextInt(3) == 0 ? common : common + " \"-\" \"Agent \\\"" + random.nextInt(9) + "\\\" (test)\"";
    }

    static long malformed(int count) {
        return (count + 11) / 17;
    }

    static byte[] bytes(List<String> lines) {
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    static Source source(int place, String name, byte[] bytes) {
        return new Source(place, name, () -> new ByteArrayInputStream(bytes));
    }
}
