package dev.heddle.internal.buffer;

import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the buffers have in common whose changes are all made under one lock.
 *
 * @param <E> the type of the items
 */
abstract class Locked<E> implements Buffer<E> {
    /*
     * The counts are those of Cursors: `in` items were ever put in, `out` ever taken out, so the size is the difference; what
     * was given back is not in it. They are written under the lock, each after what it tells of, and read without; `done` is
     * written by compare-and-set.
     *
     *   L1  out <= in, and neither falls. A reader who wants both reads `out` first, so that the difference is not negative: so it
     *       is never empty unseen. Who asks whether it is full reads `in` first: the difference is what it held later, or less.
     *   L2  What may throw (a comparator, an allocation) comes before the first change.
     */
    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedList<E> returned = new LinkedList<>();
    private final AtomicLong done = new AtomicLong();

    // Written under the lock.
    private volatile long in;
    private volatile long out;
    private volatile int givenBack;
    private volatile int peak;
    private volatile boolean closed;
    private volatile boolean sealed;

    Locked(int capacity) {
        this.capacity = capacity;
    }

    // ---- for the classes below, under the lock

    /** Puts an item in. If this throws, nothing has changed. */
    abstract void push(E item);

    /** Takes the next item out of those that are there. Throws nothing. */
    abstract E pop();

    /** Takes out the item that has been there longest. Throws nothing. */
    abstract E popOldest();

    /** The item that the next pop takes, left where it is; null if there is nothing to see. */
    abstract E first();

    /** Adds the items that there are to see, in the order in which they would be popped. */
    abstract void copyTo(List<E> target);

    /** Whether one more may come in. */
    boolean hasRoom() {
        return in - out < capacity;
    }

    /** Whether there is nothing to pop. */
    boolean isEmpty() {
        return in == out;
    }

    /** Nothing more comes in from now on. */
    void hasClosed() {}

    final void countIn() {
        in++; // volatile, written under the lock, as all these
        peak = Math.max(peak, (int) (in - out));
    }

    /** Takes the next item out, one that was given back first; null if there is none, or if it is sealed. */
    final E next() {
        E item = sealed ? null : returned.pollFirst();
        if (item == null) {
            return nextPopped();
        }
        givenBack--;
        return item;
    }

    /** The same, without those that were given back. */
    final E nextPopped() {
        if (sealed || isEmpty()) {
            return null;
        }
        E item = pop();
        out++;
        return item;
    }

    /** A comparator runs under the lock. What it changes here would be changed in the middle of another change. */
    final void lock() {
        if (lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("a comparator calls the queue that it orders: it may only compare");
        }
        lock.lock();
    }

    final void unlock() {
        lock.unlock();
    }

    // ----

    @Override
    public final boolean offer(E item) {
        if (!hasSpace()) {
            return false;
        }
        lock();
        try {
            if (closed || !hasRoom()) {
                return false;
            }
            push(item);
            countIn();
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public final E poll() {
        if (!hasItem()) {
            return null;
        }
        lock();
        try {
            return next();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public final E evict() {
        lock();
        try {
            if (sealed || in == out) {
                return null;
            }
            E item = popOldest();
            out++;
            return item;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public final void giveBack(E item) {
        lock();
        try {
            returned.addLast(item);
            givenBack++;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public final List<E> drain() {
        lock();
        try {
            List<E> drained = new ArrayList<>(returned.size() + (int) (in - out));
            drained.addAll(returned);
            returned.clear();
            givenBack = 0;
            for (; !isEmpty(); out++) {
                drained.add(pop());
            }
            return drained;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public final void close() {
        lock();
        try {
            closed = true;
            hasClosed();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public final void seal() {
        lock();
        try {
            closed = true;
            sealed = true;
            hasClosed();
        } finally {
            lock.unlock();
        }
    }

    // ---- looking

    @Override
    public final E peek() {
        if (!hasItem()) {
            return null;
        }
        lock();
        try {
            E item = sealed ? null : returned.peekFirst();
            return item == null && !sealed ? first() : item;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public final List<E> snapshot() {
        List<E> items = new ArrayList<>();
        lock();
        try {
            if (!sealed) {
                items.addAll(returned);
                copyTo(items);
            }
            return items;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public final boolean isClosed() {
        return closed;
    }

    /** Once it is closed and empty nothing comes but what is given back, so that is looked for last. */
    @Override
    public final boolean isExhausted() {
        return closed && out == in && givenBack == 0;
    }

    @Override
    public boolean hasSpace() {
        long before = in;
        return !closed && before - out < capacity;
    }

    @Override
    public boolean hasItem() {
        return !sealed && (givenBack > 0 || out < in);
    }

    @Override
    public final int capacity() {
        return capacity;
    }

    @Override
    public final int size() {
        long before = out;
        return (int) Math.min(in - before, capacity);
    }

    @Override
    public final int peak() {
        return Math.min(peak, capacity);
    }

    @Override
    public final int givenBack() {
        return givenBack;
    }

    @Override
    public final long added() {
        return in;
    }

    @Override
    public final long taken() {
        int back = givenBack; // before `out`: so what the caller knows to be taken is counted
        return out - back;
    }

    @Override
    public final long done() {
        return done.get();
    }

    @Override
    public final boolean tryDone(long items) {
        long before;
        do {
            before = done.get();
            if (before + items > taken()) {
                return false;
            }
        } while (!done.compareAndSet(before, before + items));
        return true;
    }
}
