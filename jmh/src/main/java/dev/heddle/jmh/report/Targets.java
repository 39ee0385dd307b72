package dev.heddle.jmh.report;

import dev.heddle.jmh.report.Figure.Cell;
import dev.heddle.jmh.report.Verdict.Claim;
import dev.heddle.jmh.report.Verdict.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The targets, each with its verdict from the results. A limit is missed when the figure exceeds it by more than the error,
 * undecided when by less, or when the two sides were measured in different states of the machine.
 */
final class Targets {
    private static final Set<String> THREADS = Set.of("1:1", "4:4", "16:16", "100:100", "1:16", "16:1");
    private static final Set<String> CAPACITIES = Set.of("16", "128", "1024");
    private static final double BOUNDED_MEAN = 2.5;
    private static final double BOUNDED_AIM = 3;
    private static final double UNBOUNDED_MEAN = 1.5;
    private static final double ACCOUNT = 1.15;
    /** Nothing, for a profiler that sees what JMH allocates as well. */
    private static final double NO_BYTES = 0.1;
    private static final double FORK_AND_JOIN = 1.10;
    private static final double FEWEST_TASKS = 100;
    private static final double GATHER = 1.15;
    private static final double GROWTH = 1.5;
    /** One percent of a core, in microseconds of each second. */
    private static final double IDLE = 10_000;

    private final Results results;

    private Targets(Results results) {
        this.results = results;
    }

    static List<Verdict> of(Results results) {
        Targets targets = new Targets(results);
        return List.of(new Verdict(1, "The queue is faster than anything else on the JVM that blocks", targets.peers()),
                new Verdict(2, "Aim: no slower than a Go channel in any cell", targets.otherLanguages()),
                new Verdict(3, "The account of unfinished items costs little, and an item no memory",
                        targets.account()),
                new Verdict(4, "Tasks cost what the JDK's own scope costs", targets.tasks()),
                new Verdict(5, "Waiting costs nothing, and a hand-off is quick", targets.waiting()),
                new Verdict(6, "Cost per item stays flat as items and threads grow", targets.growth()));
    }

    private List<Figure> figures(String suite) {
        return Figures.of(results, suite);
    }

    /** The figure of a suite that has a series of Heddle. */
    private Optional<Figure> figure(String suite) {
        return figures(suite).stream().filter(figure -> figure.own().isPresent()).findFirst();
    }

    private List<Claim> peers() {
        return Stream
                .concat(versus("queue", "a bounded JVM peer that blocks", Targets::isInGrid, BOUNDED_MEAN, BOUNDED_AIM),
                        versus("unbounded", "an unbounded JVM peer", cell -> true, UNBOUNDED_MEAN, UNBOUNDED_MEAN))
                .toList();
    }

    private static boolean isInGrid(Cell cell) {
        return THREADS.contains(cell.at().get("threads")) && CAPACITIES.contains(cell.at().get("capacity"));
    }

