package dev.heddle.samples.logs;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a run has found, and how it ran.
 *
 * @param written what has become of the rows, if the run had a database
 */
record Report(List<FileRead> files, Tally tally, List<Rejects.Count> flaws, Settings settings, Duration elapsed,
        Optional<RowsWritten> written) {

    /** The lines that the readers counted. */
    long lines() {
        return files.stream().mapToLong(FileRead::lines).sum();
    }

    /** The well-formed lines that the report covers. */
    long parsed() {
        return tally.requests();
    }

    long rejected() {
        return flaws.stream().mapToLong(Rejects.Count::lines).sum();
    }

    /** The well-formed lines that the filter left out. */
    long filtered() {
        return tally.leftOut();
    }

    /** Whether every line that was read is accounted for, and every row. */
    boolean reconciles() {
        long rows = written.map(all -> all.rows() + all.missing()).orElse(parsed());
        return lines() == parsed() + rejected() + filtered() && rows == parsed();
    }

    /** Whether there was more to read. */
    boolean isPartial() {
        return files.stream().anyMatch(file -> file.failure().isPresent());
    }

    long bytesRead() {
        return files.stream().mapToLong(FileRead::bytes).sum();
    }

    double seconds() {
        return elapsed.toNanos() / 1e9;
    }

    double linesPerSecond() {
        return lines() / seconds();
    }
}
