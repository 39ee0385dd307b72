package dev.heddle.task;

import dev.heddle.internal.park.Deadline;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A deadline that can be moved, and what happens when it passes. Thread-safe.
 *
 * <p>It is kept by the JDK's own timer, which {@link CompletableFuture} reaches on every release, and which forgets a timeout
 * as soon as its future is completed. The action is called on the timer's thread, so it only starts something.
 */
final class Expiry {
    private final Runnable action;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Deadline deadline = Deadline.NEVER;

    // Guarded by the lock.
    private CompletableFuture<Void> timer;
    private boolean ended;

    Expiry(Runnable action) {
        this.action = action;
    }

    Deadline deadline() {
        return deadline;
    }

    /** Sets it without a timer. */
    void announce(Deadline by) {
        deadline = by;
    }

    /** Sets or moves it, to that time from now. */
    void move(Duration fromNow) {
        Deadline next = Deadline.after(fromNow);
        lock.lock();
        try {
            if (ended) {
                return;
            }
            stopTimer();
            deadline = next;
            if (next != Deadline.NEVER) {
                timer = new CompletableFuture<>();
                timer.orTimeout(Math.max(0, next.remaining()), TimeUnit.NANOSECONDS).whenComplete(this::timerEnded);
            }
        } finally {
            lock.unlock();
        }
    }

    /** It will not pass any more. */
    void end() {
        lock.lock();
        try {
            ended = true;
            stopTimer();
        } finally {
            lock.unlock();
        }
    }

    /** Whether it has passed: the timer of a deadline that was moved since does not count. */
    boolean hasPassed() {
        return deadline.remaining() <= 0;
    }

    private void stopTimer() {
        if (timer != null) {
            timer.complete(null); // which takes less than cancel: that makes an exception
            timer = null;
        }
    }

    private void timerEnded(Void nothing, Throwable how) {
        if (how instanceof TimeoutException && hasPassed()) {
            action.run();
        }
    }
}
