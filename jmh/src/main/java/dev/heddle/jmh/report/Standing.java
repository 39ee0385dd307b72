package dev.heddle.jmh.report;

import dev.heddle.jmh.report.Figure.Cell;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How one series stands beside its rivals, cell by cell, where less is better. What counts as a difference is one that
 * exceeds the error: two intervals that do not overlap. Figures that were measured in different states of the machine do not
 * count.
 *
 * @param cells in which it and a rival were measured
 * @param ahead in how many it is ahead of every rival
 * @param behind where a rival is ahead of it, and the rival that is so by most
 * @param doubtful in how many it is not behind, but a rival was measured in a different state
 * @param lead how many times its figure the best rival's is, in the geometric mean; not a number where there is none
 * @param bounds between which the lead lies
 */
record Standing(int cells, int ahead, List<Loss> behind, int doubtful, double lead, Interval bounds) {

    /** A rival that is faster somewhere. */
    record Loss(String rival, Cell cell, double ratio) {
        @Override
        public String toString() {
            return "%s, which takes %s times as long (%s)".formatted(rival, Numbers.ratio(ratio), Row.label(cell.at()));
        }
    }

    static Standing of(List<Cell> cells, String own, Predicate<String> isRival) {
        int compared = 0;
        int ahead = 0;
        int doubtful = 0;
        List<Loss> behind = new ArrayList<>();
        List<Double> leads = new ArrayList<>();
        double squares = 0;
        for (Cell cell : cells) {
            List<String> rivals = cell.bars().keySet().stream().filter(isRival).toList();
            if (!cell.has(own) || rivals.isEmpty()) {
                continue;
            }
            compared++;
            Measure mine = cell.bars().get(own);
            Comparator<String> byRatio = Comparator.comparingDouble(rival -> cell.ratio(rival, own));
            List<String> alike = rivals.stream().filter(rival -> !cell.differsInState(rival, own)).toList();
            Optional<String> winner = alike.stream()
                    .filter(rival -> cell.bars().get(rival).interval().isBelow(mine.interval())).min(byRatio);
            winner.ifPresent(rival -> behind.add(new Loss(rival, cell, cell.ratio(rival, own))));
            if (alike.size() < rivals.size() && winner.isEmpty()) {
                doubtful++;
                continue;
            }
            ahead += rivals.stream().map(cell.bars()::get).allMatch(rival -> mine.interval().isBelow(rival.interval()))
                    ? 1 : 0;
            Optional<String> best = alike.stream().filter(rival -> cell.isComparable(rival, own)).min(byRatio);
            if (best.isPresent()) {
                leads.add(cell.ratio(best.get(), own));
                squares += square(mine.relativeError()) + square(cell.bars().get(best.get()).relativeError());
            }
        }
        double lead = Numbers.geometricMean(leads.stream().mapToDouble(Double::doubleValue));
        double error = Math.exp(Math.sqrt(squares) / leads.size()); // of a mean of logarithms that err independently
        return new Standing(compared, ahead, List.copyOf(behind), doubtful, lead,
                Interval.of(lead / error, lead * error));
    }

    private static double square(double value) {
        return value * value;
    }

    /** The loss by most, in words. */
    String worst() {
        return behind.stream().min(Comparator.comparingDouble(Loss::ratio)).map(Loss::toString).orElse("nothing");
    }
}
