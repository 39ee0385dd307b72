package dev.heddle.jmh.report;

import dev.heddle.jmh.report.Verdict.Claim;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The page of a run: one file that needs nothing else, neither scripts nor the network. */
final class Page {
    private final Results results;
    private final Header header;
    private final Comparison comparison;
    private final Map<String, List<Figure>> figures = new LinkedHashMap<>();
    private final Palette palette;

    /**
     * A page.
     *
     * @param comparison with an older run, or null
     */
    Page(Results results, Comparison comparison) {
        this.results = results;
        this.header = results.header();
        this.comparison = comparison;
        results.rows().stream().map(Row::suite).distinct()
                .forEach(suite -> figures.put(suite, Figures.of(results, suite)));
        this.palette = new Palette(figures.values().stream().flatMap(List::stream).toList());
    }

    String html() {
        Markup head = Markup.of("head", Markup.of("meta").set("charset", "utf-8"),
                Markup.of("meta").set("name", "viewport").set("content", "width=device-width, initial-scale=1"),
                Markup.of("meta").set("name", "color-scheme").set("content", "light dark"),
                Markup.of("title", "Heddle: benchmark report"), Markup.of("style", styleSheet()));
        Markup main = Markup.of("main", verdicts());
        if (comparison != null) {
            main.add(changes());
        }
        figures.forEach((suite, drawn) -> main.add(suite(suite, drawn)));
        main.add(method());
        return "<!DOCTYPE html>\n" + Markup.of("html", head, Markup.of("body", top(), main)).set("lang", "en") + "\n";
    }

