package dev.heddle.samples.logs;

import java.util.List;

/**
 * Which of the well-formed lines a report covers: those that every rule accepts. The others are counted and left out. A
 * malformed line is rejected whatever the filter, for its fields are not known.
 *
 * @param text the rules as they were given, for the report
 */
record Filter(String text, List<Rule> rules) {
    /** Accepts every line. */
    static final Filter NONE = new Filter("", List.of());

    /** Looks at a line that was parsed out of {@code source}. */
    interface Rule {
        boolean accepts(LogLine line, byte[] source);
    }

    boolean accepts(LogLine line, byte[] source) {
        for (int i = 0; i < rules.size(); i++) {
            if (!rules.get(i).accepts(line, source)) {
                return false;
            }
        }
        return true;
    }
}
