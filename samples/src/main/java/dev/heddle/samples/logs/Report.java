package dev.heddle.samples.logs;

import java.time.Duration;
import java.util.List;

/** What a run has found, and how it ran. */
record Report(List<FileRead> files, Tally tally, List<Rejects.Count> flaws, Settings settings, Duration elapsed) {

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

    /** Whether every line that was read is accounted for. */
    boolean reconciles() {
        return lines() == parsed() + rejected() + filtered();
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
