package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.TaskFailedException;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Limits;
import dev.heddle.testing.Until;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Workers that put into their own queue (Q17): refused where they would all wait for each other. */
class WorkerPoolJamTest {
    @ParameterizedTest
    @CsvSource({"1,1", "1,3", "7,1", "7,3"})
    void q17_workersThatAllWaitToPutIntoTheirOwnFullQueueAreRefused(int capacity, int workers) throws Exception {
        WorkQueue<Integer> queue = WorkQueue.bounded(capacity);
        TaskFailedException e = assertThrows(TaskFailedException.class, () -> {
            try (TaskGroup group = TaskGroup.open("group")) {
                WorkerPool<Integer> pool = WorkerPool.start(group, queue, workers, item -> {
                    while (true) {
                        queue.put(item + 1);
                    }
                });
                for (int i = 0; i < workers; i++) {
                    queue.offer(i);
                }
                Until.holds("the pool has ended", () -> pool.alive() == 0);
                group.join();
            }
        });
        Throwable refusal = e.getCause().getCause();
        assertInstanceOf(IllegalStateException.class, refusal);
        assertTrue(refusal.getMessage().contains("every worker of queue 'queue'")
                && refusal.getMessage().contains("capacity of " + capacity)
                && refusal.getMessage().contains("unbounded"), refusal::getMessage);
        assertTrue(queue.size() <= capacity);
        queue.closeNow();
    }

    @Test
    void q18_aPutAllThatWouldJamTellsHowManyItemsWentIn() throws Exception {
        TaskFailedException e = assertThrows(TaskFailedException.class, () -> {
            try (TaskGroup group = TaskGroup.open("group")) {
                WorkQueue<Integer> queue = WorkQueue.bounded(group, 2);
                WorkerPool.start(group, queue, 1, item -> queue.putAll(List.of(1, 2, 3)));
                queue.put(0);
                Until.holds("the worker has failed", () -> group.cancellation().isPresent());
                group.join();
            }
        });
        Throwable refusal = e.getCause().getCause();
        assertInstanceOf(IllegalStateException.class, refusal);
        assertTrue(refusal.getMessage().contains("every worker of queue")
                && refusal.getMessage().endsWith("(2 of 3 items had been put)"), refusal::getMessage);
    }

    @Test
    void q17_aWorkerMayWaitToPutWhileAnotherTakes() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 1);
            AtomicInteger handled = new AtomicInteger();
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, 2, item -> {
                handled.incrementAndGet();
                if (item == 100) {
                    for (int i = 0; i < 20; i++) { // only this one puts
                        queue.put(i);
                    }
                }
            });
            queue.put(100);
            queue.join();
            assertEquals(21, handled.get());
            pool.drain();
        }
    }

    @Test
    void q17_aWorkerMayWaitToPutWhereAStrangerTakes() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 1);
            queue.put(0);
            queue.take(); // known to take from now on
            queue.taskDone();
            CountDownLatch put = new CountDownLatch(1);
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, 1, item -> {
                if (item == 1) {
                    queue.put(2);
                    queue.put(3);
                    put.countDown();
                }
            });
            queue.put(1);
            Until.holds("the worker waits", () -> queue.stats().waitingPutters() == 1);
            assertEquals(2, queue.take());
            queue.taskDone();
            put.await();
            pool.drain();
        }
    }

    @Test
    void q17_aWorkerThatHandsOverIsToldWhenTheLastOtherWorkerGoes() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        TaskFailedException e = assertThrows(TaskFailedException.class, () -> {
            try (TaskGroup group = TaskGroup.open("group")) {
                WorkQueue<String> queue = WorkQueue.rendezvous(group);
                WorkerPool<String> pool = WorkerPool.start(group, queue, 2, item -> {
                    if (item.equals("hands over")) {
                        queue.put("for nobody");
                    } else {
                        gate.await();
                    }
                });
                queue.put("waits");
                queue.put("hands over");
                Until.holds("it waits for a taker", () -> queue.stats().waitingPutters() == 1);
                pool.resize(1);
                gate.countDown();
                pool.awaitEnd();
            }
        });
        assertTrue(e.getCause().getCause().getMessage().contains("every worker of queue"), e::toString);
    }

    @Test
    void q17_aTimedOfferThatEndsByItselfIsNoDeadlock() throws Exception {
        AtomicReference<Boolean> offered = new AtomicReference<>();
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 1);
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, 1, item -> {
                if (item == 0) {
                    assertTrue(queue.offer(1));
                    assertDoesNotThrow(() -> offered.set(queue.offer(2, Limits.MOMENT)));
                }
            });
            queue.put(0);
            queue.join();
            assertEquals(false, offered.get(), "full and timed out, as everywhere");
            pool.drain();
        }
    }

    @Test
    void q17_workersThatWaitToPutAreToldWhenTheLastOtherWorkerEnds() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(1);
        AtomicReference<Throwable> refusal = new AtomicReference<>();
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkerPool<String> pool;
            try (TaskGroup other = TaskGroup.open("other")) {
                WorkerPool.start(other, queue, 1, item -> new CountDownLatch(1).await());
                queue.put("for the other pool");
                Until.holds("the other pool is busy", () -> queue.stats().takes() == 1);
                pool = WorkerPool.start(group, queue,
                        PoolOptions.size(1).named("putter").onError((item, e) -> refusal.set(e)), item -> {
                            if (item.equals("for the putter")) {
                                queue.put("fills it");
                                queue.put("waits");
                            }
                        });
                queue.put("for the putter");
                Until.holds("the putter waits", () -> queue.stats().waitingPutters() == 1);
                other.cancel(); // its worker gives back what it holds, and ends: nobody is left to take
                Until.holds("the putter is refused", () -> refusal.get() != null);
                assertInstanceOf(IllegalStateException.class, refusal.get());
            }
            pool.drain();
            assertEquals(2, pool.report().get(0).handled(), "and then it has gone on");
        }
    }
}
