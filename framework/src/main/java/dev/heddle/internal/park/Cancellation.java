package dev.heddle.internal.park;

import java.util.concurrent.CancellationException;

/**
 * Why a scope was cancelled.
 *
 * @param kind a constant of the caller's, which this package only carries
 * @param text the reason in words
 * @param cause the failure behind it, or null
 */
public record Cancellation(Enum<?> kind, String text, Throwable cause) {

    /** The same of another kind. */
    Cancellation as(Enum<?> other) {
        return new Cancellation(other, text, cause);
    }

    /** A fresh exception for the thread that has to stop. */
    public CancellationException toException() {
        return exception(text, cause);
    }

    /** A CancellationException with a cause, for which the JDK has no constructor. */
    public static CancellationException exception(String text, Throwable cause) {
        CancellationException exception = new CancellationException(text);
        exception.initCause(cause);
        return exception;
    }
}
