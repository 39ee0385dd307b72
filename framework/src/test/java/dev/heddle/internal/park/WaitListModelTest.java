package dev.heddle.internal.park;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.model.ModelChecked;
import dev.heddle.model.Schedules;
import dev.heddle.task.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The invariants I1 to I6 of the waiting protocol by themselves, on permits. */
@ModelChecked
class WaitListModelTest {
    private static final Cancellation ENOUGH = new Cancellation(null, "enough", null);

    private static CancelScope scope() {
        return new CancelScope(null, "scope", null);
    }

    /** All permits are used and nobody is left in the list (I4). */
    private static void assertUsed(Permits permits) {
        assertEquals(0, permits.left.get(), "permits left");
        assertEquals(0, permits.list.size(), "waiters left");
    }

    @Test
    void i1_aWaiterInSeveralListsIsClaimedOnce() {
        Schedules.explore(() -> {
            Waiter waiter = new Waiter();
            AtomicInteger claims = new AtomicInteger();
            Schedules threads = new Schedules();
            for (Object by : new Object[]{new WaitList("a"), new WaitList("b"), Waiter.CANCELLED}) {
                threads.add(() -> claims.addAndGet(waiter.claim(by) ? 1 : 0));
            }
            threads.run();
            assertEquals(1, claims.get());
        });
    }

    @Test
    void i2_noWakeUpIsLost() {
        Schedules.explore(() -> {
            Permits permits = new Permits();
            Schedules threads = new Schedules();
            threads.add(permits::acquire);
            threads.add(permits::acquire);
            threads.add(() -> {
                permits.release(1);
                permits.release(1);
            });
            threads.run();
            assertUsed(permits);
        });
    }

    @Test
    void i2_signalAllMissesNobody() {
        Schedules.explore(() -> {
            WaitList list = new WaitList("a flag");
            AtomicBoolean flag = new AtomicBoolean();
            Schedules threads = new Schedules();
            threads.add(() -> list.awaitTrue(flag::get, Deadline.NEVER));
            threads.add(() -> list.awaitTrue(flag::get, Deadline.NEVER));
            threads.add(() -> {
                flag.set(true);
                list.signalAll();
            });
            threads.run();
            assertEquals(0, list.size());
        });
    }

    @Test
    void i3_whoIsWokenPassesOnWhatIsLeft() {
        Schedules.explore(() -> {
            Permits permits = new Permits();
            Schedules threads = new Schedules();
            threads.add(permits::acquire);
            threads.add(permits::acquire);
            threads.add(() -> permits.release(2));
            threads.run();
            assertUsed(permits);
        });
    }

    /** One gives up, another waits on; a permit is released, and a second one only if the first got that. */
    private static void assertPassedOn(Permits permits, Action wait, AtomicBoolean gaveUp, Consumer<Thread> stop)
            throws Exception {
        Schedules threads = new Schedules();
        Thread first = threads.add(wait);
        threads.add(permits::acquire);
        threads.add(() -> {
            permits.release(1);
            stop.accept(first);
            first.join();
            if (!gaveUp.get()) {
                permits.release(1);
            }
        });
        threads.run();
        assertUsed(permits);
    }

    @Test
    void i3_anInterruptedWaiterPassesOn() {
        Schedules.explore(() -> {
            Permits permits = new Permits();
            AtomicBoolean gaveUp = new AtomicBoolean();
            assertPassedOn(permits, () -> {
                try {
                    permits.acquire();
                } catch (InterruptedException e) {
                    gaveUp.set(true);
                }
            }, gaveUp, Thread::interrupt);
        });
    }

    @Test
    void i3_aCancelledWaiterPassesOn() {
        Schedules.explore(() -> {
            Permits permits = new Permits();
            AtomicBoolean gaveUp = new AtomicBoolean();
            CancelScope scope = scope();
            assertPassedOn(permits, () -> {
                try {
                    permits.list.await(permits, Deadline.NEVER, scope);
                } catch (CancellationException e) {
                    gaveUp.set(true);
                }
            }, gaveUp, first -> scope.cancel(ENOUGH));
        });
    }

    @Test
    void i3_aWaiterThatTimedOutPassesOn() {
        Schedules.explore(() -> {
            Permits permits = new Permits();
            AtomicBoolean gaveUp = new AtomicBoolean();
            assertPassedOn(permits, () -> {
                String permit = permits.list.await(permits, Deadline.after(Duration.ZERO), null);
                gaveUp.set(permit == null);
            }, gaveUp, first -> {});
        });
    }

