package dev.heddle.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small application that uses the JAR in each way there is: without a flag, and without a warning. */
@Tag("once")
class ApplicationIT {
    private static final String DESCRIPTOR = """
            module bakery {
                requires dev.heddle;
            }
            """;

    private static final String PROGRAM =
            """
                    package bakery;

                    import dev.heddle.queue.WorkQueue;
                    import dev.heddle.queue.WorkerPool;
                    import dev.heddle.task.TaskGroup;
                    import java.util.concurrent.atomic.AtomicInteger;

                    public final class Main {
                        private Main() {}

                        public static void main(String[] args) throws Exception {
                            AtomicInteger eaten = new AtomicInteger();
                            try (var group = TaskGroup.open("bakery")) {
                                WorkQueue<String> plate = WorkQueue.bounded(group, 2);
                                WorkerPool<String> eaters =
                                        WorkerPool.start(group, plate, 2, bread -> eaten.incrementAndGet());
                                group.fork("John", () -> {
                                    group.fork("John's apprentice", () -> plate.put("roll")); // a fork by another than the owner
                                    plate.put("bagel");
                                });
                                group.fork("Mike", () -> plate.put("bun"));
                                group.join();
                                eaters.joinThenCancel();
                            }
                            System.out.println(eaten + " eaten by " + Main.class.getModule() + " with " + TaskGroup.class.getModule());
                        }
                    }
                    """;

    private static final String TRESPASSER = """
            package bakery;

            final class Trespasser {
                dev.heddle.internal.park.Waiter waiter;
            }
            """;

    @TempDir
    Path folder;

    private final String jar = Packaged.jar().toString();

    @Test
    void itRunsOnTheClassPath() throws Exception {
        compile("-cp", jar, source("bakery/Main.java", PROGRAM));
        String said = succeed("java", "-cp", jar + File.pathSeparator + classes(), "bakery.Main");
        assertTrue(said.matches("3 eaten by unnamed module @\\w+ with unnamed module @\\w+\\R"), said);
    }

    @Test
    void itRunsOnTheModulePath() throws Exception {
        compileModule();
        String said = succeed("java", "-p", jar + File.pathSeparator + classes(), "-m", "bakery/bakery.Main");
        assertEquals("3 eaten by module bakery with module dev.heddle", said.strip());
    }

    @Test
    void itRunsFromAnImageMadeForIt() throws Exception {
        assumeTrue(canLink(), () -> "the JDK in " + System.getProperty("java.home")
                + " cannot link: it has no jmods, and does not link from its run-time image");
        compileModule();
        Path image = folder.resolve("image");
        succeed("jlink", "-p", jar + File.pathSeparator + classes(), "--add-modules", "bakery", "--output",
                image.toString());
        String java = image.resolve("bin").resolve("java").toString();
        Packaged.Ended bare = Packaged.run(java, List.of("--limit-modules", "java.base", "-version"));
        assumeTrue(bare.code() == 0, () -> "no image that this JDK makes runs here: " + bare.text());

        Packaged.Ended ended = Packaged.run(java, List.of("-m", "bakery/bakery.Main"));
        assertEquals(new Packaged.Ended(0, "3 eaten by module bakery with module dev.heddle" + System.lineSeparator()),
                ended);
        String modules = Packaged.run(java, List.of("--list-modules")).text();
        assertEquals(3, modules.lines().count(), modules); // the two, and java.base
    }

    @Test
    void whatIsInternalDoesNotCompileThere() throws Exception {
        Packaged.Ended ended = javac("-XDrawDiagnostics", "-p", jar, source("module-info.java", DESCRIPTOR),
                source("bakery/Trespasser.java", TRESPASSER));
        assertEquals(1, ended.code(), ended::text);
        assertTrue(ended.text().contains("compiler.err.package.not.visible: dev.heddle.internal.park"), ended::text);
    }

    private void compileModule() throws Exception {
        compile("-p", jar, source("module-info.java", DESCRIPTOR), source("bakery/Main.java", PROGRAM));
    }

    private void compile(String... arguments) throws Exception {
        assertEquals(new Packaged.Ended(0, ""), javac(arguments));
    }

    private Packaged.Ended javac(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("--release", "21", "-Xlint:all", "-Werror", "-d", classes()));
        all.addAll(List.of(arguments));
        return Packaged.run(Packaged.tool("javac"), all);
    }

    private static String succeed(String tool, String... arguments) throws Exception {
        Packaged.Ended ended = Packaged.run(Packaged.tool(tool), List.of(arguments));
        assertEquals(0, ended.code(), ended::text);
        return ended.text();
    }

    private String classes() {
        return folder.resolve("classes").toString();
    }

    private String source(String name, String text) throws IOException {
        Path file = folder.resolve("source").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text).toString();
    }

    private static boolean canLink() throws Exception {
        if (Files.isDirectory(Path.of(System.getProperty("java.home"), "jmods"))) {
            return true;
        }
        String jlink = Packaged.tool("jlink");
        return Files.exists(Path.of(jlink))
                && Packaged.run(jlink, List.of("--help")).text().contains("Linking from run-time image enabled");
    }
}
