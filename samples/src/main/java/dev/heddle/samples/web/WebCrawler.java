package dev.heddle.samples.web;

import dev.heddle.samples.Plural;
import dev.heddle.samples.Show;
import dev.heddle.samples.Tool;
import dev.heddle.task.TaskGroup;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Crawls a web site that it serves itself: slow pages, broken links, loops, and each page once.
 *
 * <pre>
 * crawling http://127.0.0.1:33449/, a site of 500 pages
 * found           541 addresses
 *   fetched       453, 70,377 bytes
 *   not found      47
 *   server error   11
 *   timed out      20
 *   broken off     10
 *   left            0
 * at once          16 at the most
 * time            4.5 s; one after the other 51.4 s
 * </pre>
 *
 * <p>Ctrl-C, or {@code --stop-after}, cancels every request, and the report tells what was left. Exit codes: 0; 1, the
 * crawl itself failed, or its report was not written; 2, wrong usage; 130, Ctrl-C. A page that fails is what a crawler is
 * there to report.
 */
@Command(name = "WebCrawler", sortOptions = false, description = {
    "Crawls a web site that it serves itself, and reports what it found."}, footer = {"",
        "Ctrl-C ends the crawl; the report has what was fetched by then, and says so.",
        "Exit codes: 0; 1, the crawl itself failed, or its report was not written;",
        "2, wrong usage; 130, stopped by Ctrl-C."})
public final class WebCrawler extends Tool {
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final double PACE = 0.05;
    private static final double SLOW_PACE = 5;

    @Option(names = "--pages", paramLabel = "N", description = "How many pages the site has (${DEFAULT-VALUE}).")
    private int pages = 500;

    @Option(names = "--at-once", paramLabel = "N", description = "How many requests at a time (${DEFAULT-VALUE}).")
    private int atOnce = 16;

    @Option(names = "--deadline", paramLabel = "SECONDS", description = {
        "How long a request may take (${DEFAULT-VALUE}). A page takes 0.05 s,", "a slow one 5 s."})
    private double deadline = 1;

    @Option(names = "--stop-after", paramLabel = "N", description = "Cancel the crawl when N pages are fetched.")
    private int stopAfter = Integer.MAX_VALUE;

    @Option(names = "--scale", paramLabel = "FACTOR", description = "0.1 makes every second a tenth as long.")
    private double scale = 1;

    WebCrawler(PrintStream out, PrintStream err) {
        super(out, err);
    }

    /** Runs it and exits. */
    public static void main(String... arguments) throws Exception {
        main(WebCrawler::new, arguments);
    }

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        require(pages >= 1, "--pages must be at least 1, not " + pages);
        require(atOnce >= 1, "--at-once must be at least 1, not " + atOnce);
        require(deadline > 0 && deadline < Double.POSITIVE_INFINITY, "--deadline must be above 0, not " + deadline);
        require(stopAfter >= 1, "--stop-after must be at least 1, not " + stopAfter);
        require(scale > 0 && scale < Double.POSITIVE_INFINITY, "--scale must be above 0, not " + scale);
        try (TaskGroup serving = TaskGroup.open("site"); TaskGroup crawling = TaskGroup.open("crawl")) {
            cancelOnExit(crawling, GRACE);
            Site site = Site.open(serving, pages, seconds(PACE), seconds(SLOW_PACE));
            out.println("crawling " + site.page(0) + ", a site of " + Plural.of(pages, "page"));
            Crawl.Report report =
                    Crawl.run(crawling, site.page(0), new Crawl.Rules(atOnce, seconds(deadline), stopAfter));
            return print(report);
        }
    }

    private int print(Crawl.Report report) {
        boolean isEnough = report.count(Crawl.Fate.FETCHED) >= stopAfter;
        if (report.isPartial()) {
            String enough = "stopped after " + Plural.of(stopAfter, "page");
            out.println(isEnough ? enough : "interrupted: this report is partial");
        }
        print("found           %s", Plural.of(report.found(), "address", "addresses"));
        for (Crawl.Fate fate : Crawl.Fate.values()) {
            String bytes = fate == Crawl.Fate.FETCHED ? ", " + Plural.of(report.bytes(), "byte") : "";
            print("  %-12s%5d%s", fate.words, report.count(fate), bytes);
        }
        print("at once         %3d at the most", report.mostAtOnce());
        print("time            %.1f s; one after the other %.1f s", report.elapsed().toNanos() / 1e9,
                report.inARow().toNanos() / 1e9);
        return report.isPartial() && !isEnough ? INTERRUPTED : DONE;
    }

    private void print(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }

    private Duration seconds(double seconds) {
        return Show.duration(seconds * scale);
    }
}
