package dev.heddle.queue;

import dev.heddle.internal.Seam;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;

/**
 * The workers of one pool: how many there are to be, who stays, who has ended. Thread-safe; nothing waits here.
 *
 * @param <W> what a worker is
 */
final class Roster<W extends Roster.Entry> {
    /*
     * The states of a worker, and who moves it from one to the next:
     *
     *      hired ----> idle ----> leased ----> handling
     *                   ^ |                     |  |  |
     *                   | |       returned,     |  |  '- cancelled: its item is given back -> ended
     *                   | |       or reported   |  |
     *                   +-|---------------------'  '---- threw, and fails the worker --------> ended, or hired again
     *                     |
     *                     +- retiring: there is a surplus --> ended
     *                     '- a sentinel, the end of the source, cancelled --> ended
     *
     * A resize hires, and says how many are wanted; all else a worker does itself, on its own thread. That holds for retiring
     * above all: nobody is chosen to go. A worker that holds nothing asks whether there are more than are wanted, and
     * if so it leaves. So a handler is never interrupted, an item never held by one who goes; and it is the idle that go,
     * or else who is first to be done.
     *
     * The numbers, guarded by the lock:
     *
     *      wanted    how many there are to be
     *      staying   hired, and neither ended nor retiring
     *      alive     hired, and not ended: staying, retiring, and those whose end is under way
     *
     *   P1  A worker retires by taking itself off `staying`, under the lock, while that is above `wanted`. So a resize never
     *       leaves fewer than are wanted, however often and by whomever it is called.
     *   P2  Whoever is idle is told. A resize writes `surplus`, THEN wakes who waits; a worker gets in line, THEN reads `surplus`,
     *       then parks (I2 in Waiter). The others wait on, at their old place.
     *   P3  What retires holds nothing. In a wait the surplus is looked at before the item; but a taker on whom a put has
     *       counted leaves with its item (I5), handles that, and looks again.
     *   P4  Zero is the end. Once nobody is alive nobody is hired: so the actions at the end of a pool run once. Nor is anybody
     *       hired once a worker has come to the end of the source: who resizes without end cannot keep the pool from ending.
     *   P5  The crew of the queue never counts more of this pool than `alive` does: it is told of a hiring after, of an end before.
     *   P6  Sentinels. When they are counted out there is one for each worker that is wanted, and resizing is over. Who takes one
     *       is off `staying` and off `wanted`: the surplus is what it was, and goes by itself. So as many remain as sentinels.
     *
     * Entries are kept for the report, and used again for later workers: there are as many as there were workers at one time.
     */
    private static final boolean RETIRES_TOO_MANY = Seam.mutant("retires-too-many");

    /** A worker's place on the roster. */
    abstract static class Entry {
        private volatile boolean alive;

        /** Retiring, or at a sentinel. Guarded by the lock. */
        private boolean leaving;

        /** Whether it was hired and has not ended. */
        final boolean isAlive() {
            return alive;
        }
    }

    private final IntFunction<W> maker;
    private final Crew crew;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<W> entries = new CopyOnWriteArrayList<>();

    // Written under the lock.
    private int wanted;
    private int staying;
    private volatile int alive;
    private volatile boolean surplus;
    private boolean resizingOver;

    /**
     * A roster of workers that are hired and have yet to be started.
     *
     * @param crew the one of the queue, or null
     * @param maker given a number, counted from 1
     */
    Roster(int size, Crew crew, IntFunction<W> maker) {
        this.maker = maker;
        this.crew = crew;
        this.wanted = size;
        hire(size);
    }

    /**
     * Says how many are wanted.
     *
     * @return those who were hired for that, to be started; null if none is alive, or the resizing is over
     */
    List<W> resize(int size) {
        lock.lock();
        try {
            if (alive == 0 || resizingOver) {
                return null;
            }
            wanted = size;
            List<W> hired = hire(size - staying);
            lookForSurplus();
            return hired;
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock, but for the first time. */
    private List<W> hire(int missing) {
        List<W> hired = new ArrayList<>();
        for (W entry : entries) {
            if (hired.size() < missing && !entry.isAlive()) {
                hired.add(entry);
            }
        }
        List<W> more = new ArrayList<>();
        while (hired.size() + more.size() < missing) {
            more.add(maker.apply(entries.size() + more.size() + 1));
        }
        entries.addAll(more);
        hired.addAll(more);
        for (Entry entry : hired) {
            entry.alive = true;
            entry.leaving = false;
        }
        staying += hired.size();
        alive += hired.size();
        if (crew != null) {
            crew.hire(hired.size());
        }
        return hired;
    }

    private void lookForSurplus() {
        surplus = staying > wanted || (surplus && RETIRES_TOO_MANY);
    }

    /** Whether there are more than are wanted. */
    boolean hasSurplus() {
        return surplus;
    }

    /** Whether a worker that holds nothing is to go; it has left the count then. */
    boolean retires(Entry worker) {
        if (!surplus) {
            return false;
        }
        lock.lock();
        try {
            if (!surplus) {
                return false;
            }
            leaves(worker);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** A worker goes because of a sentinel. */
    void leavesAtSentinel(Entry worker) {
        lock.lock();
        try {
            wanted--;
            leaves(worker);
        } finally {
            lock.unlock();
        }
    }

    private void leaves(Entry worker) {
        if (!worker.leaving) {
            worker.leaving = true;
            staying--;
        }
        lookForSurplus();
    }

    /**
     * A worker has ended.
     *
     * @return how many are alive
     */
    int dismiss(Entry worker) {
        lock.lock();
        try {
            leaves(worker);
            worker.alive = false;
            return --alive;
        } finally {
            lock.unlock();
        }
    }

    /** A worker could not be started: nobody is wanted in its place. */
    void withdraw(Entry worker) {
        lock.lock();
        try {
            leaves(worker);
            wanted = Math.max(1, Math.min(wanted, staying));
        } finally {
            lock.unlock();
        }
    }

    /** There is nothing left to hire for (P4). */
    void endResizing() {
        lock.lock();
        try {
            resizingOver = true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether others take from the queue as well. */
    boolean isNotAlone() {
        lock.lock();
        try {
            return crew.alive() > alive;
        } finally {
            lock.unlock();
        }
    }

    /** Counts the sentinels out, and ends the resizing: one for each that stays; none if they have been counted before. */
    int countSentinels() {
        lock.lock();
        try {
            if (resizingOver) {
                return 0;
            }
            resizingOver = true;
            wanted = Math.min(wanted, staying);
            return wanted;
        } finally {
            lock.unlock();
        }
    }

    /** Everyone who was ever hired, in the order of their numbers. */
    List<W> all() {
        return entries;
    }

    /** How many there are to be. */
    int wanted() {
        lock.lock();
        try {
            return wanted;
        } finally {
            lock.unlock();
        }
    }

    /** How many were hired and have not ended. */
    int alive() {
        return alive;
    }
}
