package dev.heddle.jmh.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives the series their colours, by classes of the page's style sheet: a hue for each family, the same in all figures, and
 * within a figure a paler shade for each further member. Heddle's hue is its own.
 */
final class Palette {
    private static final int HUES = 9;
    private static final int SHADES = 3;
    /** A family is what the name begins with: WorkQueue, jox, LinkedTransferQueue. */
    private static final Pattern FAMILY = Pattern.compile("[A-Za-z]+");

    private final List<String> families = new ArrayList<>();

    Palette(List<Figure> figures) {
        for (Figure figure : figures) {
            for (String series : figure.series()) {
                String family = family(series);
                if (!Figure.isHeddle(series) && !families.contains(family)) {
                    families.add(family);
                }
            }
        }
    }

    /** The classes of a series' bar or swatch. */
    String classes(Figure figure, String series) {
        String family = family(series);
        List<String> members = figure.series().stream().filter(other -> family(other).equals(family)).toList();
        int hue = Figure.isHeddle(series) ? 0 : 1 + families.indexOf(family) % HUES;
        String abroad = figure.foreign().contains(series) ? " foreign" : "";
        return "hue" + hue + " shade" + Math.min(members.indexOf(series), SHADES - 1) + abroad;
    }

    private static String family(String series) {
        Matcher matcher = FAMILY.matcher(series);
        return matcher.lookingAt() ? matcher.group() : series;
    }
}
