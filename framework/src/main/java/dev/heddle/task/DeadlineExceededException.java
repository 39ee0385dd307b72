package dev.heddle.task;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * A group's time was up. Thrown by the {@code join} of that group and of no other; what its tasks threw while they were being
 * cancelled is among the suppressed. The cancellations that come of it have this as their cause, and so have those by a {@link
 * Shield} whose time was up. Its own cause is a {@link TimeoutException}, never null.
 */
public final class DeadlineExceededException extends ExecutionException {
    private static final long serialVersionUID = 1;

    /** "shield" for a shield. */
    private final String groupName;

    private DeadlineExceededException(String groupName, String message) {
        super(message, new TimeoutException(message));
        this.groupName = groupName;
    }

    static DeadlineExceededException ofGroup(String name) {
        return new DeadlineExceededException(name, "the deadline of group '" + name + "' has passed");
    }

    static DeadlineExceededException ofShield() {
        return new DeadlineExceededException("shield", "the time of a shield was up");
    }

    /**
     * The name of the group that expired.
     *
     * @return its name; "shield" if it was a shield
     */
    public String groupName() {
        return groupName;
    }
}
