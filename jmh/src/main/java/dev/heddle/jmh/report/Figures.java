package dev.heddle.jmh.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Arranges the results of a suite into figures, one for each class of benchmarks. All is read off the data: the parameter
 * whose values name Heddle's own class beside others makes the series, those that vary make the panels and cells.
 */
final class Figures {

    /** Where one of these was measured, it is what the benchmark is about, and not the time it took. */
    private static final Map<String, String> TELLING =
            Map.of("gc.alloc.rate.norm", "B/op", "cpuMicrosPerSecond", "µs of CPU per s");
    private static final Map<String, String> PERCENTILES = new LinkedHashMap<>();
    private static final String PERCENTILE = "percentile";
    private static final String METHOD = "benchmark";
    private static final String CAPACITY = "capacity";
    /** Cells that differ more than this get a scale each. */
    private static final double SPREAD = 5;

    static {
        PERCENTILES.put("50.0", "50 (the median)");
        PERCENTILES.put("99.0", "99");
        PERCENTILES.put("99.9", "99.9");
    }

    private record Entry(String series, boolean foreign, Map<String, String> at, Measure measure) {}

    private final String name;
    private final Distances distances;
    private final boolean lowerIsBetter;
    private final List<Entry> entries = new ArrayList<>();

    private Figures(String name, List<Row> rows, Distances distances) {
        this.name = name;
        this.distances = distances;
        this.lowerIsBetter = rows.stream().noneMatch(row -> row.mode().equals("thrpt"));
        String series = seriesParameter(rows);
        boolean methods = rows.stream().filter(row -> !row.isForeign()).map(Row::method).distinct().count() > 1;
        rows.forEach(row -> enter(row, series, methods));
    }

    static List<Figure> of(Results results, String suite) {
        List<Row> rows = results.rows(suite);
        Distances distances = results.distances();
        Map<String, List<Row>> byType = grouped(rows.stream().filter(row -> !row.isForeign()).toList(), Row::type);
        List<Row> foreign = rows.stream().filter(Row::isForeign).toList();
        if (!foreign.isEmpty()) {
            String first = byType.isEmpty() ? "peers" : byType.keySet().iterator().next();
            byType.computeIfAbsent(first, type -> new ArrayList<>()).addAll(foreign);
        }
        return byType.entrySet().stream()
                .map(entry -> new Figures(entry.getKey(), entry.getValue(), distances).arranged()).toList();
    }

    /** The parameter that names what is compared, or null: then the methods do. */
    private static String seriesParameter(List<Row> rows) {
        Map<String, Set<String>> values = values(rows.stream().filter(row -> !row.isForeign()).map(Row::params));
        return values.keySet().stream().filter(key -> values.get(key).stream().anyMatch(Figure::isHeddle)).findFirst()
                .or(() -> values.keySet().stream()
                        .filter(key -> values.get(key).stream().noneMatch(value -> value.matches("\\d.*"))).findFirst())
                .orElse(null);
    }

    private void enter(Row row, String seriesParameter, boolean methods) {
        Map<String, String> at = new LinkedHashMap<>(row.params());
        String given = seriesParameter == null ? null : at.remove(seriesParameter);
        if (given != null && methods && !row.isForeign()) {
            at.put(METHOD, row.method());
        }
        String series = given != null ? given : row.isForeign() ? row.type() : row.method();
        measures(row).forEach((percentile, measure) -> {
            Map<String, String> here = new LinkedHashMap<>(at);
            if (!percentile.isEmpty()) {
                here.put(PERCENTILE, percentile);
            }
            entries.add(new Entry(series, row.isForeign(), here, measure));
        });
    }

