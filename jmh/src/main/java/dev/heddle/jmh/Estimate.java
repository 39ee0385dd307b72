package dev.heddle.jmh;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Optional;

/** How long a run of JMH is going to take, by what its arguments and the annotations ask for. */
final class Estimate {
    private static final double SECONDS_TO_START_A_JVM = 0.8;

    /** Of single shots that are not annotated with the time that they take. */
    private static final double SECONDS_PER_SHOT = 0.15;

    private final CommandLineOptions options;

    private Estimate(CommandLineOptions options) {
        this.options = options;
    }

    static long seconds(String include, List<String> arguments) {
        try {
            CommandLineOptions options = new CommandLineOptions(arguments.toArray(String[]::new));
            Estimate estimate = new Estimate(options);
            return Math.round(BenchmarkList.defaultList()
                    .find(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of(include),
                            options.getExcludes())
                    .stream().mapToDouble(entry -> estimate.cells(entry) * estimate.secondsPerCell(entry)).sum());
        } catch (CommandLineOptionException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private long cells(BenchmarkListEntry benchmark) {
        long cells = 1;
        for (Map.Entry<String, String[]> parameter : benchmark.getParams().orElse(Map.of()).entrySet()) {
            var asked = options.getParameter(parameter.getKey());
            cells *= asked.hasValue() ? asked.get().size() : parameter.getValue().length;
        }
        return cells;
    }

    private double secondsPerCell(BenchmarkListEntry benchmark) {
        double warmup = chosen(options.getWarmupIterations(), benchmark.getWarmupIterations())
                * seconds(options.getWarmupTime(), benchmark.getWarmupTime());
        double measurement = chosen(options.getMeasurementIterations(), benchmark.getMeasurementIterations())
                * seconds(options.getMeasurementTime(), benchmark.getMeasurementTime());
        return chosen(options.getForkCount(), benchmark.getForks()) * (SECONDS_TO_START_A_JVM + warmup + measurement);
    }

    private static double seconds(Optional<TimeValue> asked, Optional<TimeValue> annotated) {
        return asked.hasValue() || annotated.hasValue()
                ? chosen(asked, annotated).convertTo(TimeUnit.MILLISECONDS) / 1000.0 : SECONDS_PER_SHOT;
    }

    private static <T> T chosen(Optional<T> asked, Optional<T> annotated) {
        return asked.hasValue() ? asked.get() : annotated.get();
    }
}
