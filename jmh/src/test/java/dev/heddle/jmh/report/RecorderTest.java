package dev.heddle.jmh.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.jmh.Distance;
import dev.heddle.jmh.Suites;
import dev.heddle.jmh.Suites.Suite;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What a real run of JMH leaves in the results. */
class RecorderTest {
    private static final String LOCK = "jmh.ignoreLock";

    @BeforeEach
    void goOnBesideOtherRuns() {
        System.setProperty(LOCK, "true");
    }

    @AfterEach
    void askForTheLockAgain() {
        System.clearProperty(LOCK);
    }

    private static List<ObjectNode> rows(String benchmark, String... parameters) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-f", "1", "-wi", "1", "-i", "2", "-w", "10ms", "-r", "10ms",
                "-prof", Distance.class.getName()));
        for (String parameter : parameters) {
            arguments.addAll(List.of("-p", parameter));
        }
        arguments.add(benchmark);
        List<ObjectNode> rows = new ArrayList<>();
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        new Runner(new CommandLineOptions(arguments.toArray(String[]::new)), new Recorder(
                OutputFormatFactory.createFormatInstance(nowhere, VerboseMode.SILENT), new Recorder.Listener() {
                    @Override
                    public void progress(double share) {}

                    @Override
                    public void started(String name) {}

                    @Override
                    public void measured(ObjectNode row) {
                        rows.add(row);
                    }

                    @Override
                    public void failed(String name, String reason) {
                        fail(name + ": " + reason);
                    }
                })).run();
        return rows;
    }

    @Test
    void eachIterationTellsTheDistanceOfTheProcessors() throws Exception {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1);
        List<ObjectNode> rows = rows("BoundedTransfer.transfer", "queue=WorkQueue", "threads=1:1", "capacity=16");
        assertEquals(1, rows.size());
        JsonNode distances = rows.getFirst().path("secondaryMetrics").path(Distance.METRIC).path("rawData");
        assertEquals(1, distances.size(), rows::toString);
        assertEquals(2, distances.get(0).size(), rows::toString);
        distances.get(0).forEach(distance -> assertTrue(distance.doubleValue() > 1, rows::toString));
    }

    @Test
    void aThreadAloneHasNoDistance() throws Exception {
        List<ObjectNode> rows = rows("AccountAlone.join");
        assertEquals(1, rows.size());
        assertTrue(rows.getFirst().path("secondaryMetrics").isEmpty(), rows::toString);
    }

    @Test
    void everySuiteAsksForIt() {
        for (Suite suite : Suites.all()) {
            assertTrue(suite.quickArguments().contains(Distance.class.getName()), suite.name());
            assertTrue(suite.fullArguments().contains(Distance.class.getName()), suite.name());
        }
    }
}