    /** That no peer is faster anywhere, and by how much Heddle is ahead in the mean. */
    private Stream<Claim> versus(String suite, String peer, Predicate<Cell> counts, double target, double aim) {
        Figure figure = figure(suite).orElse(null);
        Standing standing = figure == null ? null : Standing.of(figure.cells().stream().filter(counts).toList(),
                figure.baseline(), series -> !Figure.isHeddle(series) && !figure.foreign().contains(series));
        if (standing == null || !(standing.lead() > 0) && standing.doubtful() == 0) {
            return Stream.of(Claim.unmeasured("Cells in which " + peer + " is faster beyond the error"),
                    Claim.unmeasured("The speed of the best peer of each cell, " + Numbers.limit(target)
                            + " times in the geometric mean"));
        }
        int lost = standing.behind().size();
        int level = standing.cells() - standing.ahead() - lost - standing.doubtful();
        String doubt = Distances.doubt(standing.doubtful(), standing.cells());
        int grid = suite.equals("queue") ? THREADS.size() * CAPACITIES.size() : THREADS.size();
        String part = standing.cells() < grid ? " (this run has not all of the grid's " + grid + ")" : "";
        String worst = lost == 0 ? "" : ", at worst " + standing.worst();
        Claim never = new Claim(neverBehind(standing), lost + " of " + standing.cells(),
                "cells in which %s is faster beyond the error%s; %s is ahead in %d%s%s%s".formatted(peer, worst,
                        figure.baseline(), standing.ahead(), level == 0 ? "" : ", within the error in " + level, part,
                        doubt));
        double lead = standing.lead();
        Status status =
                lead >= target ? Status.MET : standing.bounds().high() < target ? Status.MISSED : Status.UNDECIDED;
        String goal = "target " + Numbers.limit(target) + (aim > target ? ", aim " + Numbers.limit(aim) : "");
        String gap = lead < target ? ": short by " + Numbers.percent(1 - lead / target)
                : lead >= target ? ": above by " + Numbers.percent(lead / target - 1) : "";
        return Stream.of(never,
                new Claim(status, Numbers.ratio(lead) + "×",
                        "the speed of the best peer of each cell, in the geometric mean%s (%s%s)%s"
                                .formatted(bounds(standing), goal, gap, doubt)));
    }

    /** Where nothing exceeds the error, but the figures are against it, the error is too wide to tell. */
    private static Status neverBehind(Standing standing) {
        return !standing.behind().isEmpty() ? Status.MISSED
                : standing.doubtful() == 0 && standing.lead() >= 1 ? Status.MET : Status.UNDECIDED;
    }

    private static String bounds(Standing standing) {
        return standing.bounds().isKnown() ? ", %s to %s with the error"
                .formatted(Numbers.ratio(standing.bounds().low()), Numbers.ratio(standing.bounds().high())) : "";
    }

    private List<Claim> otherLanguages() {
        Figure figure = figure("queue").orElse(null);
        String own = figure == null ? "" : figure.baseline();
        List<Claim> claims = new ArrayList<>();
        for (String peer : figure == null ? List.<String>of() : List.copyOf(figure.foreign())) {
            Standing standing = Standing.of(figure.cells(), own, peer::equals);
            if (!(standing.lead() > 0) && standing.doubtful() == 0) {
                continue;
            }
            boolean aim = peer.startsWith("go");
            boolean met = standing.behind().isEmpty();
            claims.add(new Claim(aim ? neverBehind(standing) : Status.REPORTED, Numbers.ratio(standing.lead()) + "×",
                    "the speed of %s, in the geometric mean of %s%s; behind, beyond the error, in %s%s".formatted(peer,
                            Numbers.count(standing.cells(), "cell"), bounds(standing),
                            met ? "none" : standing.behind().size() + ", at worst " + standing.worst(),
                            Distances.doubt(standing.doubtful(), standing.cells()))));
        }
        if (claims.stream().noneMatch(claim -> claim.status() != Status.REPORTED)) {
            claims.addFirst(Claim.unmeasured("A Go channel beside it (--peers, where go is installed)"));
        }
        return claims;
    }

    private List<Claim> account() {
        List<Pair> pairs = new ArrayList<>();
        for (Figure figure : Stream.concat(figures("queue").stream(), figures("account").stream()).toList()) {
            figure.own().ifPresent(own -> figure.series().stream().filter(Figure::isHeddle).filter(Figure::isVariant)
                    .forEach(variant -> pairs.addAll(Pair.of(figure.cells(own, variant), own, variant))));
            pairs.addAll(Pair.of(figure.cells("taskDone", "none"), "taskDone", "none"));
        }
        return List.of(atMost("put, take and taskDone beside put and take alone", pairs, ACCOUNT), accountAlone(),
                bytesAlone(), bytesOfWaiting());
    }

