package dev.heddle.samples.logs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The options that say what to read: files, standard input, clients, or else the sample. What cannot be read is refused. */
final class InputOptions {
    private static final Path STANDARD_INPUT = Path.of("-");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec program;

    @Option(names = "--listen", paramLabel = "PORT", description = {"Read lines over TCP too, from this machine only;",
        "0 is any port that is free, and told."})
    private Integer port;

    @Option(names = "--clients", paramLabel = "N", description = "Stop listening when N clients have come and gone.")
    private Integer clients;

    @Parameters(paramLabel = "FILE", description = "The logs to read; - is standard input.")
    private List<Path> files = List.of();

    boolean isListening() {
        return port != null;
    }

    /** All but clients. */
    List<Source> sources(InputStream standardInput) {
        if (files.isEmpty() && !isListening()) {
            return List.of(Source.SAMPLE);
        }
        require(Collections.frequency(files, STANDARD_INPUT) <= 1, "standard input can be read only once");
        List<Source> sources = new ArrayList<>();
        for (Path file : files) {
            if (file.equals(STANDARD_INPUT)) {
                sources.add(Source.standardInput(sources.size(), standardInput));
                continue;
            }
            require(Files.exists(file), "no such file: " + file);
            require(!Files.isDirectory(file), "a directory, not a file: " + file);
            require(Files.isReadable(file), "not readable: " + file);
            sources.add(Source.of(sources.size(), file));
        }
        return sources;
    }

    /**
     * Takes clients from now on.
     *
     * @return null for none
     */
    Listener openListener() {
        require(clients == null || isListening(), "--clients takes --listen as well");
        if (!isListening()) {
            return null;
        }
        require(port >= 0 && port <= 65_535, "--listen takes a port from 0 to 65535, not " + port);
        require(clients == null || clients > 0, "--clients must be at least 1, not " + clients);
        try {
            return Listener.open(port, clients == null ? Listener.UNLIMITED : clients);
        } catch (IOException e) {
            throw wrongUsage("cannot listen on port " + port + ": " + IoFailure.explain(e));
        }
    }

    /** Refuses to write to a file that is read. */
    void requireUnread(String option, Path written) throws IOException {
        for (Path file : files) {
            Path input = file.equals(STANDARD_INPUT) ? Path.of("/dev/stdin") : file;
            boolean same = Files.isRegularFile(written) && Files.exists(input) && Files.isSameFile(written, input);
            require(!same, option + " would overwrite the input " + file);
        }
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw wrongUsage(otherwise);
        }
    }

    private ParameterException wrongUsage(String message) {
        return new ParameterException(program.commandLine(), message);
    }
}
