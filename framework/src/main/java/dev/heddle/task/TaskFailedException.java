package dev.heddle.task;

import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * One or more tasks failed. The cause is the first failure; the others are among the {@linkplain #getSuppressed
 * suppressed}, and {@link #failures()} lists them all.
 */
public final class TaskFailedException extends ExecutionException {
    /** How many failures are kept at the most; those beyond are counted, and told to the group's handler. */
    public static final int MOST_LISTED = 64;

    private static final long serialVersionUID = 1;

    private final transient List<Throwable> failures;

    TaskFailedException(String message, List<Throwable> failures) {
        super(message, failures.get(0));
        this.failures = List.copyOf(failures);
        failures.stream().skip(1).forEach(this::addSuppressed);
    }

    /**
     * The failures in the order in which they came, without those that are beyond the first {@value #MOST_LISTED} and
     * without repetition: a failure that several tasks passed on is listed once.
     *
     * @return at least one
     */
    public List<Throwable> failures() {
        return failures == null ? List.of(getCause()) : failures; // null after deserialization
    }
}
