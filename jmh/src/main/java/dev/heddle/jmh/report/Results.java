package dev.heddle.jmh.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.jmh.Distance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The results of a run, all suites and peers together. In a file: an object of a {@code header} and of {@code results}, an
 * array of rows as JMH writes them, each with the name of its {@code suite} added. What JMH wrote itself, such an array
 * alone, can be read too. May be used by several threads.
 */
final class Results {
    /** A larger error, as a part of the figure, tells of a disturbance. */
    private static final double UNSTEADY = 1.0 / 3;

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Header header;
    private final Map<String, Row> rows = new LinkedHashMap<>();

    Results(Header header) {
        this.header = header;
    }

    /**
     * Reads a file.
     *
     * @throws IOException whose message is for the user, if there are no results in it
     */
    static Results read(Path file) throws IOException {
        try {
            return of(JSON.readTree(file.toFile()), file);
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Results of(JsonNode document, Path file) throws IOException {
        boolean bare = document.isArray();
        JsonNode array = bare ? document : document.path("results");
        if (!array.isArray()) {
            throw new IOException(file + " holds no results of scripts/bench or of JMH");
        }
        Header header = document.path("header").isObject() ? JSON.treeToValue(document.get("header"), Header.class)
                : Header.unknown();
        Results results = new Results(header);
        for (JsonNode row : array) {
            if (!(row instanceof ObjectNode object) || !Row.isOne(row)) {
                throw new IOException(file + " holds something else among its results");
            }
            results.add(object);
        }
        return results;
    }

    /** Reads rows as JMH writes them. */
    static List<ObjectNode> parse(String text) throws JsonProcessingException {
        List<ObjectNode> parsed = new ArrayList<>();
        for (JsonNode row : JSON.readTree(text)) {
            if (row instanceof ObjectNode object && Row.isOne(row)) {
                parsed.add(object);
            }
        }
        return parsed;
    }

    /** Adds a row, in place of an older one of the same benchmark and parameters. */
    synchronized void add(ObjectNode json) {
        Row row = Row.of(json);
        rows.put(row.key(), row);
    }

    /** Adds a row in place of the same one, unless that was measured nearer, or as near and more exactly. */
    synchronized void addIfBetter(ObjectNode json) {
        Row row = Row.of(json);
        Row before = rows.get(row.key());
        Distances all = Distances.of(Stream.concat(rows.values().stream(), Stream.of(row)).toList());
        if (before == null || Comparator.<Row>comparingDouble(known -> all.state(known).farShare())
                .thenComparingDouble(known -> all.measure(known).interval().error()).compare(row, before) <= 0) {
            rows.put(row.key(), row);
        }
    }

    /** The rows of the JVM whose figure has far iterations in it, or an error of more than {@link #UNSTEADY} of itself. */
    List<Row> doubtful() {
        Distances distances = distances();
        return rows().stream().filter(row -> !row.isForeign()).filter(row -> {
            Measure measure = distances.measure(row);
            return measure.state().far() > 0 || measure.interval().isKnown() && measure.relativeError() > UNSTEADY;
        }).toList();
    }

    /** Notes how far the run has come. */
    synchronized void note(Header now) {
        header = now;
    }

    synchronized Header header() {
        return header;
    }

    synchronized List<Row> rows() {
        return List.copyOf(rows.values());
    }

    /** The rows of a suite. */
    List<Row> rows(String suite) {
        return rows().stream().filter(row -> row.suite().equals(suite)).toList();
    }

    /** How far the processors were from each other. */
    Distances distances() {
        return Distances.of(rows());
    }

    /** Writes all in one step: at any time there is a whole file. */
    synchronized void write(Path file) throws IOException {
        ObjectNode document = JSON.createObjectNode();
        ObjectNode described = JSON.valueToTree(header);
        Distances distances = distances();
        if (distances.isKnown()) {
            described.set(Distance.METRIC, JSON.valueToTree(distances));
        }
        document.set("header", described);
        rows.values().forEach(row -> document.withArray("results").add(row.json()));
        Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(unfinished, JSON.writeValueAsString(document) + "\n");
        Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
