package dev.heddle.jcstress;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs these tests with jcstress in a JVM of its own, watches that none hangs, and prints a line for each.
 *
 * <p>Exit codes: 0 all is well; 1 a test saw what is forbidden, threw, hung or did not run; 2 wrong usage.
 */
public final class Main {
    private static final String USAGE = """
            Usage: java -jar jcstress.jar quick|full [OPTION-OF-JCSTRESS ...]

              quick  each test for a moment in each mode of compilation: minutes
              full   for seconds, and with each actor compiled in its own way: an hour

            "-t PATTERN" chooses tests. The log and an HTML report are written to jcstress-results beside this JAR.""";

    private static final Map<String, List<String>> MODES =
            Map.of("quick", List.of("-sc", "false", "-f", "1", "-fsm", "1", "-iters", "1", "-time", "300"), "full",
                    List.of("-sc", "true", "-f", "1", "-fsm", "2", "-iters", "5", "-time", "1000"));

    /** How long jcstress may be silent. It says something after each run of a test, which takes seconds. */
    private static final Duration SILENCE = Duration.ofSeconds(90);

    private static final String NATIVE = "--enable-native-access=ALL-UNNAMED"; // it binds threads to processors

    private Main() {}

    /**
     * Runs the tests.
     *
     * @param args the mode, and what jcstress is given besides
     */
    public static void main(String[] args) throws Exception {
        List<String> mode = args.length == 0 ? null : MODES.get(args[0]);
        if (mode == null) {
            System.err.println(USAGE);
            System.exit(2);
        }
        Path jar = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path folder = Files.createDirectories(jar.resolveSibling("jcstress-results"));
        Path log = folder.resolve("log");

        List<String> command =
                new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), NATIVE,
                        "-cp", classPath(), "org.openjdk.jcstress.Main", "-v", "-r", "report"));
        command.addAll(mode);
        command.addAll(List.of(args).subList(1, args.length));
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();
        boolean hung = hangs(process, log);

        boolean all = command.stream().noneMatch("-t"::equals);
        boolean good = Summary.of(Files.readAllLines(log), all ? tests() : 1).print();
        System.out.println("The log is " + log + ", the report " + folder.resolve("report").resolve("index.html"));
        System.exit(good && !hung && process.exitValue() == 0 ? 0 : 1);
    }

    /** The class path of this JVM, for one that runs in another folder. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Waits for its end; whether it had to be ended, because a test hung. */
    private static boolean hangs(Process process, Path log) throws IOException, InterruptedException {
        for (long before = -1, now = Files.size(log); !process.waitFor(SILENCE.toSeconds(), TimeUnit.SECONDS); now =
                Files.size(log)) {
            if (now == before) {
                List<ProcessHandle> processes =
                        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
                for (ProcessHandle each : processes) {
                    stuck(each).forEach(System.out::println);
                }
                processes.forEach(ProcessHandle::destroyForcibly);
                process.waitFor();
                System.out.println("HUNG: no test ended in " + SILENCE.toSeconds() + " seconds");
                return true;
            }
            before = now;
        }
        return false;
    }

    /** Where the actors of a process are, which tells the test. */
    private static List<String> stuck(ProcessHandle process) throws IOException {
        Process jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()), "Thread.print").redirectErrorStream(true).start();
        try (InputStream dump = jcmd.getInputStream()) {
            return new String(dump.readAllBytes()).lines().filter(line -> line.startsWith("\tat dev.heddle."))
                    .distinct().toList();
        }
    }

    /** How many tests there are: jcstress leaves out, without a word, those for which a machine has too few processors. */
    private static int tests() throws IOException {
        try (InputStream list = Main.class.getResourceAsStream("/META-INF/TestList")) {
            return (int) new String(list.readAllBytes()).lines().count();
        }
    }

    /** What jcstress says at its end. */
    private record Summary(List<String> lines, int tests, int bad, long samples, int expected) {
        private static final Pattern TEST = Pattern.compile("\\.+ \\[(\\w+)] (dev\\.heddle\\.\\S+)");
        private static final Pattern ROW =
                Pattern.compile(" +(\\S.*?) +([\\d,]+) +<?[\\d.]+% +(Acceptable|Interesting|Forbidden|Unknown) +(.*)");

        static Summary of(List<String> log, int expected) {
            List<String> lines = new ArrayList<>();
            int tests = 0;
            int bad = 0;
            long all = 0;
            int from = log.indexOf("RUN RESULTS:");
            for (int at = from < 0 ? log.size() : from; at < log.size(); at++) {
                Matcher test = TEST.matcher(log.get(at));
                if (test.matches()) {
                    boolean ok = test.group(1).equals("OK");
                    long samples = 0;
                    List<String> wrong = new ArrayList<>();
                    while (++at < log.size() && !TEST.matcher(log.get(at)).matches()) {
                        Matcher row = ROW.matcher(log.get(at));
                        if (row.matches()) {
                            samples += Long.parseLong(row.group(2).replace(",", ""));
                            if (!row.group(3).equals("Acceptable")) {
                                wrong.add("         " + row.group(1) + ", " + row.group(2) + " times: " + row.group(4));
                            }
                        }
                    }
                    at--;
                    tests++;
                    bad += ok ? 0 : 1;
                    all += samples;
                    lines.add(String.format("%-8s %-65s %,13d samples", ok ? "ok" : test.group(1), test.group(2),
                            samples));
                    lines.addAll(wrong);
                }
            }
            return new Summary(lines, tests, bad, all, expected);
        }

        /** Whether all is well. */
        boolean print() {
            lines.forEach(System.out::println);
            System.out.printf("%d tests, %d failed, %,d samples%n", tests, bad, samples);
            if (tests < expected) {
                System.out.println("FAILED: " + (expected - tests) + " tests did not run to their end");
            }
            return bad == 0 && tests >= expected;
        }
    }
}
