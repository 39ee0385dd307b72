package dev.heddle.jmh.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What changed from an older run to this one, for the benchmarks with the same parameters.
 *
 * @param distances of the older run
 * @param changes in both runs, the largest change first
 * @param onlyOld how many are in the older run alone
 * @param onlyNew how many are in this one alone
 */
record Comparison(Header old, Distances distances, List<Change> changes, long onlyOld, long onlyNew) {

    /**
     * A benchmark that both have.
     *
     * @param row the later one
     */
    record Change(Row row, Measure before, Measure after) {

        /** Whether the two were measured in the same state of the machine, as far as that is known. */
        boolean isComparable() {
            return !before.differsInState(after);
        }

        double ratio() {
            return after.score() / before.score();
        }

        /** How much it changed, whichever way. */
        double size() {
            double size = Math.abs(Math.log(ratio()));
            return Double.isFinite(size) ? size : 0;
        }

        boolean exceedsError() {
            return isComparable() && !before.interval().overlaps(after.interval());
        }

        boolean isBetter() {
            return row.mode().equals("thrpt") ? ratio() > 1 : ratio() < 1;
        }

        String verdict() {
            return !isComparable() ? "not comparable"
                    : exceedsError() ? isBetter() ? "better" : "worse" : "within the error";
        }
    }

    static Comparison of(Results old, Results now) {
        Distances ofBoth = Distances.of(Stream.concat(old.rows().stream(), now.rows().stream()).toList());
        Map<String, Row> before = new HashMap<>();
        old.rows().forEach(row -> before.put(row.key(), row));
        List<Change> changes = new ArrayList<>();
        long onlyNew = 0;
        for (Row row : now.rows()) {
            Row earlier = before.remove(row.key());
            if (earlier == null) {
                onlyNew++;
            } else {
                changes.add(new Change(row, ofBoth.measure(earlier), ofBoth.measure(row)));
            }
        }
        changes.sort(Comparator.comparing(Change::exceedsError).thenComparingDouble(Change::size).reversed());
        return new Comparison(old.header(), old.distances(), List.copyOf(changes), before.size(), onlyNew);
    }

    /** In one line. */
    String summary() {
        long better = changes.stream().filter(Change::exceedsError).filter(Change::isBetter).count();
        long worse = changes.stream().filter(Change::exceedsError).count() - better;
        long different = changes.stream().filter(change -> !change.isComparable()).count();
        String incomparable =
                different == 0 ? "" : ", %d not comparable: near in one run and far in the other".formatted(different);
        return "%s in both runs: %d better and %d worse beyond the error, %d within it%s; %d only in the older run, %d only in this one"
                .formatted(Numbers.count(changes.size(), "benchmark"), better, worse,
                        changes.size() - better - worse - different, incomparable, onlyOld, onlyNew);
    }
}
