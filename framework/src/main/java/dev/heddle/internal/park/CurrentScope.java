package dev.heddle.internal.park;

import java.util.concurrent.CancellationException;

/**
 * Tells each thread its innermost {@link CancelScope}: that of the task it runs, or of the group whose block it is in.
 * Looked up on slow paths only.
 */
public final class CurrentScope {
    private static final ThreadLocal<CancelScope> CURRENT = new ThreadLocal<>();

    private CurrentScope() {}

    /** The calling thread's innermost scope, or null. */
    public static CancelScope get() {
        return CURRENT.get();
    }

    /** Makes a scope the calling thread's innermost one; null leaves nothing behind in the thread. */
    public static void set(CancelScope scope) {
        if (scope == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(scope);
        }
    }

    /**
     * What each interruptible call does before it waits. A cancelled scope goes first and leaves the interrupt flag as it
     * is: cancellation is a state, and holds for the next wait too.
     *
     * @throws CancellationException if the scope is cancelled
     * @throws InterruptedException if the thread is interrupted; the flag is cleared
     */
    public static void checkpoint(CancelScope scope) throws InterruptedException {
        if (scope != null) {
            scope.throwIfCancelled();
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** What each interruptible call does on entry: nothing, unless the thread is interrupted. */
    public static void checkEntry() throws InterruptedException {
        if (Thread.currentThread().isInterrupted()) {
            checkpoint(get());
        }
    }
}
