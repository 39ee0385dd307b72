package dev.heddle.jmh.report;

import dev.heddle.jmh.report.Figure.Cell;
import dev.heddle.jmh.report.Figure.Panel;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws a panel of a figure as SVG: groups of bars from zero, with whiskers for the error. The bars of other languages do
 * not stretch the scale; one that does not fit is cut off and has its figure on top.
 *
 * <p>By hand, because no library in Maven Central gave what the page needs, a small chart that takes its colours from the
 * page's style sheet and so is right in light and in dark. For one panel of 30 bars, JFreeChart with JFreeSVG (which is
 * under the GPL) writes 47 kB with a clip path and fixed colours at every shape, XChart 137 kB with its letters as
 * outlines; this writes 9 kB with text that can be read out and searched. A JavaScript library would be some hundred
 * kilobytes in each page and show nothing without scripts.
 */
final class Chart {
    static final double WIDTH = 380;
    static final double HEIGHT = 205;
    private static final double LEFT = 44;
    private static final double RIGHT = WIDTH - 4;
    private static final double TOP = 16;
    private static final double BOTTOM = HEIGHT - 22;
    private static final double WIDEST_BAR = 30;
    private static final double GROUP_SHARE = 0.84;
    private static final int GRID_LINES = 4;
    /** How far, in units of the highest bar, a whisker may stretch the scale. */
    private static final double WHISKER_ROOM = 1.25;

    private final Figure figure;
    private final Palette palette;
    private final Panel panel;
    private final double step;
    private final double top;

    private Chart(Figure figure, Palette palette, Panel panel) {
        this.figure = figure;
        this.palette = palette;
        this.panel = panel;
        double highest = highest();
        this.step = step(highest);
        this.top = Math.ceil(highest / step) * step;
    }

    static Markup of(Figure figure, Palette palette, Panel panel) {
        return new Chart(figure, palette, panel).drawn();
    }

    /** Where the scale ends: above the bars, and above the whiskers that are not far longer. */
    private double highest() {
        double bars = 0;
        double whiskers = 0;
        for (Cell cell : panel.cells()) {
            for (String series : cell.bars().keySet()) {
                Measure measure = cell.bars().get(series);
                boolean stretches =
                        !figure.foreign().contains(series) || figure.series().size() == figure.foreign().size();
                if (stretches && Double.isFinite(measure.score())) {
                    bars = Math.max(bars, measure.score());
                    whiskers = Math.max(whiskers, measure.interval().isKnown() ? measure.interval().high() : 0);
                }
            }
        }
        double highest = Math.max(bars, Math.min(whiskers, bars * WHISKER_ROOM));
        return highest > 0 ? highest : 1;
    }

    /** A round number: 1, 2, 2.5 or 5 times a power of ten. */
    private static double step(double highest) {
        double raw = highest / GRID_LINES;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        for (double factor : new double[]{1, 2, 2.5, 5}) {
            if (raw <= factor * power) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private Markup drawn() {
        Markup svg = Markup.of("svg").set("viewBox", "0 0 " + (int) WIDTH + " " + (int) HEIGHT).set("role", "img").set(
                "aria-label",
                figure.name() + ", " + panel.title() + ", " + figure.unit() + "; the table below has the figures");
        for (int i = 0; i * step <= top * 1.0001; i++) {
            svg.add(line("grid", LEFT, y(i * step), RIGHT, y(i * step)));
            svg.add(text("tick", LEFT - 6, y(i * step) + 4, "end", Numbers.tick(i * step, step)));
        }
        double slot = (RIGHT - LEFT) / panel.cells().size();
        for (int i = 0; i < panel.cells().size(); i++) {
            double middle = LEFT + slot * (i + 0.5);
            svg.add(group(panel.cells().get(i), middle, slot));
            svg.add(text("tick", middle, HEIGHT - 6, "middle", panel.cells().get(i).label()));
        }
        return svg.add(line("axis", LEFT, BOTTOM, RIGHT, BOTTOM));
    }

    private List<Markup> group(Cell cell, double middle, double slot) {
        List<String> present = figure.series().stream().filter(cell::has).toList();
        double width = Math.min(WIDEST_BAR, slot * GROUP_SHARE / present.size());
        double x = middle - width * present.size() / 2;
        List<Markup> bars = new ArrayList<>();
        for (String series : present) {
            if (Double.isFinite(cell.bars().get(series).score())) {
                bars.add(bar(cell, series, x, width));
            }
            x += width;
        }
        return bars;
    }

    private Markup bar(Cell cell, String series, double x, double width) {
        Measure measure = cell.bars().get(series);
        String title = "%s: %s %s%s".formatted(series, Numbers.score(measure), figure.unit(),
                cell.at().isEmpty() ? "" : " (" + Row.label(cell.at()) + ")");
        double y = y(Math.min(measure.score(), top));
        double gap = Math.min(1, width / 8);
        Markup bar = Markup.of("g", Markup.of("title", title));
        bar.add(Markup.of("rect").style("bar " + palette.classes(figure, series)).set("x", x + gap).set("y", y)
                .set("width", width - 2 * gap).set("height", Math.max(0.5, BOTTOM - y)));
        double center = x + width / 2;
        if (measure.score() > top) {
            bar.add(line("cut", x - 1, y + 9, x + width + 1, y + 5));
            bar.add(text("over", center, y - 4, "middle", Numbers.score(measure.score())));
        } else if (measure.interval().isKnown()) {
            bar.add(whisker(measure.interval(), center, Math.min(4, width / 3.5)));
        }
        return bar;
    }

    /** Without an end where it leaves the scale. */
    private List<Markup> whisker(Interval interval, double x, double half) {
        List<Markup> lines = new ArrayList<>();
        double high = Math.min(interval.high(), top);
        double low = Math.max(interval.low(), 0);
        lines.add(line("whisker", x, y(low), x, y(high)));
        if (interval.high() <= top) {
            lines.add(line("whisker", x - half, y(high), x + half, y(high)));
        }
        if (interval.low() >= 0) {
            lines.add(line("whisker", x - half, y(low), x + half, y(low)));
        }
        return lines;
    }

    private double y(double value) {
        return BOTTOM - (BOTTOM - TOP) * value / top;
    }

    private static Markup line(String style, double x1, double y1, double x2, double y2) {
        return Markup.of("line").style(style).set("x1", x1).set("y1", y1).set("x2", x2).set("y2", y2);
    }

    private static Markup text(String style, double x, double y, String anchor, String text) {
        return Markup.of("text", text).style(style).set("x", x).set("y", y).set("text-anchor", anchor);
    }
}
