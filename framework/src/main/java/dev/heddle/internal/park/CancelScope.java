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
 *   <li>if the thread is Heddle's own (a task's, bound with {@link #begin}), it is interrupted as well, once, and never
 *       after {@link #end};
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
     * begin() writes the thread, then reads the state; cancel() writes the state, then reads the thread: at least one
     * of them sees the other, and so a task that was cancelled in time never runs (T17).
     *
     * "Cancelled" is asked of a scope and of all above it. So the whole tree is cancelled by one write, and only the
     * telling (interrupts, wake-ups) takes its time from scope to scope. Otherwise a task that is told early could make
     * one fail that is told late, and that would be taken for a failure of its own.
     *
     * Children. add() puts the child in under the members' lock, then reads the state; cancel() writes the state, then
     * copies the members under their lock: a child is in the copy, or add() cancels it. The members are made on demand,
     * by compare-and-set before the child goes in: a canceller who sees none is one whose state add() sees.
     */
    private static final Object ENDED = "ended";

    private static final boolean UNTOLD_SCOPE = Seam.mutant("untold-scope");

    private static final VarHandle STATE;
    private static final VarHandle MEMBERS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(CancelScope.class, "state", Object.class);
            MEMBERS = lookup.findVarHandle(CancelScope.class, "members", Members.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final class Stop {
        final Cancellation why;
        final ReentrantLock delivery = new ReentrantLock();

        Stop(Cancellation why) {
            this.why = why;
        }
    }

    private final CancelScope parent;
    private final Object label;
    private final Enum<?> inheritedKind;
    private final Runnable onCancel;

    private volatile Object state;
    private volatile Members members;
    private volatile Thread thread;
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
     * @param onCancel run once when it is cancelled, on the canceller's thread, before the members are; null for nothing
     */
    public CancelScope(CancelScope parent, Object label, Enum<?> inheritedKind, Runnable onCancel) {
        this.parent = parent;
        this.label = label;
        this.inheritedKind = inheritedKind;
        this.onCancel = onCancel;
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

    /** Why it was cancelled, or one above it; null if none was, or this one has ended without. */
    public Cancellation cancellation() {
        Object now = state;
        if (now instanceof Stop stop) {
            return stop.why;
        }
        if (now == ENDED || parent == null || UNTOLD_SCOPE) {
            return null;
        }
        Cancellation above = parent.cancellation();
        return above == null ? null : inherited(above);
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

    private Cancellation inherited(Cancellation above) {
        return inheritedKind == null ? above : new Cancellation(inheritedKind, above.text(), above.cause());
    }

    /**
     * Takes a scope in among the members, cancelled if this one is.
     *
     * @return the number of the member, counted from 1; or 0, if the members are sealed and it was not taken in
     */
    public long add(CancelScope child, Members.Kind kind) {
        long number = members().add(child, kind);
        Cancellation why = number > 0 && child.parent == this ? cancellation() : null;
        if (why != null) {
            child.cancel(child.inherited(why));
        }
        return number;
    }

    /**
     * Cancels this scope and all below it. Returns when everyone concerned has been told.
     *
     * @return false if it was cancelled already or has ended
     */
    public boolean cancel(Cancellation why) {
        Stop stop = new Stop(why);
        stop.delivery.lock();
        try {
            if (!STATE.compareAndSet(this, null, stop)) {
                return false;
            }
            Thread bound = thread;
            if (bound != null) {
                bound.interrupt();
            }
        } finally {
            stop.delivery.unlock();
        }
        Waiter waiter = parked;
        if (waiter != null && waiter.claim(Waiter.CANCELLED)) {
            waiter.unpark();
        }
        if (onCancel != null) {
            onCancel.run();
        }
        Members below = members;
        if (below != null) {
            for (CancelScope member : below.snapshot()) {
                // A callback is a member too, but nobody's child: it runs because of the cancellation.
                if (member.parent == this) {
                    member.cancel(member.inherited(why));
                }
            }
        }
        return true;
    }

    /** Binds the calling thread: it is the one to interrupt, and this becomes its current scope. */
    public void begin() {
        thread = Thread.currentThread();
        CurrentScope.set(this);
    }

    /** The end of this scope: afterwards it cannot be cancelled, and nobody interrupts its thread for it. */
    public void end() {
        if (!STATE.compareAndSet(this, null, ENDED)) {
            ReentrantLock delivery = ((Stop) state).delivery;
            delivery.lock(); // whoever delivers the interrupt now is waited for
            delivery.unlock();
        }
        if (thread != null) {
            thread = null;
            CurrentScope.set(null);
        }
    }

    void parked(Waiter waiter) {
        parked = waiter;
        if (isCancelled()) {
            waiter.claim(Waiter.CANCELLED);
        }
    }

    void unparked() {
        parked = null;
    }
}
