package dev.heddle.samples.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertLinesMatch;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.samples.OwnJvm;
import dev.heddle.samples.Tool;
import dev.heddle.samples.web.Crawl.Fate;
import dev.heddle.task.TaskGroup;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class WebCrawlerTest {
    private static final Duration AT_ONCE = Duration.ofNanos(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int SLOW_PAGE = 12;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** The one that was crawled last. */
    private Site site;

    private int run(String... arguments) {
        return new WebCrawler(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8)).run(arguments);
    }

    /** Crawls a site whose pages take no time, but for the slow ones. */
    private Crawl.Report crawl(int pages, int start, Duration slowPace, Crawl.Rules rules) throws Exception {
        URI home;
        Crawl.Report report;
        try (TaskGroup serving = TaskGroup.open("site"); TaskGroup crawling = TaskGroup.open("crawl")) {
            site = Site.open(serving, pages, AT_ONCE, slowPace);
            home = site.page(0);
            report = Crawl.run(crawling, site.page(start), rules);
        }
        assertThrows(ConnectException.class, () -> new Socket(home.getHost(), home.getPort()).close());
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().matches("HttpClient-.*-SelectorManager")) { // a closed client need not have waited for it
                assertTrue(thread.join(Duration.ofSeconds(30)), "the client is closed");
            }
        }
        return report;
    }

    /** What a crawl must find, worked out page after page; nothing is slow. */
    private static Map<Fate, Integer> expected(int pages) {
        Map<Fate, Integer> fates = new EnumMap<>(Fate.class);
        Set<URI> seen = new HashSet<>();
        Deque<URI> due = new ArrayDeque<>(List.of(URI.create("http://site/")));
        while (!due.isEmpty()) {
            URI page = due.pop();
            if (!page.getHost().equals("site") || !seen.add(page)) {
                continue;
            }
            String last = page.getPath().replaceFirst(".*/", "");
            int number = last.isEmpty() ? 0 : Integer.parseInt(last);
            if (page.getPath().contains("nowhere")) {
                fates.merge(Fate.NOT_FOUND, 1, Integer::sum);
            } else if (Site.kind(number) == Site.Kind.BROKEN) {
                fates.merge(Fate.SERVER_ERROR, 1, Integer::sum);
            } else if (Site.kind(number) == Site.Kind.CUT) {
                fates.merge(Fate.BROKEN_OFF, 1, Integer::sum);
            } else {
                fates.merge(Fate.FETCHED, 1, Integer::sum);
                for (String link : Site.links(number, pages, "site")) {
                    if (!link.startsWith("ftp:") && !link.equals("no address")) {
                        due.push(URI.create(page.resolve(link).toString().replaceFirst("#.*", "")));
                    }
                }
            }
        }
        return fates;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "60, 1", "400, 3", "400, 50"})
    void eachPageIsFetchedOnceAndEachFailureIsReportedByItsKind(int pages, int atOnce) throws Exception {
        Crawl.Report report = crawl(pages, 0, AT_ONCE, new Crawl.Rules(atOnce, HOUR, Integer.MAX_VALUE));
        assertEquals(expected(pages), report.fates());
        assertFalse(report.isPartial());
        assertEquals(report.found(), site.requests());
        assertTrue(site.mostAtOnce() <= atOnce, () -> site.mostAtOnce() + " at once, of " + report);
        assertTrue(report.mostAtOnce() <= atOnce, report::toString);
    }

    @Test
    void aSlowPageIsGivenUpAtItsDeadline() throws Exception {
        Crawl.Report report = crawl(50, SLOW_PAGE, HOUR, new Crawl.Rules(2, Duration.ofMillis(50), Integer.MAX_VALUE));
        assertEquals(Map.of(Fate.TIMED_OUT, 1), report.fates());
        assertFalse(report.isPartial());
    }

    @Test
    void aSlowPageHoldsNobodyUp() throws Exception {
        Crawl.Report report = crawl(400, 0, HOUR, new Crawl.Rules(50, HOUR, 100));
        assertTrue(report.count(Fate.FETCHED) >= 100, report::toString);
        assertTrue(report.isPartial());
    }

    @Test
    void whatWasLeftIsAccountedFor() throws Exception {
        Crawl.Report report = crawl(400, 0, AT_ONCE, new Crawl.Rules(1, HOUR, 20));
        assertEquals(20, report.count(Fate.FETCHED), "one at a time, and none after the last");
        assertTrue(report.count(Fate.LEFT) > 0, report::toString);
        assertTrue(report.isPartial());
    }

    @Test
    void theReport() {
        assertEquals(0, run("--pages", "100", "--at-once", "4", "--scale", "0.001", "--deadline", "1e6"));
        assertEquals("", err.toString(UTF_8));
        Map<Fate, Integer> fates = expected(100);
        int found = fates.values().stream().mapToInt(Integer::intValue).sum();
        assertLinesMatch(
                List.of("crawling http://127.0.0.1:\\d+/, a site of 100 pages", "found +" + found + " addresses",
                        "  fetched +" + fates.get(Fate.FETCHED) + ", [\\d,]+ bytes",
                        "  not found +" + fates.get(Fate.NOT_FOUND), "  server error +" + fates.get(Fate.SERVER_ERROR),
                        "  timed out +0", "  broken off +" + fates.get(Fate.BROKEN_OFF), "  left +0",
                        "at once +[1-4] at the most", "time +[0-9.]+ s; one after the other [0-9.]+ s"),
                out.toString(UTF_8).lines().toList());
    }

    @ParameterizedTest
    @CsvSource({"1, stopped after 1 page", "5, stopped after 5 pages"})
    void enoughIsNoFailure(String pages, String line) {
        assertEquals(0, run("--stop-after", pages, "--at-once", "1", "--scale", "0.001", "--deadline", "1e6"));
        assertTrue(out.toString(UTF_8).lines().anyMatch(line::equals), out::toString);
    }

    @Test
    void helpTellsTheExitCodes() {
        assertEquals(0, run("--help"));
        assertTrue(out.toString(UTF_8).contains("\nExit codes: 0; 1, "), out::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--pages=0", "--at-once=0", "--deadline=0", "--deadline=NaN", "--stop-after=0", "--scale=0",
        "--scale=x", "--loud", "page"})
    void badArgumentsAreRefusedInOneLine(String argument) {
        assertEquals(Tool.WRONG_USAGE, run(argument));
        assertEquals("", out.toString(UTF_8));
        assertTrue(err.toString(UTF_8).matches("WebCrawler: .*\\(see --help\\)\n"), err::toString);
    }

    @Test
    void ctrlCGivesUpSlowPagesAtOnceAndReportsWhatWasLeft() throws Exception {
        try (OwnJvm crawler = OwnJvm.start(WebCrawler.class, "--scale", "1e5", "--deadline", "1")) {
            crawler.awaitLine("crawling");
            List<String> lines = crawler.interrupt();
            assertTrue(lines.contains("interrupted: this report is partial"), lines::toString);
            assertTrue(lines.contains("  left            1"), lines::toString);
            assertTrue(lines.getLast().startsWith("time "), lines::toString);
        }
    }
}
