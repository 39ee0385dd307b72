package dev.heddle.internal.jdk;

/** What one thread of a {@link Container} runs. Its {@code run} must not throw. */
public interface Strand extends Runnable {

    /** The name for the thread, or null to leave it as its factory made it. */
    String threadName();

    /** Whether its thread is a virtual one of Heddle's, and not asked of the user's factory. */
    default boolean isInternal() {
        return false;
    }

    /**
     * Told instead of {@code run}, by a {@link Spawner}, when the thread could not be started; on another thread of the
     * container.
     */
    void refused(Throwable why);
}
