package dev.heddle.jmh.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.jmh.report.Distances.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.util.ListStatistics;

/**
 * A measured figure with its error. The percentiles, by their rank in percent, matter where single calls were timed.
 *
 * @param state of the machine, if that is known
 */
record Measure(double score, Interval interval, String unit, Map<String, Double> percentiles, State state) {
    private static final double CONFIDENCE = 0.999;

    /** Reads a metric in the form that JMH gives it in JSON, where a number that is none is a string. */
    static Measure of(JsonNode metric) {
        Map<String, Double> percentiles = new LinkedHashMap<>();
        metric.path("scorePercentiles").properties()
                .forEach(entry -> percentiles.put(entry.getKey(), number(entry.getValue())));
        return new Measure(number(metric.path("score")), interval(metric), metric.path("scoreUnit").asText(),
                percentiles, State.UNKNOWN);
    }

    /**
     * Reads a metric beside the time, in the same form: its mean, since JMH gives the sum of all iterations for what a
     * benchmark counts itself.
     */
    static Measure ofCounter(JsonNode metric) {
        Measure told = of(metric);
        List<Double> samples = samples(metric);
        return samples.isEmpty() ? told : told.of(samples);
    }

    /** The same of these samples alone. */
    Measure of(List<Double> samples) {
        ListStatistics statistics = new ListStatistics();
        samples.forEach(statistics::addValue);
        return new Measure(statistics.getMean(), interval(statistics), unit, percentiles, state);
    }

    private static Interval interval(JsonNode metric) {
        JsonNode confidence = metric.path("scoreConfidence");
        if (confidence.size() == 2) {
            return Interval.of(number(confidence.get(0)), number(confidence.get(1)));
        }
        if (metric.path("scoreError").isNumber()) {
            double score = number(metric.path("score"));
            double error = number(metric.path("scoreError"));
            return Interval.of(score - error, score + error);
        }
        ListStatistics statistics = new ListStatistics();
        samples(metric).forEach(statistics::addValue);
        return interval(statistics);
    }

    private static Interval interval(ListStatistics statistics) {
        double[] bounds = statistics.getConfidenceIntervalAt(CONFIDENCE);
        return Interval.of(bounds[0], bounds[1]);
    }

    /** What was measured in each iteration of each fork; JMH has none in this form where it timed single calls. */
    static List<Double> samples(JsonNode metric) {
        List<Double> samples = new ArrayList<>();
        metric.path("rawData").forEach(fork -> fork.forEach(sample -> samples.add(number(sample))));
        return samples;
    }

    /** A tenth where the error is a tenth of the score. */
    double relativeError() {
        return interval.error() / score;
    }

    private static double number(JsonNode node) {
        return node.isNumber() ? node.doubleValue() : Double.NaN;
    }

    /** A percentile as a figure of its own. JMH gives no error for it. */
    Measure percentile(String rank) {
        return new Measure(percentiles.getOrDefault(rank, Double.NaN), Interval.UNKNOWN, unit, Map.of(), state);
    }

    /** The same of another unit. */
    Measure unit(String other) {
        return new Measure(score, interval, other, percentiles, state);
    }

    /** The same, in the state in which it was measured. */
    Measure in(State known) {
        return new Measure(score, interval, unit, percentiles, known);
    }

    /** Whether the two were measured in different states of the machine, so that no comparison holds. */
    boolean differsInState(Measure other) {
        return state.differsFrom(other.state);
    }
}
