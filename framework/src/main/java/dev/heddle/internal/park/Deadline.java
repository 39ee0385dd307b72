package dev.heddle.internal.park;

import java.time.Duration;
import java.util.Objects;

/**
 * A moment on the clock of {@link System#nanoTime}, or never. Any {@link Duration} will do: one that has passed is a
 * deadline that has expired, one beyond 292 years is no deadline.
 */
public final class Deadline {
    /** No deadline. */
    public static final Deadline NEVER = new Deadline(0, Long.MAX_VALUE);

    private final long start;
    private final long nanos;

    private Deadline(long start, long nanos) {
        this.start = start;
        this.nanos = nanos;
    }

    /** The moment that is this far from now. */
    public static Deadline after(Duration duration) {
        long nanos = nanos(Objects.requireNonNull(duration, "duration"));
        return nanos == Long.MAX_VALUE ? NEVER : new Deadline(System.nanoTime(), nanos);
    }

    /** The nanoseconds left; zero or less once it has expired. */
    public long remaining() {
        // The difference of two readings of the clock never overflows, their sum with a duration may.
        return this == NEVER ? Long.MAX_VALUE : nanos - (System.nanoTime() - start);
    }

    private static long nanos(Duration duration) {
        if (duration.isNegative()) {
            return 0; // as good as any: a far smaller number would overflow in the subtraction
        }
        try {
            return duration.toNanos();
        } catch (ArithmeticException tooLarge) {
            return Long.MAX_VALUE;
        }
    }
}
