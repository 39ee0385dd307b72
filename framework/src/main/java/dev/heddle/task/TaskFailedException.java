package dev.heddle.task;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * One or more tasks failed. The cause is the first failure; the others are among the {@linkplain #getSuppressed
 * suppressed}, and {@link #failures()} lists them all.
 */
public final class TaskFailedException extends ExecutionException {
    /** How many failures are kept; those beyond are counted. */
    static final int MOST_LISTED = 64;

    private static final long serialVersionUID = 1;

    private final transient List<Throwable> failures;

    TaskFailedException(String message, List<Throwable> failures) {
        super(message, failures.get(0));
        this.failures = List.copyOf(failures);
        failures.stream().skip(1).forEach(this::addSuppressed);
    }

    /**
     * The failures in the order in which they came, without repetition: a failure that several tasks passed on is listed once. The
     * first 64 are kept; of those beyond, the message says how many there were, and {@link FailurePolicy#failFast(
     * java.util.function.BiConsumer)} has somebody told.
     *
     * @return at least one
     */
    public List<Throwable> failures() {
        if (failures != null) {
            return failures;
        }
        List<Throwable> read = new ArrayList<>(List.of(getCause())); // from a stream, which has no list
        read.addAll(List.of(getSuppressed()));
        return Collections.unmodifiableList(read);
    }
}
