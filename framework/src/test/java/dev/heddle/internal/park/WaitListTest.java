package dev.heddle.internal.park;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Limits;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The invariants I1 to I7 of the waiting protocol, on the smallest thing that waits: a counter of permits. */
class WaitListTest {
    private final WaitList list = new WaitList("a permit");
    private final AtomicInteger permits = new AtomicInteger();

    private final WaitList.Contended<String> permit = new WaitList.Contended<>() {
        @Override
        public String attempt() {
            int n;
            do {
                n = permits.get();
            } while (n > 0 && !permits.compareAndSet(n, n - 1));
            return n > 0 ? "permit" : null;
        }

        @Override
        public boolean holds() {
            return permits.get() > 0;
        }
    };

    private String await() throws InterruptedException {
        return list.await(permit, Deadline.NEVER);
    }

    private void release(int n) {
        permits.addAndGet(n);
        list.signal();
    }

    @ParameterizedTest
    @EnumSource
    void i1_aWaiterIsClaimedOnce(Threads.Kind kind) {
        for (int round = 0; round < 2_000; round++) {
            Waiter waiter = new Waiter();
            AtomicInteger claims = new AtomicInteger();
            try (Threads threads = new Threads(kind)) {
                for (int i = 0; i < 3; i++) {
                    threads.start("claimer", () -> claims.addAndGet(waiter.claim(list) ? 1 : 0));
                }
            }
            assertEquals(1, claims.get());
            assertSame(list, waiter.withdraw(), "the claim stays");
        }
    }

    @ParameterizedTest
    @EnumSource
    void i2_noWakeUpIsLost(Threads.Kind kind) {
        int each = 20_000;
        try (Threads threads = new Threads(kind)) {
            for (int i = 0; i < 3; i++) {
                threads.start("releaser", () -> {
                    for (int n = 0; n < each; n++) {
                        release(1);
                    }
                });
                threads.start("waiter", () -> {
                    for (int n = 0; n < each; n++) {
                        await();
                    }
                });
            }
        }
        assertEquals(0, permits.get());
        assertTrue(list.isEmpty());
    }

    /** The signal comes after the first look and before the waiter is in the list: it wakes nobody. */
    @ParameterizedTest
    @EnumSource
    void i2_theSecondLookFindsWhatCameBeforeThePublication(Threads.Kind kind) {
        AtomicInteger looks = new AtomicInteger();
        try (Threads threads = new Threads(kind)) {
            threads.start("waiter", () -> list.await(() -> {
                String seen = permit.attempt();
                if (looks.incrementAndGet() == 1) {
                    release(1);
                }
                return seen;
            }, Deadline.NEVER));
        }
        assertEquals(2, looks.get());
    }

    /** One permit a round, released while the waiter is on its way to park. */
    @ParameterizedTest
    @EnumSource
    void i2_aSignalNeverMissesAThreadThatIsAboutToPark(Threads.Kind kind) {
        int rounds = 20_000;
        AtomicInteger released = new AtomicInteger();
        AtomicInteger taken = new AtomicInteger();
        try (Threads threads = new Threads(kind)) {
            threads.start("waiter", () -> {
                for (int round = 0; round < rounds; round++) {
                    await();
                    taken.incrementAndGet();
                }
            });
            threads.start("releaser", () -> {
                for (int round = 0; round < rounds; round++) {
                    while (taken.get() < round) {
                        Threads.spin();
                    }
                    released.incrementAndGet();
                    release(1);
                }
            });
        }
        assertEquals(released.get(), taken.get());
    }

    @ParameterizedTest
    @EnumSource
    void i3_whoIsWokenPassesOnWhatIsLeft(Threads.Kind kind) {
        try (Threads threads = new Threads(kind)) {
            for (int i = 0; i < 5; i++) {
                threads.start("waiter", this::await);
            }
            Until.holds("all wait", () -> list.size() == 5);
            release(5); // a single signal
        }
        assertEquals(0, permits.get());
    }

