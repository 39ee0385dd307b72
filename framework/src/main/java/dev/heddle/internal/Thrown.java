package dev.heddle.internal;

import java.util.Arrays;

/** Two things that went wrong at once, told as one. */
public final class Thrown {
    private Thrown() {}

    /**
     * The first, with the second among its suppressed ones. Exceptions that are made once and thrown often take none, nor do
     * those of the JVM's own when memory or stack is short: around such a one comes another that does. When there is no memory
     * for that, the first has to do.
     *
     * @return null if both are
     */
    public static Throwable both(Throwable first, Throwable second) {
        if (first == null || second == null || first == second) {
            return first == null ? second : first;
        }
        try {
            first.addSuppressed(second);
            if (Arrays.asList(first.getSuppressed()).contains(second)) {
                return first;
            }
            String text = SafeText.of(first);
            Throwable around = first instanceof Error ? new Error(text, first) : new RuntimeException(text, first);
            around.addSuppressed(second);
            return around;
        } catch (OutOfMemoryError e) {
            return first;
        }
    }

    /** Throws anything, declared or not; to be written {@code throw Thrown.raise(e)}. */
    @SuppressWarnings("unchecked") // the compiler infers X as RuntimeException
    public static <X extends Throwable> RuntimeException raise(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
