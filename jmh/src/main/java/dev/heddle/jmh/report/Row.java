package dev.heddle.jmh.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.jmh.Distance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One result: a benchmark with the values of its parameters, and what was measured. The JSON is kept as it came. */
record Row(String suite, String benchmark, String mode, Map<String, String> params, Measure primary,
        Map<String, Measure> secondary, ObjectNode json) {

    /** Programs in other languages measure a part of the grid too; their rows begin so. */
    private static final String FOREIGN = "peers.";

    static Row of(ObjectNode json) {
        Map<String, String> params = new LinkedHashMap<>();
        json.path("params").properties().forEach(param -> params.put(param.getKey(), param.getValue().asText()));
        Map<String, Measure> secondary = new TreeMap<>();
        json.path("secondaryMetrics").properties()
                .forEach(metric -> secondary.put(metric.getKey(), Measure.ofCounter(metric.getValue())));
        return new Row(json.path("suite").asText(), json.path("benchmark").asText(), json.path("mode").asText(), params,
                Measure.of(json.path("primaryMetric")), secondary, json);
    }

    /** Whether a node is an object that names a benchmark and has a score. */
    static boolean isOne(JsonNode node) {
        return node.path("benchmark").isTextual() && node.path("primaryMetric").path("score").isNumber();
    }

    boolean isForeign() {
        return benchmark.startsWith(FOREIGN);
    }

    /** The benchmark's class without its package; of another language's program, the name. */
    String type() {
        if (isForeign()) {
            return benchmark.substring(FOREIGN.length());
        }
        String type = benchmark.substring(0, Math.max(0, benchmark.lastIndexOf('.')));
        return type.substring(type.lastIndexOf('.') + 1);
    }

    String method() {
        return benchmark.substring(benchmark.lastIndexOf('.') + 1);
    }

    /** How far the processors were from each other in each iteration, in nanoseconds; empty where that is not recorded. */
    List<Double> distances() {
        return recorded().stream().filter(Row::isDistance).toList();
    }

    private List<Double> recorded() {
        return Measure.samples(json.path("secondaryMetrics").path(Distance.METRIC));
    }

    static boolean isDistance(double recorded) {
        return recorded > 0 && recorded < Distance.MOST;
    }

    /** What an iteration gave, and how far the processors were from each other, as that was recorded. */
    record Iteration(double score, double distance) {}

    /** Those of which both is known; none where single calls were timed. */
    List<Iteration> iterations() {
        List<Double> scores = Measure.samples(json.path("primaryMetric"));
        List<Double> distances = recorded();
        List<Iteration> iterations = new ArrayList<>();
        for (int i = 0; i < scores.size() && scores.size() == distances.size(); i++) {
            iterations.add(new Iteration(scores.get(i), distances.get(i)));
        }
        return iterations;
    }

    /** What makes this result the same as one of another run. */
    String key() {
        return benchmark + " " + mode + " " + new TreeMap<>(params);
    }

    /** For people. */
    String label() {
        String name = isForeign() ? type() : type() + "." + method();
        return params.isEmpty() ? name : name + " (" + label(params) + ")";
    }

    static String label(Map<String, String> params) {
        return params.entrySet().stream().map(param -> param.getKey() + " " + param.getValue())
                .collect(Collectors.joining(", "));
    }
}
