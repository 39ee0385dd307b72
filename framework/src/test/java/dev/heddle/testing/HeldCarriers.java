package dev.heddle.testing;

import dev.heddle.task.Action;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps every virtual thread from running for a while, by spinning on all carriers: so a test on a platform thread can
 * act between the moment in which a virtual thread is woken and the one in which it runs.
 */
public final class HeldCarriers {
    private static final int CARRIERS =
            Integer.getInteger("jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());

    private HeldCarriers() {}

    /** Acts while no virtual thread runs. */
    public static void during(Action action) throws Exception {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("a virtual thread would hold itself");
        }
        AtomicBoolean release = new AtomicBoolean();
        AtomicInteger spinning = new AtomicInteger();
        try (Threads spinners = new Threads(Threads.Kind.VIRTUAL)) {
            try {
                for (int i = 0; i < CARRIERS; i++) {
                    spinners.start("spinner", () -> {
                        spinning.incrementAndGet();
                        while (!release.get()) {
                            Thread.onSpinWait();
                        }
                    });
                }
                Until.holds("all carriers spin", () -> {
                    spinners.start("nudge", () -> {}); // an idle carrier may have missed what woke the others
                    return spinning.get() == CARRIERS;
                });
                action.run();
            } finally {
                release.set(true);
            }
        }
    }
}
