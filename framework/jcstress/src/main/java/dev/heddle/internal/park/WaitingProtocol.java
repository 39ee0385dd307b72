package dev.heddle.internal.park;

import static dev.heddle.jcstress.Actors.spinUntil;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The invariants of the waiting protocol that rest on memory order: I2 and I6 of {@link Waiter}, and that a task which was
 * cancelled in time is told (T17).
 *
 * <p>In life a breach shows as a hang, one in a million. Here nobody parks: time is up from the beginning, a waiter holds still
 * at its second look until the other actor is through, and what that has done is then plain to see. So it stands in the package
 * of the protocol.
 */
public class WaitingProtocol {
    private static final Deadline UP = Deadline.after(Duration.ZERO);

    private WaitingProtocol() {}

    /** A wait of two looks, one before and one after the publication, that tells whether it was woken after those had failed. */
    abstract static class Wait {
        final WaitList list = new WaitList("the condition");
        private volatile boolean waiting;
        private volatile boolean signalled;
        private int looks;

        /** The condition. */
        abstract boolean isTrue();

        /** Sets the condition and signals, when the waiter is about to publish itself: the closer, the better. */
        final void signal(Runnable setAndSignal) {
            spinUntil(() -> waiting);
            setAndSignal.run();
            signalled = true;
        }

        /** Waits: first whether the second look has found the condition true, then whether a signal has come. */
        final void look(II_Result r) {
            try {
                list.await(() -> {
                    switch (++looks) {
                        case 1 -> {
                            waiting = true;
                            return null; // the look before the publication: too early
                        }
                        case 2 -> {
                            r.r1 = isTrue() ? 1 : 0;
                            spinUntil(() -> signalled);
                            return r.r1 == 1 ? Boolean.TRUE : null;
                        }
                        case 3 -> {
                            return null; // the last look: it would find the condition true in any case
                        }
                        default -> {
                            r.r2 = 1; // time is up, so there is a further look only for who was woken
                            return Boolean.TRUE;
                        }
                    }
                }, UP, null);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** I2: a waiter publishes itself, then looks; a signaller makes the condition true, then signals. */
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "looked in vain, and was woken")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the second look has found it")
    @Outcome(expect = FORBIDDEN, desc = "looked in vain and was not woken: it would sleep for ever")
    @State
    public static class LookAgainstSignal extends Wait {
        private volatile boolean condition;

        @Override
        boolean isTrue() {
            return condition;
        }

        /** Waits. */
        @Actor
        public void waiter(II_Result r) {
            look(r);
        }

        /** Signals one. */
        @Actor
        public void signaller() {
            signal(() -> {
                condition = true;
                list.signal();
            });
        }
    }

    /** The same, told to everybody. */
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "looked in vain, and was woken")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the second look has found it")
    @Outcome(expect = FORBIDDEN, desc = "looked in vain and was not woken: it would sleep for ever")
    @State
    public static class LookAgainstSignalAll extends Wait {
        private volatile boolean condition;

        @Override
        boolean isTrue() {
            return condition;
        }

        /** Waits. */
        @Actor
        public void waiter(II_Result r) {
            look(r);
        }

        /** Signals all. */
        @Actor
        public void signaller() {
            signal(() -> {
                condition = true;
                list.signalAll();
            });
        }
    }

    /** I6: a waiter enters itself in its scope, then reads the state; a canceller sets the state, then reads the waiter. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the wait was ended by the cancellation")
    @Outcome(expect = FORBIDDEN, desc = "cancelled, and the wait goes on: it would sleep for ever")
    @State
    public static class ParkAgainstCancel {
        private final CancelScope scope = new CancelScope(null, "the scope", null);
        private volatile boolean told;

        /** Waits in the scope. */
        @Actor
        public void waiter(II_Result r) {
            Waiter waiter = new Waiter();
            scope.parked(waiter);
            spinUntil(() -> told);
            r.r1 = waiter.withdraw() == Waiter.CANCELLED ? 1 : 0;
            scope.unparked();
        }

        /** Cancels it. */
        @Actor
        public void canceller(II_Result r) {
            r.r2 = scope.cancel(new Cancellation(null, "asked", null)) ? 1 : 0;
            told = true;
        }
    }

    /** T17: a task writes its thread, then reads the state; a canceller sets the state, then reads the thread. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "cancelled before it began: it does not run")
    @Outcome(id = {"0, 1", "1, 1"}, expect = ACCEPTABLE, desc = "its thread is interrupted")
    @Outcome(expect = FORBIDDEN, desc = "cancelled in time, and it is not told")
    @State
    public static class BeginAgainstCancel {
        private final CancelScope scope = new CancelScope(null, "the scope", null);
        private volatile boolean told;

        /** Begins. */
        @Actor
        public void task(II_Result r) {
            scope.begin();
            r.r1 = scope.isCancelled() ? 1 : 0;
            spinUntil(() -> told);
            r.r2 = Thread.interrupted() ? 1 : 0;
            scope.end();
            CurrentScope.set(null);
        }

        /** Cancels. */
        @Actor
        public void canceller() {
            scope.cancel(new Cancellation(null, "asked", null));
            told = true;
        }
    }
}