    static String styleSheet() {
        try (InputStream css = Page.class.getResourceAsStream("/report/page.css")) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Markup top() {
        Markup facts = Markup.of("dl").style("facts");
        fact(facts, "Machine",
                header.machine() + (header.cores() == 0 ? "" : ", " + Numbers.count(header.cores(), "core")));
        fact(facts, "System", header.system());
        fact(facts, "JDK", header.jdk());
        fact(facts, "Virtual threads",
                header.parallelism() == 0 ? "unknown" : Numbers.count(header.parallelism(), "carrier"));
        fact(facts, "Distance of the processors", distances(results.distances()));
        fact(facts, "Run", header.date() + (header.seconds() == 0 ? "" : ", took " + Numbers.time(header.seconds())));
        fact(facts, "Commit", header.commit());
        header.again().forEach(again -> fact(facts, "Measured again", again.toString()));
        facts.add(Markup.of("div", Markup.of("dt", "Command"), Markup.of("dd", Markup.of("code", header.command())))
                .style("wide"));
        Markup top = Markup.of("header", Markup.of("p", "Heddle").style("brand"),
                Markup.of("h1", "How fast is it, and beside what?"),
                Markup.of("p",
                        "Heddle is structured concurrency and work queues for Java’s virtual threads. This page is one "
                                + "run of its benchmarks: what its queue and its task groups cost, beside the classes that "
                                + "one would take instead.")
                        .style("lead"),
                facts);
        return top.add(notes());
    }

    private static String distances(Distances distances) {
        String sentence = distances + ".";
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }

    private static void fact(Markup facts, String name, String value) {
        facts.add(Markup.of("div", Markup.of("dt", name), Markup.of("dd", value)));
    }

    /** What a reader must know before believing the figures. */
    private List<Markup> notes() {
        List<Markup> notes = new ArrayList<>();
        if (header.isQuick()) {
            notes.add(note("A quick run",
                    "one fork, short rounds and a part of the grid. It shows where things stand and proves nothing: "
                            + "for that there is scripts/bench --full."));
        }
        if (!header.complete()) {
            notes.add(note("Not complete", "the run was interrupted; here is what had been measured by then."));
        }
        if (!header.failures().isEmpty()) {
            Markup list = Markup.of("ul");
            header.failures()
                    .forEach(failure -> list.add(Markup.of("li", failure.benchmark() + ": " + failure.reason())));
            notes.add(note(Numbers.count(header.failures().size(), "benchmark") + " failed", "and so is missing below.")
                    .add(list));
        }
        return notes;
    }

    private static Markup note(String title, String text) {
        return Markup.of("div", Markup.of("strong", title + ": "), text).style("note");
    }

    private Markup verdicts() {
        Markup list = Markup.of("ol").style("verdicts");
        for (Verdict verdict : Targets.of(results)) {
            Markup claims = Markup.of("ul");
            verdict.claims().forEach(claim -> claims.add(claim(claim)));
            list.add(Markup.of("li", Markup.of("h3", badge(verdict.status()), " " + verdict.title()), claims));
        }
        return Markup.of("section", Markup.of("h2", "The targets"), list).set("id", "targets");
    }

    private static Markup claim(Claim claim) {
        Markup text = Markup.of("span", claim.text()).style("text");
        return Markup.of("li", Markup.of("span", claim.figure()).style("figure"), text)
                .style("claim " + style(claim.status()));
    }

    private static Markup badge(Verdict.Status status) {
        return Markup.of("span", status.toString()).style("badge " + style(status));
    }

    private static String style(Verdict.Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    private Markup changes() {
        Markup table = Markup.of("table", headRow("Benchmark", "Before", "Now", "", "Times", "Change"));
        Markup body = Markup.of("tbody");
        for (Comparison.Change change : comparison.changes()) {
            Markup row = Markup.of("tr", Markup.of("th", change.row().label()).set("scope", "row"),
                    Markup.of("td", Numbers.score(change.before())), Markup.of("td", Numbers.score(change.after())),
                    Markup.of("td", change.after().unit()), Markup.of("td", Numbers.ratio(change.ratio()) + "×"),
                    Markup.of("td", change.verdict()));
            body.add(row.style(change.exceedsError() ? change.isBetter() ? "better" : "worse" : "same"));
        }
        return Markup.of("section", Markup.of("h2", "What changed"),
                Markup.of("p",
                        "Beside the run of " + comparison.old().date() + ", commit " + comparison.old().commit() + ". "
                                + comparison.summary() + ". Processors then: " + comparison.distances() + "."),
                Markup.of("details", Markup.of("summary", "Every benchmark of both"),
                        Markup.of("div", table.add(body)).style("scroll")))
                .set("id", "changes");
    }

    static Markup headRow(String... titles) {
        Markup row = Markup.of("tr");
        for (String title : titles) {
            row.add(Markup.of("th", title).set("scope", "col"));
        }
        return Markup.of("thead", row);
    }

    private Markup suite(String name, List<Figure> drawn) {
        String question = header.suites().stream().filter(part -> part.name().equals(name)).map(Header.Part::question)
                .findFirst().orElse(name.isEmpty() ? "Results" : name);
        Markup section = Markup.of("section", Markup.of("p", name).style("name"), Markup.of("h2", question)).set("id",
                "suite-" + name.replaceAll("[^A-Za-z0-9-]", "-"));
        drawn.forEach(figure -> section.add(new FigureMarkup(figure, palette).markup(drawn.size() > 1)));
        return section;
    }

    private Markup method() {
        return Markup.of("section", Markup.of("h2", "Method"), Markup.of("p",
                "JMH measures all that runs on the JVM. An invocation moves a fixed number of items with blocking calls, put and "
                        + "take, and joins all threads, so that no failed attempt counts as work and no lost item goes "
                        + "unseen. WorkQueue keeps its account of unfinished items (taskDone for each); its peers have "
                        + "none. ArrayBlockingQueue is in its fast, unfair form. Threads are virtual where nothing "
                        + "else is said; 4:4 means four producers and four consumers."),
                Markup.of("p",
                        "Bars are means, whiskers the 99.9 % confidence intervals that JMH computes over all rounds of all "
                                + "forks; a whisker that leaves the chart goes on. A difference counts as one when "
                                + "two intervals do not overlap: that is what “beyond the error” means here. Bars "
                                + "of programs in other languages do not stretch the scale; a cut bar has its figure "
                                + "on top."),
                Markup.of("p",
                        "A message from one processor to another is timed before and after each iteration, since a host "
                                + "moves the processors of a virtual machine nearer and farther, and an item’s cost with "
                                + "them. An iteration is far if either takes more than twice what it takes in the nearest "
                                + "tenth of the run. A figure with five near iterations or more is made of these alone: those "
                                + "that were far are left out, and those of a machine so crowded that nobody can tell. "
                                + "Others are compared only if the shares of their far iterations differ by a quarter at "
                                + "most; else the cell is undecided, and in no mean."),
                Markup.of("p",
                        "Figures of different machines, or of a busy one, are not to be compared; ratios within a run are."),
                Markup.of("h3", "The same on your machine"),
                Markup.of("p", "It takes Maven and a JDK 21 or later, and python3 and go for the peers in these."),
                Markup.of("pre", Markup.of("code", reproduce()))).set("id", "method");
    }

    private String reproduce() {
        String commit = header.commit().replaceFirst(" .*", "");
        String checkout = commit.equals("unknown") ? "" : "git checkout " + commit + "\n";
        return checkout + (header.command().equals("unknown") ? "scripts/bench" : header.command());
    }
}
