package dev.heddle.storm;

import dev.heddle.testing.Threads;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/** Who may be interrupted, and who does it. Thread-safe. */
final class Victims {
    private static final int SLOTS = 16;
    private static final int LONGEST_REST = 200_000;

    private final AtomicReferenceArray<Victim> slots = new AtomicReferenceArray<>(SLOTS);
    private final Problems problems;
    private volatile boolean over;

    Victims(Problems problems) {
        this.problems = problems;
    }

    /** The calling thread may be interrupted from now on. */
    Victim enlist(SplittableRandom random) {
        Victim victim = new Victim(problems);
        slots.set(random.nextInt(SLOTS), victim);
        return victim;
    }

    /** Starts a thread that interrupts so many times at the most, with more or less of a rest in between. */
    void start(Threads threads, SplittableRandom random, int most, Counters counters) {
        int rest = 1 + random.nextInt(LONGEST_REST);
        threads.start("interrupter", () -> {
            for (int left = most; left > 0 && !over;) {
                Victim victim = slots.get(random.nextInt(SLOTS));
                if (victim != null && victim.interrupt()) {
                    counters.interrupts.increment();
                    left--;
                }
                LockSupport.parkNanos(1 + random.nextInt(rest));
            }
        });
    }

    /** No more interrupts. */
    void leaveAlone() {
        over = true;
    }
}
