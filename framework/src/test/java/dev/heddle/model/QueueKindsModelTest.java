package dev.heddle.model;

import static dev.heddle.model.QueueStates.assertIdle;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.queue.Overflow;
import dev.heddle.queue.QueueClosedException;
import dev.heddle.queue.QueueOptions;
import dev.heddle.queue.WorkQueue;
import dev.heddle.task.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every kind of queue promises. The bounded one that keeps the order has classes of its own, and so has the rendezvous. */
@ModelChecked
class QueueKindsModelTest {

    enum Kind {
        UNBOUNDED(QueueOptions.fifo()),
        LIFO(QueueOptions.lifo().capacity(1)),
        PRIORITY(QueueOptions.priority((a, b) -> (Integer) a - (Integer) b).capacity(1));

        private final QueueOptions<Object> options;

        Kind(QueueOptions<Object> options) {
            this.options = options;
        }

        WorkQueue<Integer> open() {
            return WorkQueue.open(options);
        }
    }

    /** There are never more than two, but one comes while another goes. */
    @ParameterizedTest
    @EnumSource
    void q1_onlyAFullQueueRefusesAnOffer(Kind kind) {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.open(kind.options.capacity(2));
            queue.put(1);
            Schedules threads = new Schedules();
            threads.add(() -> assertTrue(queue.offer(2)));
            threads.add(() -> {
                queue.poll();
                assertTrue(queue.offer(3));
            });
            threads.run();
            assertEquals(2, queue.size());
        });
    }

    @ParameterizedTest
    @EnumSource
    void q2_takersShareWhatPuttersPut(Kind kind) {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = kind.open();
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
            assertEquals(List.of(1, 2), Stream.of(first.get(0), second.get(0)).sorted().toList());
            assertIdle(queue, 2);
        });
    }

    @ParameterizedTest
    @EnumSource
    void q4_whoIsInterruptedHasTakenNothingAndTheOtherGoesAhead(Kind kind) {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = kind.open();
            AtomicInteger interrupted = new AtomicInteger();
            Schedules threads = new Schedules();
            Thread taker = threads.add(() -> {
                try {
                    queue.take();
                } catch (InterruptedException e) {
                    interrupted.set(1);
                }
            });
            threads.add(queue::take);
            threads.add(() -> {
                queue.put(1);
                taker.interrupt();
                taker.join();
                if (interrupted.get() == 0) {
                    queue.put(2);
                }
            });
            threads.run();
            assertIdle(queue, 2 - interrupted.get());
        });
    }

    @ParameterizedTest
    @EnumSource
    void q6_joinReturnsWhenEachItemIsDone(Kind kind) {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = kind.open();
            queue.put(0);
            AtomicInteger done = new AtomicInteger();
            Schedules threads = new Schedules();
            threads.add(() -> {
                for (int i = 0; i < 2; i++) {
                    queue.take();
                    done.incrementAndGet();
                    queue.taskDone();
                }
            });
            threads.add(() -> {
                queue.put(1);
                queue.join();
                assertEquals(2, done.get());
            });
            threads.run();
            assertIdle(queue, 0);
        });
    }

    @ParameterizedTest
    @EnumSource
    void q8_whatWasPutBeforeTheCloseIsTakenAndNothingElse(Kind kind) {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = kind.open();
            List<Integer> accepted = new ArrayList<>();
            List<Integer> taken = new ArrayList<>();
            Schedules threads = new Schedules();
            threads.add(() -> untilClosed(() -> {
                for (int i = 1; i <= 2; i++) {
                    queue.put(i);
                    accepted.add(i);
                }
            }));
            threads.add(() -> untilClosed(() -> {
                for (;;) {
                    taken.add(queue.take());
                }
            }));
            threads.add(queue::close);
            threads.run();
            assertEquals(accepted, taken.stream().sorted().toList());
            assertIdle(queue, taken.size());
        });
    }

    @ParameterizedTest
    @EnumSource
    void q9_closeNowHandsBackWhatNobodyHasTaken(Kind kind) {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = kind.open();
            List<Integer> accepted = new ArrayList<>();
            List<Integer> taken = new ArrayList<>();
            List<Integer> rest = new ArrayList<>();
            Schedules threads = new Schedules();
            threads.add(() -> untilClosed(() -> {
                for (int i = 1; i <= 2; i++) {
                    queue.put(i);
                    accepted.add(i);
                }
            }));
            threads.add(() -> untilClosed(() -> taken.add(queue.take())));
            threads.add(() -> rest.addAll(queue.closeNow()));
            threads.run();
            assertEquals(accepted, Stream.concat(taken.stream(), rest.stream()).sorted().toList());
            assertIdle(queue, taken.size());
        });
    }

    @ParameterizedTest
    @EnumSource(names = "WAIT", mode = EnumSource.Mode.EXCLUDE)
    void q1_whatIsPutIntoAFullQueueIsTakenOrCountedAsDropped(Overflow overflow) {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.open(QueueOptions.fifo().capacity(1).overflow(overflow));
            AtomicInteger taken = new AtomicInteger();
            Schedules threads = new Schedules();
            threads.add(() -> {
                queue.put(1);
                queue.put(2);
            });
            threads.add(() -> queue.put(3));
            threads.add(() -> {
                queue.take();
                taken.incrementAndGet();
            });
            threads.run();
            assertTrue(queue.size() <= 1, "one more than the capacity");
            assertEquals(3, taken.get() + queue.size() + queue.stats().dropped());
            queue.poll();
            assertIdle(queue, 3 - queue.stats().dropped());
        });
    }

    /** Whoever drops an item for his own, and is closed out, has dropped nothing. */
    @Test
    void q8_aPutThatDropsTheOldestHappensOrDoesNot() {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.open(QueueOptions.fifo().capacity(1).overflow(Overflow.DROP_OLDEST));
            queue.put(1);
            AtomicInteger refused = new AtomicInteger();
            Schedules threads = new Schedules();
            for (int i = 2; i <= 3; i++) {
                int item = i;
                threads.add(() -> {
                    try {
                        queue.put(item);
                    } catch (QueueClosedException e) {
                        refused.incrementAndGet();
                    }
                });
            }
            threads.add(queue::close);
            threads.run();
            int left = 0;
            while (queue.size() + queue.stats().awaitingRedelivery() > 0) { // given back: by one who dropped it, and then found it closed
                queue.poll();
                left++;
            }
            assertTrue(left > 0, "nothing is dropped but for another");
            assertEquals(3 - refused.get(), left + queue.stats().dropped());
            assertIdle(queue, left);
        });
    }

    private static void untilClosed(Action action) throws Exception {
        try {
            action.run();
        } catch (QueueClosedException e) {
            // the end
        }
    }
}
