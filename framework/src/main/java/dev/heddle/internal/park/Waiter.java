package dev.heddle.internal.park;

import dev.heddle.internal.Seam;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * The cell through which every wait in Heddle goes: one thread, waiting once, to be claimed by exactly one party.
 *
 * <p>See {@link Place} for how waits are built of it.
 */
public final class Waiter {
    /*
     * THE WAITING PROTOCOL
     *
     * Everything that blocks in Heddle (take, put, join, await, get, select, event, generator) is the same few steps on
     * the same three things: a Waiter (this cell), a WaitList (who waits for one condition), a CancelScope (who must
     * stop waiting when something else has happened). The steps are in Place.
     *
     * 1. State machine. A waiter is born WAITING (claimedBy == null) and is claimed once, by a single compare-and-set:
     *
     *                       .--> a WaitList   "look again": the condition may have become true
     *                       .--> ASKED        "look again": something that this thread goes by may have changed
     *        WAITING (null) ---> CANCELLED    the scope of the thread was cancelled
     *                       '--> INTERRUPTED  the thread saw its own interrupt flag
     *                       '--> TIMED_OUT    the thread saw its own deadline pass
     *                       '--> WITHDRAWN    the thread found its condition true after it had published itself
     *
     *    INTERRUPTED, TIMED_OUT and WITHDRAWN are claimed by the waiting thread itself; a WaitList, ASKED and CANCELLED by
     *    others, who then unpark it. There are no timer threads: a deadline is a timed park. A claimed waiter is never
     *    used again: the next round makes a new cell, so nobody can hold an old reference that still means something.
     *
     * 2. Publication. A waiter can be reached in one WaitList, or in several for a select, and in one CancelScope (the
     *    innermost of its thread). The cell is the same everywhere, hence "exactly one claim" holds across all of them
     *    without any lock that spans them.
     *
     * 3. The condition is never handed over, it is looked at again. A claim by a WaitList carries no item and no permit;
     *    the woken thread repeats its attempt, and if another thread was faster it waits again, at its old place in the list.
     *    (Direct hand-off makes every item cost a park; looking again lets one side run a batch while the other wakes.)
     *    Where the event itself must not be missed (the unfinished count touched zero, an Event was set and cleared),
     *    the condition is a generation number that never goes back, not the state.
     *
     * Invariants, cited by number in the code and the tests:
     *
     *   I1  Exactly one claim. Whoever fails to claim a waiter has not woken anybody, and goes on to the next one.
     *   I2  No lost wake-up. A waiter publishes itself in the list, THEN looks at the condition once more, then parks.
     *       A signaller makes the condition true, THEN looks at the list. Both sides write before they read, and all
     *       four accesses are sequentially consistent (volatile or stronger), so at least one sees the other (Dekker).
     *   I3  A wake-up is used or passed on. A waiter that was claimed by a list looks at its condition before anything
     *       else; if it succeeds and the condition still holds for somebody else, it signals that list. If it fails,
     *       nothing was there, so nothing needs passing on. For a select: a success elsewhere signals the list whose
     *       claim was not used.
     *   I4  No leaked waiter. Whoever claims through a list unlinks the node under the list's lock; in every other case
     *       the waiting thread unlinks its nodes before it returns or throws.
     *   I5  The operation wins. After any claim the attempt is made before an interrupt, a cancellation or a deadline is
     *       acted on, so a call that threw did nothing; an interrupt that came as well stays set.
     *   I6  Cancellation is level-triggered. A wait entered in a cancelled scope does not park: the thread publishes its
     *       waiter in the scope, THEN reads the scope's state; the canceller sets the state, THEN reads the waiter.
     *   I7  One wake-up at a time. While a thread that was woken has not run yet (`waking`), a signal wakes nobody else: that
     *       thread passes on what is left once it has its own (I3). It lowers the flag, under the list's lock, THEN looks; a
     *       signaller makes the condition true, THEN reads the flag: so either the signaller finds it lowered and wakes
     *       another, or the thread finds what the signaller did. A park per item is what makes a queue slow; this is what
     *       avoids it. But no progress may depend on one thread: the flag holds for so many signals only, and not at all
     *       while a platform thread waits and the woken one is virtual, because the operating system lets every thread run,
     *       and the carriers may all be taken.
     *
     * Memory ordering. `claimedBy` is written by compare-and-set and read volatile; what the claimer did before the claim
     * happens-before what the waiter does after it. `WaitList.size` and `CancelScope.state` and `.parked` are volatile, for I2
     * and I6, and so is `waking`, for I7. The condition itself is the caller's, and must be written and read with at least
     * volatile strength (a lock that is taken and released on both sides is).
     *
     * Parking is LockSupport: alike for virtual and platform threads, no monitor is held, so nothing is pinned. A stale
     * permit makes park return early, which the loop in Place takes in its stride.
     */

    /** Claimed for a look at what is not the condition of a list. */
    public static final Object ASKED = "asked";

    /** Claimed by the cancellation of a scope. */
    public static final Object CANCELLED = "cancelled";

    /** Claimed by its own thread, which found itself interrupted. */
    public static final Object INTERRUPTED = "interrupted";

    /** Claimed by its own thread, whose deadline had passed. */
    public static final Object TIMED_OUT = "timed out";

    /** Claimed by its own thread, which needs to wait no longer. */
    public static final Object WITHDRAWN = "withdrawn";

    private static final VarHandle CLAIMED_BY;

    static {
        try {
            CLAIMED_BY = MethodHandles.lookup().findVarHandle(Waiter.class, "claimedBy", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final boolean CLAIMED_TWICE = Seam.mutant("claimed-twice");

    private final Thread thread = Thread.currentThread();
    private volatile Object claimedBy;

    /** A waiter for the calling thread. */
    public Waiter() {}

    /** Tries to be the one who ends this wait (I1). The winner unparks it. */
    boolean claim(Object by) {
        if (CLAIMED_TWICE) {
            claimedBy = by;
            return true;
        }
        return CLAIMED_BY.compareAndSet(this, null, by);
    }

    boolean isClaimedBy(Object claimer) {
        return claimedBy == claimer;
    }

    void unpark() {
        LockSupport.unpark(thread);
    }

    /**
     * Ends this wait from its own thread, unless somebody else has.
     *
     * @return who claimed it: {@link #WITHDRAWN}, or whoever was faster
     */
    public Object withdraw() {
        claim(WITHDRAWN);
        return claimedBy;
    }

    /**
     * Parks the calling thread until somebody claims its waiter.
     *
     * @param blocker what it waits for, as thread dumps show it
     * @param scope whose cancellation ends the wait too; null for none
     * @return who claimed it
     */
    public Object await(Object blocker, CancelScope scope, Deadline deadline) {
        if (scope != null) {
            scope.parked(this);
        }
        try {
            Object by;
            while ((by = claimedBy) == null) {
                long nanos = deadline.remaining();
                if (thread.isInterrupted()) {
                    claim(INTERRUPTED);
                } else if (nanos <= 0) {
                    claim(TIMED_OUT);
                } else if (nanos == Long.MAX_VALUE) {
                    LockSupport.park(blocker);
                } else {
                    LockSupport.parkNanos(blocker, nanos);
                }
            }
            return by;
        } finally {
            if (scope != null) {
                scope.unparked();
            }
        }
    }
}
