package dev.heddle.jmh.report;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** Numbers as people read them, the same in every country. */
final class Numbers {
    private Numbers() {}

    /** Three digits that matter: 0.25, 5.71, 57.1, 571, 57,100. */
    static String score(double value) {
        double size = Math.abs(value);
        if (!Double.isFinite(value)) {
            return "?";
        }
        if (size >= 1000) {
            double unit = Math.pow(10, Math.floor(Math.log10(size)) - 2);
            return String.format(Locale.ROOT, "%,d", Math.round(Math.round(value / unit) * unit));
        }
        int decimals = size >= 99.95 || size == 0 ? 0 : size >= 9.995 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    static String score(Measure measure) {
        return measure.interval().isKnown() ? score(measure.score()) + " ± " + score(measure.interval().error())
                : score(measure.score());
    }

    /** 2.9, 14. */
    static String ratio(double value) {
        if (!Double.isFinite(value)) {
            return "?";
        }
        return String.format(Locale.ROOT, value >= 9.95 ? "%,.0f" : "%.2f", value);
    }

    /** A limit as it is written: 1.1, 2.5, 3. */
    static String limit(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    static String percent(double share) {
        if (!Double.isFinite(share)) {
            return "?";
        }
        return String.format(Locale.ROOT, "%.0f %%", share * 100);
    }

    /** A number on a scale with such steps. */
    static String tick(double value, double step) {
        int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
        boolean half = Math.abs(step * Math.pow(10, decimals) % 1) > 1e-6;
        return String.format(Locale.ROOT, "%,." + (half ? decimals + 1 : decimals) + "f", value);
    }

    static double geometricMean(DoubleStream values) {
        return Math.exp(values.map(Math::log).average().orElse(Double.NaN));
    }

    /** 1 cell, 2 cells. */
    static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /** 45 s, 2 min 10 s, 1 h 5 min. */
    static String time(long seconds) {
        if (seconds < 60) {
            return Math.max(0, seconds) + " s";
        }
        return seconds < 3600 ? seconds / 60 + " min " + seconds % 60 + " s"
                : seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }
}
