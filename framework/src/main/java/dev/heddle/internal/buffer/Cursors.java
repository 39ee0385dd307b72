package dev.heddle.internal.buffer;

import dev.heddle.internal.Seam;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the first-in-first-out buffers have in common: tickets. A put draws a ticket by moving the tail on, a take by moving
 * the head on; where the item of a ticket is kept is for the classes below.
 *
 * @param <E> the type of the items
 */
abstract class Cursors<E> extends Lines.End implements Buffer<E> {
    /*
     * Structure. `tail` counts the items that were ever put in, `head` those that were ever taken out, so the size is the
     * difference, and there is no counter beside them. The sign bit of each is a mark: on the tail, that it is closed; on
     * the head, that takers have to go another way (it is sealed, or items were given back). Both sides are moved on by a
     * compare-and-set of the whole word, which fails if the mark has come meanwhile: so closing and sealing cost nothing
     * as long as nobody does, and exclude puts and takes exactly.
     *
     *   C1  tail and head never fall, and head <= tail. Each value is drawn once: one put, one take per ticket.
     *   C2  A ticket t is drawn for a put only if t < h + capacity, for a value h that head has had: so there are never
     *       more than `capacity` items. `limit` is such an h and the peak, which is no more than the capacity: remembered,
     *       to leave the takers' line alone.
     *   C3  A ticket is drawn for a take only when its item is there.
     *   C4  The head is marked if and only if it is sealed, or `returned` has items, or it is being drained. Changed under
     *       the lock only.
     *
     * Linearization points. put: the compare-and-set of the tail. take: that of the head, or the pollFirst of `returned`.
     * "Full": the read of head in extend(). "Empty": the read of tail after the head and the slot, equal to the head.
     *
     * Between a draw and what follows it (the item is written, or the slot is emptied) the other side may come and find
     * the ticket drawn, and the slot not ready. It waits for it, in pause(), and does not report "empty" or "full", which
     * would be wrong: others that came later may have put or taken already. No code of a user's and no allocation is in
     * between, and a virtual thread cannot be unmounted there, so that wait is short.
     *
     * Losing a race. Two threads that draw at the same time send the cursor's line back and forth between their caches, at
     * several times the price of drawing from one's own. So who loses steps aside for a moment, and the winner goes on alone:
     * it comes to batches, as with a lock, and nobody sleeps. Nothing is lost on an idle machine, since the winner runs.
     *
     * Looking. Who only looks draws no ticket, and so has no slot for itself: the item may be taken while it is looked at, and
     * the slot used again. So look() shows the item of a ticket, or nothing; how is for the classes below. peek() reads the
     * head once more after that: if it has not moved, the item was the next at that moment. snapshot() looks at each ticket
     * from the head to the tail, after what was given back: so it shows no item twice that was put once, and all of those that
     * neither come nor leave meanwhile. Neither writes anything.
     *
     * The wait for a slot is also why one full fence is enough per put (and take): the condition of a taker is true as soon as
     * the tail has moved, and moving it is the fence. The item itself is published with release and acquire.
     *
     * Memory ordering, field by field: tail, head, done and givenBack are volatile, and written by compare-and-set or under
     * the lock. limit is a hint; it is written and read opaquely, and always safe, because head never falls. peak is
     * volatile and grows by compare-and-set.
     */
    static final VarHandle TAIL;
    static final VarHandle HEAD;
    private static final VarHandle LIMIT;
    private static final VarHandle PEAK;
    private static final VarHandle DONE;

    private static final boolean CAPACITY_PLUS_ONE = Seam.mutant("capacity-plus-one");
    private static final boolean CLOSE_MISSES_ITEM = Seam.mutant("close-misses-item");
    private static final boolean DOUBLE_DELIVERY = Seam.mutant("double-delivery");

