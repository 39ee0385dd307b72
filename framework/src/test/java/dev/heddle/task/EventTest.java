package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Limits;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventTest {
    private final Event event = new Event();

    private void untilWaiting(int threads) {
        Until.holds(threads + " wait", () -> event.toString().endsWith(threads + " waiting]"));
    }

    @ParameterizedTest
    @EnumSource
    void w1_setWakesAllWhoWaitThenEvenIfClearFollowsBeforeTheyRun(Threads.Kind kind) {
        for (int round = 0; round < 200; round++) {
            try (Threads threads = new Threads(kind)) {
                for (int i = 0; i < 5; i++) {
                    threads.start("waiter", event::await);
                }
                untilWaiting(5);
                event.set();
                event.clear();
            }
            assertFalse(event.isSet());
        }
    }

    @Test
    void w1_whoComesAfterClearWaits() throws Exception {
        event.set();
        assertTrue(event.isSet());
        event.await();
        assertTrue(event.await(Duration.ZERO));
        event.clear();
        assertFalse(event.await(Duration.ZERO));
        assertFalse(event.await(Limits.MOMENT));
    }

    @ParameterizedTest
    @EnumSource
    void w1_aSetNeverMissesAThreadThatIsAboutToWait(Threads.Kind kind) {
        for (int round = 0; round < 2_000; round++) {
            Event fresh = new Event();
            try (Threads threads = new Threads(kind)) {
                threads.start("waiter", () -> fresh.await());
                threads.start("setter", fresh::set);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWaitCanBeInterruptedAndLeavesNoWaiterBehind(Threads.Kind kind) {
        try (Threads threads = new Threads(kind)) {
            Thread waiter =
                    threads.start("waiter", () -> assertThrows(InterruptedException.class, () -> event.await()));
            untilWaiting(1);
            waiter.interrupt();
        }
        untilWaiting(0);
    }

    @Test
    void anInterruptedThreadThrowsOnEntryEvenIfTheEventIsSet() {
        event.set();
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> event.await());
        assertFalse(Thread.interrupted());
    }

    @Test
    void w3_aWaitInACancelledGroupThrows() throws Exception {
        try (TaskGroup group = TaskGroup.open("cancelled")) {
            Task<Void> task = group.fork("waiter", () -> event.await());
            untilWaiting(1);
            group.cancel();
            group.join();
            assertTrue(task.isCancelled());
            assertThrows(CancellationException.class, () -> event.await());
        }
        assertEquals("Event[not set, 0 waiting]", event.toString());
    }
}
