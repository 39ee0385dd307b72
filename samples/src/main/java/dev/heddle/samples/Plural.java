package dev.heddle.samples;

import java.util.Locale;

/** Numbers with their nouns: 1 file, 2,000 files. */
public final class Plural {
    private Plural() {}

    /**
     * So many of something.
     *
     * @param number how many
     * @param noun what; more of them have an s
     * @return as text
     */
    public static String of(long number, String noun) {
        return of(number, noun, noun + "s");
    }

    /**
     * So many of something.
     *
     * @param number how many
     * @param one what one of them is
     * @param many what none or several are
     * @return as text
     */
    public static String of(long number, String one, String many) {
        return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? one : many);
    }
}
