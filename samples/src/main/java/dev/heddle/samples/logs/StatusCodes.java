package dev.heddle.samples.logs;

import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;

/** A set of status codes, named by patterns such as {@code 404}, {@code 40x} and {@code 4xx}. */
final class StatusCodes implements Filter.Rule {
    private static final Pattern CODES = Pattern.compile("[1-9]([0-9][0-9xX]|[xX]{2})");

    private final BitSet codes = new BitSet(1000);

    /**
     * The codes that one of the patterns names.
     *
     * @throws IllegalArgumentException if one of them is no such pattern
     */
    StatusCodes(List<String> patterns) {
        patterns.forEach(this::add);
    }

    private void add(String pattern) {
        if (!CODES.matcher(pattern).matches()) {
            throw new IllegalArgumentException("--status takes codes such as 404, 40x or 4xx, not '" + pattern + "'");
        }
        String first = pattern.replaceAll("[xX]", "0");
        String last = pattern.replaceAll("[xX]", "9");
        codes.set(Integer.parseInt(first), Integer.parseInt(last) + 1);
    }

    @Override
    public boolean accepts(LogLine line, byte[] source) {
        return codes.get(line.status);
    }
}