    /** The wake-up goes to a thread that is told to stop at the same moment: whichever it acts on, the other gets through. */
    @ParameterizedTest
    @EnumSource
    void i3_aWakeUpIsNotLostWithTheThreadThatGotIt(Threads.Kind kind) {
        for (int round = 0; round < 1_000; round++) {
            AtomicInteger got = new AtomicInteger();
            try (Threads threads = new Threads(kind)) {
                Thread first = threads.start("interrupted", () -> {
                    try {
                        await();
                        got.incrementAndGet();
                    } catch (InterruptedException e) {
                        // the other one gets it
                    }
                });
                Until.holds("the first waits", () -> list.size() == 1);
                threads.start("other", () -> {
                    await();
                    got.incrementAndGet();
                });
                Until.holds("both wait", () -> list.size() == 2);
                threads.start("interrupter", first::interrupt);
                release(1);
                Until.holds("somebody got it", () -> got.get() == 1 && permits.get() == 0);
                release(1);
                Until.holds("nobody is left", list::isEmpty);
            }
            permits.set(0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void i4_whoGivesUpLeavesTheListAtOnce(Threads.Kind kind) {
        CancelScope scope = new CancelScope(null, "scope", null);
        try (Threads threads = new Threads(kind)) {
            Thread interrupted =
                    threads.start("interrupted", () -> assertThrows(InterruptedException.class, this::await));
            threads.start("cancelled", () -> {
                CurrentScope.set(scope);
                assertThrows(CancellationException.class, this::await);
                CurrentScope.set(null);
            });
            threads.start("timed out", () -> assertNull(list.await(permit, Deadline.after(Limits.MOMENT))));
            Until.holds("the third is gone", () -> list.size() == 2);
            interrupted.interrupt();
            Until.holds("the first is gone", () -> list.size() == 1);
            scope.cancel(new Cancellation(null, "enough", null));
        }
        assertTrue(list.isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void i5_ifBothComeThePermitWinsAndTheInterruptStays(Threads.Kind kind) {
        try (Threads threads = new Threads(kind)) {
            Thread waiter = threads.start("waiter", () -> {
                assertEquals("permit", await());
                assertTrue(Thread.currentThread().isInterrupted());
            });
            Until.holds("it is in line", () -> list.size() == 1);
            Until.waiting(waiter); // and has looked for the last time
            permits.incrementAndGet(); // no signal: the interrupt is what wakes it
            waiter.interrupt();
        }
        assertEquals(0, permits.get());
    }

    @Test
    void i6_eachWaitInACancelledScopeThrowsAgain() {
        IllegalStateException failure = new IllegalStateException("first failure");
        CancelScope scope = new CancelScope(null, "scope", null);
        scope.cancel(new Cancellation(null, "told to stop", failure));
        CurrentScope.set(scope);
        try {
            for (int i = 0; i < 3; i++) {
                CancellationException e = assertThrows(CancellationException.class, this::await);
                assertEquals("told to stop", e.getMessage());
                assertSame(failure, e.getCause());
            }
            assertTrue(list.isEmpty());
        } finally {
            CurrentScope.set(null);
        }
    }

    @ParameterizedTest
    @EnumSource
    void i6_cancellationNeverMissesAThreadThatIsAboutToPark(Threads.Kind kind) {
        for (int round = 0; round < 2_000; round++) {
            CancelScope scope = new CancelScope(null, "scope", null);
            try (Threads threads = new Threads(kind)) {
                threads.start("waiter", () -> {
                    CurrentScope.set(scope);
                    assertThrows(CancellationException.class, this::await);
                });
                threads.start("canceller", () -> scope.cancel(new Cancellation(null, "enough", null)));
            }
        }
        assertTrue(list.isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void aWaiterThatLosesAgainAndAgainIsLetThroughInTheEnd(Threads.Kind kind) {
        AtomicInteger lost = new AtomicInteger();
        // Its first attempts fail, as if a thread that never waited were always faster.
        WaitList.Contended<String> unlucky = new WaitList.Contended<>() {
            @Override
            public String attempt() {
                return list.isReserved() || lost.get() == 0 ? permit.attempt() : null;
            }

            @Override
            public boolean holds() {
                return permit.holds();
            }
        };
        try (Threads threads = new Threads(kind)) {
            threads.start("unlucky", () -> assertEquals("permit", list.await(unlucky, Deadline.NEVER)));
            while (!list.isReserved()) {
                Until.holds("it waits", () -> list.size() == 1);
                lost.incrementAndGet();
                list.signal();
                Until.holds("it has looked", () -> list.size() == 1 || list.isReserved());
                assertTrue(lost.get() <= WaitList.PATIENCE * 100, "it should have lost its patience");
            }
            threads.start("newcomer", () -> assertEquals("permit", await()));
            Until.holds("the newcomer queues behind it", () -> list.size() == 2);
            release(1);
            Until.holds("the unlucky one has it", () -> !list.isReserved());
            release(1);
        }
        assertEquals(0, permits.get());
    }

    @ParameterizedTest
    @EnumSource
    void anUninterruptibleWaitKeepsTheInterruptForLater(Threads.Kind kind) {
        try (Threads threads = new Threads(kind)) {
            Thread waiter = threads.start("waiter", () -> {
                assertEquals("permit", list.awaitUninterruptibly(permit));
                assertTrue(Thread.currentThread().isInterrupted());
            });
            Until.holds("it waits", () -> list.size() == 1);
            waiter.interrupt();
            Until.holds("it has taken the interrupt in", () -> !waiter.isInterrupted());
            Until.holds("it waits again", () -> list.size() == 1);
            release(1);
        }
    }

    @Test
    void aDeadlineMayBeAnyDuration() throws Exception {
        for (Duration past : new Duration[]{Duration.ZERO, Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE)}) {
            assertTrue(Deadline.after(past).remaining() <= 0, past::toString);
            assertNull(list.await(permit, Deadline.after(past)));
        }
        for (Duration far : new Duration[]{Duration.ofSeconds(Long.MAX_VALUE), Duration.ofNanos(Long.MAX_VALUE)}) {
            assertEquals(Long.MAX_VALUE, Deadline.after(far).remaining(), far::toString);
        }
        long nanos = Deadline.after(Duration.ofDays(1)).remaining();
        assertTrue(nanos > 0 && nanos <= Duration.ofDays(1).toNanos());
        permits.set(1);
        assertEquals("permit", list.await(permit, Deadline.after(Duration.ZERO)),
                "the attempt comes before the deadline");
        assertFalse(list.isReserved());
    }

    /** What is true for all makes nobody lose, however often somebody is woken in vain. */
    @Test
    void nobodyQueuesForWhatIsTrueForAll() {
        try (Threads threads = new Threads(Threads.Kind.PLATFORM)) {
            AtomicBoolean end = new AtomicBoolean();
            Thread patient = threads.start("patient", () -> list.awaitTrue(end::get, Deadline.NEVER));
            for (int i = 0; i <= WaitList.PATIENCE; i++) {
                Until.holds("it waits", () -> list.size() == 1);
                Until.waiting(patient);
                list.signalAll();
            }
            assertFalse(list.isReserved());
            threads.start("newcomer", () -> assertTrue(list.awaitTrue(() -> true, Deadline.NEVER)));
            end.set(true);
            list.signalAll();
        }
    }
}
