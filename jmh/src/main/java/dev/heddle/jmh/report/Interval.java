package dev.heddle.jmh.report;

/**
 * Where the true figure lies with 99.9 % confidence, as JMH computes it from the raw data. One sample alone tells nothing
 * of that: then the interval is unknown, overlaps with every other, and no difference exceeds it.
 */
record Interval(double low, double high) {
    static final Interval UNKNOWN = new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    static Interval of(double low, double high) {
        return Double.isFinite(low) && Double.isFinite(high) ? new Interval(low, high) : UNKNOWN;
    }

    boolean isKnown() {
        return Double.isFinite(low);
    }

    /** Whether all of it lies below all of the other. */
    boolean isBelow(Interval other) {
        return high < other.low;
    }

    boolean overlaps(Interval other) {
        return !isBelow(other) && !other.isBelow(this);
    }

    Interval times(double factor) {
        return isKnown() ? new Interval(low * factor, high * factor) : this;
    }

    /** Half of its width: what follows a plus-minus sign. */
    double error() {
        return (high - low) / 2;
    }
}
