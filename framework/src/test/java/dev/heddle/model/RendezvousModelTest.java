package dev.heddle.model;

import static dev.heddle.model.QueueStates.assertIdle;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.heddle.queue.QueueClosedException;
import dev.heddle.queue.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** From hand to hand: what was put is taken, by whomever and whatever else happens to them; and nothing else is. */
@ModelChecked
class RendezvousModelTest {
    @Test
    void q2_whatIsPutIsTakenOnce() {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.rendezvous();
            List<Integer> first = new ArrayList<>();
            List<Integer> second = new ArrayList<>();
            Schedules threads = new Schedules();
            threads.add(() -> {
                queue.put(1);
                queue.put(2);
            });
            threads.add(() -> first.add(queue.take()));
            threads.add(() -> second.add(queue.take()));
            threads.run();
            first.addAll(second);
            assertEquals(List.of(1, 2), first.stream().sorted().toList());
            assertIdle(queue, 2);
        });
    }

    @Test
    void q2_severalPuttersAreServedByOneTaker() {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.rendezvous();
            List<Integer> taken = new ArrayList<>();
            Schedules threads = new Schedules();
            threads.add(() -> queue.put(1));
            threads.add(() -> queue.put(2));
            threads.add(() -> {
                taken.add(queue.take());
                taken.add(queue.take());
            });
            threads.run();
            assertEquals(List.of(1, 2), taken.stream().sorted().toList());
            assertIdle(queue, 2);
        });
    }

    /** H1: the taker is interrupted at each point, also between the put that counts on it and its own last look. */
    @Test
    void h1_anInterruptedTakerDoesNotLeaveAnItemBehind() {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.rendezvous();
            AtomicInteger taken = new AtomicInteger();
            AtomicBoolean put = new AtomicBoolean();
            Schedules threads = new Schedules();
            Thread taker = threads.add(() -> {
                try {
                    taken.set(queue.take());
                } catch (InterruptedException e) {
                    // it has taken nothing
                }
            });
            threads.add(() -> put.set(queue.offer(7)));
            threads.add(taker::interrupt);
            threads.run();
            assertEquals(put.get() ? 7 : 0, taken.get());
            assertIdle(queue, put.get() ? 1 : 0);
        });
    }

    @Test
    void h1_aTakerWhoseTimeIsUpDoesNotLeaveAnItemBehind() {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.rendezvous();
            AtomicReference<Integer> taken = new AtomicReference<>();
            AtomicBoolean put = new AtomicBoolean();
            Schedules threads = new Schedules();
            threads.add(() -> taken.set(queue.poll(Duration.ZERO)));
            threads.add(() -> put.set(queue.offer(7)));
            threads.run();
            assertEquals(put.get() ? 7 : null, taken.get());
            assertIdle(queue, put.get() ? 1 : 0);
        });
    }

    @Test
    void i5_anInterruptedPutIsTakenOrHasLeftNothingBehind() {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.rendezvous();
            AtomicReference<Integer> taken = new AtomicReference<>();
            AtomicBoolean put = new AtomicBoolean();
            Schedules threads = new Schedules();
            Thread putter = threads.add(() -> {
                try {
                    queue.put(7);
                    put.set(true);
                } catch (InterruptedException e) {
                    // it has put nothing
                }
            });
            threads.add(() -> taken.set(queue.poll()));
            threads.add(putter::interrupt);
            threads.run();
            assertEquals(put.get() ? 7 : null, taken.get());
            assertIdle(queue, put.get() ? 1 : 0);
        });
    }

    @Test
    void q8_whoeverWaitsAtTheEndIsTold() {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.rendezvous();
            AtomicReference<Integer> taken = new AtomicReference<>();
            AtomicBoolean put = new AtomicBoolean();
            Schedules threads = new Schedules();
            threads.add(() -> {
                try {
                    queue.put(7);
                    put.set(true);
                } catch (QueueClosedException e) {
                    // it has put nothing
                }
            });
            threads.add(() -> {
                try {
                    taken.set(queue.take());
                } catch (QueueClosedException e) {
                    // there was nothing
                }
            });
            threads.add(queue::close);
            threads.run();
            assertEquals(put.get() ? 7 : null, taken.get());
            assertEquals(List.of(), queue.closeNow());
            assertIdle(queue, put.get() ? 1 : 0);
        });
    }

    @Test
    void q9_closeNowHandsBackWhatNoTakerHas() {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.rendezvous();
            AtomicReference<Integer> taken = new AtomicReference<>();
            AtomicBoolean put = new AtomicBoolean();
            List<Integer> rest = new ArrayList<>();
            Schedules threads = new Schedules();
            threads.add(() -> {
                try {
                    taken.set(queue.take());
                } catch (QueueClosedException e) {
                    // there was nothing
                }
            });
            threads.add(() -> {
                try {
                    put.set(queue.offer(7));
                } catch (QueueClosedException e) {
                    // it has put nothing
                }
            });
            threads.add(() -> rest.addAll(queue.closeNow()));
            threads.run();
            assertEquals(put.get() ? 1 : 0, rest.size() + (taken.get() == null ? 0 : 1));
            assertIdle(queue, taken.get() == null ? 0 : 1);
        });
    }
}
