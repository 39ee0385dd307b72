package dev.heddle.samples.logs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A pattern for paths, as {@code find -path} has it: {@code *} stands for any bytes and {@code ?} for one, slashes included,
 * {@code [a-z]} for one of a set and {@code [!a-z]} for one outside of it, and a backslash takes the next byte as it is. The
 * pattern covers the whole path, which ends before a '?'.
 *
 * <p>It is matched against bytes, since a path need not be text. That takes no more steps than the product of the two
 * lengths, however many stars there are.
 */
final class Glob implements Filter.Rule {
    /** What stands for any number of bytes. */
    private static final BitSet STAR = new BitSet();

    private final byte[] pattern;

    /** The set of bytes that each place of a path may hold, or STAR. */
    private final List<BitSet> places = new ArrayList<>();

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if it is empty, or ends within a set or after a backslash
     */
    Glob(String pattern) {
        this.pattern = pattern.getBytes(StandardCharsets.UTF_8);
        require(this.pattern.length > 0, "must not be empty");
        for (int at = 0; at < this.pattern.length;) {
            at = read(at);
        }
    }

    @Override
    public boolean accepts(LogLine line, byte[] source) {
        return matches(source, line.pathFrom, line.pathTo);
    }

    /** Each star takes as little as will do. When the rest does not fit, only the last star has to take more. */
    boolean matches(byte[] path, int from, int to) {
        int at = from;
        int place = 0;
        int afterStar = -1;
        int taken = from;
        while (at < to) {
            if (place < places.size() && places.get(place) == STAR) {
                afterStar = ++place;
                taken = at;
            } else if (place < places.size() && places.get(place).get(path[at] & 0xff)) {
                place++;
                at++;
            } else if (afterStar >= 0) {
                place = afterStar;
                at = ++taken;
            } else {
                return false;
            }
        }
        while (place < places.size() && places.get(place) == STAR) {
            place++;
        }
        return place == places.size();
    }

    // ---- reading the pattern: each returns where the next place begins

    private int read(int at) {
        switch (pattern[at]) {
            case '*' -> places.add(STAR);
            case '?' -> places.add(range(0, 0xff));
            case '[' -> {
                return readSet(at + 1);
            }
            case '\\' -> {
                require(at + 1 < pattern.length, "ends with a backslash");
                places.add(only(pattern[at + 1]));
                return at + 2;
            }
            default -> places.add(only(pattern[at]));
        }
        return at + 1;
    }

    /** A ']' that comes first is one of the set; a '-' stands for itself at either end. */
    private int readSet(int from) {
        boolean inverted = from < pattern.length && pattern[from] == '!';
        int first = inverted ? from + 1 : from;
        int end = Bytes.indexOf(pattern, first + 1, pattern.length, ']');
        require(end > 0, "has a '[' without its ']'");
        BitSet set = new BitSet();
        for (int at = first; at < end; at++) {
            boolean range = at + 2 < end && pattern[at + 1] == '-';
            int last = range ? at + 2 : at;
            require(pattern[at] >= 0 && pattern[last] >= pattern[at], "has a set that is neither ASCII nor ascending");
            set.or(range(pattern[at], pattern[last]));
            at = last;
        }
        if (inverted) {
            set.flip(0, 0x100);
        }
        places.add(set);
        return end + 1;
    }

    private static BitSet only(byte b) {
        return range(b & 0xff, b & 0xff);
    }

    private static BitSet range(int first, int last) {
        BitSet set = new BitSet();
        set.set(first, last + 1);
        return set;
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            String text = new String(pattern, StandardCharsets.UTF_8);
            throw new IllegalArgumentException("--path '" + text + "' " + otherwise);
        }
    }
}
