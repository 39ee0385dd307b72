package dev.heddle.jmh.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The results of one class of benchmarks in the order of a chart: panels, in each some cells, in each cell a bar for each
 * series. A series is one of the things that are compared, such as a queue; a cell is a point of the grid of parameters.
 *
 * @param axis the parameter that tells the cells of a panel apart, or empty
 * @param constants the parameters that are the same everywhere
 * @param foreign the series that ran in another language
 */
record Figure(String name, String unit, boolean lowerIsBetter, String axis, Map<String, String> constants,
        List<String> series, Set<String> foreign, List<Panel> panels) {

    /** Cells that are drawn to one scale. */
    record Panel(String title, List<Cell> cells) {}

    /**
     * A point of the grid.
     *
     * @param label what tells it from the other cells of the panel
     * @param at all parameters here
     * @param bars by series
     */
    record Cell(String label, Map<String, String> at, Map<String, Measure> bars) {

        boolean has(String series) {
            return bars.containsKey(series);
        }

        /** Whether there is a ratio of the two. */
        boolean isComparable(String series, String other) {
            return has(series) && has(other) && bars.get(series).score() > 0 && bars.get(other).score() > 0;
        }

        /** Whether the two were measured in different states of the machine. */
        boolean differsInState(String series, String other) {
            return bars.get(series).differsInState(bars.get(other));
        }

        /** How many times the one series' figure is the other's. */
        double ratio(String series, String other) {
            return bars.get(series).score() / bars.get(other).score();
        }
    }

    List<Cell> cells() {
        return panels.stream().flatMap(panel -> panel.cells().stream()).toList();
    }

    /** The cells that have both series, each with a figure to divide by. */
    List<Cell> cells(String series, String other) {
        return cells().stream().filter(cell -> cell.isComparable(series, other)).toList();
    }

    /** The series that the others are compared with: Heddle's own in its usual form, else the first. */
    String baseline() {
        return own().orElse(series.getFirst());
    }

    /** Heddle's own series, without its variants. */
    Optional<String> own() {
        return series.stream().filter(Figure::isHeddle).filter(Predicate.not(Figure::isVariant)).findFirst();
    }

    /** Of Heddle, as its names tell. */
    static boolean isHeddle(String series) {
        return series.startsWith("WorkQueue") || series.startsWith("TaskGroup");
    }

    /** Heddle in a form that leaves something out, to tell what that costs. */
    static boolean isVariant(String series) {
        return series.contains("without-");
    }

    /** Whether any error is known: JMH gives none for percentiles, nor for one sample alone. */
    boolean hasErrors() {
        return cells().stream().flatMap(cell -> cell.bars().values().stream())
                .anyMatch(measure -> measure.interval().isKnown());
    }

    /** Whether it is known in which state of the machine any of it was measured. */
    boolean hasStates() {
        return cells().stream().flatMap(cell -> cell.bars().values().stream())
                .anyMatch(measure -> measure.state().isKnown());
    }

    /** Whether the figures are times, of which ratios make sense. */
    boolean isTime() {
        return unit.matches("(ns|us|ms|s)/op");
    }
}
