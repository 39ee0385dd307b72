package dev.heddle.internal.jdk;

/**
 * A {@code java.util.concurrent.StructuredTaskScope}, whatever its shape on this JDK, used as a container only: its
 * threads inherit the owner's scoped values, show up under its name in the thread dump, and cannot outlive it. Results,
 * failures, cancellation and waiting are Heddle's own.
 *
 * <p>The thread that opens a container owns it, and is the only one to call it.
 */
public interface Container {

    /**
     * Opens a container that the calling thread owns, inside of the one that it opened last.
     *
     * @param users where its threads come from; null for virtual ones
     */
    static Container open(String name, UserThreads users) {
        return Shapes.open(name, users);
    }

    /**
     * Starts a thread.
     *
     * @throws RuntimeException or an error, if no thread could be started: then {@code strand} never runs
     */
    void start(Strand strand);

    /** Waits until every thread has ended, whatever interrupts come (they are kept), and closes the container. */
    void close();
}