    /** One atomic operation more where there were two, and nothing else that takes time: a bound, not a target. */
    private Claim accountAlone() {
        return figures("account").stream()
                .flatMap(figure -> Pair
                        .of(figure.cells("putTakeTaskDone", "putTake"), "putTakeTaskDone", "putTake").stream())
                .findFirst()
                .map(pair -> new Claim(Status.REPORTED, Numbers.ratio(pair.ratio()) + "×",
                        "the same for a thread that is alone with its queue: three atomic operations beside two"))
                .orElseGet(() -> Claim.unmeasured("The same for a thread that is alone with its queue"));
    }

    private Claim bytesAlone() {
        String what = "bytes allocated per item of a bounded queue, if nobody waits";
        return mostBytes("BytesAlone").map(most -> new Claim(most < NO_BYTES ? Status.MET : Status.MISSED,
                Numbers.score(most) + " B", what + " (target 0)")).orElseGet(() -> Claim.unmeasured("0 " + what));
    }

    /** Mostly what the JDK allocates when a virtual thread yields or is woken. */
    private Claim bytesOfWaiting() {
        String what = "bytes allocated per item where threads wait, the scheduler's included";
        return mostBytes("BytesPerItem").map(most -> new Claim(Status.REPORTED, Numbers.score(most) + " B", what))
                .orElseGet(() -> Claim.unmeasured("The " + what));
    }

    private Optional<Double> mostBytes(String benchmarks) {
        return figures("memory").stream().filter(figure -> figure.name().equals(benchmarks))
                .flatMap(figure -> figure.cells().stream()).filter(cell -> cell.has("WorkQueue"))
                .map(cell -> cell.bars().get("WorkQueue").score()).max(Comparator.naturalOrder());
    }

    private List<Claim> tasks() {
        List<Pair> pairs = new ArrayList<>();
        for (Figure figure : figures("task")) {
            pairs.addAll(Pair.of(figure.cells("TaskGroup", "StructuredTaskScope"), "TaskGroup", "StructuredTaskScope"));
        }
        return List.of(
                atMost("fork and join beside a raw StructuredTaskScope, per task from 100 tasks on",
                        pairs.stream().filter(pair -> pair.number("tasks") >= FEWEST_TASKS).toList(), FORK_AND_JOIN),
                atMost("gather of 10 beside a raw StructuredTaskScope",
                        pairs.stream().filter(pair -> pair.number("calls") == 10).toList(), GATHER));
    }

    /** That one figure is at most so many times another, in each cell. The numbers are of the cells that are not in doubt. */
    private static Claim atMost(String what, List<Pair> pairs, double limit) {
        List<Pair> alike = pairs.stream().filter(pair -> !pair.differsInState()).toList();
        List<Pair> shown = alike.isEmpty() ? pairs : alike;
        Optional<Pair> worst = shown.stream().max(Comparator.comparingDouble(Pair::ratio));
        if (worst.isEmpty()) {
            return Claim.unmeasured(Numbers.limit(limit) + " times at most: " + what);
        }
        Status status = pairs.stream().map(pair -> pair.atMost(limit)).min(Enum::compareTo).orElseThrow();
        double mean = Numbers.geometricMean(shown.stream().mapToDouble(Pair::ratio));
        String most = shown.size() == 1 ? worst.get().where() : "%s; the most is %s×, %s".formatted(
                Numbers.count(shown.size(), "cell"), Numbers.ratio(worst.get().ratio()), worst.get().where());
        String over = worst.get().ratio() <= limit || alike.isEmpty() ? ""
                : ": over by " + Numbers.percent(worst.get().ratio() / limit - 1)
                        + (status == Status.UNDECIDED ? ", less than the error" : "");
        return new Claim(status, Numbers.ratio(mean) + "×", "%s (%s; at most %s in each%s)%s".formatted(what, most,
                Numbers.limit(limit), over, Distances.doubt(pairs.size() - alike.size(), pairs.size())));
    }

