package dev.heddle.task;

import java.util.Objects;
import java.util.concurrent.ThreadFactory;

/**
 * How a {@link TaskGroup} is to be. Immutable: each method gives a changed copy.
 *
 * <pre>{@code
 * GroupOptions.named("crawler").failures(FailurePolicy.keepGoing((task, why) -> log(task, why)))
 * }</pre>
 */
public final class GroupOptions {
    private static final GroupOptions DEFAULT =
            new GroupOptions("group", FailurePolicy.failFast(), Thread.ofVirtual().factory());

    private final String name;
    private final FailurePolicy failures;
    private final ThreadFactory threads;

    private GroupOptions(String name, FailurePolicy failures, ThreadFactory threads) {
        this.name = Objects.requireNonNull(name, "name");
        this.failures = Objects.requireNonNull(failures, "failures");
        this.threads = Objects.requireNonNull(threads, "threads");
    }

    /**
     * A group called "group", that fails fast, on virtual threads.
     *
     * @return the options
     */
    public static GroupOptions defaults() {
        return DEFAULT;
    }

    /**
     * The same with a name.
     *
     * @param name for messages, and for the JDK's thread dumps
     * @return the options
     */
    public static GroupOptions named(String name) {
        return new GroupOptions(name, DEFAULT.failures, DEFAULT.threads);
    }

    /**
     * What the group does when a task fails.
     *
     * @param policy fail fast, or keep going
     * @return the changed options
     */
    public GroupOptions failures(FailurePolicy policy) {
        return new GroupOptions(name, policy, threads);
    }

    /**
     * Where the group's threads come from. Each task gets a thread of its own, so a factory of platform threads wants a
     * bound elsewhere.
     *
     * @param factory gives an unstarted thread for each task; called on the thread that forks, or on one of the group's
     *     own for tasks that are forked by others than the owner
     * @return the changed options
     */
    public GroupOptions threads(ThreadFactory factory) {
        return new GroupOptions(name, failures, factory);
    }

    String name() {
        return name;
    }

    FailurePolicy failures() {
        return failures;
    }

    ThreadFactory threads() {
        return threads;
    }
}
