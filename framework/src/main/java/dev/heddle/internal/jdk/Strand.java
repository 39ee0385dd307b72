package dev.heddle.internal.jdk;

import java.util.concurrent.Callable;

/** What one thread of a {@link Container} runs. Its {@code run} must not throw. */
public interface Strand extends Runnable, Callable<Object> {

    /** As the JDK's scope calls it: there is no result, Heddle's tasks keep their own. */
    @Override
    default Object call() {
        run();
        return null;
    }

    /** The name for the thread, or null to leave it as its factory made it. */
    String threadName();

    /** Whether its thread is one of Heddle's own, and not asked of the user's factory. */
    default boolean isInternal() {
        return false;
    }

    /**
     * Told instead of {@code run}, by a {@link Spawner}, when the thread could not be started; on another thread of the
     * container.
     */
    void refused(Throwable why);
}