    @Test
    void i5_ifBothComeThePermitWinsAndTheInterruptStays() {
        Schedules.explore(() -> {
            Permits permits = new Permits();
            Schedules threads = new Schedules();
            Thread waiter = threads.add(() -> {
                boolean got = false;
                try {
                    permits.acquire();
                    got = true;
                    permits.acquire(); // nobody releases a second one
                } catch (InterruptedException e) {
                    permits.left.addAndGet(got ? 0 : -1);
                }
            });
            threads.add(() -> permits.release(1));
            threads.add(waiter::interrupt);
            threads.run();
            assertUsed(permits); // whoever gave up has left the permit, and took it away afterwards
        });
    }

    /** The permit was there before the stop: so the wait that began before both has it. */
    @Test
    void i5_whatCameBeforeTheStopWins() {
        Schedules.explore(() -> {
            Permits permits = new Permits();
            CancelScope scope = scope();
            Schedules threads = new Schedules();
            Thread waiter =
                    threads.add(() -> assertEquals("permit", permits.list.await(permits, Deadline.NEVER, scope)));
            threads.add(() -> {
                permits.left.set(1); // no signal: the stop is what wakes it
                scope.cancel(ENOUGH);
                waiter.interrupt();
            });
            threads.run();
            assertUsed(permits);
        });
    }

    @Test
    void i6_aCancellationMissesNoWait() {
        Schedules.explore(() -> {
            Permits permits = new Permits();
            CancelScope group = scope();
            CancelScope task = new CancelScope(group, "task", null);
            group.add(task, Members.Kind.AWAITED);
            Schedules threads = new Schedules();
            threads.add(() -> {
                for (int i = 0; i < 2; i++) {
                    assertThrows(CancellationException.class, () -> permits.list.await(permits, Deadline.NEVER, task));
                }
            });
            threads.add(() -> group.cancel(ENOUGH));
            threads.run();
            assertUsed(permits);
        });
    }

    @Test
    void anUninterruptibleWaitKeepsTheInterruptForLater() {
        Schedules.explore(() -> {
            Permits permits = new Permits();
            Schedules threads = new Schedules();
            Thread waiter = threads.add(() -> {
                assertEquals("permit", permits.list.awaitUninterruptibly(permits));
                assertThrows(InterruptedException.class, permits::acquire);
            });
            threads.add(() -> permits.release(1));
            threads.add(waiter::interrupt);
            threads.run();
            assertUsed(permits);
        });
    }

    @Test
    void aWaitWhoseTimeIsUpHasThePermitOrNothing() {
        Schedules.explore(() -> {
            Permits permits = new Permits();
            Schedules threads = new Schedules();
            threads.add(() -> {
                if (permits.list.await(permits, Deadline.after(Duration.ZERO), null) == null) {
                    permits.acquire(); // it is there still, or will come
                }
            });
            threads.add(() -> permits.release(1));
            threads.run();
            assertUsed(permits);
            assertNull(permits.list.await(permits, Deadline.after(Duration.ZERO), null));
        });
    }

    /** Newcomers queue behind one who has lost his patience, get through after him, and nobody is forgotten. */
    @Test
    void q3_aNewcomerQueuesBehindAReservation() {
        Schedules.explore(() -> {
            Permits permits = new Permits();
            List<String> order = new ArrayList<>();
            Schedules others = new Schedules();
            others.add(() -> {
                permits.acquire();
                order.add("newcomer");
            });
            others.add(() -> permits.release(2));
            Schedules unlucky = new Schedules();
            unlucky.add(() -> {
                permits.list.await(new Unlucky(permits, others), Deadline.NEVER, null);
                order.add("unlucky");
            });
            unlucky.run();
            others.join();
            assertEquals(2, order.size());
            assertUsed(permits);
            assertTrue(!permits.list.isReserved());
        });
    }

    /** Fails as often as patience lasts, then lets the others come. */
    private static final class Unlucky implements WaitList.Contended<String> {
        private final Permits permits;
        private final Schedules others;
        private boolean started;

        Unlucky(Permits permits, Schedules others) {
            this.permits = permits;
            this.others = others;
        }

        @Override
        public String attempt() {
            if (!permits.list.isReserved()) {
                permits.list.signal(); // wakes the one who looks
                return null;
            }
            if (!started) {
                started = true;
                others.start();
            }
            return permits.attempt();
        }

        @Override
        public boolean holds() {
            return permits.holds();
        }
    }
}
