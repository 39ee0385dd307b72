package dev.heddle.leak;

import dev.heddle.testing.Limits;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Things that should be garbage after a while. What makes them belongs in a method of its own, so that no local
 * variable of the test holds them.
 */
final class Collectable {
    /** How long the collector may take to tell of a reference; it is asked again then. */
    private static final long MOST_MILLIS = 1_000;

    private record Expected(String what, WeakReference<Object> reference) {}

    private final List<Expected> expected = new ArrayList<>();

    /** Notes a thing that nobody should hold at the end; gives it back. */
    <T> T note(String what, T thing) {
        synchronized (expected) {
            expected.add(new Expected(what, new WeakReference<>(thing)));
        }
        return thing;
    }

    /** Collects until all of it is gone; fails with what is left. */
    void assertAllGone() {
        if (expected.isEmpty()) {
            throw new AssertionError("nothing was noted");
        }
        collectUntil("nobody holds what was noted", () -> left().isEmpty(), this::left);
    }

    /** Collects until something holds; fails with what is left. */
    static void collectUntil(String what, BooleanSupplier holds, Supplier<List<String>> left) {
        ReferenceQueue<Object> cleared = new ReferenceQueue<>();
        long end = System.nanoTime() + Limits.HANG.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("never held: " + what + ", still there: " + left.get());
            }
            WeakReference<Object> canary = new WeakReference<>(new Object(), cleared);
            System.gc();
            try {
                cleared.remove(MOST_MILLIS); // the collector has been round
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted while collecting", e);
            }
            Reference.reachabilityFence(canary);
        }
    }

    /** The same, while something is held: what hangs on that must not be what keeps the others alive. */
    void assertAllGoneWhile(Object held) {
        assertAllGone();
        Reference.reachabilityFence(held);
    }

    private List<String> left() {
        synchronized (expected) {
            return expected.stream().filter(e -> e.reference().get() != null).map(Expected::what).distinct().toList();
        }
    }
}
