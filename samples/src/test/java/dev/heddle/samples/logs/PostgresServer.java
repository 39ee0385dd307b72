package dev.heddle.samples.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A PostgreSQL server with a database of its own, in a folder that is gone with it. It refuses to run as root, and then runs as
 * another user.
 */
final class PostgresServer {
    private static final Path PACKAGES = Path.of("/usr/lib/postgresql");
    private static final String SUPERUSER = "heddle";

    private final Path programs;
    private final List<String> asUser;
    private final Path folder;
    private final int port;

    private PostgresServer(Path programs, List<String> asUser, Path folder, int port) {
        this.programs = programs;
        this.asUser = asUser;
        this.folder = folder;
        this.port = port;
    }

    /** Starts one, or else has the test skipped, and says why. */
    static PostgresServer startOrSkip() throws IOException, InterruptedException {
        Optional<Path> programs = programs();
        assumeTrue(programs.isPresent(), "no PostgreSQL server here: neither on the PATH nor in " + PACKAGES
                + " is a folder with initdb and pg_ctl");
        boolean root = System.getProperty("user.name").equals("root");
        String user = !root ? null : exitCode("id", "-u", "postgres") == 0 ? "postgres" : "nobody";
        List<String> asUser = root ? List.of("runuser", "-u", user, "--") : List.of();
        assumeTrue(exitCode(command(asUser, programs.get().resolve("initdb").toString(), "--version")) == 0,
                () -> "PostgreSQL does not run as root, and cannot be run by " + asUser);

        Path folder = Files.createTempDirectory("heddle-postgres-");
        if (root) {
            assertEquals(0, exitCode("chown", user, folder.toString()));
        }
        PostgresServer server = new PostgresServer(programs.get(), asUser, folder, freePort());
        try {
            server.call("initdb", "-D", server.data(), "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C",
                    "-N");
            server.start();
        } catch (Throwable e) {
            server.close();
            throw e;
        }
        return server;
    }

    private static Optional<Path> programs() throws IOException {
        List<Path> folders = new ArrayList<>();
        if (Files.isDirectory(PACKAGES)) {
            try (Stream<Path> versions = Files.list(PACKAGES)) {
                versions.map(version -> version.resolve("bin")).sorted(Comparator.reverseOrder()).forEach(folders::add);
            }
        }
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).filter(s -> !s.isEmpty())
                .map(Path::of).forEach(folders::add);
        return folders.stream().filter(folder -> Files.isExecutable(folder.resolve("initdb")))
                .filter(folder -> Files.isExecutable(folder.resolve("pg_ctl"))).findFirst();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=" + SUPERUSER;
    }

    /** Starts the server, and waits until it takes connections. */
    void start() throws IOException, InterruptedException {
        call("pg_ctl", "-D", data(), "-l", folder.resolve("log").toString(), "-w", "-t", "60", "-o",
                "-p " + port + " -k " + folder + " -c listen_addresses=127.0.0.1 -c fsync=off", "start");
    }

    /** Ends all of its processes at once, as a crash does: without an answer to anybody. */
    void kill() throws IOException, InterruptedException {
        call("pg_ctl", "-D", data(), "-w", "-m", "immediate", "stop");
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private void call(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(asUser);
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        Path said = Files.createTempFile("heddle-postgres-", ".txt"); // a pipe would be held open by the server
        try {
            Process process = start(command, said);
            assertEquals(0, process.waitFor(), () -> command + ": " + read(said) + read(folder.resolve("log")));
        } finally {
            Files.delete(said);
        }
    }

    private static int exitCode(String... command) throws IOException, InterruptedException {
        try {
            return start(List.of(command), Path.of("/dev/null")).waitFor();
        } catch (IOException e) { // no such program
            return -1;
        }
    }

    private static String[] command(List<String> asUser, String... words) {
        return Stream.concat(asUser.stream(), Arrays.stream(words)).toArray(String[]::new);
    }

    /** In a folder that every user may be in. */
    private static Process start(List<String> command, Path said) throws IOException {
        return new ProcessBuilder(command).directory(new File("/")).redirectErrorStream(true)
                .redirectInput(new File("/dev/null")).redirectOutput(said.toFile()).start();
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Ends it, and removes its folder. */
    void close() throws IOException, InterruptedException {
        if (Files.exists(folder.resolve("data/postmaster.pid"))) {
            kill();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
