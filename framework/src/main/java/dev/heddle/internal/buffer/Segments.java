package dev.heddle.internal.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;

/**
 * A first-in-first-out buffer that grows with its contents and shrinks with them: a chain of arrays, each used once.
 *
 * @param <E> the type of the items
 */
public final class Segments<E> extends Cursors<E> {
    /*
     * The item of ticket t is in the segment whose first ticket is t - t % SIZE. Each slot goes from null to the item to
     * null, once, so it needs no turn.
     *
     *   S1  The segment of a ticket exists before the ticket is drawn: who finds no memory for it has put nothing.
     *   S2  `last` and `front` are read before the cursor, and only moved on to a segment that the cursor has reached: so
     *       the segment of the cursor is the one found, or behind it in the chain.
     *   S3  A segment is cut off (its `next` is itself) after both `last` and `front` have left it: so that those behind it
     *       are not kept alive by it once the garbage collector has found it old. Who meets such a one looks anew.
     *   S4  Who only looks has its ticket first and reads `front` then: if that is behind the ticket, the ticket was taken;
     *       else its segment is found from there on. An item is read with acquire and is that of its ticket, or null:
     *       no slot is used again.
     */
    private static final int SIZE = 256;

    private static final VarHandle ITEM = MethodHandles.arrayElementVarHandle(Object[].class);
    private static final VarHandle NEXT;
    private static final VarHandle LAST;
    private static final VarHandle FRONT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            NEXT = lookup.findVarHandle(Segment.class, "next", Segment.class);
            LAST = lookup.findVarHandle(Segments.class, "last", Segment.class);
            FRONT = lookup.findVarHandle(Segments.class, "front", Segment.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final class Segment {
        final long first;
        final Object[] items = new Object[SIZE];
        volatile Segment next;

        Segment(long first) {
            this.first = first;
        }

        /** The next one, made if need be; itself if it was cut off. */
        Segment following() {
            if (next == null) {
                NEXT.compareAndSet(this, null, new Segment(first + SIZE));
            }
            return next;
        }
    }

    /** Where to look for the tail's segment. */
    private volatile Segment last;

    /** Where to look for the head's segment. */
    private volatile Segment front;

    /**
     * An empty buffer.
     *
     * @param capacity the most it holds, exactly; {@link Integer#MAX_VALUE} for no limit
     */
    public Segments(int capacity) {
        super(capacity);
        front = new Segment(0);
        last = front;
    }

    @Override
    public boolean offer(E item) {
        for (;;) {
            Segment segment = last;
            long ticket = tail;
            if (isMarked(ticket) || !isBelowLimit(ticket)) {
                return false;
            }
            if (ticket - segment.first >= SIZE) {
                Segment next = segment.following();
                if (next != segment) {
                    LAST.compareAndSet(this, segment, next);
                }
            } else if (drawForPut(ticket)) {
                ITEM.setRelease(segment.items, (int) (ticket - segment.first), item);
                return true;
            }
        }
    }

    @Override
    public E poll() {
        for (int pauses = 0;;) {
            Segment segment = front;
            long ticket = head;
            if (isMarked(ticket)) {
                E item = pollReturned();
                if (item != null || isSealed()) {
                    return item;
                }
                continue;
            }
            E item = itemAt(segment, ticket);
            if (item != null) {
                if (drawForTake(ticket)) {
                    segment.items[(int) (ticket - segment.first)] = null;
                    return item;
                }
            } else if (ticket(tail) == ticket) {
                return null;
            } else {
                pauses = pause(pauses);
            }
        }
    }

    @Override
    E pollMarked() {
        for (int pauses = 0;;) {
            Segment segment = front;
            long cursor = head;
            long ticket = ticket(cursor);
            E item = itemAt(segment, ticket);
            if (item != null) {
                if (drawForTake(cursor)) {
                    segment.items[(int) (ticket - segment.first)] = null;
                    return item;
                }
            } else if (ticket(tail) == ticket) {
                return null;
            } else {
                pauses = pause(pauses);
            }
        }
    }

    @Override
    E look(long ticket) {
        return lookInto(find(ticket, front), ticket);
    }

    /** Goes along the chain once. */
    @Override
    void copy(long from, long to, List<E> target) {
        Segment segment = front;
        for (long ticket = from; ticket < to; ticket++) {
            segment = find(ticket, segment);
            E item = lookInto(segment, ticket);
            if (item != null) {
                target.add(item);
            }
        }
    }

    /** The segment of a ticket, looked for from another on; a later one if the ticket was taken, null if there is none yet. */
    private Segment find(long ticket, Segment from) {
        Segment segment = from;
        while (segment != null && ticket - segment.first >= SIZE) {
            Segment next = segment.next;
            segment = next == segment ? front : next;
        }
        return segment;
    }

    @SuppressWarnings("unchecked") // only offer puts anything in
    private E lookInto(Segment segment, long ticket) {
        return segment == null || ticket < segment.first ? null
                : (E) ITEM.getAcquire(segment.items, (int) (ticket - segment.first));
    }

    /** The item of a ticket, if it is there and in this segment; moves the front on if it is behind. */
    @SuppressWarnings("unchecked") // only offer puts anything in
    private E itemAt(Segment segment, long ticket) {
        if (ticket - segment.first < SIZE) {
            return (E) ITEM.getAcquire(segment.items, (int) (ticket - segment.first));
        }
        Segment next = segment.next;
        if (next != null && next != segment) {
            LAST.compareAndSet(this, segment, next);
            FRONT.compareAndSet(this, segment, next);
            segment.next = segment;
        }
        return null;
    }
}
