package dev.heddle.task;

/** Work without a result, that may throw anything: a {@link Runnable} for tasks. */
@FunctionalInterface
public interface Action {

    /**
     * Does the work.
     *
     * @throws Exception if it fails
     */
    void run() throws Exception;
}
