package dev.heddle.internal.park;

import dev.heddle.internal.Seam;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A stretch of one thread's work that can be told to stop: a task, or the block of a group.
 *
 * <p>Scopes form a tree: a group's scope holds those of its tasks, a task's scope those of the groups that it opens.
 * Cancelling one cancels all below it. What cancelling does to the thread of a scope:
 *
 * <ul>
 *   <li>a wait of Heddle's ends, and every later one ends at once (I6 in {@link Waiter});
 *   <li>if the thread is Heddle's own (bound with {@link #begin}, or with {@link #bind}), it is interrupted as well, once, and
 *       never after {@link #end};
 *   <li>a thread that is not (the owner of a group) is left alone otherwise.
 * </ul>
 *
 * <p>Thread-safe. A scope is cancelled at most once, for one reason.
 */
public final class CancelScope {
    /*
     * `state` is null (running), a Stop (cancelled), or ENDED. It leaves null once, by compare-and-set.
     *
     * Interrupts. cancel() publishes its Stop with the Stop's own lock held, and interrupts under it; end() on a
     * cancelled scope takes that lock once. So no interrupt is delivered after end() has returned. The lock is made by
     * the canceller: a scope that is never cancelled has none. It is never the lock of a list or a group, because
     * Thread.interrupt may run code of others (a channel that is blocked in closes itself then).
     *
     * `thread` is null (not begun), the thread (begun), or NOBODY (refused, or ended). begin() writes the thread, then the task
     * reads the state; cancel() writes the state, then reads the thread: at least one of them sees the other, and so a task
     * that was cancelled in time never runs (T17).
     *
     * "Cancelled" is asked of a scope and of all above it. So the whole tree is cancelled by one write, and only the
     * telling (interrupts, wake-ups) takes its time from scope to scope. Otherwise a task that is told early could make
     * one fail that is told late, and that would be taken for a failure of its own.
     *
     * Children. add() puts the child in under the members' lock, then reads the state; cancel() writes the state, then
     * begins with the members under their lock: a child is among those to be told, or add() cancels it. The members are made
     * on demand, by compare-and-set before the child goes in: a canceller who sees none is one whose state add() sees.
     *
     * Memory. A cancellation is what gives memory back when it is short, so it takes little itself: a Stop for each scope.
     * How far the telling has come is kept in the members. So when even that is too much and cancel() throws, a later call
     * goes on where it stopped.
     */
    private static final Object ENDED = "ended";
    private static final Object NOBODY = "nobody";

    private static final boolean UNTOLD_SCOPE = Seam.mutant("untold-scope");
    private static final boolean STRAY_INTERRUPT = Seam.mutant("stray-interrupt");
    private static final boolean WEAK_FENCE = Seam.mutant("weak-fence");

    private static final VarHandle STATE;
    private static final VarHandle MEMBERS;
    private static final VarHandle PARKED;
    private static final VarHandle THREAD;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(CancelScope.class, "state", Object.class);
            MEMBERS = lookup.findVarHandle(CancelScope.class, "members", Members.class);
            THREAD = lookup.findVarHandle(CancelScope.class, "thread", Object.class);
            PARKED = lookup.findVarHandle(CancelScope.class, "parked", Waiter.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final class Stop {
        final Cancellation why;
        final ReentrantLock delivery = new ReentrantLock();

        /** Whether the thread has been interrupted for it, and the interrupt not been taken back. Under the lock. */
        boolean delivered;

        /** What interrupting it threw: code of others, such as that of a channel in which it blocks. Under the lock. */
        Throwable thrown;

        Stop(Cancellation why) {
            this.why = why;
        }

        void deliver(Thread to) {
            delivered = true;
            try {
                to.interrupt();
            } catch (Throwable e) {
                thrown = e;
            }
        }
    }

    private final CancelScope parent;
    private final Object label;
    private final Enum<?> inheritedKind;
    private final boolean shielded;

    private volatile Object state;
    private volatile Members members;
    private volatile Runnable onCancel;
    private volatile Object thread;

    /** How many shields hold interrupts back; written by the scope's own thread. */
    private volatile int masks;
    private volatile Waiter parked;

    // The place among the parent's members, guarded by their lock.
    CancelScope previous;
    CancelScope next;

    /**
     * A scope that is not yet among its parent's members.
     *
     * @param parent the scope above it; null for none
     * @param label whose scope it is
     * @param inheritedKind the kind of a cancellation that comes from above; null to keep the parent's
     */
    public CancelScope(CancelScope parent, Object label, Enum<?> inheritedKind) {
        this(parent, label, inheritedKind, false);
    }

    private CancelScope(CancelScope parent, Object label, Enum<?> inheritedKind, boolean shielded) {
        this.parent = parent;
        this.label = label;
        this.inheritedKind = inheritedKind;
        this.shielded = shielded;
    }

    /** A scope that what is above it does not cancel. */
    public static CancelScope shield(CancelScope parent, Object label) {
        return new CancelScope(parent, label, null, true);
    }

    /**
     * Sets what runs when it is cancelled, on the canceller's thread, before the members are told; at once if it is already.
     * In a race it may run twice.
     */
    public void onCancel(Runnable action) {
        onCancel = action;
        if (state instanceof Stop) {
            action.run();
        }
    }

    /** The scope above this one, or null. */
    public CancelScope parent() {
        return parent;
    }

    /** Whose scope this is. */
    public Object label() {
        return label;
    }

    /** The live scopes below this one. Most tasks have none: they are made when asked for. */
    public Members members() {
        if (members == null) {
            MEMBERS.compareAndSet(this, null, new Members());
        }
        return members;
    }

    /** Why it was cancelled, or one above it; null if none was, or if one on the way up, this one included, ended before. */
    public Cancellation cancellation() {
        Enum<?> kind = null;
        for (CancelScope scope = this; scope != null; scope = scope.shielded ? null : scope.parent) {
            Object now = scope.state;
            if (now instanceof Stop stop) {
                return kind == null ? stop.why : stop.why.as(kind);
            }
            if (now == ENDED || UNTOLD_SCOPE) {
                return null;
            }
            kind = kind == null ? scope.inheritedKind : kind;
        }
        return null;
    }

    /** Whether it was cancelled, or one above it. */
    public boolean isCancelled() {
        return cancellation() != null;
    }

    /** Throws a CancellationException with the reason if this scope was cancelled, or one above it. */
    public void throwIfCancelled() {
        Cancellation why = cancellation();
        if (why != null) {
            throw why.toException();
        }
    }

    /**
     * Takes a scope in among the members, cancelled if this one is.
     *
     * @return the number of the member, counted from 1; or 0, if the members are sealed and it was not taken in
     */
    public long add(CancelScope child, Members.Kind kind) {
        long number = members().add(child, kind);
        if (number > 0 && child.parent == this) {
            try {
                Cancellation why = child.cancellation();
                if (why != null) {
                    child.cancel(why);
                }
            } catch (Throwable e) {
                members.withdraw(child, kind);
                throw e;
            }
        }
        return number;
    }

    /**
     * Cancels this scope and all below it. Returns when everyone concerned has been told, or another call is at it. If a scope
     * above was cancelled before, that is the reason which counts. What interrupting a thread throws, the {@link #end} of its
     * scope tells.
     *
     * @return false if it was cancelled already or has ended
     * @throws RuntimeException or an error that an action has thrown, when everyone else has been told
     * @throws OutOfMemoryError if there is not even room for that; to be called again, it goes on then
     */
    public boolean cancel(Cancellation why) {
        Problems problems = new Problems();
        boolean first = stop(why);
        if (first) {
            tell(problems);
        }
        // Down to whoever is to be told and up again along the parents. No recursion: groups may be nested deeply.
        CancelScope scope = this;
        for (;;) {
            CancelScope member = scope.members == null ? null : scope.members.nextUntold();
            if (member == null) {
                if (scope == this) {
                    break;
                }
                scope.parent.members.told(scope);
                scope = scope.parent;
            } else if (member.parent == scope && member.reach(problems)) {
                scope = member;
            } else {
                scope.members.told(member); // a callback, nobody's child: it runs because of the cancellation; or it has ended
            }
        }
        problems.rethrow();
        return first;
    }

    /** Cancels a scope because of one above it; false if it has ended. */
    private boolean reach(Problems problems) {
        Cancellation reason = cancellation();
        if (reason != null && stop(reason)) {
            tell(problems);
        }
        return state instanceof Stop;
    }

    /** The first part: the state, and the interrupt, which the scope's end must not overtake. */
    private boolean stop(Cancellation why) {
        if (state != null) {
            return false;
        }
        Cancellation before = cancellation();
        Stop stop = new Stop(before == null ? why : before);
        stop.delivery.lock();
        try {
            if (!STATE.compareAndSet(this, null, stop)) {
                return false;
            }
            if (thread instanceof Thread bound && masks == 0 && !hasBeenInterruptedAbove(bound)) {
                stop.deliver(bound);
            }
            return true;
        } finally {
            stop.delivery.unlock();
        }
    }

    /** The second part: those below, a wait that is going on, and whoever wants to know. */
    private void tell(Problems problems) {
        Members below = members;
        if (below != null) {
            below.beginTelling();
        }
        Waiter waiter = parked;
        if (waiter != null && waiter.claim(Waiter.CANCELLED)) {
            waiter.unpark();
        }
        Runnable action = onCancel;
        if (action != null) {
            problems.attempt(action);
        }
    }

    /** What telling one throws must not keep the others from being told. */
    private static final class Problems {
        private Throwable first;

        void attempt(Runnable action) {
            try {
                action.run();
            } catch (Throwable e) {
                first = first == null ? e : first;
            }
        }

        void rethrow() {
            if (first instanceof Error error) {
                throw error;
            }
            if (first != null) {
                throw (RuntimeException) first; // a Runnable throws nothing else
            }
        }
    }

    /**
     * Binds the calling thread: it is the one to interrupt, and this becomes its current scope.
     *
     * @return false if it was refused before
     */
    public boolean begin() {
        CurrentScope.set(this);
        return THREAD.compareAndSet(this, null, Thread.currentThread());
    }

    /** Sees to it that it does not begin; false if it has. */
    public boolean refuse() {
        return THREAD.compareAndSet(this, null, NOBODY);
    }

    /** Whether it has begun, and not ended. */
    public boolean isRunning() {
        return thread instanceof Thread;
    }

    /** Binds the calling thread: it is the one to interrupt. */
    public void bind() {
        thread = Thread.currentThread();
    }

    /**
     * The end of this scope, on its thread: afterwards it cannot be cancelled, and nobody interrupts the thread for it. An
     * interrupt that it has set is taken back. It stays the thread's current scope, to tell whose thread that is.
     *
     * @return what interrupting the thread threw; null if nothing
     */
    public Throwable end() {
        // Whoever delivers one now is waited for. There is one flag for all scopes of a thread.
        if (!STATE.compareAndSet(this, null, ENDED) && !STRAY_INTERRUPT && takeInterruptBack()
                && hasBeenInterruptedAbove(Thread.currentThread())) {
            Thread.currentThread().interrupt();
        }
        THREAD.setOpaque(this, NOBODY); // who reads it has been behind, or waited for, the state
        return state instanceof Stop stop ? stop.thrown : null;
    }

    /** Whether this is the thread that a cancellation of this scope interrupts. */
    public boolean isBoundTo(Thread thread) {
        return this.thread == thread;
    }

    /**
     * Holds the interrupt of this scope back from its thread, the calling one; one that is pending is taken away.
     *
     * <p>This writes {@code masks}, then reads the state; {@link #cancel} writes the state, then reads {@code masks}.
     */
    public void mask() {
        masks++; // volatile, with one writer
        takeInterruptBack();
    }

    /** Lets the interrupt through again, and gives back the one that was held back, if there was. */
    public void unmask() {
        masks--;
        if (masks == 0 && state instanceof Stop stop) {
            stop.delivery.lock();
            try {
                if (!stop.delivered) {
                    stop.deliver(Thread.currentThread());
                }
            } finally {
                stop.delivery.unlock();
            }
        }
    }

    /**
     * Clears the calling thread's interrupt if this scope has set it, waiting for one that is on its way.
     *
     * @return whether there was one
     */
    private boolean takeInterruptBack() {
        if (!(state instanceof Stop stop)) {
            return false;
        }
        stop.delivery.lock();
        try {
            boolean taken = stop.delivered && Thread.interrupted();
            stop.delivered &= !taken;
            return taken;
        } finally {
            stop.delivery.unlock();
        }
    }

    /**
     * Whether a scope above, of the same thread, has interrupted it: then that need not be done again. May be asked with the lock of
     * this one's delivery held: they are taken upwards.
     */
    private boolean hasBeenInterruptedAbove(Thread bound) {
        for (CancelScope scope = shielded ? null : parent; scope != null; scope =
                scope.shielded ? null : scope.parent) {
            if (scope.isBoundTo(bound) && scope.state instanceof Stop stop) {
                stop.delivery.lock();
                try {
                    return stop.delivered;
                } finally {
                    stop.delivery.unlock();
                }
            }
        }
        return false;
    }

    void parked(Waiter waiter) {
        if (WEAK_FENCE) {
            PARKED.setRelease(this, waiter);
        } else {
            PARKED.setVolatile(this, waiter);
        }
        if (isCancelled()) {
            waiter.claim(Waiter.CANCELLED);
        }
    }

    void unparked() {
        parked = null;
    }
}
