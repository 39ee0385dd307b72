package dev.heddle.task;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.function.UnaryOperator;

/**
 * How a {@link TaskGroup} is to be. Immutable: each method gives a changed copy.
 *
 * <pre>{@code
 * GroupOptions crawler = GroupOptions.of("crawler")
 *         .deadline(Duration.ofMinutes(1))
 *         .failures(FailurePolicy.keepGoing((task, why) -> log(task, why)));
 * }</pre>
 */
public final class GroupOptions {
    private static final GroupOptions DEFAULT = new GroupOptions("group", FailurePolicy.failFast(), null, null, null);

    private final String name;
    private final FailurePolicy failures;
    private final ThreadFactory threads;
    private final Duration deadline;
    private final UnaryOperator<Runnable> decorator;

    private GroupOptions(String name, FailurePolicy failures, ThreadFactory threads, Duration deadline,
            UnaryOperator<Runnable> decorator) {
        this.name = Objects.requireNonNull(name, "name");
        this.failures = Objects.requireNonNull(failures, "failures");
        this.threads = threads;
        this.deadline = deadline;
        this.decorator = decorator;
    }

    /**
     * A group called "group", that fails fast, on virtual threads, without a deadline.
     *
     * @return the options
     */
    public static GroupOptions defaults() {
        return DEFAULT;
    }

    /**
     * The same with a name: {@code defaults().named(name)}.
     *
     * @param name for messages, and for the JDK's thread dumps
     * @return the options
     */
    public static GroupOptions of(String name) {
        return DEFAULT.named(name);
    }

    /**
     * The group's name.
     *
     * @param name for messages, and for the JDK's thread dumps
     * @return the changed options
     */
    public GroupOptions named(String name) {
        return new GroupOptions(name, failures, threads, deadline, decorator);
    }

    /**
     * What the group does when a task fails.
     *
     * @param policy fail fast, or keep going
     * @return the changed options
     */
    public GroupOptions failures(FailurePolicy policy) {
        return new GroupOptions(name, policy, threads, deadline, decorator);
    }

    /**
     * Where the group's threads come from. Each task gets a thread of its own, so a factory of platform threads wants a
     * bound elsewhere.
     *
     * @param factory gives a new thread for each task, which Heddle starts: with any other, or none, the fork is refused. It is
     *     called on the thread that forks, or on one of the group's own for tasks that are forked by others than the owner.
     *     A thread that ends without having run what it was given is a failure of its task.
     * @return the changed options
     */
    public GroupOptions threads(ThreadFactory factory) {
        return new GroupOptions(name, failures, Objects.requireNonNull(factory, "threads"), deadline, decorator);
    }

    /**
     * The time that the group has, from its opening on. When it is up the group is cancelled, and its {@code join} throws
     * {@link DeadlineExceededException}.
     *
     * @param time zero or less means that it is up at once
     * @return the changed options
     * @see TaskGroup#expireAfter
     */
    public GroupOptions deadline(Duration time) {
        return new GroupOptions(name, failures, threads, Objects.requireNonNull(time, "time"), decorator);
    }

    /**
     * What is wrapped around each task, to carry context along: a logging context, a tracing span. It is applied on the thread
     * that forks, and what it gives is run on the task's. Groups opened within a task inherit it, unless they have one of
     * their own.
     *
     * @param wrapper given what runs the task; what it returns must run that, once. What it throws, {@code fork} throws
     * @return the changed options
     */
    public GroupOptions decorate(UnaryOperator<Runnable> wrapper) {
        return new GroupOptions(name, failures, threads, deadline, Objects.requireNonNull(wrapper, "wrapper"));
    }

    String name() {
        return name;
    }

    FailurePolicy failures() {
        return failures;
    }

    /** Null for virtual ones of Heddle's own. */
    ThreadFactory threads() {
        return threads;
    }

    /** Null for none. */
    Duration deadline() {
        return deadline;
    }

    /** Null for none. */
    UnaryOperator<Runnable> decorator() {
        return decorator;
    }

    /** What was chosen. */
    @Override
    public String toString() {
        return "GroupOptions[" + name + ", " + failures + (deadline == null ? "" : ", deadline " + deadline)
                + (threads == null ? "" : ", threads of a factory") + (decorator == null ? "]" : ", decorated]");
    }
}
