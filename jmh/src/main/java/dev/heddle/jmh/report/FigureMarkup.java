package dev.heddle.jmh.report;

import dev.heddle.jmh.report.Figure.Cell;
import dev.heddle.jmh.report.Figure.Panel;
import java.util.ArrayList;
import java.util.List;

/** A figure in the page: what one sees, in words, then the charts with their legend, and the table under them. */
final class FigureMarkup {
    private final Figure figure;
    private final Palette palette;
    private final String baseline;

    FigureMarkup(Figure figure, Palette palette) {
        this.figure = figure;
        this.palette = palette;
        this.baseline = figure.baseline();
    }

    /** With its name as a title where there are several. */
    Markup markup(boolean titled) {
        Markup markup = Markup.of("figure");
        if (titled) {
            markup.add(Markup.of("h3", figure.name()));
        }
        markup.add(Markup.of("figcaption", Reading.of(figure)), Markup.of("p", scale()).style("scale"), legend());
        Markup panels = Markup.of("div").style("panels" + (figure.panels().size() == 1 ? " single" : ""));
        for (Panel panel : figure.panels()) {
            Markup drawn = Markup.of("div").style("panel");
            if (!panel.title().isEmpty()) {
                drawn.add(Markup.of("h4", panel.title()));
            }
            panels.add(drawn.add(Chart.of(figure, palette, panel)));
        }
        return markup.add(panels, table());
    }

    private String scale() {
        String constants = figure.constants().isEmpty() ? "" : "; " + Row.label(figure.constants());
        return figure.unit() + (figure.axis().isEmpty() ? "" : " by " + figure.axis())
                + (figure.lowerIsBetter() ? "; lower is better" : "; higher is better") + constants
                + (figure.panels().size() > 1 ? "; each chart has its own scale" : "");
    }

    private Markup legend() {
        Markup legend = Markup.of("ul").style("legend");
        for (String series : figure.series()) {
            Markup swatch = Markup
                    .of("svg",
                            Markup.of("rect").style("bar " + palette.classes(figure, series)).set("width", "12")
                                    .set("height", "12").set("rx", "2"))
                    .set("viewBox", "0 0 12 12").set("aria-hidden", "true");
            legend.add(Markup.of("li", swatch, series));
        }
        return legend;
    }

    private Markup table() {
        List<String> titles = new ArrayList<>();
        titles.add(figure.unit());
        titles.addAll(figure.series());
        Markup body = Markup.of("tbody");
        for (Panel panel : figure.panels()) {
            panel.cells().forEach(cell -> body.add(row(panel, cell)));
        }
        String ratios = figure.isTime() ? ", and how many times " + baseline + "’s each is" : "";
        return Markup.of("details", Markup.of("summary", "The figures" + ratios),
                Markup.of("p", states()).style("scale"),
                Markup.of("div", Markup.of("table", Page.headRow(titles.toArray(String[]::new)), body))
                        .style("scroll"));
    }

    private String states() {
        return !figure.hasStates() ? "Distance not recorded."
                : "Near, far: whether the processors were so while this was measured, by the distance at the head of the "
                        + "page; mixed: in some iterations so, in others so. In brackets: a ratio of near to far, which "
                        + "says nothing.";
    }

    private Markup row(Panel panel, Cell cell) {
        String axis = cell.label().isEmpty() ? "" : figure.axis() + " " + cell.label();
        String title = panel.title().isEmpty() || axis.isEmpty() ? panel.title() + axis : panel.title() + ", " + axis;
        Markup row = Markup.of("tr", Markup.of("th", title).set("scope", "row"));
        for (String series : figure.series()) {
            row.add(cell.has(series) ? value(cell, series) : Markup.of("td", "–"));
        }
        return row;
    }

    private Markup value(Cell cell, String series) {
        Measure measure = cell.bars().get(series);
        Markup value = Markup.of("td", Numbers.score(measure));
        if (figure.isTime() && !series.equals(baseline) && cell.isComparable(series, baseline)) {
            String ratio = Numbers.ratio(cell.ratio(series, baseline)) + "×";
            value.add(Markup.of("small", cell.differsInState(series, baseline) ? "(" + ratio + ")" : ratio));
        }
        return measure.state().isKnown() ? value.add(Markup.of("small", measure.state())) : value;
    }
}
