package dev.heddle.jmh.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The command line. */
class BenchTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    private int run(String... arguments) {
        return Bench.run(new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nosuch", "--nosuch", "--quick --full", "--compare /no/such/file", "--from /no/such/file",
        "idle --peers", "queue --from pom.xml", "--again /no/such/file", "queue --again pom.xml",
        "--full --again pom.xml", "--peers --again pom.xml", "--out pom.xml queue", "--compare pom.xml", "--compare .",
        "--out"})
    void wrongUsageIsSaidInALine(String line) {
        assertEquals(Bench.WRONG_USAGE, run(line.split(" ")), err::toString);
        String said = err.toString(StandardCharsets.UTF_8);
        assertTrue(said.matches("bench: [^\\n]+ \\(see scripts/bench --help\\)\\n"), said);
    }

    @Test
    void theSuitesAreListed() {
        assertEquals(Bench.DONE, run("--list"));
        assertTrue(out.toString(StandardCharsets.UTF_8).lines().anyMatch(line -> line.startsWith("queue ")));
    }

    @Test
    void aPageIsMadeOfResultsThatAreThere() throws IOException {
        Path results = folder.resolve("results.json");
        new Invented().queue("WorkQueue", "4:4", "16", 30, 1).queue("jox.Channel", "4:4", "16", 90, 1).results()
                .write(results);
        assertEquals(Bench.DONE,
                run("--from", results.toString(), "--compare", results.toString(), "--out", folder + "/new"));
        String said = out.toString(StandardCharsets.UTF_8);
        assertTrue(said.contains("3.00× the speed of the best peer"), said);
        assertTrue(said.contains("0 better and 0 worse beyond the error, 2 within it"), said);
        assertTrue(Files.readString(folder.resolve("new/bench.html")).contains("jox.Channel"));
    }

    @Test
    void whereNothingIsInDoubtNothingIsMeasuredAgain() throws IOException {
        Path results = folder.resolve("results.json");
        new Invented().queue("WorkQueue", "4:4", "16", 30, 1).distances(60).results().write(results);
        assertEquals(Bench.DONE, run("--again", results.toString(), "--out", folder + "/new"));
        String none = "0 benchmarks of 1, which had been far or with a large error";
        assertTrue(err.toString(StandardCharsets.UTF_8).contains(none), err::toString);
        assertEquals(none, Results.read(folder.resolve("new/bench.json")).header().again().getFirst().what());
    }

    @Test
    void everyOptionIsInTheScriptsHelp() throws IOException {
        String script = Files.readString(Path.of("../scripts/bench"));
        List<OptionSpec> options =
                new CommandLine(new Bench(System.out, System.err, List.of())).getCommandSpec().options();
        for (OptionSpec option : options) {
            String usage = "  " + option.longestName() + (option.arity().max() == 0 ? "" : " " + option.paramLabel());
            assertTrue(script.lines().anyMatch(line -> line.startsWith(usage + " ")), usage);
        }
    }
}
