package dev.heddle.task;

import java.util.SequencedSet;

/**
 * What {@link TaskGroup#await} saw. Each of the tasks is in one of the sets, which are unmodifiable and in the
 * order in which the tasks were given.
 *
 * @param <X> the type of the tasks
 * @param done those that had ended
 * @param pending the others
 */
public record Waited<X extends Task<?>>(SequencedSet<X> done, SequencedSet<X> pending) {}
