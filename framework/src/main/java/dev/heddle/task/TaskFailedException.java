package dev.heddle.task;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/**
 * Something in a group failed, mostly a task. The cause is the first failure; the others are among the {@linkplain
 * #getSuppressed suppressed}, and {@link #failures()} lists them all.
 *
 * <p>What counts as a failure of a task, a daemon or a worker of a pool as well as any other:
 *
 * <ul>
 *   <li>what its body throws, if that does not come of its being cancelled, and what a cancelled body throws in its clean-up
 *       (which Java has suppressed in the exception that ended it);
 *   <li>what the {@code close} of its resource throws;
 *   <li>a group or a shield that it has left open, and what closing those throws;
 *   <li>what an action registered by {@link Task#onEnd} throws;
 *   <li>what the {@linkplain GroupOptions#decorate decorator} throws around the body, or that it does not run it;
 *   <li>what the {@linkplain GroupOptions#threads(java.util.concurrent.ThreadFactory) thread factory} throws when another
 *       thread than the owner forks, what its thread throws before the body, and what interrupting that thread throws.
 * </ul>
 *
 * <p>And of the group: what a callback registered by {@link TaskGroup#onCancel} or {@link Task#onCancel} throws, told as the
 * failure of a task called "cancel callback"; what the handler of its {@link FailurePolicy} throws; and a checked exception of
 * an {@link TaskGroup#onClose} callback, if nothing else has failed. What the handler of a pool throws comes as {@code
 * HandlerFailedException}, which has the item.
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

    /** The same with more failures. */
    TaskFailedException with(List<Throwable> more) {
        return new TaskFailedException(getMessage(), Stream.concat(failures().stream(), more.stream()).toList());
    }

    /**
     * The failures in the order in which they came, without repetition: a failure that several tasks passed on is listed once.
     * The first {@value #MOST_LISTED} are kept; of those beyond, the message says how many there were, and {@link
     * FailurePolicy#failFast( java.util.function.BiConsumer)} has somebody told.
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
