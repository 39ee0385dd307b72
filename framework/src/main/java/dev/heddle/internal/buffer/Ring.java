package dev.heddle.internal.buffer;

import dev.heddle.internal.Seam;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A first-in-first-out buffer in an array that is used again and again: nothing is allocated per item. After Dmitry Vyukov's
 * bounded queue: each slot tells whose turn it is.
 *
 * @param <E> the type of the items
 */
public final class Ring<E> extends Cursors<E> {
    /*
     * Slot i holds the items of the tickets i, i + n, i + 2n, ... (n slots, a power of two, not less than the capacity; and two
     * at least, for with one the turn t + 1 would say both "full" and "free for the next"). There are twice as many as need be,
     * and 64 at least. Else, with a full queue, the put that waits writes the very slot that a take has just emptied, so that
     * both sides write one cache line in turn, which costs a message between their processors for each item. Its turn is t when
     * it is free for the put of ticket t, and t + 1 when it holds that item; the take sets it to t + n.
     *
     *   B1  Only who has drawn ticket t for a put moves a turn from t to t + 1; only who has drawn it for a take from t + 1
     *       to t + n. So item and turn have one writer at a time.
     *   B2  A turn is read with acquire and written with release, after the item: who sees the turn sees the item.
     *   B3  Who only looks reads the turn, the item, and the turn again. If that was t + 1 both times, the item is that of ticket
     *       t, or null, since the take writes that before the turn. It is not the next one in this slot: that is written by a
     *       put that has read the turn t + n before (with acquire, so the write stays behind it), and whoever sees
     *       what followed a turn does not see an older turn afterwards.
     */
    private static final VarHandle TURN = MethodHandles.arrayElementVarHandle(long[].class);

    /** Two pairs of cache lines for references of four bytes: one for either side. */
    private static final int FEWEST_SLOTS = 64;

    private final long[] turns;
    private final Object[] items;
    private final int mask;

    /**
     * An empty buffer.
     *
     * @param capacity the most it holds, exactly
     */
    public Ring(int capacity) {
        super(capacity);
        int least = Math.max(2, Integer.highestOneBit(2 * capacity() - 1));
        int slots = Seam.size(least, Math.max(2 * least, FEWEST_SLOTS));
        turns = new long[slots];
        items = new Object[slots];
        mask = slots - 1;
        for (int i = 0; i < slots; i++) {
            turns[i] = i;
        }
        VarHandle.releaseFence();
    }

    @Override
    public boolean offer(E item) {
        for (int pauses = 0;;) {
            long ticket = tail;
            if (isMarked(ticket) || !isBelowLimit(ticket)) {
                return false;
            }
            int slot = (int) ticket & mask;
            long late = ticket - (long) TURN.getAcquire(turns, slot);
            if (late == 0) {
                if (drawForPut(ticket)) {
                    items[slot] = item;
                    TURN.setRelease(turns, slot, ticket + 1);
                    return true;
                }
            } else if (late > 0) {
                pauses = pause(pauses); // it is being emptied
            }
        }
    }

    @Override
    public E poll() {
        for (int pauses = 0;;) {
            long ticket = head;
            if (isMarked(ticket)) {
                E item = pollReturned();
                if (item != null || isSealed()) {
                    return item;
                }
                continue;
            }
            int slot = (int) ticket & mask;
            long late = ticket + 1 - (long) TURN.getAcquire(turns, slot);
            if (late == 0) {
                if (drawForTake(ticket)) {
                    return empty(slot, ticket);
                }
            } else if (late > 0) {
                if (ticket(tail) == ticket) {
                    return null;
                }
                pauses = pause(pauses); // it is being filled
            }
        }
    }

    @Override
    E pollMarked() {
        for (int pauses = 0;;) {
            long cursor = head;
            long ticket = ticket(cursor);
            int slot = (int) ticket & mask;
            if ((long) TURN.getAcquire(turns, slot) == ticket + 1) {
                if (drawForTake(cursor)) {
                    return empty(slot, ticket);
                }
            } else if (ticket(tail) == ticket) {
                return null;
            } else {
                pauses = pause(pauses);
            }
        }
    }

    @Override
    @SuppressWarnings("unchecked") // only offer puts anything in
    E look(long ticket) {
        int slot = (int) ticket & mask;
        if ((long) TURN.getAcquire(turns, slot) != ticket + 1) {
            return null;
        }
        E item = (E) items[slot];
        VarHandle.acquireFence();
        return (long) TURN.getOpaque(turns, slot) == ticket + 1 ? item : null;
    }

    @SuppressWarnings("unchecked") // only offer puts anything in
    private E empty(int slot, long ticket) {
        E item = (E) items[slot];
        items[slot] = null;
        TURN.setRelease(turns, slot, ticket + turns.length);
        return item;
    }
}
