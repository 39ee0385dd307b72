package dev.heddle.jmh.report;

import dev.heddle.jmh.report.Figure.Cell;
import dev.heddle.jmh.report.Figure.Panel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One chart for those who open no page: the bounded queue beside its peers at one capacity, as an SVG file that stands alone,
 * right in light and in dark.
 */
final class Picture {
    private static final String SUITE = "queue";
    private static final String CAPACITY = "128";
    private static final double LEGEND_LINE = 15;
    private static final double LETTER = 5.4;
    private static final double SWATCH = 9;

    private final Figure figure;
    private final Palette palette;

    /** Of the legend. */
    private int lines = 1;

    private Picture(Figure figure) {
        this.figure = figure;
        this.palette = new Palette(List.of(figure));
    }

    /** The picture of a run, or nothing if that has not measured it. */
    static Optional<String> of(Results results) {
        return Figures.of(results, SUITE).stream().filter(figure -> figure.own().isPresent()).map(Picture::part)
                .filter(figure -> !figure.cells().isEmpty()).findFirst().map(figure -> new Picture(figure).svg());
    }

    /** What is in the picture: Heddle in its usual form, and one cell for each number of threads. */
    private static Figure part(Figure whole) {
        List<Cell> cells = whole.cells().stream().filter(cell -> CAPACITY.equals(cell.at().get("capacity")))
                .map(cell -> new Cell(cell.at().getOrDefault("threads", ""), cell.at(), cell.bars())).toList();
        List<String> series = whole.series().stream().filter(name -> !Figure.isVariant(name)).toList();
        return new Figure(whole.name(), whole.unit(), whole.lowerIsBetter(), "threads", whole.constants(), series,
                whole.foreign(), cells.isEmpty() ? List.of() : List.of(new Panel("capacity " + CAPACITY, cells)));
    }

    private String svg() {
        List<Markup> legend = legend();
        double height = Chart.HEIGHT + 22 + LEGEND_LINE * lines;
        Markup chart = Chart.of(figure, palette, figure.panels().getFirst()).set("y", 18.0).set("width", Chart.WIDTH)
                .set("height", Chart.HEIGHT);
        return Markup
                .of("svg", Markup.of("style", Page.styleSheet()),
                        Markup.of("text",
                                figure.unit() + ", by producers:consumers, capacity " + CAPACITY + "; lower is better")
                                .style("tick").set("x", 4.0).set("y", 12.0),
                        chart, legend)
                .set("xmlns", "http://www.w3.org/2000/svg")
                .set("viewBox", "0 0 " + (int) Chart.WIDTH + " " + (int) height)
                .set("font-family", "system-ui, sans-serif").set("role", "img")
                .set("aria-label", "What an item costs that goes through a queue: " + Reading.of(figure)) + "\n";
    }

    private List<Markup> legend() {
        List<Markup> legend = new ArrayList<>();
        double x = 4;
        for (String series : figure.series()) {
            double width = SWATCH + 5 + LETTER * series.length() + 12;
            if (x + width > Chart.WIDTH) {
                x = 4;
                lines++;
            }
            double y = Chart.HEIGHT + 16 + LEGEND_LINE * lines;
            legend.add(Markup.of("rect").style("bar " + palette.classes(figure, series)).set("x", x)
                    .set("y", y - SWATCH).set("width", SWATCH).set("height", SWATCH).set("rx", "2"));
            legend.add(Markup.of("text", series).style("over").set("x", x + SWATCH + 4).set("y", y - 1));
            x += width;
        }
        return legend;
    }
}