    private List<Claim> waiting() {
        List<Claim> claims = new ArrayList<>();
        claims.add(idle());
        figure("latency").ifPresent(figure -> figure.cells().stream().filter(cell -> cell.has(figure.baseline()))
                .forEach(cell -> claims.add(latency(figure, cell))));
        if (claims.size() == 1) {
            claims.add(Claim.unmeasured("Hand-off latency beside SynchronousQueue, LinkedTransferQueue and jox"));
        }
        return claims;
    }

    private Claim idle() {
        Figure figure = figure("idle").orElse(null);
        Optional<Cell> parked =
                figure == null ? Optional.empty() : figure.cells().stream().filter(cell -> cell.has(figure.baseline()))
                        .filter(cell -> !"0".equals(cell.at().get("takers"))).findFirst();
        if (parked.isEmpty()) {
            return Claim.unmeasured("10,000 parked consumers use under 1 % of a core");
        }
        String own = figure.baseline();
        double nobody = figure.cells().stream().filter(cell -> cell.has(own) && "0".equals(cell.at().get("takers")))
                .mapToDouble(cell -> cell.bars().get(own).score()).findFirst().orElse(0);
        Measure used = parked.get().bars().get(own);
        double net = Math.max(0, used.score() - nobody);
        Status status =
                net < IDLE ? Status.MET : used.interval().low() - nobody > IDLE ? Status.MISSED : Status.UNDECIDED;
        return new Claim(status, Numbers.score(net / IDLE) + " %",
                "of a core for %s parked consumers, above a JVM in which nobody waits (target: under 1 %%)"
                        .formatted(parked.get().at().getOrDefault("takers", "the")));
    }

    private static Claim latency(Figure figure, Cell cell) {
        String own = figure.baseline();
        Optional<String> best = cell.bars().keySet().stream().filter(series -> !Figure.isHeddle(series))
                .min(Comparator.comparingDouble(series -> cell.bars().get(series).score()));
        String beside = best.map(
                peer -> "; the best other is %s with %s%s".formatted(peer, Numbers.score(cell.bars().get(peer).score()),
                        Distances.doubt(cell.differsInState(peer, own) ? 1 : 0, 1)))
                .orElse("");
        return new Claim(Status.REPORTED, Numbers.score(cell.bars().get(own).score()) + " ns",
                "from put to the take of a thread that waits, percentile %s%s"
                        .formatted(cell.at().getOrDefault("percentile", "50"), beside));
    }

    private List<Claim> growth() {
        List<Claim> claims = new ArrayList<>();
        for (Figure figure : figures("growth")) {
            figure.own().ifPresent(own -> growth(figure, own).ifPresent(claims::add));
        }
        return claims.isEmpty()
                ? List.of(Claim.unmeasured("ns per item flat within 1.5 times over items and over threads")) : claims;
    }

    private static Optional<Claim> growth(Figure figure, String own) {
        List<Cell> cells = figure.cells().stream().filter(cell -> cell.has(own)).toList();
        Comparator<Cell> byScore = Comparator.comparingDouble(cell -> cell.bars().get(own).score());
        if (cells.size() < 2) {
            return Optional.empty();
        }
        Cell least = cells.stream().min(byScore).orElseThrow();
        Cell most = cells.stream().max(byScore).orElseThrow();
        Pair pair = new Pair(most.bars().get(own), least.bars().get(own), most, "");
        Status status = pair.atMost(GROWTH);
        String over = status == Status.MET || pair.differsInState() ? ""
                : ": over by " + Numbers.percent(pair.ratio() / GROWTH - 1);
        return Optional.of(new Claim(status, Numbers.ratio(pair.ratio()) + "×",
                "between the cheapest item (%s) and the dearest (%s); at most %s%s%s".formatted(Row.label(least.at()),
                        Row.label(most.at()), Numbers.limit(GROWTH), over,
                        Distances.doubt(pair.differsInState() ? 1 : 0, 1))));
    }
}