    private static final long MARK = Long.MIN_VALUE;
    private static final int SPINS = 100;
    private static final int SPINS_ASIDE = 32;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            TAIL = lookup.findVarHandle(Lines.OfProducers.class, "tail", long.class);
            LIMIT = lookup.findVarHandle(Lines.OfProducers.class, "limit", long.class);
            PEAK = lookup.findVarHandle(Lines.OfProducers.class, "peak", long.class);
            HEAD = lookup.findVarHandle(Lines.OfConsumers.class, "head", long.class);
            DONE = lookup.findVarHandle(Lines.OfConsumers.class, "done", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();

    /** What was given back. Linked: where there is no memory for one more, nothing changes. Guarded by the lock. */
    private final LinkedList<E> returned = new LinkedList<>();

    /** Written under the lock. */
    private volatile boolean sealed;

    Cursors(int capacity) {
        this.capacity = CAPACITY_PLUS_ONE ? capacity + 1 : capacity;
    }

    // ---- for the classes below

    /** Takes the item of the next ticket, also if the head is marked; null if there is none. */
    abstract E pollMarked();

    /** The item of a ticket, left where it is; null if it was taken, or is not there yet. Does not wait. */
    abstract E look(long ticket);

    /** Adds the items of tickets, those drawn for a put, as far as they are there. */
    void copy(long from, long to, List<E> target) {
        for (long ticket = from; ticket < to; ticket++) {
            E item = look(ticket);
            if (item != null) {
                target.add(item);
            }
        }
    }

    /** The ticket that a cursor stands at, without its mark. */
    static long ticket(long cursor) {
        return cursor & ~MARK;
    }

    static boolean isMarked(long cursor) {
        return cursor < 0;
    }

    /** Whether a ticket may be drawn for a put now (C2). */
    final boolean isBelowLimit(long ticket) {
        return ticket < (long) LIMIT.getOpaque(this) || extend(ticket);
    }

    /**
     * The limit stops at the peak, so that nobody can pass the peak unseen. Takes between the look at the head and the draw, or
     * a draw that fails, leave the peak one above what ever was.
     */
    private boolean extend(long ticket) {
        long front = ticket(head);
        long size = ticket - front;
        if (size >= capacity) {
            return false;
        }
        long most = peak;
        while (size >= most && !PEAK.compareAndSet(this, most, size + 1)) {
            most = peak;
        }
        LIMIT.setOpaque(this, front + Math.max(most, size + 1));
        return true;
    }

    final boolean drawForPut(long cursor) {
        return TAIL.compareAndSet(this, cursor, cursor + 1) || stepAside();
    }

    final boolean drawForTake(long cursor) {
        if (DOUBLE_DELIVERY) {
            head = cursor + 1;
            return true;
        }
        return HEAD.compareAndSet(this, cursor, cursor + 1) || stepAside();
    }

    /** Lets a winner go on; false, for it was lost. */
    private static boolean stepAside() {
        for (int spins = SPINS_ASIDE; spins > 0; spins--) {
            Thread.onSpinWait();
        }
        return false;
    }

    /** Lets time pass for somebody who is between two instructions; gives up the processor if that takes long. */
    static int pause(int times) {
        if (times < SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
        return times + 1;
    }

    // ---- given back, drained, ended

    /** The way of the takers when the head is marked: what was given back; null if that is nothing, or if it is sealed. */
    final E pollReturned() {
        lock.lock();
        try {
            E item = sealed ? null : returned.pollFirst();
            if (item != null) {
                returnedHaveChanged();
            }
            return item;
        } finally {
            lock.unlock();
        }
    }

    private E peekReturned() {
        lock.lock();
        try {
            return sealed ? null : returned.peekFirst();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public final E evict() {
        return sealed ? null : pollMarked();
    }

    @Override
    public final void giveBack(E item) {
        lock.lock();
        try {
            returned.addLast(item);
            returnedHaveChanged();
        } finally {
            lock.unlock();
        }
    }

    /** Keeps C4. */
    private void returnedHaveChanged() {
        givenBack = returned.size();
        divert(sealed || givenBack > 0);
    }

    /** Makes takers go the other way, or lets them go straight on. Under the lock. */
    private void divert(boolean marked) {
        for (long cursor = head; isMarked(cursor) != marked; cursor = head) {
            HEAD.compareAndSet(this, cursor, cursor ^ MARK);
        }
    }

    @Override
    public final List<E> drain() {
        lock.lock();
        try {
            List<E> drained = new ArrayList<>(returned.size() + size()); // if there is no memory, nothing has happened
            divert(true); // so that nobody takes a later item than one that is drained
            try {
                drained.addAll(returned);
                returned.clear();
                for (E item = pollMarked(); item != null; item = pollMarked()) {
                    drained.add(item);
                }
            } finally {
                returnedHaveChanged();
            }
            return drained;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public final void close() {
        for (long cursor = tail; !isMarked(cursor); cursor = tail) { // getAndBitwiseOr is nothing to the model checker
            TAIL.compareAndSet(this, cursor, cursor | MARK);
        }
    }

    @Override
    public final void seal() {
        close();
        lock.lock();
        try {
            sealed = true;
            returnedHaveChanged();
        } finally {
            lock.unlock();
        }
    }

    final boolean isSealed() {
        return sealed;
    }

    // ---- looking

    @Override
    public final E peek() {
        for (int pauses = 0;;) {
            long cursor = head;
            if (isMarked(cursor)) {
                E item = peekReturned();
                if (item != null || sealed) {
                    return item;
                }
                continue;
            }
            E item = look(cursor);
            if (item == null) {
                if (ticket(tail) == cursor) {
                    return null;
                }
                pauses = pause(pauses); // it is being filled, or was taken
            } else if (head == cursor) {
                return item;
            }
        }
    }

    @Override
    public final List<E> snapshot() {
        List<E> items = new ArrayList<>();
        lock.lock();
        try {
            if (sealed) {
                return items;
            }
            items.addAll(returned);
        } finally {
            lock.unlock();
        }
        long front = ticket(head);
        copy(front, ticket(tail), items);
        return items;
    }

    @Override
    public final boolean isClosed() {
        return isMarked(tail);
    }

    @Override
    public final boolean isExhausted() {
        return isClosed() && (CLOSE_MISSES_ITEM || (ticket(head) == ticket(tail) && givenBack == 0));
    }

    @Override
    public final boolean hasSpace() {
        return !isClosed() && size() < capacity;
    }

    @Override
    public final boolean hasItem() {
        return !sealed && (givenBack > 0 || ticket(head) < ticket(tail));
    }

    @Override
    public final int capacity() {
        return capacity;
    }

    @Override
    public final int size() {
        long front = ticket(head); // before the tail: so the difference is not negative
        return (int) Math.min(ticket(tail) - front, capacity);
    }

    @Override
    public final int peak() {
        return (int) Math.min(peak, capacity);
    }

    @Override
    public final int givenBack() {
        return givenBack;
    }

    @Override
    public final long added() {
        return ticket(tail);
    }

    @Override
    public final long taken() {
        int back = givenBack; // before the head: so what the caller knows to be taken is counted
        return ticket(head) - back;
    }

    @Override
    public final long done() {
        return done;
    }

    @Override
    public final boolean tryDone(long items) {
        long before;
        do {
            before = done;
            if (before + items > taken()) {
                return false;
            }
        } while (!DONE.compareAndSet(this, before, before + items) && !stepAside());
        return true;
    }
}
