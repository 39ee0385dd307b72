package dev.heddle.samples.logs;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * Requests per hour as columns of block characters, in a fixed space whatever the time span: where
 * the hours are more than the columns, a column is the mean of several. A tick on the axis is
 * midnight, UTC.
 */
final class BarChart {
    private static final int COLUMNS = 70;
    private static final int WIDEST_COLUMN = 3;
    private static final int ROWS = 6;
    private static final String EIGHTHS = " ▁▂▃▄▅▆▇█";
    private static final int MOST_TICKS = 35;

    private final long firstHour;
    private final long hoursPerColumn;
    private final int columnWidth;
    private final double[] means;

    /** A chart of requests by hour since 1970, of which there is at least one. */
    BarChart(SortedMap<Long, Long> byHour) {
        firstHour = byHour.firstKey();
        long hours = byHour.lastKey() - firstHour + 1;
        hoursPerColumn = Math.ceilDiv(hours, (long) COLUMNS);
        means = new double[(int) Math.ceilDiv(hours, hoursPerColumn)];
        columnWidth = Math.clamp(COLUMNS / means.length, 1, WIDEST_COLUMN);
        byHour.forEach(
                (hour, count) -> means[(int) ((hour - firstHour) / hoursPerColumn)] += (double) count / hoursPerColumn);
    }

    /** How many hours a column stands for. */
    long hoursPerColumn() {
        return hoursPerColumn;
    }

    /** The chart, at most 80 characters wide. */
    List<String> lines() {
        double highest = 0;
        for (double mean : means) {
            highest = Math.max(highest, mean);
        }
        List<String> lines = new ArrayList<>();
        for (int row = ROWS - 1; row >= 0; row--) {
            StringBuilder line = new StringBuilder(row == ROWS - 1 ? label(highest) : label());
            line.append(row == ROWS - 1 ? '┤' : '│');
            for (double mean : means) {
                long eighths = (long) Math.ceil(mean / highest * ROWS * 8) - row * 8;
                char block = EIGHTHS.charAt(Math.clamp(eighths, 0, 8));
                line.append(String.valueOf(block).repeat(columnWidth));
            }
            lines.add(line.toString().stripTrailing());
        }
        lines.add(label(0) + axis());
        return lines;
    }

    private String axis() {
        StringBuilder axis = new StringBuilder("┴");
        boolean ticks = means.length * hoursPerColumn <= MOST_TICKS * 24L;
        for (int column = 0; column < means.length; column++) {
            long hour = firstHour + column * hoursPerColumn;
            long untilMidnight = Math.floorMod(-hour, 24L);
            boolean midnight = ticks && column > 0 && untilMidnight < hoursPerColumn;
            axis.append(midnight ? '┴' : '─').append("─".repeat(columnWidth - 1));
        }
        return axis.toString();
    }

    private static String label() {
        return " ".repeat(8);
    }

    private static String label(double value) {
        return String.format("%7s ", Numbers.compact(value));
    }
}
