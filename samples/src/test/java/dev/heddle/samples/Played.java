package dev.heddle.samples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What examples print, when their seconds are short. */
public final class Played {
    private static final double FAST = 0.01;

    private Played() {}

    /** The lines that an example prints, each second of it a hundredth. */
    public static List<String> lines(Show.Example example) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, UTF_8)) {
            example.run(new Show(out, FAST));
        }
        return bytes.toString(UTF_8).lines().toList();
    }

    /** Those that begin so, in their order, without that beginning. */
    public static List<String> after(String beginning, List<String> lines) {
        return lines.stream().filter(line -> line.startsWith(beginning)).map(line -> line.substring(beginning.length()))
                .toList();
    }

    /** Lines with the numbers of a range at their end. */
    public static List<String> numbered(String beginning, int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(n -> beginning + n).toList();
    }

    public static List<String> sorted(Stream<String> lines) {
        return lines.sorted().toList();
    }
}
