package dev.heddle.samples.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.samples.OwnJvm;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The hasher is interrupted: while it hashes, and while it lists. */
@Timeout(120)
class CtrlCTest {
    private static final String OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    Path directory;

    private void write(String name) throws IOException {
        Files.writeString(directory.resolve(name), "abc");
    }

    /** The huge file, which has no blocks on the disk, takes minutes; meanwhile the other hasher does the small ones. */
    @Test
    void whileItHashesLeavesAMarkedListOfWhatWasHashed() throws Exception {
        write("small 1");
        write("small 2");
        try (RandomAccessFile huge = new RandomAccessFile(directory.resolve("huge").toFile(), "rw")) {
            huge.setLength(1L << 40);
        }
        try (OwnJvm hashTree =
                OwnJvm.start(HashTree.class, "--at-once", "2", "--progress", "always", directory.toString())) {
            hashTree.awaitLine(" 2 of 3 files, ");
            List<String> lines = hashTree.interrupt();
            int list = lines.indexOf(OF_ABC + "  " + directory + "/small 2");
            assertEquals(OF_ABC + "  " + directory + "/small 1", lines.get(list - 1).replaceFirst(".*\033\\[K", ""));
            assertEquals("# 2 files, 6 bytes", lines.get(list + 1));
            assertEquals("# INTERRUPTED: this list is partial; it lacks 1 file of those found so far", lines.getLast());
        }
    }

    /** A hasher whose list comes to a halt at its beginning, until Ctrl-C has come and the end of the JVM waits. */
    static final class Halting {
        public static void main(String... arguments) {
            new HashTree(new PrintStream(new UntilExit(System.out), false, UTF_8), System.err).run(arguments);
        }
    }

    private static final class UntilExit extends FilterOutputStream {
        private boolean hasBegun;

        UntilExit(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (!hasBegun) {
                hasBegun = true;
                System.out.println("listing");
                while (!isExitHeldBack()) {
                    Thread.yield();
                }
            }
            out.write(bytes, from, length);
        }

        private static boolean isExitHeldBack() {
            return Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                    .anyMatch("heddle exit hook"::equals);
        }
    }

    /** If nothing held the exit back, the JVM would be gone before the list goes on. */
    @Test
    void whileItListsLetsItEndTheList() throws Exception {
        write("a");
        write("b");
        try (OwnJvm hashTree = OwnJvm.start(Halting.class, directory.toString())) {
            hashTree.awaitLine("listing");
            List<String> lines = hashTree.interrupt();
            assertEquals(5, lines.size(), lines::toString);
            assertEquals(List.of("listing", OF_ABC + "  " + directory + "/a", OF_ABC + "  " + directory + "/b",
                    "# 2 files, 6 bytes"), lines.subList(0, 4));
            assertTrue(lines.get(4).startsWith("# sha256 of the list: "), lines::toString);
        }
    }
}
