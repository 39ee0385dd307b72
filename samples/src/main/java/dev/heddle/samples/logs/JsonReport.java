package dev.heddle.samples.logs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The report for programs. Times are UTC in ISO 8601; {@code first} and {@code last} are null where
 * there was no request. {@code paths} and {@code clients} hold the top ones, {@code distinct} tells
 * how many there are in all. {@code database} is null for a run without one.
 */
final class JsonReport {
    private final JsonGenerator json;

    private JsonReport(JsonGenerator json) {
        this.json = json;
    }

    /** Writes the report as one JSON object and a newline. */
    static void write(Report report, int top, PrintStream out) {
        try (JsonGenerator json = new JsonFactory().createGenerator((OutputStream) out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            new JsonReport(json).write(report, top);
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("a PrintStream throws none", e);
        }
    }

    private void write(Report report, int top) throws IOException {
        Tally tally = report.tally();
        json.writeStartObject();
        json.writeBooleanField("partial", report.isPartial());
        json.writeNumberField("lines", report.lines());
        json.writeNumberField("parsed", report.parsed());
        json.writeNumberField("rejected", report.rejected());
        json.writeNumberField("filtered", report.filtered());
        json.writeNumberField("bytes", tally.bytes());
        json.writeObjectFieldStart("status");
        for (Map.Entry<Integer, Long> status : tally.byStatus().entrySet()) {
            json.writeNumberField(status.getKey().toString(), status.getValue());
        }
        json.writeEndObject();
        time("first", tally, tally.firstSecond());
        time("last", tally, tally.lastSecond());
        ranking("paths", "path", tally.paths().top(top));
        ranking("clients", "client", tally.clients().top(top));
        ranking("referers", "referer", tally.referers().top(top));
        ranking("agents", "agent", tally.agents().top(top));
        json.writeObjectFieldStart("distinct");
        json.writeNumberField("paths", tally.paths().size());
        json.writeNumberField("clients", tally.clients().size());
        json.writeNumberField("referers", tally.referers().size());
        json.writeNumberField("agents", tally.agents().size());
        json.writeEndObject();
        hours(tally);
        flaws(report.flaws());
        files(report.files());
        database(report.written());
        run(report);
        json.writeEndObject();
    }

    private void time(String field, Tally tally, long second) throws IOException {
        if (tally.requests() == 0) {
            json.writeNullField(field);
        } else {
            json.writeStringField(field, Instant.ofEpochSecond(second).toString());
        }
    }

    private void ranking(String field, String key, List<KeyCounts.Ranked> ranking) throws IOException {
        json.writeArrayFieldStart(field);
        for (KeyCounts.Ranked ranked : ranking) {
            json.writeStartObject();
            json.writeStringField(key, ranked.key());
            json.writeNumberField("requests", ranked.count());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void hours(Tally tally) throws IOException {
        json.writeArrayFieldStart("hours");
        for (Map.Entry<Long, Long> hour : tally.byHour().entrySet()) {
            json.writeStartObject();
            json.writeStringField("hour", Instant.ofEpochSecond(hour.getKey() * 3600).toString());
            json.writeNumberField("requests", hour.getValue());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void flaws(List<Rejects.Count> flaws) throws IOException {
        json.writeArrayFieldStart("flaws");
        for (Rejects.Count flaw : flaws) {
            json.writeStartObject();
            json.writeStringField("reason", flaw.flaw().reason());
            json.writeNumberField("lines", flaw.lines());
            json.writeStringField("firstFile", flaw.firstSource().name());
            json.writeNumberField("firstLine", flaw.firstLine());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void files(List<FileRead> files) throws IOException {
        json.writeArrayFieldStart("files");
        for (FileRead file : files) {
            json.writeStartObject();
            json.writeStringField("file", file.source().name());
            json.writeNumberField("lines", file.lines());
            json.writeStringField("failure", file.failure().orElse(null));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void database(Optional<RowsWritten> rows) throws IOException {
        if (rows.isEmpty()) {
            json.writeNullField("database");
            return;
        }
        RowsWritten written = rows.get();
        json.writeObjectFieldStart("database");
        json.writeStringField("url", written.database());
        json.writeStringField("table", LineTable.NAME);
        json.writeStringField("run", written.run());
        json.writeNumberField("rows", written.rows());
        json.writeNumberField("missing", written.missing());
        json.writeNumberField("doubtful", written.doubtful());
        json.writeNumberField("retries", written.retries());
        json.writeStringField("failure", written.failure().orElse(null));
        json.writeEndObject();
    }

    private void run(Report report) throws IOException {
        json.writeObjectFieldStart("run");
        json.writeNumberField("workers", report.settings().workers());
        json.writeNumberField("queue", report.settings().queue());
        json.writeStringField("filter", report.settings().filter().text());
        json.writeNumberField("bytesRead", report.bytesRead());
        json.writeNumberField("seconds", report.seconds());
        json.writeNumberField("linesPerSecond", report.linesPerSecond());
        json.writeEndObject();
    }
}
