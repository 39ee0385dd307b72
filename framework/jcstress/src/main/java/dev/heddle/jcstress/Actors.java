package dev.heddle.jcstress;

import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/** What the methods of actors need, because they may throw nothing checked. */
public final class Actors {
    private static final int SPINS = 1000;

    private Actors() {}

    /** Gives what the call gives. Nobody interrupts an actor, so what is checked is an error. */
    public static <T> T quietly(Callable<T> call) {
        try {
            return call.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Waits for the other actor, which runs at the same time, unless the machine has other things to do. */
    public static void spinUntil(BooleanSupplier seen) {
        for (int spins = 0; !seen.getAsBoolean(); spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }
}
