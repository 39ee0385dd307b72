package dev.heddle.testing;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for the thing, not for a time. */
public final class Until {
    private Until() {}

    /** Returns when the condition holds; fails if that takes longer than a hang. */
    public static void holds(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Limits.HANG.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("never held: " + what);
            }
            LockSupport.parkNanos(100_000);
        }
    }

    /** Returns when the thread waits for something, or has ended. */
    public static void waiting(Thread thread) {
        holds(thread + " waits", () -> switch (thread.getState()) {
            case WAITING, TIMED_WAITING, TERMINATED -> true;
            default -> false;
        });
    }
}
