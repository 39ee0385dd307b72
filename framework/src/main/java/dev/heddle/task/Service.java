package dev.heddle.task;

/**
 * Work that others can use once it is ready, such as a server.
 *
 * @param <R> what it is ready with
 */
@FunctionalInterface
public interface Service<R> {

    /**
     * Does the work, and says in between that it is ready.
     *
     * @param ready to be {@linkplain Ready#set set} once
     * @throws Exception if it fails
     */
    void run(Ready<R> ready) throws Exception;
}
