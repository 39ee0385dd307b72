package dev.heddle.jmh.report;

import java.util.List;

/**
 * How far the processors were from each other during a run, or during two that are compared: nanoseconds that a message
 * took. An iteration was far if it took more than twice what it took in the nearest tenth of them. Not numbers where nothing
 * is recorded.
 */
record Distances(double near, double median, double greatest) {
    private static final double FAR = 2;
    private static final int TENTH = 10;

    /** So many iterations tell a figure, and how sure it is. */
    private static final int ENOUGH = 5;

    /**
     * In what state a figure was measured.
     *
     * @param near in how many iterations the processors were near each other
     * @param far in how many they were far
     * @param leftOut how many more were far, or of a crowded machine, and are not in the figure
     */
    record State(int near, int far, int leftOut) {
        static final State UNKNOWN = new State(0, 0, 0);
        /** Between the shares of far iterations of two figures that are alike. */
        private static final double TOLERANCE = 0.25;

        boolean isKnown() {
            return near + far > 0;
        }

        double farShare() {
            return far / (double) (near + far);
        }

        /** Whether the two cannot be compared; of a state that is not recorded, nobody can tell. */
        boolean differsFrom(State other) {
            return isKnown() && other.isKnown() && Math.abs(farShare() - other.farShare()) > TOLERANCE;
        }

        @Override
        public String toString() {
            return !isKnown() ? "distance not recorded" : leftOut > 0 ? "near, %d left out".formatted(leftOut)
                    : far == 0 ? "near" : near == 0 ? "far" : "mixed, %d of %d far".formatted(far, near + far);
        }
    }

    static Distances of(List<Row> rows) {
        double[] sorted = rows.stream().flatMap(row -> row.distances().stream()).mapToDouble(Double::doubleValue)
                .sorted().toArray();
        return sorted.length == 0 ? new Distances(Double.NaN, Double.NaN, Double.NaN)
                : new Distances(sorted[sorted.length / TENTH], sorted[sorted.length / 2], sorted[sorted.length - 1]);
    }

    boolean isKnown() {
        return Double.isFinite(near);
    }

    private boolean isFar(double distance) {
        return distance > FAR * near;
    }

    /** In what state all of a row was measured. */
    State state(Row row) {
        int far = (int) row.distances().stream().filter(this::isFar).count();
        return new State(row.distances().size() - far, far, 0);
    }

    /** The figure of a row; of its near iterations alone, if these are enough. */
    Measure measure(Row row) {
        List<Row.Iteration> all = row.iterations();
        List<Double> near =
                all.stream().filter(iteration -> isNear(iteration.distance())).map(Row.Iteration::score).toList();
        return near.size() < ENOUGH || near.size() == all.size() ? row.primary().in(state(row))
                : row.primary().of(near).in(new State(near.size(), 0, all.size() - near.size()));
    }

    /** Not far; and the machine was not so crowded that nobody could tell. */
    private boolean isNear(double distance) {
        return Row.isDistance(distance) && !isFar(distance);
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
                : ("a message from one processor to another took %s ns in the nearest tenth of the iterations, %s in the "
                        + "median, %s at the most; more than %s is far").formatted(Numbers.score(near),
                                Numbers.score(median), Numbers.score(greatest), Numbers.score(FAR * near));
    }
}
