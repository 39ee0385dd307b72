package dev.heddle.internal.park;

import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.util.concurrent.CancellationException;

/** Tells the exceptions that an interrupt or a cancellation makes from those that something else makes. */
public final class Interruption {
    /** Chains of causes are short; a longer one is a ring. */
    private static final int LONGEST_CHAIN = 100;

    private Interruption() {}

    /**
     * Whether this exception, or one in its chain of causes, has the shape of an interrupt. Only together with a
     * cancelled scope does that mean "cancelled": the same exception alone is a failure like any other.
     */
    public static boolean isShapeOf(Throwable thrown) {
        int depth = 0;
        for (Throwable t = thrown; t != null && depth < LONGEST_CHAIN; t = t.getCause(), depth++) {
            if (t instanceof InterruptedException || t instanceof CancellationException
                    || t instanceof ClosedByInterruptException || t instanceof FileLockInterruptionException
                    || (t instanceof InterruptedIOException && !(t instanceof SocketTimeoutException))) {
                return true;
            }
        }
        return false;
    }
}
