package dev.heddle.model;

import static dev.heddle.model.QueueStates.assertIdle;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.queue.QueueClosedException;
import dev.heddle.queue.WorkQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The account of unfinished items, and those who wait for it to be zero. */
@ModelChecked
class QueueAccountModelTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void q6_joinReturnsWhenTheLastItemIsDone(int capacity) {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.bounded(capacity);
            AtomicInteger handled = new AtomicInteger();
            Schedules threads = new Schedules();
            threads.add(() -> {
                queue.put(1);
                queue.put(2);
                queue.join();
                assertEquals(2, handled.get(), "handled when join returned");
            });
            for (int i = 0; i < 2; i++) {
                threads.add(() -> {
                    queue.take();
                    handled.incrementAndGet();
                    queue.taskDone();
                });
            }
            threads.run();
            assertIdle(queue, 0);
        });
    }

    /** The count falls to one, rises to two, and only then to zero. */
    @Test
    void q6_whatIsPutWhileAJoinWaitsExtendsIt() {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.bounded(1);
            queue.put(1);
            queue.take();
            AtomicBoolean handled = new AtomicBoolean();
            Schedules threads = new Schedules();
            for (int i = 0; i < 2; i++) {
                threads.add(() -> {
                    queue.join();
                    assertTrue(handled.get(), "join returned before the second item was done");
                });
            }
            threads.add(() -> {
                queue.put(2);
                queue.taskDone();
                queue.take();
                handled.set(true);
                queue.taskDone();
            });
            threads.run();
            assertIdle(queue, 0);
        });
    }

    @Test
    void q9_closeNowReleasesAJoin() {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.bounded(2);
            queue.put(1);
            queue.put(2);
            Schedules threads = new Schedules();
            threads.add(() -> {
                queue.join();
                assertTrue(queue.isClosed());
            });
            threads.add(() -> {
                try {
                    queue.take();
                } catch (QueueClosedException e) {
                    return;
                }
                queue.taskDone();
            });
            threads.add(() -> assertTrue(queue.closeNow().size() >= 1));
            threads.run();
            assertIdle(queue, 0);
        });
    }

    @Test
    void q5_oneTaskDoneTooManyIsRefused() {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.bounded(2);
            queue.put(1);
            queue.put(2);
            queue.take();
            queue.take();
            AtomicInteger refused = new AtomicInteger();
            Schedules threads = new Schedules();
            for (int i = 0; i < 3; i++) {
                threads.add(() -> {
                    try {
                        queue.taskDone();
                    } catch (IllegalStateException e) {
                        refused.incrementAndGet();
                    }
                });
            }
            threads.run();
            assertEquals(1, refused.get());
            assertIdle(queue, 0);
        });
    }

    @Test
    void q11_takenItemsAreReportedDoneWhileTheQueueIsClosed() {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.bounded(2);
            queue.put(1);
            queue.put(2);
            AtomicInteger taken = new AtomicInteger();
            Schedules threads = new Schedules();
            for (int i = 0; i < 2; i++) {
                threads.add(() -> {
                    try {
                        queue.take();
                        taken.incrementAndGet();
                    } catch (QueueClosedException e) {
                        return;
                    }
                    queue.taskDone();
                });
            }
            threads.add(() -> {
                int rest = queue.closeNow().size();
                queue.join();
                assertEquals(2 - rest, taken.get(), "join returned before a taken item was done");
            });
            threads.run();
            assertIdle(queue, 0);
        });
    }

    @Test
    void q12_theFiguresStayWithinTheirBounds() {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.bounded(1);
            Schedules threads = new Schedules();
            threads.add(() -> {
                for (int i = 0; i < 2; i++) {
                    queue.put(i);
                    queue.take();
                    queue.taskDone();
                }
            });
            threads.add(() -> {
                long unfinished = queue.unfinished();
                assertTrue(0 <= unfinished && unfinished <= 2, () -> "unfinished: " + unfinished);
                int size = queue.size();
                assertTrue(0 <= size && size <= 1, () -> "size: " + size);
            });
            threads.run();
            assertIdle(queue, 0);
        });
    }
}
