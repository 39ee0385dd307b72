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

    /** Whether the calling thread is one of Heddle's, which alone interrupts it when it is to stop. */
    public static boolean isOnOwnThread() {
        for (CancelScope scope = get(); scope != null; scope = scope.parent()) {
            if (scope.isBoundTo(Thread.currentThread())) {
                return true;
            }
        }
        return false;
    }

    /** Whether the calling thread is within this scope, directly or in others that it has entered since. */
    public static boolean isWithin(CancelScope scope) {
        CancelScope current = get();
        while (current != null && current != scope) {
            current = current.parent();
        }
        return current != null;
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
        if (Thread.currentThread().isInterrupted()) {
            if (scope != null) {
                scope.throwIfCancelled(); // it may have come since, and this interrupt with it
            }
            Thread.interrupted();
            throw new InterruptedException();
        }
    }

    /** Whether {@link #checkpoint} would throw. */
    static boolean mustStop(CancelScope scope) {
        return (scope != null && scope.isCancelled()) || Thread.currentThread().isInterrupted();
    }

    /** What each interruptible call does on entry: nothing, unless the thread is interrupted. */
    public static void checkEntry() throws InterruptedException {
        if (Thread.currentThread().isInterrupted()) {
            checkpoint(get());
        }
    }
}
