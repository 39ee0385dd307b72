package dev.heddle.samples.logs;

import java.util.Locale;

/** Numbers for people, short enough for the margin of a chart. */
final class Numbers {
    private static final String UNITS = "kMGTPE";

    private Numbers() {}

    /** In at most six characters: 0.5, 950, 12.3k, 4.1M. */
    static String compact(double value) {
        double scaled = value;
        int unit = -1;
        while (scaled >= 999.5 && unit < UNITS.length() - 1) {
            scaled /= 1000;
            unit++;
        }
        boolean whole = scaled == Math.rint(scaled) || scaled >= 99.95;
        String digits = String.format(Locale.ROOT, whole ? "%.0f" : "%.1f", scaled);
        return unit < 0 ? digits : digits + UNITS.charAt(unit);
    }
}
