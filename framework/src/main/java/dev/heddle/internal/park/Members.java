package dev.heddle.internal.park;

import dev.heddle.internal.Seam;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The live scopes below a scope: who is to be cancelled with it, and who is still to be waited for. Memory is held for
 * live members only. Thread-safe.
 */
public final class Members {
    private static final boolean UNAWAITED_THREAD = Seam.mutant("unawaited-thread");

    /** What a member is to the one who waits. */
    public enum Kind {
        /** A join waits for it, and must. */
        AWAITED,
        /** A join waits for it; nobody has to join, because others decide when it comes. */
        COMMAND,
        /** Only the end waits for it. */
        DAEMON,
        /** Nobody waits for it: a group within, which its own owner closes. */
        NESTED
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final WaitList ended = new WaitList(this);

    // Guarded by the lock.
    private CancelScope first;
    /**
     * How far a cancellation has come: this one and those after it have yet to be told. Newcomers are put in before: whoever
     * adds them tells them.
     */
    private CancelScope untold;
    private long added;
    private boolean sealed;
    private long joinDue;
    private int awaited;
    private int daemons;

    Members() {}

    /** Takes a scope in; its number, or 0 once sealed. */
    long add(CancelScope scope, Kind kind) {
        lock.lock();
        try {
            if (sealed) {
                return 0;
            }
            scope.next = first;
            if (first != null) {
                first.previous = scope;
            }
            first = scope;
            switch (kind) {
                case AWAITED -> {
                    awaited++;
                    joinDue++;
                }
                case COMMAND -> awaited++;
                case DAEMON -> daemons++;
                case NESTED -> {
                }
            }
            return ++added;
        } finally {
            lock.unlock();
        }
    }

    /** Takes out a scope that has ended, and wakes whoever waits for that. */
    public void remove(CancelScope scope, Kind kind) {
        boolean turning;
        lock.lock();
        try {
            if (scope == untold) {
                untold = scope.next;
            }
            if (scope.previous == null) {
                first = scope.next;
            } else {
                scope.previous.next = scope.next;
            }
            if (scope.next != null) {
                scope.next.previous = scope.previous;
            }
            scope.previous = null;
            scope.next = null;
            switch (kind) {
                case AWAITED, COMMAND -> awaited--;
                case DAEMON -> daemons--;
                case NESTED -> {
                }
            }
            turning = awaited == 0;
        } finally {
            lock.unlock();
        }
        if (turning) {
            ended.signalAll();
        }
    }

    /** Those that live now. */
    public List<CancelScope> snapshot() {
        lock.lock();
        try {
            List<CancelScope> scopes = new ArrayList<>(awaited + daemons);
            for (CancelScope scope = first; scope != null; scope = scope.next) {
                scopes.add(scope);
            }
            return scopes;
        } finally {
            lock.unlock();
        }
    }

    /** Begins the telling of those that live now. */
    void beginTelling() {
        lock.lock();
        try {
            untold = first;
        } finally {
            lock.unlock();
        }
    }

    /** The next to be told, until it is {@link #told}; null if there is none. */
    CancelScope nextUntold() {
        lock.lock();
        try {
            return untold;
        } finally {
            lock.unlock();
        }
    }

    /** A member has been told, and everybody below it. */
    void told(CancelScope scope) {
        lock.lock();
        try {
            if (scope == untold) {
                untold = scope.next;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether members of the kind AWAITED were added that no {@link #tryJoin} has seen the end of. */
    public boolean isJoinDue() {
        lock.lock();
        try {
            return joinDue > 0;
        } finally {
            lock.unlock();
        }
    }

    /** Whether {@link #tryJoin} would join now. */
    public boolean isJoinable(boolean all) {
        lock.lock();
        try {
            return UNAWAITED_THREAD || awaited == 0 && (!all || daemons == 0);
        } finally {
            lock.unlock();
        }
    }

    /** Takes out a scope as if it had never been added. */
    public void withdraw(CancelScope scope, Kind kind) {
        lock.lock();
        try {
            if (kind == Kind.AWAITED && joinDue > 0) {
                joinDue--;
            }
        } finally {
            lock.unlock();
        }
        remove(scope, kind);
    }

    /**
     * Joins, if no AWAITED member or COMMAND lives, and no DAEMON either where {@code all} is asked.
     *
     * @return whether it did
     */
    public boolean tryJoin(boolean all) {
        lock.lock();
        try {
            boolean joins = isJoinable(all);
            joinDue = joins ? 0 : joinDue;
            return joins;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the taking in, if nobody lives.
     *
     * @return whether it is sealed now
     */
    public boolean trySeal() {
        lock.lock();
        try {
            sealed |= UNAWAITED_THREAD || awaited + daemons == 0;
            return sealed;
        } finally {
            lock.unlock();
        }
    }

    /** Takes in again, for what is left to do after the end. */
    public void unseal() {
        lock.lock();
        try {
            sealed = false;
        } finally {
            lock.unlock();
        }
    }

    /** Where to wait for members to end: signalled whenever none is left that a join waits for. */
    public WaitList ended() {
        return ended;
    }
}
