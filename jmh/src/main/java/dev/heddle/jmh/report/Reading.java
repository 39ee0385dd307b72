package dev.heddle.jmh.report;

import dev.heddle.jmh.report.Figure.Cell;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says in words what one sees in a figure. */
final class Reading {
    private final Figure figure;
    private final String baseline;

    private Reading(Figure figure) {
        this.figure = figure;
        this.baseline = figure.baseline();
    }

    static String of(Figure figure) {
        return new Reading(figure).sentences();
    }

    private String sentences() {
        String ranges = figure.isTime() ? figure.hasErrors() ? range(baseline) : "" : figure.series().stream()
                .map(this::range).filter(text -> !text.isEmpty()).collect(Collectors.joining("; "));
        return Stream.of(ranges, ratios(), rank()).filter(text -> !text.isEmpty()).map(text -> text + ".")
                .collect(Collectors.joining(" "));
    }

    private String range(String series) {
        DoubleSummaryStatistics scores = figure.cells().stream().filter(cell -> cell.has(series))
                .mapToDouble(cell -> cell.bars().get(series).score()).filter(Double::isFinite).summaryStatistics();
        if (scores.getCount() == 0) {
            return "";
        }
        String least = Numbers.score(scores.getMin());
        String most = Numbers.score(scores.getMax());
        return series + ": " + (least.equals(most) ? least : least + " to " + most) + " " + figure.unit();
    }

    private String ratios() {
        if (!figure.isTime()) {
            return "";
        }
        String ratios = figure.series().stream().filter(series -> !series.equals(baseline)).map(this::ratio)
                .filter(text -> !text.isEmpty()).collect(Collectors.joining(", "));
        if (ratios.isEmpty()) {
            return "";
        }
        String mean = figure.cells().size() > 1 ? ", in the geometric mean" : "";
        return "Times as long as " + baseline + " takes" + mean + ": " + ratios;
    }

    private String ratio(String series) {
        List<Cell> cells =
                figure.cells(series, baseline).stream().filter(cell -> !cell.differsInState(series, baseline)).toList();
        return cells.isEmpty() ? "" : series + " " + Numbers
                .ratio(Numbers.geometricMean(cells.stream().mapToDouble(cell -> cell.ratio(series, baseline))));
    }

    /** How often Heddle is first, and how often behind. */
    private String rank() {
        if (!figure.isTime() || !figure.hasErrors() || !figure.lowerIsBetter() || !Figure.isHeddle(baseline)) {
            return "";
        }
        List<String> rivals = figure.series().stream()
                .filter(series -> !Figure.isHeddle(series) && !figure.foreign().contains(series)).toList();
        Standing standing = Standing.of(figure.cells(), baseline, rivals::contains);
        if (standing.cells() == 0) {
            return "";
        }
        String behind = standing.behind().isEmpty() ? "behind in none"
                : "behind in " + standing.behind().size() + ", at worst " + standing.worst();
        return "Beyond the error, " + baseline + " is ahead of all others on the JVM in " + standing.ahead() + " of "
                + Numbers.count(standing.cells(), "cell") + ", " + behind
                + Distances.doubt(standing.doubtful(), standing.cells());
    }
}
