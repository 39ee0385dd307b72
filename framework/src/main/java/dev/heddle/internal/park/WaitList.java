package dev.heddle.internal.park;

import dev.heddle.internal.Seam;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The threads that wait for one condition, in the order of their coming.
 *
 * <p>A fast path asks {@link #isEmpty} (one volatile read) and nothing more; the lock guards the slow path only, and no
 * code of a caller's runs under it. The protocol and its invariants I1 to I7 are in {@link Waiter}.
 *
 * <p><b>Fairness.</b> A woken waiter may find that a thread which never waited was faster. It keeps its place;
 * after {@value #PATIENCE} such losses it reserves the list: newcomers queue behind it until it has got through.
 */
public final class WaitList {
    /** How many wake-ups a waiter may lose to newcomers before they have to queue behind it. */
    public static final int PATIENCE = 16;

    /** After how many signals somebody else is woken, if the thread that is waking does not get to run. */
    private static final int TRUST = Seam.mutant("trusted-for-ever") ? Integer.MAX_VALUE : 256;

    private static final boolean LOST_WAKE_UP = Seam.mutant("lost-wake-up");
    private static final boolean LEAKED_WAITER = Seam.mutant("leaked-waiter");
    private static final boolean WAKE_UP_KEPT = Seam.mutant("wake-up-kept");
    private static final boolean WAKING_FOR_EVER = Seam.mutant("waking-for-ever");
    private static final boolean EATEN_INTERRUPT = Seam.mutant("eaten-interrupt");

    /** What a thread waits for. */
    @FunctionalInterface
    public interface Condition<R> {
        /** Tries once, without waiting: the result, or null for "not yet". May throw, which ends the wait. */
        R attempt();
    }

    /**
     * A condition that may be true for one thread and not for the next, such as that there is an item. Threads queue for it.
     * Where what is true is true for all, {@link #signalAll} tells everybody at once, and nobody loses to anybody.
     */
    public interface Contended<R> extends Condition<R> {
        /** Called in place of an attempt, before a newcomer waits behind a reservation. May throw, which ends the wait. */
        default void queues() {}

        /** Whether the attempt of another thread may have a result now, or throw, so that a wake-up is worth passing on (I3). */
        boolean holds();
    }

    /** A waiter in line. */
    static final class Node {
        final Waiter waiter;
        final long ticket;
        final boolean virtual = Thread.currentThread().isVirtual();
        final long since = System.nanoTime();
        Node previous;
        Node next;
        boolean linked = true;

        Node(Waiter waiter, long ticket) {
            this.waiter = waiter;
            this.ticket = ticket;
        }
    }

    private final Object condition;
    private final Lingering lingering;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock; `size` is also read without it.
    private Node first;
    private Node last;
    private long tickets;
    private int platformThreads;
    private volatile int size;

    /** For how long threads were in line that are not any more. Written under the lock. */
    private volatile long blockedNanos;

    /**
     * Whether a thread that was woken has not run yet, so that nobody else need be woken: it passes the wake-up on. Written
     * under the lock.
     */
    private volatile boolean waking;

    /** About how often a signal was left to the thread that is waking. */
    private int left;

    /** How many waiters have lost patience. Written under the lock. */
    private volatile int reserved;

    /**
     * An empty list.
     *
     * @param condition what its threads wait for, as thread dumps show it
     */
    public WaitList(Object condition) {
        this(condition, 1);
    }

    /**
     * An empty list of threads that {@linkplain #linger linger}.
     *
     * @param batch for how many items at the most it pays to wait
     */
    public WaitList(Object condition, int batch) {
        this.condition = condition;
        this.lingering = new Lingering(batch);
    }

    /** Whether nobody waits. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** Whether a newcomer has to queue, because somebody here has been overtaken too often. */
    public boolean isReserved() {
        return reserved != 0;
    }

    /**
     * For who is about to wait, and looks again between the rounds: lets a little time pass, unless others are in line who have
     * lost their patience.
     *
     * @param round 0, then what this has returned
     * @return the next round; below 0 if it is time to get in line
     */
    public int linger(int round) {
        return isReserved() ? Lingering.ENOUGH : lingering.pass(round);
    }

    /** How many threads wait. */
    public int size() {
        return size;
    }

    /** For how many nanoseconds threads have waited, together, in waits that have ended. */
    public long blockedNanos() {
        return blockedNanos;
    }

    /** Counts what was waited in another list for the same. */
    public void addBlockedNanos(long nanos) {
        lock.lock();
        try {
            blockedNanos += nanos;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sees to it that a waiter looks again, if there is one: wakes the first, unless one is waking already, who passes it on
     * (I3). To be called after the condition has become true (I2).
     */
    public void signal() {
        if (size != 0 && !LOST_WAKE_UP && (!waking || ++left >= TRUST)) {
            wakeFirst();
        }
    }

    /** Wakes everyone who waits now. */
    public void signalAll() {
        wakeAll(this);
    }

    /** Has everyone who waits now look once more, though the condition is what it was: so nobody loses to anybody. */
    public void lookAgain() {
        wakeAll(Waiter.ASKED);
    }

    private void wakeAll(Object by) {
        if (size == 0) {
            return;
        }
        Node node;
        lock.lock();
        try {
            node = first;
            for (Node n = node; n != null; n = n.next) {
                n.linked = false;
            }
            first = null;
            last = null;
            platformThreads = 0;
            size = 0;
        } finally {
            lock.unlock();
        }
        for (; node != null; node = node.next) {
            if (node.waiter.claim(by)) {
                node.waiter.unpark();
            }
        }
    }

    /**
     * Waits until something is true, of which {@link #signalAll} tells.
     *
     * @return false if the deadline passed first
     * @see #await(Condition, Deadline, CancelScope)
     */
    public boolean awaitTrue(BooleanSupplier wanted, Deadline deadline) throws InterruptedException {
        return await(isTrue(wanted), deadline) != null;
    }

    /** A condition that gives {@code TRUE} as soon as something is true. */
    public static Condition<Boolean> isTrue(BooleanSupplier wanted) {
        return () -> wanted.getAsBoolean() ? Boolean.TRUE : null;
    }

    /**
     * Waits until an attempt succeeds, in the calling thread's current {@linkplain CurrentScope scope}.
     *
     * @see #await(Condition, Deadline, CancelScope)
     */
    public <R> R await(Condition<R> wanted, Deadline deadline) throws InterruptedException {
        return await(wanted, deadline, CurrentScope.get());
    }

    /**
     * Waits until an attempt succeeds.
     *
     * <p>An attempt is made first of all, unless others have a right to go first. The wait ends early with an exception
     * if the calling thread is interrupted or the scope is cancelled.
     *
     * @param scope whose cancellation ends the wait; null for none
     * @return what the attempt gave, or null when the deadline passed
     */
    public <R> R await(Condition<R> wanted, Deadline deadline, CancelScope scope) throws InterruptedException {
        Place<R> place = new Place<>(this, wanted);
        Place.await(List.of(place), condition, deadline, scope);
        return place.result();
    }

    /**
     * Waits until an attempt succeeds, whatever cancellations come; an interrupt is kept for later.
     */
    public <R> R awaitUninterruptibly(Condition<R> wanted) {
        boolean interrupted = false;
        try {
            for (;;) {
                try {
                    return await(wanted, Deadline.NEVER, null);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted && !EATEN_INTERRUPT) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void passOn(Contended<?> wanted) {
        if (size != 0 && !waking && !WAKE_UP_KEPT && wanted.holds()) {
            wakeFirst();
        }
    }

    /** Claims the first waiter that can still be claimed (I1) and takes it out (I4). */
    private void wakeFirst() {
        Waiter woken = null;
        lock.lock();
        try {
            while (woken == null && first != null) {
                Node candidate = first;
                unlink(candidate);
                if (candidate.waiter.claim(this)) {
                    woken = candidate.waiter;
                    waking = !candidate.virtual || platformThreads == 0;
                    left = 0;
                }
            }
        } finally {
            lock.unlock();
        }
        if (woken != null) {
            woken.unpark();
        }
    }

    /** Puts a waiter in: a new one (ticket 0) at the end, one that was in before at its old place. */
    Node enlist(Waiter waiter, long ticket) {
        lock.lock();
        try {
            Node node = new Node(waiter, ticket == 0 ? ++tickets : ticket);
            Node after = ticket == 0 || last == null || last.ticket < ticket ? null : first;
            while (after != null && after.ticket < ticket) {
                after = after.next; // only others who lost are before it
            }
            link(node, after);
            if (!node.virtual) {
                platformThreads++;
                waking = false;
            }
            return node;
        } finally {
            lock.unlock();
        }
    }

    /** Puts a node in before another; null for the end. */
    private void link(Node node, Node after) {
        Node before = after == null ? last : after.previous;
        node.previous = before;
        node.next = after;
        if (before == null) {
            first = node;
        } else {
            before.next = node;
        }
        if (after == null) {
            last = node;
        } else {
            after.previous = node;
        }
        size++;
    }

    void retract(Node node) {
        lock.lock();
        try {
            blockedNanos += System.nanoTime() - node.since;
            if (node.linked && !LEAKED_WAITER) {
                unlink(node);
            } else if (node.waiter.isClaimedBy(this) && !WAKING_FOR_EVER) {
                waking = false; // before it looks: who comes later signals again
            }
        } finally {
            lock.unlock();
        }
    }

    private void unlink(Node node) {
        if (node.previous == null) {
            first = node.next;
        } else {
            node.previous.next = node.next;
        }
        if (node.next == null) {
            last = node.previous;
        } else {
            node.next.previous = node.previous;
        }
        node.linked = false;
        platformThreads -= node.virtual ? 0 : 1;
        size--;
    }

    void reserve(int change) {
        lock.lock();
        try {
            reserved += change;
        } finally {
            lock.unlock();
        }
    }
}
