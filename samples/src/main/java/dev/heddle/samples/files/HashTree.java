package dev.heddle.samples.files;

import dev.heddle.samples.Plural;
import dev.heddle.samples.Printable;
import dev.heddle.samples.Terminal;
import dev.heddle.samples.Tool;
import dev.heddle.task.TaskGroup;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Hashes the files of a directory, all processors at once, and lists them as sha256sum does.
 *
 * <pre>
 * $ scripts/sample hash-tree docs
 * 0c4acd...d2f5  docs/adr/0001-the-jdk-bridge.md
 * 91a1a0...77b0  docs/architecture.md
 * # 2 files, 14,302 bytes
 * # sha256 of the list: 5f70bf...1c02
 * </pre>
 *
 * <p>The output is the same whenever the files are: sorted by the bytes of the names, and {@code sha256sum -c} reads it. The
 * last line says all in one number, the one that {@code find docs -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum |
 * sha256sum} gives. Symbolic links are not followed.
 *
 * <p>Exit codes: 0; 1, something was not read, or not written, and a line on standard error tells what and why; 2, wrong
 * usage; 130, Ctrl-C: the list has what was hashed, and says that it is partial.
 */
@Command(name = "HashTree", sortOptions = false, description = {
    "Hashes the files of a directory by SHA-256, and lists them sorted, as sha256sum",
    "does and sha256sum -c reads."}, footer = {"",
        "Ctrl-C ends the hashing; the list has what was hashed until then, and says so.",
        "Exit codes: 0; 1, something was not read, or not written; 2, wrong usage;", "130, stopped by Ctrl-C."})
public final class HashTree extends Tool {
    private static final Duration GRACE = Duration.ofSeconds(10);

    @Option(names = "--at-once", paramLabel = "N", description = "How many files at a time (one for each processor).")
    private int atOnce = Runtime.getRuntime().availableProcessors();

    @Option(names = "--queue", paramLabel = "N", description = "How many more the walk may be ahead (${DEFAULT-VALUE}).")
    private int queue = 1000;

    @Option(names = "--progress", paramLabel = "WHEN", description = {
        "Show progress on standard error: auto (that is, on", "a terminal), always or never."})
    private Terminal.When whenProgress = Terminal.When.AUTO;

    @Parameters(paramLabel = "DIRECTORY", arity = "0..1", description = "What to hash (the current directory).")
    private Path directory = Path.of(".");

    private final FileHasher.Opener opener;

    HashTree(PrintStream out, PrintStream err) {
        this(out, err, Files::newInputStream);
    }

    HashTree(PrintStream out, PrintStream err, FileHasher.Opener opener) {
        super(out, err);
        this.opener = opener;
    }

    /** Runs it and exits. */
    public static void main(String... arguments) throws Exception {
        main(HashTree::new, arguments);
    }

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException, GeneralSecurityException {
        require(atOnce >= 1, "--at-once must be at least 1, not " + atOnce);
        require(queue >= 1, "--queue must be at least 1, not " + queue);
        require(Files.isDirectory(directory), "not a directory: " + Printable.of(directory.toString()));
        Path real = directory.toRealPath();
        FileNames names = new FileNames(directory, real);
        Hashing hashing = new Hashing(real, new Hashing.Settings(atOnce, queue), opener);
        try (TaskGroup group = TaskGroup.open(Hashing.options("hashing"))) {
            cancelOnExit(group, GRACE); // till the list is written
            Hashing.Report report = hashing.run(group, whenProgress.isNow() ? err : null);
            list(report, names);
            return complain(report, names);
        }
    }

    private int complain(Hashing.Report report, FileNames names) {
        int code = DONE;
        for (Map.Entry<Path, String> file : report.unreadable().entrySet()) {
            code = say(FAILED, Printable.of(names.of(file.getKey())) + ": " + Printable.of(file.getValue()));
        }
        if (!report.reconciles()) {
            code = say(FAILED,
                    "the accounting does not reconcile: " + Plural.of(report.found(), "file") + " found, "
                            + report.hashes().size() + " hashed, " + report.unreadable().size() + " unreadable, "
                            + report.left() + " left");
        }
        return report.isPartial() ? INTERRUPTED : code;
    }

    private void list(Hashing.Report report, FileNames names) throws IOException, GeneralSecurityException {
        MessageDigest all = MessageDigest.getInstance("SHA-256");
        OutputStream lines = new DigestOutputStream(new BufferedOutputStream(out), all);
        for (Map.Entry<Path, String> file : report.hashes().entrySet()) {
            lines.write(Sha256Sum.line(file.getValue(), names.of(file.getKey())));
        }
        lines.flush();
        String unreadable = report.unreadable().isEmpty() ? "" : ", " + report.unreadable().size() + " unreadable";
        String others = report.others() == 0 ? ""
                : ", " + Plural.of(report.others(), "link or the like", "links and the like") + " passed over";
        comment(Plural.of(report.hashes().size(), "file") + ", " + Plural.of(report.bytes(), "byte") + unreadable
                + others);
        if (report.isPartial()) {
            String left = Plural.of(report.left(), "file");
            comment("INTERRUPTED: this list is partial; it lacks " + left + " of those found so far");
        } else {
            comment("sha256 of the list: " + HexFormat.of().formatHex(all.digest()));
        }
    }

    private void comment(String text) {
        out.print("# " + text + "\n");
    }
}
