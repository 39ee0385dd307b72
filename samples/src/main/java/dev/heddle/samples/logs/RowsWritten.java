package dev.heddle.samples.logs;

import java.util.Optional;

/**
 * What became of the rows that a run had for its database.
 *
 * @param database its URL, without what may be secret
 * @param run what the rows have in their column of that name
 * @param rows those that were committed
 * @param missing the others
 * @param doubtful how many of the others may be there all the same, because their commit was not answered
 * @param retries how often a transaction was tried again
 * @param failure why the writer gave up
 */
record RowsWritten(String database, String run, long rows, long missing, long doubtful, long retries,
        Optional<String> failure) {

    /** What is missing, for people. */
    String lack() {
        return missing + " rows" + (doubtful > 0 ? " (" + doubtful + " perhaps: their commit was not answered)" : "");
    }
}
