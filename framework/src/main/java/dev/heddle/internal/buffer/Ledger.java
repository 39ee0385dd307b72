package dev.heddle.internal.buffer;

import dev.heddle.internal.Seam;
import dev.heddle.internal.park.Deadline;
import dev.heddle.internal.park.WaitList;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The account of unfinished items: put, and not yet reported done. Nothing is counted here, the buffer has the counts; this
 * knows who waits for them to be equal.
 *
 * <p>{@code unfinished = added - done}. {@code done} is read first: {@code added} never falls, so the difference is
 * never below what it was at some moment in between, and a zero was really there.
 */
public final class Ledger {
    private static final VarHandle RELEASES;
    private static final VarHandle ADDED_ONCE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            RELEASES = lookup.findVarHandle(Ledger.class, "releases", long.class);
            ADDED_ONCE = lookup.findVarHandle(Ledger.class, "addedOnce", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final boolean WRONG_UNFINISHED = Seam.mutant("wrong-unfinished");
    private static final boolean ZERO_THAT_NEVER_WAS = Seam.mutant("zero-that-never-was");

    private final Buffer<?> buffer;
    private final WaitList joiners = new WaitList(this);

    /** How often zero was touched while somebody waited: a joiner looks for a change, so it cannot miss one. */
    private volatile long releases;

    /** What {@code added} was at some time: any such value will do, because it never falls. Written and read opaquely. */
    private long addedOnce;

    /** An account of a buffer's items. */
    public Ledger(Buffer<?> buffer) {
        this.buffer = buffer;
    }

    /** The items put and not done, between 0 and the number put. */
    public long unfinished() {
        if (ZERO_THAT_NEVER_WAS) {
            return Math.max(0, buffer.added() - buffer.done());
        }
        long finished = buffer.done();
        return buffer.added() - finished;
    }

    /** Whether nothing is unfinished; asks for {@code added}, which is the producers', only if what it was once does not tell. */
    private boolean isZero() {
        long finished = buffer.done();
        if (finished < (long) ADDED_ONCE.getOpaque(this)) {
            return false;
        }
        long added = buffer.added();
        ADDED_ONCE.setOpaque(this, added);
        return finished == added;
    }

    /**
     * Counts items as done.
     *
     * @return false, with nothing counted, if that would be more than were taken
     */
    public boolean tryDone(long items) {
        if (!buffer.tryDone(items)) {
            return false;
        }
        if (!joiners.isEmpty() && isZero()) {
            RELEASES.getAndAdd(this, 1L);
            joiners.signalAll();
        }
        return true;
    }

    /** Counts items as done that nobody had taken; fewer, if somebody has counted more than he took. */
    public void doneAtMost(long items) {
        for (long left = WRONG_UNFINISHED ? items - 1 : items; left > 0 && !tryDone(left);) {
            left--;
        }
    }

    /**
     * Waits until nothing is unfinished, or was at some moment since the call.
     *
     * @param check run before each look; what it throws ends the wait
     * @return false if the deadline passed first
     */
    public boolean await(Deadline deadline, Runnable check) throws InterruptedException {
        long seen = releases;
        return joiners.awaitTrue(() -> {
            check.run();
            return unfinished() == 0 || releases != seen;
        }, deadline);
    }

    /** Makes everybody who waits look again. */
    public void wakeAll() {
        joiners.signalAll();
    }
}
