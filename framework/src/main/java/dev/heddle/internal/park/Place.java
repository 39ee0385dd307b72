package dev.heddle.internal.park;

import dev.heddle.internal.Seam;
import dev.heddle.internal.park.WaitList.Condition;
import dev.heddle.internal.park.WaitList.Contended;
import java.util.List;

/**
 * Where a thread waits, for once: in this list, for this to become true. Most waits are in one place; a select is in several.
 * For the waiting thread alone; the protocol is in {@link Waiter}.
 *
 * @param <R> what the attempt gives
 */
public final class Place<R> {
    private static final boolean NO_SECOND_LOOK = Seam.mutant("no-second-look");
    private static final boolean SELECT_KEEPS_WAKE_UP = Seam.mutant("select-keeps-wake-up");

    private final WaitList list;
    private final Condition<? extends R> wanted;

    /** The same if threads queue for it, or null. */
    private final Contended<?> contended;

    /** What is in the list during one round, or null. */
    private WaitList.Node node;

    /** Kept from the first round on. */
    private long ticket;

    /** How often it was woken by this list, and too late. */
    private int lost;

    /** Whether this list has woken it, which is to be used or passed on. */
    private boolean signalled;

    private R result;

    /** A place that the thread has not taken yet. */
    public Place(WaitList list, Condition<? extends R> wanted) {
        this.list = list;
        this.wanted = wanted;
        this.contended = wanted instanceof Contended<?> queues ? queues : null;
    }

    /** What the attempt gave that succeeded here; null if that was elsewhere. */
    public R result() {
        return result;
    }

    /**
     * Waits until an attempt succeeds in one of these places.
     *
     * <p>An attempt is made first of all, in the order of the places, unless others have a right to go first. The wait
     * ends early with an exception if the calling thread is interrupted or the scope is cancelled.
     *
     * @param blocker what the thread waits for, as thread dumps show it
     * @param scope whose cancellation ends the wait; null for none
     * @return the place in which it succeeded, and no other; null when the deadline passed
     */
    public static <R> Place<R> await(List<Place<R>> places, Object blocker, Deadline deadline, CancelScope scope)
            throws InterruptedException {
        Place<R> won = tryInTurn(places);
        try {
            while (won == null) {
                if (CurrentScope.mustStop(scope)) {
                    won = tryAll(places); // what came before the cancellation wins (I5)
                    if (won == null) {
                        CurrentScope.checkpoint(scope);
                    }
                    continue;
                }
                Waiter waiter = new Waiter();
                Object by = null;
                try {
                    for (Place<R> place : places) {
                        place.enter(waiter);
                    }
                    won = lookAgain(places); // it is published: so now, and then park (I2)
                    by = won == null ? waiter.await(blocker, scope, deadline) : waiter.withdraw();
                } finally {
                    if (by == null) {
                        by = waiter.withdraw(); // something was thrown
                    }
                    for (Place<R> place : places) {
                        place.leave(by);
                    }
                }
                if (won == null) {
                    won = by instanceof WaitList || by == Waiter.ASKED ? tryWoken(places, by) : tryAll(places); // the operation wins (I5)
                }
                if (won == null && by == Waiter.TIMED_OUT) {
                    break;
                }
                if (won == null) {
                    for (Place<R> place : places) {
                        place.countLoss(by);
                    }
                }
            }
            return won;
        } finally {
            for (Place<R> place : places) {
                place.end();
            }
        }
    }

    // ---- attempts in several places: the first that succeeds, or null

    private static <R> Place<R> tryAll(List<Place<R>> places) {
        for (Place<R> place : places) {
            if (place.attempt()) {
                return place;
            }
        }
        return null;
    }

    private static <R> Place<R> tryInTurn(List<Place<R>> places) {
        return tryWoken(places, null);
    }

    /** The list that has woken the thread has let it go first. */
    private static <R> Place<R> tryWoken(List<Place<R>> places, Object by) {
        for (Place<R> place : places) {
            if ((place.list == by || !place.isBehindOthers()) && place.attempt()) {
                return place;
            }
        }
        return null;
    }

    /** Who is new behind a reservation does not look: the one it lets go first passes the wake-up on. */
    private static <R> Place<R> lookAgain(List<Place<R>> places) {
        for (Place<R> place : places) {
            if (place.isBehindOthers()) {
                place.contended.queues();
            } else if (!NO_SECOND_LOOK && place.attempt()) {
                return place;
            }
        }
        return null;
    }

    // ---- one place

    /** Whether somebody here has been overtaken too often, and this is a newcomer. */
    private boolean isBehindOthers() {
        return contended != null && lost == 0 && list.isReserved();
    }

    private boolean attempt() {
        result = wanted.attempt();
        return result != null;
    }

    private void enter(Waiter waiter) {
        node = list.enlist(waiter, ticket);
        ticket = node.ticket;
    }

    /** Not in line any more (I4). */
    private void leave(Object by) {
        if (node != null) { // it is, if there was no memory
            list.retract(node);
            node = null;
        }
        signalled |= by == list;
    }

    private void countLoss(Object by) {
        if (by == list && contended != null && ++lost == WaitList.PATIENCE) {
            list.reserve(1);
        }
    }

    /** After the last round, however it ended. */
    private void end() {
        if (lost >= WaitList.PATIENCE) {
            list.reserve(-1);
            list.signalAll(); // those who queued behind it have not looked: what they wait for may have been there all along
        }
        if (signalled && contended != null && !(SELECT_KEEPS_WAKE_UP && result == null)) {
            list.passOn(contended); // I3
        }
    }
}
