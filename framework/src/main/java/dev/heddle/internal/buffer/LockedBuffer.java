package dev.heddle.internal.buffer;

import dev.heddle.internal.Seam;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A first-in-first-out buffer under one lock. It grows with its contents up to the capacity, so a large capacity costs
 * nothing by itself.
 *
 * @param <E> the type of the items
 */
public final class LockedBuffer<E> implements Buffer<E> {
    private static final boolean DOUBLE_DELIVERY = Seam.mutant("double-delivery");
    private static final boolean CAPACITY_PLUS_ONE = Seam.mutant("capacity-plus-one");
    private static final boolean CLOSE_MISSES_ITEM = Seam.mutant("close-misses-item");
    private static final boolean WRONG_UNFINISHED = Seam.mutant("wrong-unfinished");

    private enum State {
        OPEN, CLOSED, SEALED
    }

    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();

    // Written under the lock; the volatile ones are also read without it.
    private final ArrayDeque<E> items = new ArrayDeque<>();
    private final ArrayDeque<E> returned = new ArrayDeque<>();
    private int peak;
    private volatile State state = State.OPEN;
    private volatile long added;
    private volatile long taken;

    /**
     * An empty buffer.
     *
     * @param capacity the most it holds, exactly; {@link Integer#MAX_VALUE} for no limit
     */
    public LockedBuffer(int capacity) {
        this.capacity = CAPACITY_PLUS_ONE ? capacity + 1 : capacity;
    }

    @Override
    public boolean offer(E item) {
        lock.lock();
        try {
            if (state != State.OPEN || items.size() >= capacity) {
                return false;
            }
            items.addLast(item);
            added++;
            peak = Math.max(peak, items.size());
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public E poll() {
        lock.lock();
        try {
            if (state == State.SEALED) {
                return null;
            }
            E item = returned.pollFirst();
            if (item == null) {
                item = DOUBLE_DELIVERY && taken == 100 ? items.peekFirst() : items.pollFirst();
            }
            if (item != null) {
                taken++;
            }
            return item;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void giveBack(E item) {
        lock.lock();
        try {
            returned.addLast(item);
            taken--;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<E> drain() {
        lock.lock();
        try {
            List<E> drained = new ArrayList<>(returned.size() + items.size());
            drained.addAll(returned);
            drained.addAll(items);
            returned.clear();
            items.clear();
            taken += WRONG_UNFINISHED ? 0 : drained.size();
            return drained;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        become(State.CLOSED);
    }

    @Override
    public void seal() {
        become(State.SEALED);
    }

    private void become(State next) {
        lock.lock();
        try {
            if (state.compareTo(next) < 0) {
                state = next;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isClosed() {
        return state != State.OPEN;
    }

    @Override
    public boolean isExhausted() {
        lock.lock();
        try {
            return state != State.OPEN && (CLOSE_MISSES_ITEM || (items.isEmpty() && returned.isEmpty()));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean hasSpace() {
        return state == State.OPEN && size() < capacity;
    }

    @Override
    public boolean hasItem() {
        lock.lock();
        try {
            return state != State.SEALED && !(items.isEmpty() && returned.isEmpty());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public int size() {
        lock.lock();
        try {
            return items.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int peak() {
        lock.lock();
        try {
            return peak;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int givenBack() {
        lock.lock();
        try {
            return returned.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long added() {
        return added;
    }

    @Override
    public long taken() {
        return taken;
    }
}
