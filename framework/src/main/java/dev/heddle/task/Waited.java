package dev.heddle.task;

import java.util.Set;

/**
 * What {@link TaskGroup#await} saw. Each of the tasks is in one of the sets, in the order in which they were given.
 *
 * @param <X> the type of the tasks
 * @param done those that had ended
 * @param pending the others
 */
public record Waited<X extends Task<?>>(Set<X> done, Set<X> pending) {}