    /** What to show of a row: by percentile where single calls were timed, else one figure under an empty name. */
    private Map<String, Measure> measures(Row row) {
        for (Map.Entry<String, Measure> metric : row.secondary().entrySet()) {
            for (Map.Entry<String, String> telling : TELLING.entrySet()) {
                if (metric.getKey().endsWith(telling.getKey())) {
                    return Map.of("", metric.getValue().unit(telling.getValue()).in(distances.state(row)));
                }
            }
        }
        Measure measure = distances.measure(row);
        if (!row.mode().equals("sample")) {
            return Map.of("", measure);
        }
        Map<String, Measure> measures = new LinkedHashMap<>();
        PERCENTILES.forEach((rank, label) -> measures.put(label, measure.percentile(rank)));
        return measures;
    }

    private Figure arranged() {
        Map<String, Set<String>> values = values(entries.stream().map(Entry::at));
        List<String> varying = values.keySet().stream().filter(key -> values.get(key).size() > 1).toList();
        Map<String, String> constants = new LinkedHashMap<>();
        values.keySet().stream().filter(key -> !varying.contains(key))
                .forEach(key -> constants.put(key, values.get(key).iterator().next()));
        String axis = varying.contains(CAPACITY) ? CAPACITY
                : varying.stream().filter(key -> !key.equals(PERCENTILE)).reduce("", (before, last) -> last);
        List<Figure.Panel> panels = panels(varying.stream().filter(key -> !key.equals(axis)).toList(), axis);
        if (panels.size() == 1 && differ(panels.getFirst())) {
            panels = panels.getFirst().cells().stream().map(cell -> new Figure.Panel(axis + " " + cell.label(),
                    List.of(new Figure.Cell("", cell.at(), cell.bars())))).toList();
        }
        boolean apart = panels.stream().allMatch(panel -> panel.cells().size() == 1);
        return new Figure(name, entries.getFirst().measure().unit(), lowerIsBetter, apart ? "" : axis, constants,
                series(), foreign(), panels);
    }

    private List<Figure.Panel> panels(List<String> keys, String axis) {
        Function<Entry, String> title = entry -> keys.stream().filter(entry.at()::containsKey)
                .map(key -> key + " " + entry.at().get(key)).collect(Collectors.joining(", "));
        return grouped(entries, title).entrySet().stream()
                .map(panel -> new Figure.Panel(panel.getKey(), cells(panel.getValue(), axis))).toList();
    }

    private static List<Figure.Cell> cells(List<Entry> entries, String axis) {
        List<Figure.Cell> cells = new ArrayList<>();
        grouped(entries, entry -> entry.at().getOrDefault(axis, "")).forEach((label, here) -> {
            Map<String, Measure> bars = new LinkedHashMap<>();
            here.forEach(entry -> bars.put(entry.series(), entry.measure()));
            cells.add(new Figure.Cell(label, here.getFirst().at(), bars));
        });
        return cells;
    }

    private static <T> Map<String, List<T>> grouped(List<T> all, Function<T, String> by) {
        Map<String, List<T>> groups = new LinkedHashMap<>();
        all.forEach(each -> groups.computeIfAbsent(by.apply(each), none -> new ArrayList<>()).add(each));
        return groups;
    }

    /** The values that each parameter has. */
    private static Map<String, Set<String>> values(Stream<Map<String, String>> parameters) {
        Map<String, Set<String>> values = new LinkedHashMap<>();
        parameters.forEach(each -> each
                .forEach((key, value) -> values.computeIfAbsent(key, none -> new LinkedHashSet<>()).add(value)));
        return values;
    }

    private static boolean differ(Figure.Panel panel) {
        double[] tallest = panel.cells().stream()
                .mapToDouble(cell -> cell.bars().values().stream().mapToDouble(Measure::score).max().orElse(0)).sorted()
                .toArray();
        return tallest[0] > 0 && tallest[tallest.length - 1] / tallest[0] > SPREAD;
    }

    /** Those of other languages come last. */
    private List<String> series() {
        Set<String> series = new LinkedHashSet<>();
        entries.stream().filter(entry -> !entry.foreign()).forEach(entry -> series.add(entry.series()));
        entries.forEach(entry -> series.add(entry.series()));
        return List.copyOf(series);
    }

    private Set<String> foreign() {
        return entries.stream().filter(Entry::foreign).map(Entry::series).collect(Collectors.toSet());
    }
}
