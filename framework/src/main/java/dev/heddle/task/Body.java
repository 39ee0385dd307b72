package dev.heddle.task;

/**
 * Work that is given something and has a result, such as the body of a group.
 *
 * @param <A> what it is given
 * @param <R> its result
 */
@FunctionalInterface
public interface Body<A, R> {

    /**
     * Does the work.
     *
     * @param argument what it is given
     * @return its result
     * @throws Exception if it fails
     */
    R apply(A argument) throws Exception;
}
