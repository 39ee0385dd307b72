package dev.heddle.jmh;

import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/**
 * How long a message takes from one processor to another, before and after each iteration of a benchmark: the longer of the
 * two is a secondary metric. A virtual machine's host moves its processors between groups of cores from time to time, and
 * what threads tell each other then costs several times as much. So figures are to be compared only if this one is alike.
 *
 * <p>Two platform threads play ping-pong over a volatile field, each spinning; the figure is half of a round trip in the
 * fastest of many short rallies, so that it tells of the place and not of who else was running. That takes a millisecond or
 * two, or about 20 on a crowded machine. There is none on a machine with one processor, nor for benchmarks whose name ends in
 * Alone, in which no thread waits for another.
 */
public final class Distance implements InternalProfiler {
    /** The name of the metric, in nanoseconds. */
    public static final String METRIC = "nanoseconds from one processor to another";

    /** More is not the time of a message: the machine was so crowded that the two threads never ran at the same time. */
    public static final double MOST = 5_000;

    private static final int RALLIES = 200;
    private static final int ROUND_TRIPS = 10;
    private static final long MOST_NANOS = 20_000_000;
    /** Then the other may be waiting for this processor. */
    private static final int SPINS = 1_000;
    private static final long END = -1;

    private volatile long ball;
    private double before;

    @Override
    public String getDescription() {
        return "The time that a message takes from one processor to another, around each iteration";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        if (isOfInterest(benchmark)) {
            before = nanos();
        }
    }

    @Override
    public Collection<ScalarResult> afterIteration(BenchmarkParams benchmark, IterationParams iteration,
            IterationResult result) {
        return isOfInterest(benchmark)
                ? List.of(new ScalarResult(METRIC, Math.max(before, nanos()), "ns", AggregationPolicy.AVG)) : List.of();
    }

    private static boolean isOfInterest(BenchmarkParams benchmark) {
        return Runtime.getRuntime().availableProcessors() > 1 && !benchmark.getBenchmark().contains("Alone.");
    }

    private double nanos() {
        ball = 0;
        Thread.ofPlatform().daemon().name("distance").start(this::echo);
        double least = Double.POSITIVE_INFINITY;
        long start = System.nanoTime();
        long time = start;
        for (int played = 0; played < RALLIES && time - start < MOST_NANOS; played++) {
            rally(played * 2L * ROUND_TRIPS);
            long now = System.nanoTime();
            least = Math.min(least, (now - time) / (2.0 * ROUND_TRIPS));
            time = now;
        }
        ball = END;
        return least;
    }

    /** Odd numbers go out, even ones come back. */
    private void rally(long from) {
        for (long sent = from + 1; sent < from + 2L * ROUND_TRIPS; sent += 2) {
            ball = sent;
            awaitChange(sent);
        }
    }

    private void echo() {
        for (long seen = awaitChange(0); seen != END; seen = awaitChange(seen + 1)) {
            ball = seen + 1;
        }
    }

    private long awaitChange(long from) {
        for (int spins = 1;; spins++) {
            long seen = ball;
            if (seen != from) {
                return seen;
            }
            if (spins % SPINS == 0) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
    }
}
