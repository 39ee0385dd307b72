package dev.heddle.jmh.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.stream.Stream;

/** What is to be known about a run, beside its results. */
@JsonIgnoreProperties(ignoreUnknown = true)
record Header(String date, long seconds, String command, String commit, String mode, boolean complete, String machine,
        int cores, String system, String jdk, int parallelism, List<Part> suites, List<Failure> failures,
        List<Again> again) {

    /** A suite that took part, and what it asks. */
    record Part(String name, String question) {}

    /** A benchmark that gave no result. */
    record Failure(String benchmark, String reason) {}

    /** What was measured once more later. */
    record Again(String date, String commit, String what) {
        @Override
        public String toString() {
            return "%s, %s, commit %s".formatted(what, date, commit);
        }
    }

    private static final String UNKNOWN = "unknown";

    Header {
        date = date == null ? UNKNOWN : date;
        command = command == null ? UNKNOWN : command;
        commit = commit == null ? UNKNOWN : commit;
        mode = mode == null ? UNKNOWN : mode;
        machine = machine == null ? UNKNOWN : machine;
        system = system == null ? UNKNOWN : system;
        jdk = jdk == null ? UNKNOWN : jdk;
        suites = suites == null ? List.of() : List.copyOf(suites);
        failures = failures == null ? List.of() : List.copyOf(failures);
        again = again == null ? List.of() : List.copyOf(again);
    }

    /** For results that JMH wrote itself. */
    static Header unknown() {
        return new Header(null, 0, null, null, null, true, null, 0, null, null, 0, null, null, null);
    }

    boolean isQuick() {
        return mode.equals("quick");
    }

    /** The same at a later time. */
    Header after(long seconds, boolean complete, List<Failure> failures) {
        return new Header(date, seconds, command, commit, mode, complete, machine, cores, system, jdk, parallelism,
                suites, failures, again);
    }

    /** The same, of which a part is measured once more. */
    Header with(Again another) {
        return new Header(date, seconds, command, commit, mode, complete, machine, cores, system, jdk, parallelism,
                suites, failures, Stream.concat(again.stream(), Stream.of(another)).toList());
    }
}
