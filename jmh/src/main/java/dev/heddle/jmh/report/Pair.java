package dev.heddle.jmh.report;

import dev.heddle.jmh.report.Figure.Cell;
import dev.heddle.jmh.report.Verdict.Status;
import java.util.List;

/** Two figures of a cell, of which the one is to be at most so many times the other. */
record Pair(Measure one, Measure other, Cell cell, String name) {
    static List<Pair> of(List<Cell> cells, String one, String other) {
        return cells.stream().map(cell -> new Pair(cell.bars().get(one), cell.bars().get(other), cell, one)).toList();
    }

    double ratio() {
        return one.score() / other.score();
    }

    /** Whether the two were measured in different states of the machine. */
    boolean differsInState() {
        return one.differsInState(other);
    }

    Status atMost(double limit) {
        if (differsInState()) {
            return Status.UNDECIDED;
        }
        if (ratio() <= limit) {
            return Status.MET;
        }
        return other.interval().times(limit).isBelow(one.interval()) ? Status.MISSED : Status.UNDECIDED;
    }

    String where() {
        return cell.at().isEmpty() ? name : Row.label(cell.at());
    }

    double number(String parameter) {
        String value = cell.at().getOrDefault(parameter, "");
        return value.matches("\\d+") ? Double.parseDouble(value) : Double.NaN;
    }
}
