package dev.heddle.internal.park;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Limits;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One write cancels a tree; the telling reaches everybody once, and nobody after his end. */
class CancelScopeTest {
    private enum Kind {
        ASKED, FROM_ABOVE
    }

    private static final Cancellation ENOUGH = new Cancellation(Kind.ASKED, "enough", null);

    private static CancelScope scope(CancelScope parent) {
        return new CancelScope(parent, "scope", null);
    }

    @Test
    void aTreeIsCancelledFromItsRoot() {
        CancelScope root = scope(null);
        CancelScope task = scope(root);
        CancelScope group = new CancelScope(task, "group", Kind.FROM_ABOVE);
        CancelScope inner = scope(group);
        root.add(task, Members.Kind.AWAITED);
        task.add(group, Members.Kind.DAEMON);
        group.add(inner, Members.Kind.AWAITED);
        assertTrue(root.cancel(ENOUGH));
        assertFalse(root.cancel(ENOUGH), "once");
        assertEquals(Kind.ASKED, task.cancellation().kind());
        assertEquals(Kind.FROM_ABOVE, group.cancellation().kind(), "a group tells where it comes from");
        assertEquals(Kind.FROM_ABOVE, inner.cancellation().kind());
        assertEquals("enough", inner.cancellation().text());
    }

    @Test
    void aScopeIsCancelledWithTheOneAboveEvenBeforeItIsTold() {
        CancelScope root = scope(null);
        CancelScope notAMember = scope(root);
        root.cancel(ENOUGH);
        assertTrue(notAMember.isCancelled());
    }

    @Test
    void aScopeThatHasEndedStaysAsItWas() {
        CancelScope root = scope(null);
        CancelScope ended = scope(root);
        root.add(ended, Members.Kind.AWAITED);
        ended.end();
        root.cancel(ENOUGH);
        assertFalse(ended.isCancelled());
        assertFalse(ended.cancel(ENOUGH));
        assertNull(ended.cancellation());
    }

    @ParameterizedTest
    @EnumSource
    void aMemberThatComesDuringTheCancellationIsCancelled(Threads.Kind kind) {
        for (int round = 0; round < 2_000; round++) {
            CancelScope root = scope(null);
            CancelScope child = new CancelScope(root, "child", null);
            CountDownLatch told = new CountDownLatch(1);
            CancelScope grandchild = new CancelScope(child, "grandchild", null);
            grandchild.onCancel(told::countDown);
            try (Threads threads = new Threads(kind)) {
                threads.start("adder", () -> {
                    root.add(child, Members.Kind.AWAITED);
                    child.add(grandchild, Members.Kind.AWAITED);
                });
                threads.start("canceller", () -> root.cancel(ENOUGH));
                threads.start("told", told::await);
            }
            assertTrue(grandchild.isCancelled());
        }
    }

    /** The thread goes on to other work after the end: an interrupt that arrives then would be a stray one. */
    @ParameterizedTest
    @EnumSource
    void noInterruptIsDeliveredAfterTheEnd(Threads.Kind kind) {
        for (int round = 0; round < 3_000; round++) {
            CancelScope scope = scope(null);
            CountDownLatch cancelled = new CountDownLatch(1);
            try (Threads threads = new Threads(kind)) {
                threads.start("task", () -> {
                    scope.begin();
                    Thread.yield();
                    scope.end();
                    Thread.interrupted(); // one that came in time is none of our business
                    cancelled.await();
                    assertFalse(Thread.currentThread().isInterrupted());
                });
                threads.start("canceller", () -> {
                    scope.cancel(ENOUGH);
                    cancelled.countDown();
                });
            }
        }
    }

    @Test
    void endWaitsForAnInterruptThatIsOnItsWayAndTakesItBack() throws Exception {
        SlowToInterrupt thread = new SlowToInterrupt(scope(null));
        thread.start();
        thread.begun.await();
        try (Threads threads = new Threads(Threads.Kind.PLATFORM)) {
            threads.start("canceller", () -> thread.scope.cancel(ENOUGH));
            Until.waiting(thread);
            assertTrue(thread.isAlive(), "it waits in end()");
            thread.gate.countDown();
            assertTrue(thread.join(Limits.HANG));
        }
        assertFalse(thread.interruptedAfterwards);
    }

    /** A thread whose interrupt takes its time: until the gate is open. */
    private static final class SlowToInterrupt extends Thread {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch onItsWay = new CountDownLatch(1);
        final CountDownLatch gate = new CountDownLatch(1);
        final CancelScope scope;
        volatile boolean interruptedAfterwards;

        SlowToInterrupt(CancelScope scope) {
            this.scope = scope;
        }

        @Override
        public void run() {
            scope.begin();
            begun.countDown();
            while (onItsWay.getCount() > 0) {
                Thread.onSpinWait(); // waiting is for end()
            }
            scope.end();
            interruptedAfterwards = isInterrupted();
        }

        @Override
        public void interrupt() {
            onItsWay.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            super.interrupt();
        }
    }

    @Test
    void onlySomeExceptionsHaveTheShapeOfAnInterrupt() {
        assertTrue(Interruption.isShapeOf(new InterruptedException()));
        assertTrue(Interruption.isShapeOf(new CancellationException()));
        assertTrue(Interruption.isShapeOf(new ClosedByInterruptException()));
        assertTrue(Interruption.isShapeOf(new InterruptedIOException()));
        assertTrue(Interruption.isShapeOf(new IllegalStateException(new IOException(new InterruptedException()))));
        assertFalse(Interruption.isShapeOf(new SocketTimeoutException()), "a timeout is not an interrupt");
        assertFalse(Interruption.isShapeOf(new IOException("disk")));
        assertFalse(Interruption.isShapeOf(null));
        IOException ring = new IOException("a");
        ring.initCause(new IOException("b", ring));
        assertFalse(Interruption.isShapeOf(ring), "a ring of causes has an end");
    }
}
