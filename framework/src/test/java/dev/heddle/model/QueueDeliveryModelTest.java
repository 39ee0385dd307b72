package dev.heddle.model;

import static dev.heddle.model.QueueStates.assertIdle;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.queue.Lease;
import dev.heddle.queue.WorkQueue;
import dev.heddle.task.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Putting and taking: every item is taken once, in order, and whoever gives up leaves the queue as if he had not come. */
@ModelChecked
class QueueDeliveryModelTest {
    private static final Duration LONG = Duration.ofDays(1);

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void q1_aPutBeyondTheCapacityWaitsForATake(int capacity) {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.bounded(capacity);
            AtomicBoolean taking = new AtomicBoolean();
            Schedules threads = new Schedules();
            threads.add(() -> {
                for (int i = 0; i <= capacity; i++) {
                    queue.put(i);
                }
                assertTrue(taking.get(), "one item more than the capacity went in");
            });
            threads.add(() -> {
                taking.set(true);
                for (int i = 0; i <= capacity; i++) {
                    assertEquals(i, queue.take());
                }
            });
            threads.run();
            assertIdle(queue, capacity + 1);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void q1_asManyOffersSucceedAsThereAreFreePlaces(int capacity) {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.bounded(capacity);
            AtomicInteger accepted = new AtomicInteger();
            Schedules threads = new Schedules();
            for (int i = 0; i < 3; i++) {
                threads.add(() -> accepted.addAndGet(queue.offer(1) ? 1 : 0));
            }
            threads.run();
            assertEquals(capacity, accepted.get());
            assertEquals(capacity, queue.size());
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void q2_theItemsOfEachPutterAreTakenOnceAndInOrder(int capacity) {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.bounded(capacity);
            List<Integer> taken = new ArrayList<>();
            Schedules threads = new Schedules();
            threads.add(() -> {
                queue.put(11);
                queue.put(12);
            });
            threads.add(() -> queue.put(21));
            threads.add(() -> {
                for (int i = 0; i < 3; i++) {
                    taken.add(queue.take());
                }
            });
            threads.run();
            assertEquals(List.of(11, 12), taken.stream().filter(item -> item < 20).toList());
            assertEquals(1, taken.stream().filter(item -> item == 21).count());
            assertIdle(queue, 3);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void q2_takersShareWhatIsPut(int capacity) {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.bounded(capacity);
            List<Integer> first = new ArrayList<>();
            List<Integer> second = new ArrayList<>();
            Schedules threads = new Schedules();
            threads.add(() -> {
                for (int i = 1; i <= 3; i++) {
                    queue.put(i);
                }
            });
            threads.add(() -> {
                first.add(queue.take());
                first.add(queue.take());
            });
            threads.add(() -> second.add(queue.take()));
            threads.run();
            assertTrue(first.get(0) < first.get(1), "taken in order");
            first.addAll(second);
            assertEquals(List.of(1, 2, 3), first.stream().sorted().toList());
            assertIdle(queue, 3);
        });
    }

    @Test
    void i5_anInterruptedTakeHasTakenNothing() {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.bounded(1);
            AtomicInteger taken = new AtomicInteger();
            Schedules threads = new Schedules();
            Thread taker = threads.add(() -> {
                try {
                    taken.set(queue.take());
                } catch (InterruptedException e) {
                    return;
                }
                assertThrows(InterruptedException.class, new Event()::await, "the interrupt stays set");
            });
            threads.add(() -> queue.put(7));
            threads.add(taker::interrupt);
            threads.run();
            assertEquals(7, taken.get() == 0 ? queue.poll() : taken.get());
            assertIdle(queue, 1);
        });
    }

    @Test
    void i5_anInterruptedPutHasLeftNothingBehind() {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.bounded(1);
            queue.put(1);
            AtomicBoolean put = new AtomicBoolean();
            Schedules threads = new Schedules();
            Thread putter = threads.add(() -> {
                try {
                    queue.put(2);
                } catch (InterruptedException e) {
                    return;
                }
                put.set(true);
                assertThrows(InterruptedException.class, new Event()::await, "the interrupt stays set");
            });
            threads.add(() -> assertEquals(1, queue.take()));
            threads.add(putter::interrupt);
            threads.run();
            assertEquals(put.get() ? 2 : null, queue.poll());
            assertIdle(queue, put.get() ? 2 : 1);
        });
    }

    /** Two takers, and an item for one: whichever the interrupted one acts on, the other goes without nothing. */
    @Test
    void q4_anInterruptedTakerPassesItsWakeUpOn() {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.bounded(1);
            AtomicBoolean interrupted = new AtomicBoolean();
            Schedules threads = new Schedules();
            Thread taker = threads.add(() -> {
                try {
                    queue.take();
                } catch (InterruptedException e) {
                    interrupted.set(true);
                }
            });
            threads.add(queue::take);
            threads.add(() -> {
                queue.put(1);
                taker.interrupt();
                taker.join();
                if (!interrupted.get()) {
                    queue.put(2);
                }
            });
            threads.run();
            assertIdle(queue, interrupted.get() ? 1 : 2);
        });
    }

    @Test
    void q4_anInterruptedPutterPassesItsWakeUpOn() {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.bounded(1);
            queue.put(1);
            AtomicBoolean interrupted = new AtomicBoolean();
            Schedules threads = new Schedules();
            Thread putter = threads.add(() -> {
                try {
                    queue.put(2);
                } catch (InterruptedException e) {
                    interrupted.set(true);
                }
            });
            threads.add(() -> queue.put(3));
            threads.add(() -> {
                assertEquals(1, queue.take());
                putter.interrupt();
                putter.join();
                if (!interrupted.get()) {
                    queue.take();
                }
            });
            threads.run();
            assertEquals(1, queue.size());
            queue.poll();
            assertIdle(queue, interrupted.get() ? 2 : 3);
        });
    }

    @Test
    void q4_aTakerThatTimedOutPassesItsWakeUpOn() {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.bounded(1);
            List<Integer> inTime = new ArrayList<>();
            Schedules threads = new Schedules();
            Thread taker = threads.add(() -> inTime.add(queue.poll(Duration.ZERO)));
            threads.add(queue::take);
            threads.add(() -> {
                queue.put(1);
                taker.join();
                if (inTime.get(0) != null) {
                    queue.put(2);
                }
            });
            threads.run();
            assertIdle(queue, inTime.get(0) == null ? 1 : 2);
        });
    }

    @Test
    void q4_aPutterThatTimedOutPassesItsWakeUpOn() {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.bounded(1);
            queue.put(1);
            AtomicBoolean inTime = new AtomicBoolean();
            Schedules threads = new Schedules();
            Thread putter = threads.add(() -> inTime.set(queue.offer(2, Duration.ZERO)));
            threads.add(() -> queue.put(3));
            threads.add(() -> {
                assertEquals(1, queue.take());
                putter.join();
                if (inTime.get()) {
                    queue.take();
                }
            });
            threads.run();
            queue.poll();
            assertIdle(queue, inTime.get() ? 3 : 2);
        });
    }

    @Test
    void aTimedWaitIsWokenLikeAnyOther() {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.bounded(1);
            Schedules threads = new Schedules();
            threads.add(() -> {
                assertTrue(queue.offer(1, LONG));
                assertTrue(queue.offer(2, LONG));
            });
            threads.add(() -> {
                assertEquals(1, queue.poll(LONG));
                assertEquals(2, queue.poll(LONG));
            });
            threads.run();
            assertIdle(queue, 2);
        });
    }

    /** Whether it is given back before, while or after the other looks. */
    @Test
    void q13_anItemThatIsGivenBackIsTakenByAnother() {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.bounded(1);
            queue.put(1);
            Lease<Integer> lease = queue.lease(1, LONG).get(0);
            List<Integer> got = new ArrayList<>();
            Schedules threads = new Schedules();
            threads.add(lease::giveBack);
            threads.add(() -> {
                got.add(queue.take());
                got.add(queue.take());
                queue.taskDone();
                queue.taskDone();
            });
            threads.add(() -> queue.put(2));
            threads.run();
            assertEquals(List.of(1, 2), got.stream().sorted().toList());
            assertIdle(queue, 0);
        });
    }
}
