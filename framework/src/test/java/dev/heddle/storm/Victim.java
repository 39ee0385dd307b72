package dev.heddle.storm;

import dev.heddle.internal.park.CancelScope;
import dev.heddle.internal.park.CurrentScope;
import dev.heddle.task.Shield;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A thread that is interrupted now and then, with an account of it: the next interrupt is sent when the one before has been
 * seen. So each that was sent is seen exactly once, as an exception or as the flag, and none is seen that was not sent. The
 * account ends when Heddle has a right to interrupt the thread as well, since nobody can tell two interrupts from one.
 */
final class Victim {
    private final Thread thread = Thread.currentThread();
    private final Problems problems;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private boolean pending;
    private boolean over;

    /** For the calling thread, with no interrupt pending. */
    Victim(Problems problems) {
        this.problems = problems;
        if (thread.isInterrupted()) {
            problems.check(isHeddlesToInterrupt(), () -> "it begins with an interrupt: " + thread);
            over = true;
        }
    }

    /** By any thread: interrupts, unless one is under way. */
    boolean interrupt() {
        lock.lock();
        try {
            if (pending || over) {
                return false;
            }
            pending = true;
            thread.interrupt();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** By the thread itself: it has caught an InterruptedException, or found and cleared the flag. */
    void hasSeen(String where) {
        lock.lock();
        try {
            over |= isHeddlesToInterrupt();
            problems.check(pending || over, () -> "a stray interrupt, seen by " + thread + " in " + where);
            pending = false;
        } finally {
            lock.unlock();
        }
    }

    /** By the thread itself: Heddle had a right to interrupt it, and has taken that back. */
    void giveUp() {
        lock.lock();
        try {
            over = true;
        } finally {
            lock.unlock();
        }
    }

    /** By the thread itself: that is all. */
    void end() {
        lock.lock();
        try {
            boolean flag = thread.isInterrupted();
            over |= isHeddlesToInterrupt();
            if (!over) {
                problems.check(!flag || pending, () -> "a stray interrupt, at the end of " + thread);
                problems.check(flag || !pending, () -> "an eaten interrupt, at the end of " + thread);
                Thread.interrupted();
            }
            over = true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the calling thread is a task's that was told to stop, outside of any shield. */
    private static boolean isHeddlesToInterrupt() {
        for (CancelScope s = CurrentScope.get(); s != null; s = s.label() instanceof Shield ? null : s.parent()) {
            if (s.isBoundTo(Thread.currentThread()) && s.isCancelled()) {
                return true;
            }
        }
        return false;
    }
}
