package dev.heddle.internal.park;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.model.ModelChecked;
import dev.heddle.model.Schedules;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** One write cancels a tree; everybody in it is told; and a thread is interrupted while its scope lives, and not after. */
@ModelChecked
class CancelScopeModelTest {
    private static final Cancellation ENOUGH = new Cancellation(null, "enough", null);

    private static CancelScope scope(CancelScope parent) {
        return new CancelScope(parent, "scope", null);
    }

    @Test
    void t17_aTaskSeesThatItIsCancelledOrIsInterrupted() {
        Schedules.explore(() -> {
            CancelScope scope = scope(null);
            Schedules threads = new Schedules();
            threads.add(() -> {
                scope.begin();
                if (!scope.isCancelled()) {
                    assertThrows(InterruptedException.class, new Permits()::acquire);
                }
            });
            threads.add(() -> assertTrue(scope.cancel(ENOUGH)));
            threads.run();
        });
    }

    @Test
    void noInterruptIsLeftBehindOrDeliveredAfterTheEnd() {
        Schedules.explore(() -> {
            CancelScope scope = scope(null);
            Thread[] canceller = new Thread[1];
            Schedules threads = new Schedules();
            canceller[0] = threads.add(() -> scope.cancel(ENOUGH));
            threads.add(() -> {
                scope.begin();
                scope.end();
                assertFalse(Thread.currentThread().isInterrupted(), "taken back");
                canceller[0].join();
                assertFalse(Thread.currentThread().isInterrupted(), "none afterwards");
            });
            threads.run();
        });
    }

    @Test
    void t14_aMaskHoldsTheInterruptBackAndGivesItBack() {
        Schedules.explore(() -> {
            CancelScope scope = scope(null);
            Schedules threads = new Schedules();
            threads.add(() -> {
                scope.begin();
                scope.mask();
                assertFalse(Thread.currentThread().isInterrupted(), "taken away");
                scope.isCancelled();
                assertFalse(Thread.currentThread().isInterrupted(), "held back");
                scope.unmask();
                assertThrows(InterruptedException.class, new Permits()::acquire, "given back, or delivered now");
            });
            threads.add(() -> scope.cancel(ENOUGH));
            threads.run();
        });
    }

    /** The last member is told first; when it knows, everybody can. */
    @Test
    void aTreeIsCancelledByOneWrite() {
        Schedules.explore(() -> {
            CancelScope root = scope(null);
            CancelScope toldLate = scope(root);
            CancelScope toldEarly = scope(root);
            root.add(toldLate, Members.Kind.AWAITED);
            root.add(toldEarly, Members.Kind.AWAITED);
            Permits permits = new Permits();
            Schedules threads = new Schedules();
            threads.add(() -> {
                assertThrows(CancellationException.class, () -> permits.list.await(permits, Deadline.NEVER, toldEarly));
                assertTrue(toldLate.isCancelled());
            });
            threads.add(() -> root.cancel(ENOUGH));
            threads.run();
        });
    }

    @Test
    void whoJoinsTheTreeDuringTheCancellationIsToldToo() {
        Schedules.explore(() -> {
            CancelScope root = scope(null);
            CancelScope child = scope(root);
            CancelScope grandchild = scope(child);
            AtomicInteger told = new AtomicInteger();
            grandchild.onCancel(told::incrementAndGet);
            Schedules threads = new Schedules();
            threads.add(() -> root.add(child, Members.Kind.AWAITED));
            threads.add(() -> child.add(grandchild, Members.Kind.AWAITED));
            threads.add(() -> root.cancel(ENOUGH));
            threads.run();
            assertTrue(told.get() > 0);
            assertTrue(grandchild.isCancelled());
        });
    }

    @Test
    void anActionThatIsSetDuringTheCancellationRuns() {
        Schedules.explore(() -> {
            CancelScope scope = scope(null);
            AtomicInteger told = new AtomicInteger();
            Schedules threads = new Schedules();
            threads.add(() -> scope.onCancel(told::incrementAndGet));
            threads.add(() -> scope.cancel(ENOUGH));
            threads.run();
            assertTrue(told.get() > 0);
        });
    }

    @Test
    void aScopeIsCancelledOnceOrEnds() {
        Schedules.explore(() -> {
            CancelScope scope = scope(null);
            AtomicInteger cancels = new AtomicInteger();
            Schedules threads = new Schedules();
            for (int i = 0; i < 2; i++) {
                threads.add(() -> cancels.addAndGet(scope.cancel(ENOUGH) ? 1 : 0));
            }
            threads.add(scope::end);
            threads.run();
            assertEquals(cancels.get(), scope.isCancelled() ? 1 : 0);
        });
    }
}
