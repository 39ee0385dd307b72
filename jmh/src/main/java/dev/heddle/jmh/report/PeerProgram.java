package dev.heddle.jmh.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A program in another language that measures the same grid and prints its rows as JMH does.
 *
 * @param name of its figures
 * @param tool what runs it
 * @param command without the grid
 */
record PeerProgram(String name, String tool, List<String> command) {

    /** How long it takes, about. */
    static double seconds(boolean quick) {
        return quick ? 10 : 120;
    }

    /** Those that there are. */
    static List<PeerProgram> all(Path root) {
        Path folder = root.resolve("jmh").resolve("peers");
        return List.of(
                new PeerProgram("asyncio.Queue", "python3",
                        List.of("python3", folder.resolve("asyncio_queue.py").toString())),
                new PeerProgram("go.chan", "go", List.of("go", "run", folder.resolve("channel.go").toString())));
    }

    /** Whether the tool is on the PATH. */
    boolean isThere() {
        return List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    /**
     * Runs it on the cells that the other rows have.
     *
     * @param line is called with each line of its progress
     * @throws IOException whose message is for the user, if it fails
     */
    List<ObjectNode> run(List<Row> rows, boolean quick, Path folder, Consumer<String> line)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(command);
        arguments.addAll(List.of("--threads", values(rows, "threads"), "--capacities", values(rows, "capacity")));
        if (quick) {
            arguments.addAll(List.of("--rounds", "3", "--warmups", "1"));
        }
        Path output = folder.resolve(name + ".json");
        Process process = new ProcessBuilder(arguments).redirectOutput(output.toFile()).start();
        process.getOutputStream().close();
        String last = "";
        try (BufferedReader progress = process.errorReader(StandardCharsets.UTF_8)) {
            for (String next = progress.readLine(); next != null; next = progress.readLine()) {
                line.accept(next);
                last = next;
            }
        }
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException("exit code " + code + ", and at the end: " + last);
        }
        try {
            return Results.parse(Files.readString(output));
        } catch (JsonProcessingException e) {
            throw new IOException("what it printed is not JSON", e);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static String values(List<Row> rows, String parameter) {
        return rows.stream().map(row -> row.params().get(parameter)).filter(value -> value != null).distinct()
                .collect(Collectors.joining(","));
    }
}
