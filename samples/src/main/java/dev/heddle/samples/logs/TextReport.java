package dev.heddle.samples.logs;

import dev.heddle.samples.Printable;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report for people: at most 80 columns, figures first, one line of accounting at the end. */
final class TextReport {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String SHIPPED = ", the sample that Heddle ships (no FILE was given)";
    private static final int MOST_FILES_NAMED = 8;
    private static final int BAR_WIDTH = 40;
    private static final String BAR_EIGHTHS = " ▏▎▍▌▋▊▉";
    private static final int NAME_WIDTH = 56;

    private final Report report;
    private final Tally tally;
    private final int top;
    private final PrintStream out;

    private TextReport(Report report, int top, PrintStream out) {
        this.report = report;
        this.tally = report.tally();
        this.top = top;
        this.out = out;
    }

    static void write(Report report, int top, PrintStream out) {
        new TextReport(report, top, out).write();
    }

    private void write() {
        totals();
        if (tally.requests() > 0) {
            statuses();
            ranking("top paths", tally.paths());
            ranking("top clients", tally.clients());
            ranking("top referers", tally.referers());
            ranking("top user agents", tally.agents());
            hours();
        }
        if (!report.flaws().isEmpty()) {
            flaws();
        }
        accounting();
    }

    private void totals() {
        List<FileRead> files = report.files();
        if (report.isPartial()) {
            line("PARTIAL REPORT: there was more to read");
        }
        for (FileRead file : files.subList(0, Math.min(files.size(), MOST_FILES_NAMED))) {
            String incomplete = file.failure().map(why -> " (incomplete: " + why + ")").orElse("");
            String shipped = file.source() == Source.SAMPLE ? SHIPPED : "";
            line("input     %s%s%s", Printable.of(file.source().name()), shipped, incomplete);
        }
        if (files.size() > MOST_FILES_NAMED) {
            line("          and %d more files", files.size() - MOST_FILES_NAMED);
        }
        if (isFiltered()) {
            line("filter    %s", shortened(report.settings().filter().text()));
        }
        report.written().ifPresent(this::database);
        line("requests  %,d", tally.requests());
        line("bytes     %,d", tally.bytes());
        if (tally.requests() > 0) {
            Instant first = Instant.ofEpochSecond(tally.firstSecond());
            Instant last = Instant.ofEpochSecond(tally.lastSecond());
            Duration span = Duration.between(first, last);
            line("from      %s UTC", TIME.format(first));
            line("to        %s UTC (%d d %02d h %02d min)", TIME.format(last), span.toDays(), span.toHoursPart(),
                    span.toMinutesPart());
        }
    }

    private void database(RowsWritten written) {
        long retries = written.retries();
        String again = retries == 0 ? "" : " (" + retries + (retries == 1 ? " retry)" : " retries)");
        line("database  %s%s", shortened(written.database()), again);
    }

    private void statuses() {
        line("");
        line("status codes");
        Comparator<Map.Entry<Integer, Long>> mostFirst = Map.Entry.<Integer, Long>comparingByValue().reversed();
        tally.byStatus().entrySet().stream().sorted(mostFirst.thenComparing(Map.Entry.comparingByKey()))
                .forEach(this::status);
    }

    private void status(Map.Entry<Integer, Long> status) {
        long count = status.getValue();
        double share = (double) count / tally.requests();
        line("  %3d %,13d %6.1f %%  %s", status.getKey(), count, 100 * share, bar(share));
    }

    private static String bar(double share) {
        int eighths = (int) Math.ceil(share * BAR_WIDTH * 8);
        String whole = "█".repeat(eighths / 8);
        return eighths % 8 == 0 ? whole : whole + BAR_EIGHTHS.charAt(eighths % 8);
    }

    private void ranking(String title, KeyCounts counts) {
        line("");
        line("%s (%,d distinct)", title, counts.size());
        for (KeyCounts.Ranked ranked : counts.top(top)) {
            double percent = 100.0 * ranked.count() / tally.requests();
            line("  %,13d %6.1f %%  %s", ranked.count(), percent, shortened(ranked.key()));
        }
    }

    private void hours() {
        BarChart chart = new BarChart(tally.byHour());
        long hours = chart.hoursPerColumn();
        String column = hours == 1 ? "a column is an hour" : "a column is the mean of %d hours";
        line("");
        line("requests per hour (" + column + ", a tick is midnight UTC)", hours);
        chart.lines().forEach(out::println);
    }

    private void flaws() {
        line("");
        line("rejected lines");
        for (Rejects.Count flaw : report.flaws()) {
            line("  %,13d  %s", flaw.lines(), flaw.flaw().reason());
            line("%15s  first in %s:%d", "", shortened(flaw.firstSource().name()), flaw.firstLine());
        }
    }

    private void accounting() {
        Settings settings = report.settings();
        String how = settings.workers() == 0 ? "--workers 0: one thread, no queue"
                : "--workers %d --queue %d".formatted(settings.workers(), settings.queue());
        line("");
        line("%,.0f lines per second (%.2f s, %s)", report.linesPerSecond(), report.seconds(), how);
        report.written().ifPresent(this::rows);
        String filtered = isFiltered() ? ", " + report.filtered() + " filtered out" : "";
        line("processed %d lines: %d parsed, %d rejected%s", report.lines(), report.parsed(), report.rejected(),
                filtered);
    }

    private void rows(RowsWritten written) {
        line("wrote %d rows to %s, run %s", written.rows(), LineTable.NAME, written.run());
        if (written.missing() > 0) {
            line("did not write %s", written.lack());
        }
    }

    private boolean isFiltered() {
        return report.settings().filter() != Filter.NONE;
    }

    private static String shortened(String name) {
        String printable = Printable.of(name);
        if (printable.codePointCount(0, printable.length()) <= NAME_WIDTH) {
            return printable;
        }
        return printable.substring(0, printable.offsetByCodePoints(0, NAME_WIDTH - 1)) + "…";
    }

    private void line(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
    }
}
