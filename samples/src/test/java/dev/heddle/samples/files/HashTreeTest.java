package dev.heddle.samples.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.heddle.samples.Tool;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.SequenceInputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class HashTreeTest {
    private static final String OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final String OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return run(Files::newInputStream, arguments);
    }

    private int run(FileHasher.Opener opener, String... arguments) {
        out.reset();
        err.reset();
        return new HashTree(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), opener)
                .run(arguments);
    }

    private List<String> lines() {
        return out.toString(UTF_8).lines().toList();
    }

    private Path write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    void listsAsSha256SumDoesAndSaysAllInOneNumber() throws Exception {
        write("b", "abc");
        write("a/z", "");
        write("a.txt", "abc");
        assertEquals(0, run(directory.toString()));
        String list = OF_ABC + "  " + directory + "/a.txt\n" + OF_NOTHING + "  " + directory + "/a/z\n" + OF_ABC + "  "
                + directory + "/b\n";
        assertEquals(list + "# 3 files, 6 bytes\n# sha256 of the list: " + sha256(list.getBytes(UTF_8)) + "\n",
                out.toString(UTF_8));
        assertEquals("", err.toString(UTF_8));
    }

    @Test
    void anEmptyDirectory() {
        assertEquals(0, run(directory.toString()));
        assertEquals(List.of("# 0 files, 0 bytes", "# sha256 of the list: " + OF_NOTHING), lines());
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "8, 3", "3, 1000"})
    void theOutputIsTheSameHoweverManyHashThem(String atOnce, String queue) throws Exception {
        StringBuilder expected = new StringBuilder();
        for (int i = 1000; i < 1300; i++) {
            String text = "text " + i;
            write("d" + i % 7 + "/" + i, text);
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                expected.append(sha256(Files.readAllBytes(file))).append("  ").append(file).append('\n');
            }
        }
        assertEquals(0, run("--at-once", atOnce, "--queue", queue, directory.toString()));
        assertEquals(expected.toString(), lines().stream().filter(line -> !line.startsWith("#"))
                .map(line -> line + "\n").collect(Collectors.joining()));
        assertEquals("# sha256 of the list: " + sha256(expected.toString().getBytes(UTF_8)), lines().getLast());
    }

    @Test
    void loopsOfLinksAreHarmless() throws Exception {
        write("a/file", "abc");
        Files.createSymbolicLink(directory.resolve("a/up"), directory);
        Files.createSymbolicLink(directory.resolve("self"), Path.of("self"));
        Files.createSymbolicLink(directory.resolve("lost"), Path.of("nowhere"));
        assertEquals(0, run(directory.toString()));
        assertEquals(
                List.of(OF_ABC + "  " + directory + "/a/file", "# 1 file, 3 bytes, 3 links and the like passed over"),
                lines().subList(0, 2));
    }

    @Test
    void theDirectoryItselfMayBeALink() throws Exception {
        write("real/file", "abc");
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("real"));
        assertEquals(0, run(link.toString()));
        assertEquals(OF_ABC + "  " + link + "/file", lines().getFirst());
    }

    @Test
    void aFileThatFailsIsReportedAndTheOthersAreHashed() throws Exception {
        write("broken", "abc");
        write("fine", "abc");
        write("gone", "abc");
        write("secret", "abc");
        FileHasher.Opener opener = file -> switch (file.getFileName().toString()) {
            case "broken" -> new SequenceInputStream(new ByteArrayInputStream(new byte[100]), new Failing());
            case "gone" -> throw new NoSuchFileException(file.toString());
            case "secret" -> throw new AccessDeniedException(file.toString());
            default -> Files.newInputStream(file);
        };
        assertEquals(Tool.FAILED, run(opener, directory.toString()));
        assertEquals(List.of(OF_ABC + "  " + directory + "/fine", "# 1 file, 3 bytes, 3 unreadable"),
                lines().subList(0, 2));
        assertEquals(List.of("HashTree: " + directory + "/broken: the disk is broken",
                "HashTree: " + directory + "/gone: no such file",
                "HashTree: " + directory + "/secret: permission denied"), err.toString(UTF_8).lines().toList());
    }

    @Test
    void whatIsReportedIsALineAndCannotSteerTheTerminal() throws Exception {
        write("red \033[31m\n", "abc");
        assertEquals(Tool.FAILED, run(file -> {
            throw new IOException("no\rway");
        }, directory.toString()));
        assertEquals("HashTree: " + directory + "/red \\x1b[31m\\x0a: no\\x0dway\n", err.toString(UTF_8));
    }

    private static final class Failing extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("the disk is broken");
        }
    }

    /** Where root runs the tests, the failures are made up: {@link #aFileThatFailsIsReportedAndTheOthersAreHashed}. */
    @Test
    void whatMayNotBeReadIsReported() throws Exception {
        Path secret = write("secret", "abc");
        Path cellar = write("cellar/file", "abc").getParent();
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(cellar, PosixFilePermissions.fromString("---------"));
        try {
            assumeFalse(Files.isReadable(secret), "root may read everything");
            assertEquals(Tool.FAILED, run(directory.toString()));
            assertEquals("# 0 files, 0 bytes, 2 unreadable", lines().getFirst());
            assertEquals(2, err.toString(UTF_8).lines().filter(line -> line.endsWith(": permission denied")).count());
        } finally {
            Files.setPosixFilePermissions(cellar, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void aFaultOfTheProgramEndsIt() throws Exception {
        for (int i = 0; i < 100; i++) {
            write("file " + i, "abc");
        }
        assertEquals(Tool.FAILED, run(file -> {
            throw new IllegalArgumentException("a fault");
        }, "--queue", "1", directory.toString()));
        assertEquals("", out.toString(UTF_8));
        assertTrue(err.toString(UTF_8).contains("a fault"), err::toString);
    }

    @Test
    void namesAreEscapedAsSha256SumDoes() {
        assertEquals("\\hash  a\\nb\\\\c\\rd\n", text(Sha256Sum.line("hash", "a\nb\\c\rd".getBytes(UTF_8))));
        assertEquals("hash   a \n", text(Sha256Sum.line("hash", " a ".getBytes(UTF_8))));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }

    /** Path.of would refuse such a name in a locale that has no such letters. */
    @Test
    void namesArePrintedByteByByte() throws Exception {
        Path real = directory.toRealPath();
        Process touch = new ProcessBuilder("sh", "-c", "touch \"$(printf 'x%%41 \\303\\274\\377')\"")
                .directory(directory.toFile()).start();
        assertEquals(0, touch.waitFor());
        try (Stream<Path> files = Files.list(real)) {
            assertEquals("dir/x%41 \u00c3\u00bc\u00ff",
                    text(new FileNames(Path.of("dir"), real).of(files.findFirst().orElseThrow())));
        }
    }

    @ParameterizedTest
    @CsvSource({"dir, dir/a.txt", "dir/, dir/a.txt", "., ./a.txt", "'', ./a.txt", "/, /a.txt"})
    void namesBeginAsTheDirectoryWasGiven(String given, String name) throws Exception {
        Path real = directory.toRealPath();
        assertEquals(name, text(new FileNames(Path.of(given), real).of(real.resolve("a.txt"))));
    }

    @Test
    void theBarShowsPercentOfTheBytesWhenAllAreCounted() {
        Count done = new Count();
        Count total = new Count();
        ProgressBar bar = new ProgressBar(null, done, total);
        total.addFile();
        total.addBytes(4_000_000);
        assertEquals("[------------------------------]    ?  0 of 1 file so far, 0 MB", bar.line());
        total.complete();
        done.addBytes(2_000_000);
        assertEquals("[###############---------------]  50%  0 of 1 file, 2 MB", bar.line());
        done.addBytes(3_000_000);
        done.addFile();
        assertEquals("[##############################] 100%  1 of 1 file, 5 MB", bar.line());
    }

    /** A bar that is cancelled before it begins would show nothing, and have nothing to take away. */
    private InputStream openWhenTheBarIsThere(Path file) throws IOException {
        while (err.size() == 0 && !Thread.currentThread().isInterrupted()) {
            Thread.yield();
        }
        return Files.newInputStream(file);
    }

    @Test
    void theBarIsGoneAtTheEnd() throws Exception {
        write("a", "abc");
        assertEquals(0, run(this::openWhenTheBarIsThere, "--progress", "always", directory.toString()));
        assertTrue(err.toString(UTF_8).endsWith("\r\033[K"), err::toString);
        assertFalse(err.toString(UTF_8).contains("\n"));
        assertEquals(0, run("--progress", "never", directory.toString()));
        assertEquals("", err.toString(UTF_8));
    }

    @Test
    void helpTellsTheExitCodes() {
        assertEquals(0, run("--help"));
        assertTrue(out.toString(UTF_8).contains("\nExit codes: 0; 1, "), out::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--at-once=0", "--queue=0", "--progress=maybe", "--loud", "/nowhere/at/all"})
    void badArgumentsAreRefusedInOneLine(String argument) {
        assertEquals(Tool.WRONG_USAGE, run(argument));
        assertEquals("", out.toString(UTF_8));
        assertTrue(err.toString(UTF_8).matches("HashTree: .*\\(see --help\\)\n"), err::toString);
    }
}
