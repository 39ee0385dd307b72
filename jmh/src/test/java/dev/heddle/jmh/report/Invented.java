package dev.heddle.jmh.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.jmh.Distance;
import java.util.List;

/** Results that nobody measured, to try the report on. */
final class Invented {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Results results = new Results(
            new Header("2026-01-01 00:00 UTC", 60, "scripts/bench --full", "abc123", "full", true, "a machine", 2,
                    "Linux", "25", 2, List.of(new Header.Part("queue", "What does it cost?")), List.of(), List.of()));

    Results results() {
        return results;
    }

    /** A row of these parameters, name and value in turn. */
    Invented add(String suite, String benchmark, double score, double error, String... params) {
        results.add(row(suite, benchmark, score, error, params));
        return this;
    }

    static ObjectNode row(String suite, String benchmark, double score, double error, String... params) {
        ObjectNode row = JSON.createObjectNode().put("suite", suite).put("benchmark", benchmark).put("mode", "avgt");
        ObjectNode values = row.putObject("params");
        for (int i = 0; i < params.length; i += 2) {
            values.put(params[i], params[i + 1]);
        }
        ObjectNode metric =
                row.putObject("primaryMetric").put("score", score).put("scoreError", error).put("scoreUnit", "ns/op");
        metric.putArray("scoreConfidence").add(score - error).add(score + error);
        metric.putArray("rawData").addArray().add(score);
        row.putObject("secondaryMetrics");
        return row;
    }

    /** The same with another figure beside its time. */
    Invented addSecondary(String suite, String benchmark, String metric, double score, String... params) {
        ObjectNode row = row(suite, benchmark, 1000, 1, params);
        row.withObject("secondaryMetrics").putObject(metric).put("score", score).put("scoreUnit", "?")
                .putArray("scoreConfidence").add(score).add(score);
        results.add(row);
        return this;
    }

    /** The last row has given so much, iteration by iteration. */
    Invented scores(double... scores) {
        ObjectNode last = results.rows().getLast().json();
        ArrayNode fork = last.withObject("primaryMetric").putArray("rawData").addArray();
        for (double score : scores) {
            fork.add(score);
        }
        results.add(last);
        return this;
    }

    /** The last row was measured with the processors so far from each other, iteration by iteration. */
    Invented distances(double... nanos) {
        ObjectNode last = results.rows().getLast().json();
        ArrayNode fork = last.withObject("secondaryMetrics").putObject(Distance.METRIC).put("score", nanos[0])
                .put("scoreUnit", "ns").putArray("rawData").addArray();
        for (double distance : nanos) {
            fork.add(distance);
        }
        results.add(last);
        return this;
    }

    Invented queue(String queue, String threads, String capacity, double score, double error) {
        return add("queue", "dev.heddle.jmh.BoundedTransfer.transfer", score, error, "capacity", capacity, "queue",
                queue, "threads", threads);
    }
}
