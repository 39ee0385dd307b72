package dev.heddle.jmh.report;

import dev.heddle.jmh.report.Comparison.Change;
import java.io.PrintStream;
import java.util.List;

/** What the terminal gets at the end. */
final class Summary {
    private static final int MOST_CHANGES = 20;
    private static final String CLAIM = "     %-12s %s%n";

    private Summary() {}

    static void print(List<Verdict> verdicts, PrintStream out) {
        for (Verdict verdict : verdicts) {
            out.printf("%n%-12s %d %s%n", verdict.status(), verdict.number(), verdict.title());
            verdict.claims().stream().filter(claim -> claim.status() != Verdict.Status.UNMEASURED)
                    .forEach(claim -> out.printf(CLAIM, claim.status(), (claim.figure() + " " + claim.text()).strip()));
        }
    }

    static void print(Comparison comparison, PrintStream out) {
        out.printf("%nCompared with the run of %s, commit %s:%n%s.%nProcessors then: %s.%n", comparison.old().date(),
                comparison.old().commit(), comparison.summary(), comparison.distances());
        List<Change> beyond = comparison.changes().stream().filter(Change::exceedsError).toList();
        beyond.stream().limit(MOST_CHANGES)
                .forEach(change -> out.printf("     %-6s %s×  %s to %s %s  %s%n", change.verdict(),
                        Numbers.ratio(change.ratio()), Numbers.score(change.before()), Numbers.score(change.after()),
                        change.after().unit(), change.row().label()));
        if (beyond.size() > MOST_CHANGES) {
            out.printf("     and %d more, in the page%n", beyond.size() - MOST_CHANGES);
        }
    }
}
