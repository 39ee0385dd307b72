package dev.heddle.samples.logs;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say which lines to report on. */
final class FilterOptions {
    @Option(names = "--status", paramLabel = "CODES", split = ",", description = {
        "Report only requests with one of these status codes,", "with x for any digit: 4xx, or 301,40x,500."})
    private List<String> statuses = List.of();

    @Option(names = "--path", paramLabel = "GLOB", description = {"Report only requests for such paths: * is any text,",
        "slashes too, ? and [a-z] a character. Repeated: either."})
    private List<String> paths = List.of();

    @Option(names = "--since", paramLabel = "TIME", description = {"Report only requests of this time or later:",
        "2015-05-17, or 2015-05-17T10:05:03+02:00 (else UTC)."})
    private String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Report only requests before this time.")
    private String until;

    /**
     * The filter that the options name.
     *
     * @throws IllegalArgumentException if one of them is wrong, with a message that says which and why
     */
    Filter filter() {
        List<String> text = new ArrayList<>();
        List<Filter.Rule> rules = new ArrayList<>();
        if (!statuses.isEmpty()) {
            text.add("--status " + String.join(",", statuses));
            rules.add(new StatusCodes(statuses));
        }
        if (since != null || until != null) {
            rules.add(Period.of(since, until));
            if (since != null) {
                text.add("--since " + since);
            }
            if (until != null) {
                text.add("--until " + until);
            }
        }
        if (!paths.isEmpty()) {
            paths.forEach(path -> text.add("--path " + path));
            List<Glob> globs = paths.stream().map(Glob::new).toList();
            rules.add(globs.size() == 1 ? globs.getFirst()
                    : (line, source) -> globs.stream().anyMatch(glob -> glob.accepts(line, source)));
        }
        return rules.isEmpty() ? Filter.NONE : new Filter(String.join(" ", text), rules);
    }
}
