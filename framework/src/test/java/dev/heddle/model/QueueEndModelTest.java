package dev.heddle.model;

import static dev.heddle.model.QueueStates.assertIdle;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.queue.QueueClosedException;
import dev.heddle.queue.WorkQueue;
import dev.heddle.task.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The three closes against those who put, take and join: everybody gets out, and each item is in one place. */
@ModelChecked
class QueueEndModelTest {
    private static final Throwable CAUSE = new IllegalStateException("the cause");

    private static QueueClosedException assertClosed(Action call) {
        return assertThrows(QueueClosedException.class, call::run);
    }

    private static void assertClosedWithCause(Action call) {
        assertSame(CAUSE, assertClosed(call).getCause());
    }

    private static void putUntilClosed(WorkQueue<Integer> queue, int first, int last, List<Integer> accepted)
            throws InterruptedException {
        try {
            for (int i = first; i <= last; i++) {
                queue.put(i);
                accepted.add(i);
            }
        } catch (QueueClosedException e) {
            assertNull(e.getCause());
        }
    }

    private static void takeUntilClosed(WorkQueue<Integer> queue, List<Integer> taken) throws InterruptedException {
        try {
            for (;;) {
                taken.add(queue.take());
            }
        } catch (QueueClosedException e) {
            assertNull(e.getCause());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void q8_whatWasPutBeforeTheCloseIsTakenAndNothingElse(int capacity) {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.bounded(capacity);
            List<Integer> accepted = new ArrayList<>();
            List<Integer> taken = new ArrayList<>();
            Schedules threads = new Schedules();
            threads.add(() -> putUntilClosed(queue, 1, 3, accepted));
            threads.add(() -> takeUntilClosed(queue, taken));
            threads.add(queue::close);
            threads.run();
            assertEquals(accepted, taken);
            assertIdle(queue, taken.size());
        });
    }

    @Test
    void q8_aCloseWakesEveryPutterAndTheirItemsAreNotInTheQueue() {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.bounded(1);
            queue.put(1);
            Schedules threads = new Schedules();
            threads.add(() -> assertClosed(() -> queue.put(2)));
            threads.add(() -> assertClosed(() -> queue.put(3)));
            threads.add(queue::close);
            threads.run();
            assertEquals(1, queue.take());
            assertIdle(queue, 1);
        });
    }

    @Test
    void q8_aCloseWakesEveryTaker() {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.bounded(1);
            List<Integer> first = new ArrayList<>();
            List<Integer> second = new ArrayList<>();
            Schedules threads = new Schedules();
            threads.add(() -> takeUntilClosed(queue, first));
            threads.add(() -> takeUntilClosed(queue, second));
            threads.add(() -> {
                queue.put(1);
                queue.close();
            });
            threads.run();
            assertEquals(1, first.size() + second.size());
            assertIdle(queue, 1);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void q9_closeNowHandsBackWhatNobodyHasTaken(int capacity) {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.bounded(capacity);
            List<Integer> accepted = new ArrayList<>();
            List<Integer> taken = new ArrayList<>();
            List<Integer> rest = new ArrayList<>();
            Schedules threads = new Schedules();
            threads.add(() -> putUntilClosed(queue, 1, 3, accepted));
            threads.add(() -> takeUntilClosed(queue, taken));
            threads.add(() -> rest.addAll(queue.closeNow()));
            threads.run();
            List<Integer> all = new ArrayList<>(taken);
            all.addAll(rest);
            assertEquals(accepted, all);
            assertIdle(queue, taken.size());
            taken.forEach(item -> queue.taskDone());
            assertTrue(queue.join(Duration.ZERO));
        });
    }

    @Test
    void q9_eachItemIsHandedBackOnce() {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.bounded(2);
            queue.put(1);
            List<Integer> accepted = new ArrayList<>(List.of(1));
            List<Integer> first = new ArrayList<>();
            List<Integer> second = new ArrayList<>();
            Schedules threads = new Schedules();
            threads.add(() -> putUntilClosed(queue, 2, 2, accepted));
            threads.add(() -> first.addAll(queue.closeNow()));
            threads.add(() -> second.addAll(queue.closeNow()));
            threads.run();
            first.addAll(second);
            assertEquals(accepted, first.stream().sorted().toList());
            assertIdle(queue, 0);
        });
    }

    @Test
    void q10_aTakerAndAJoinerSeeTheCause() {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.bounded(1);
            queue.put(1);
            queue.take();
            Schedules threads = new Schedules();
            threads.add(() -> assertClosedWithCause(queue::take));
            threads.add(() -> assertClosedWithCause(queue::join));
            threads.add(() -> queue.closeExceptionally(CAUSE));
            threads.run();
            assertIdle(queue, 1);
        });
    }

    @Test
    void q10_aPutterSeesTheCauseAndTheItemsCanStillBeHad() {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.bounded(1);
            queue.put(1);
            Schedules threads = new Schedules();
            threads.add(() -> assertClosedWithCause(() -> queue.put(2)));
            threads.add(() -> queue.closeExceptionally(CAUSE));
            threads.run();
            assertClosedWithCause(queue::take);
            assertEquals(List.of(1), queue.closeNow());
            assertIdle(queue, 0);
        });
    }

    @Test
    void q10_afterACloseOfEitherKindTheCauseIsSeenAndNobodyWaits() {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.bounded(1);
            Schedules threads = new Schedules();
            threads.add(queue::close);
            threads.add(() -> {
                queue.closeExceptionally(CAUSE);
                assertClosedWithCause(queue::take);
            });
            threads.add(() -> assertClosed(queue::take));
            threads.run();
            assertClosedWithCause(queue::join);
            assertIdle(queue, 0);
        });
    }

    /** What one call has told stays true for the next call of the same thread. */
    @Test
    void q10_whoHasSeenTheCauseFindsTheQueueEnded() {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.bounded(1);
            Schedules threads = new Schedules();
            threads.add(() -> queue.closeExceptionally(CAUSE));
            threads.add(() -> {
                try {
                    queue.poll();
                } catch (QueueClosedException e) {
                    assertClosed(() -> queue.offer(1));
                }
            });
            threads.run();
        });
    }
}
