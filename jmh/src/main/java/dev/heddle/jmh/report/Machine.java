package dev.heddle.jmh.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What the figures depend on: processor, system, JDK, scheduler, and the version of the code. */
final class Machine {
    private static final long SECONDS_FOR_AN_ANSWER = 10;

    private Machine() {}

    /** The processor's name. */
    static String processor() {
        return linuxProcessor().or(() -> answer(Path.of("."), "sysctl", "-n", "machdep.cpu.brand_string"))
                .orElse(System.getProperty("os.arch"));
    }

    private static Optional<String> linuxProcessor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip()).findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static String system() {
        return System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                + System.getProperty("os.arch");
    }

    static String jdk() {
        return System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + "), "
                + System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version");
    }

    /** Carrier threads of the virtual threads. */
    static int parallelism() {
        return Integer.getInteger("jdk.virtualThreadScheduler.parallelism", cores());
    }

    static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** The commit that is checked out in a folder, and whether the files differ from it. */
    static String commit(Path folder) {
        return answer(folder, "git", "rev-parse", "--short=12", "HEAD")
                .map(commit -> answer(folder, "git", "status", "--porcelain", "--untracked-files=no")
                        .map(changes -> commit + " with local changes").orElse(commit))
                .orElse("unknown");
    }

    /** What a command prints, if it is there, succeeds and prints something. */
    private static Optional<String> answer(Path folder, String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command)).directory(folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            boolean ended = process.waitFor(SECONDS_FOR_AN_ANSWER, TimeUnit.SECONDS);
            return ended && process.exitValue() == 0 && !text.isEmpty() ? Optional.of(text) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
