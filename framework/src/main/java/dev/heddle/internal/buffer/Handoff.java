package dev.heddle.internal.buffer;

import dev.heddle.internal.Seam;
import dev.heddle.internal.park.WaitList;
import java.util.List;

/**
 * No buffer at all: an item goes from the hands of one thread into those of another. Answers to {@code SynchronousQueue}, and
 * to Go's channel without a buffer.
 *
 * @param <E> the type of the items
 */
public final class Handoff<E> extends Locked<E> {
    /*
     * Whoever comes first waits where the other can see it: a taker as one of the `expected`, a putter by presenting its item.
     * Items are taken in the order in which they were presented. An item that comes when enough takers wait is theirs, and its
     * put returns at once, before any of them has run: so each of them can run a batch, and nobody parks for every item.
     *
     *   H1  Of the items presented, at most the first `expected` ones belong to puts that have returned. So each of these has a
     *       taker who waits, and who cannot leave without it: a taker that leaves while as many items are presented as takers
     *       wait takes one, whatever else has happened to it (I5).
     *   H2  An item that belongs to a put that waits is counted when it is taken, the others when they are presented.
     *   H3  Closing refuses the items of the puts that wait. Those of H1 stay for their takers.
     *
     * A taker that does not wait in line here (at once, or in a select) takes what is presented, and is not expected: so no
     * put counts on it.
     */
    private static final boolean LEAVES_EMPTY_HANDED = Seam.mutant("leaves-empty-handed");

    /** An item that is presented, and how its put stands. */
    public static final class Offer<E> {
        private enum State {
            OPEN, SETTLED, REFUSED
        }

        private final E item;
        private Offer<E> previous;
        private Offer<E> next;

        /** Whether it is open, and counted among those that are stuck. */
        private boolean stuck;

        /** Written under the lock of the buffer. */
        private volatile State state;

        /** Written by its put, before that looks at the state for the last time (I2). */
        private volatile WaitList putter;

        private Offer(E item, State state) {
            this.item = item;
            this.state = state;
        }

        /** Whether its put has to wait. */
        public boolean isOpen() {
            return state == State.OPEN;
        }

        /** Whether its put may return. */
        public boolean isSettled() {
            return state == State.SETTLED;
        }

        /** Where its put waits, alone; for this one to call. */
        public WaitList putter() {
            if (putter == null) {
                putter = new WaitList(this);
            }
            return putter;
        }

        private void become(State next) {
            state = next;
            WaitList waiting = putter;
            if (waiting != null) {
                waiting.signalAll();
            }
        }
    }

    // Guarded by the lock: the offers in their order.
    private Offer<E> first;
    private Offer<E> last;
    private int stuck;

    // Written under the lock.
    private volatile int expected;
    private volatile int present;
    private volatile int open;

    /** Nothing presented, nobody expected. */
    public Handoff() {
        super(0);
    }

    /**
     * Presents an item, for a put that is going to wait until the offer is not open any more.
     *
     * @return how it stands: perhaps it is settled or refused already
     */
    public Offer<E> present(E item) {
        lock();
        try {
            if (isClosed()) {
                return new Offer<>(item, Offer.State.REFUSED);
            }
            if (hasRoom()) {
                Offer<E> settled = add(item, Offer.State.SETTLED);
                countIn();
                return settled;
            }
            Offer<E> offer = add(item, Offer.State.OPEN);
            open++; // volatile, written under the lock, as all these
            return offer;
        } finally {
            unlock();
        }
    }

    private Offer<E> add(E item, Offer.State state) {
        Offer<E> offer = new Offer<>(item, state);
        offer.previous = last;
        if (last == null) {
            first = offer;
        } else {
            last.next = offer;
        }
        last = offer;
        present++;
        return offer;
    }

    private void remove(Offer<E> offer) {
        if (offer.previous == null) {
            first = offer.next;
        } else {
            offer.previous.next = offer.next;
        }
        if (offer.next == null) {
            last = offer.previous;
        } else {
            offer.next.previous = offer.previous;
        }
        present--;
    }

    /**
     * Takes back an offer whose put does not wait any longer.
     *
     * @return false if it is settled: then it is with a taker
     */
    public boolean withdraw(Offer<E> offer) {
        lock();
        try {
            if (offer.isOpen()) {
                refuse(offer);
            }
            return !offer.isSettled();
        } finally {
            unlock();
        }
    }

    /**
     * Counts an offer as one of those whose puts are made by workers, who take nothing as long as they wait, unless it is settled.
     *
     * @return how many there are; 0 if this is not one of them, because it is not open
     */
    public int countStuck(Offer<E> offer) {
        lock();
        try {
            if (offer.isOpen() && !offer.stuck) {
                offer.stuck = true;
                stuck++;
            }
            return offer.stuck ? stuck : 0;
        } finally {
            unlock();
        }
    }

    /** An offer is not open any more: nor is it stuck. */
    private void noLongerOpen(Offer<E> offer) {
        open--;
        if (offer.stuck) {
            offer.stuck = false;
            stuck--;
        }
    }

    /** Has the puts that wait look once more. */
    public void askPutters() {
        lock();
        try {
            for (Offer<E> offer = first; offer != null; offer = offer.next) {
                WaitList waiting = offer.putter;
                if (waiting != null) {
                    waiting.lookAgain();
                }
            }
        } finally {
            unlock();
        }
    }

    private void refuse(Offer<E> offer) {
        remove(offer);
        noLongerOpen(offer);
        offer.become(Offer.State.REFUSED);
    }

    @Override
    public void expect() {
        lock();
        try {
            expected++;
        } finally {
            unlock();
        }
    }

    /** An item that was given back comes first, unless one is left then that a put has given to this taker (H1). */
    @Override
    public E pollExpected() {
        if (!hasItem()) {
            return null;
        }
        lock();
        try {
            E item = present < expected ? next() : nextPopped();
            if (item != null) {
                expected--;
            }
            return item;
        } finally {
            unlock();
        }
    }

    @Override
    public E leave() {
        lock();
        try {
            E item = present < expected || LEAVES_EMPTY_HANDED ? null : nextPopped();
            expected--;
            return item;
        } finally {
            unlock();
        }
    }

    // ---- for a put at once, under the lock

    @Override
    boolean hasRoom() {
        return present < expected;
    }

    @Override
    void push(E item) {
        add(item, Offer.State.SETTLED);
    }

    @Override
    boolean isEmpty() {
        return first == null;
    }

    @Override
    E pop() {
        Offer<E> offer = first;
        remove(offer);
        if (offer.isOpen()) {
            noLongerOpen(offer);
            countIn();
            offer.become(Offer.State.SETTLED);
        }
        return offer.item;
    }

    @Override
    E popOldest() {
        return pop();
    }

    /** What is presented is in the hands of its put, or as good as in those of a taker. */
    @Override
    E first() {
        return null;
    }

    @Override
    void copyTo(List<E> target) {}

    @Override
    void hasClosed() {
        for (Offer<E> offer = first; offer != null; offer = offer.next) {
            if (offer.isOpen()) {
                refuse(offer);
            }
        }
    }

    // ---- looking

    @Override
    public boolean hasSpace() {
        return !isClosed() && hasRoom();
    }

    @Override
    public boolean hasItem() {
        return present > 0 || givenBack() > 0;
    }

    @Override
    public int presented() {
        return open;
    }
}
