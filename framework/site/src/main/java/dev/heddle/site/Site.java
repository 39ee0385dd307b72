package dev.heddle.site;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Makes the documentation as static HTML and looks for dead links: what scripts/site starts, which also has the help. */
public final class Site {
    static final int DONE = 0;
    static final int FAILED = 1;

    private Site() {}

    /**
     * Runs and exits.
     *
     * @param arguments the folder of the repository; the folder of the site, where the Javadoc may be already
     */
    public static void main(String... arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(Path.of(arguments[0]), Path.of(arguments[1]), out, err));
    }

    /** Runs and returns the exit code. */
    static int run(Path root, Path site, PrintStream out, PrintStream err) {
        try {
            int pages = new Pages(root, site).write();
            List<String> dead = DeadLinks.in(site);
            if (!dead.isEmpty()) {
                err.println("site: dead links, each after the page that it is on:");
                dead.forEach(link -> err.println("  " + link));
                return FAILED;
            }
            out.println("site: " + pages + " pages and pictures, and those of javadoc: no dead link");
            out.println("Page:     " + site.resolve("index.html"));
            return DONE;
        } catch (IOException e) {
            err.println("site: " + e);
            return FAILED;
        }
    }
}
