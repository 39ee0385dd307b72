package dev.heddle.task;

import java.util.concurrent.ExecutionException;

/**
 * A group's time was up. Thrown by the {@code join} of that group and of no other; what its tasks threw while they were
 * being cancelled is among the suppressed. The cancellations that come of it have this as their cause.
 */
public final class DeadlineExceededException extends ExecutionException {
    private static final long serialVersionUID = 1;

    /** The group that expired. */
    private final String group;

    DeadlineExceededException(String group) {
        super("the deadline of group '" + group + "' has passed");
        this.group = group;
    }

    /**
     * The name of the group that expired.
     *
     * @return its name
     */
    public String group() {
        return group;
    }
}
