package dev.heddle.jmh.report;

import java.util.List;

/**
 * How far the processors were from each other during a run, or during two that are compared: nanoseconds that a message
 * took. An iteration was far if it took more than twice what it took at the least. Not numbers where nothing is recorded.
 */
record Distances(double least, double median, double greatest) {
    private static final double FAR = 2;

    /**
     * In what state a figure was measured.
     *
     * @param near in how many iterations the processors were near each other
     * @param far in how many they were far
     */
    record State(int near, int far) {
        static final State UNKNOWN = new State(0, 0);
        /** Between the shares of far iterations of two figures that are alike. */
        private static final double TOLERANCE = 0.25;

        boolean isKnown() {
            return near + far > 0;
        }

        private double farShare() {
            return far / (double) (near + far);
        }

        /** Whether the two cannot be compared; of a state that is not recorded, nobody can tell. */
        boolean differsFrom(State other) {
            return isKnown() && other.isKnown() && Math.abs(farShare() - other.farShare()) > TOLERANCE;
        }

        @Override
        public String toString() {
            return !isKnown() ? "distance not recorded"
                    : far == 0 ? "near" : near == 0 ? "far" : "mixed, %d of %d far".formatted(far, near + far);
        }
    }

    static Distances of(List<Row> rows) {
        double[] sorted = rows.stream().flatMap(row -> row.distances().stream()).mapToDouble(Double::doubleValue)
                .sorted().toArray();
        return sorted.length == 0 ? new Distances(Double.NaN, Double.NaN, Double.NaN)
                : new Distances(sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]);
    }

    boolean isKnown() {
        return Double.isFinite(least);
    }

    State state(Row row) {
        int far = (int) row.distances().stream().filter(distance -> distance > FAR * least).count();
        return new State(row.distances().size() - far, far);
    }

    /** What follows a claim about so many cells, of which some compare figures of different states. */
    static String doubt(long different, long cells) {
        return different == 0 ? ""
                : cells == 1 ? "; it compares near with far: run it again"
                        : "; %d of %d cells %s near with far: run %s again".formatted(different, cells,
                                different == 1 ? "compares" : "compare", different == 1 ? "it" : "them");
    }

    /** In a sentence. */
    @Override
    public String toString() {
        return !isKnown() ? "distance not recorded"
                : ("a message from one processor to another took %s ns at the least, %s in the median, %s at the most; "
                        + "more than %s is far").formatted(Numbers.score(least), Numbers.score(median),
                                Numbers.score(greatest), Numbers.score(FAR * least));
    }
}
