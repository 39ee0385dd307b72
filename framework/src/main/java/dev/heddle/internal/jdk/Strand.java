package dev.heddle.internal.jdk;

/** What one thread of a {@link Container} runs. Its {@code run} must not throw. */
public interface Strand extends Runnable {

    /** The name for the thread, or null to leave it as its factory made it. */
    String threadName();

    /** Told instead of {@code run}, by a {@link Spawner}, when the thread could not be started. */
    void refused(Throwable why);
}
