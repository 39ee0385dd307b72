package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Limits;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** What tasks do in tests. None of these waits is one of Heddle's. */
final class Bodies {
    private Bodies() {}

    /** Blocks until it is interrupted. */
    static void forEver() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    /** Says that it has begun, and blocks until it is interrupted. */
    static Action forEverAfter(CountDownLatch begun) {
        return () -> {
            begun.countDown();
            forEver();
        };
    }

    /** Says that it has begun, and does not end before the gate opens, however often it is interrupted. */
    static Action stubborn(CountDownLatch begun, CountDownLatch gate) {
        return () -> {
            begun.countDown();
            passUninterruptibly(gate);
        };
    }

    /** Says that it has begun, blocks until it is interrupted, and throws this then. */
    static Action whenInterrupted(CountDownLatch begun, Exception thrown) {
        return () -> {
            begun.countDown();
            try {
                forEver();
            } catch (InterruptedException e) {
                throw thrown;
            }
        };
    }

    /** Options for a group whose threads do not get to their task before the gate opens. */
    static GroupOptions heldBack(CountDownLatch gate) {
        return GroupOptions.of("held back").threads(body -> Thread.ofVirtual().unstarted(() -> {
            passUninterruptibly(gate);
            body.run();
        }));
    }

    /** Waits for the gate to open; an interrupt is kept for later. */
    static void passUninterruptibly(CountDownLatch gate) {
        boolean interrupted = false;
        for (;;) {
            try {
                assertTrue(gate.await(Limits.HANG.toNanos(), TimeUnit.NANOSECONDS), "the gate never opened");
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Passes a little time, a different one each time, so that two threads meet at ever other points. */
    static void dither(int most) {
        for (int i = ThreadLocalRandom.current().nextInt(most + 1); i > 0; i--) {
            Thread.onSpinWait();
        }
    }
}
