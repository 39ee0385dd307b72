package dev.heddle.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.queue.WorkQueue;
import dev.heddle.queue.WorkerPool;
import dev.heddle.task.FailurePolicy;
import dev.heddle.task.GroupOptions;
import dev.heddle.task.Ready;
import dev.heddle.task.Task;
import dev.heddle.task.TaskFailedException;
import dev.heddle.task.TaskGroup;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Tasks that interrupt themselves and others, and tasks that do not want to hear. */
class InterruptFaultTest {
    private static final int STUBBORN = 100;

    @Test
    void t3_aTaskThatInterruptsItselfAndWaitsHasFailed() throws Exception {
        Bounded.run(() -> {
            Throwable told = Told.by(() -> {
                try (TaskGroup group = TaskGroup.open("self")) {
                    group.fork(() -> {
                        Thread.currentThread().interrupt();
                        WorkQueue.unbounded().take();
                    });
                    group.join();
                }
            });
            assertInstanceOf(InterruptedException.class, assertInstanceOf(TaskFailedException.class, told).getCause());
        });
    }

    @Test
    void aTaskThatLeavesItsInterruptSetHasSucceededAndDisturbsNobody() throws Exception {
        Bounded.run(() -> {
            WorkQueue<Integer> queue = WorkQueue.unbounded();
            try (TaskGroup group = TaskGroup.open("left set")) {
                Task<Integer> task = group.fork(() -> {
                    group.fork(Thread.currentThread()::interrupt);
                    while (!Thread.currentThread().isInterrupted()) {
                        LockSupport.park(); // which leaves it set
                    }
                    TaskGroup leaked = TaskGroup.open("left open");
                    leaked.cancel();
                    leaked.close();
                    return 1;
                });
                queue.closeAfter(task);
                group.join();
                assertEquals(1, task.resultNow());
                assertTrue(queue.isClosed());
                assertFalse(Thread.currentThread().isInterrupted());
            }
        });
    }

    @Test
    void r2_closeWaitsForATaskThatSwallowsInterruptsForAWhile() throws Exception {
        Bounded.run(() -> {
            AtomicInteger swallowed = new AtomicInteger();
            CountDownLatch begun = new CountDownLatch(1);
            try (TaskGroup group = TaskGroup.open("stubborn")) {
                group.fork(() -> {
                    begun.countDown();
                    while (swallowed.get() < STUBBORN) {
                        try {
                            new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                            swallowed.incrementAndGet();
                            Thread.currentThread().interrupt(); // the next wait ends as well
                        }
                    }
                });
                begun.await();
                group.cancel();
            }
            assertEquals(STUBBORN, swallowed.get());
        });
    }

    @Test
    void r2_anOwnerThatIsInterruptedAllTheTimeWaitsAllTheSame() throws Exception {
        Bounded.run(() -> {
            Thread owner = Thread.currentThread();
            AtomicInteger ended = new AtomicInteger();
            try (TaskGroup group = TaskGroup.open("interrupted owner")) {
                group.start("interrupts", (Ready<Integer> ready) -> {
                    ready.set(1);
                    for (int i = 0; i < STUBBORN; i++) {
                        owner.interrupt();
                        Thread.yield();
                    }
                    ended.incrementAndGet();
                });
                Told.by(group::join);
                Told.by(group::close);
                assertEquals(1, ended.get());
            } finally {
                Thread.interrupted(); // the last ones
            }
        });
    }

    /** Rule 3 and Q13: who is left with fewer workers is told. */
    @Test
    void q13_aHandlerThatLeavesItsInterruptSetIsTold() throws Exception {
        Bounded.run(() -> {
            List<Throwable> told = new CopyOnWriteArrayList<>();
            GroupOptions options = GroupOptions.of("pool").failures(FailurePolicy.keepGoing((t, e) -> told.add(e)));
            try (TaskGroup group = TaskGroup.open(options)) {
                WorkQueue<Integer> queue = WorkQueue.unbounded(group);
                AtomicInteger handled = new AtomicInteger();
                WorkerPool<Integer> pool = WorkerPool.start(group, queue, 1, item -> {
                    handled.incrementAndGet();
                    Thread.currentThread().interrupt();
                });
                queue.putAll(List.of(1, 2, 3));
                pool.drain();
                assertTrue(handled.get() == 3 || !told.isEmpty(), "the pool has shrunk, and nobody was told");
                assertEquals(3 - handled.get(), queue.closeNow().size(), "nothing is lost");
            }
        });
    }

    @Test
    void q13_aWorkerThatCannotBeReplacedHasEndedForThoseWhoWait() throws Exception {
        Bounded.run(() -> {
            List<Throwable> told = new CopyOnWriteArrayList<>();
            AtomicInteger decorated = new AtomicInteger();
            GroupOptions options =
                    GroupOptions.of("pool").failures(FailurePolicy.keepGoing((t, e) -> told.add(e))).decorate(body -> {
                        if (decorated.getAndIncrement() > 0) {
                            throw new IllegalStateException("decorator");
                        }
                        return body;
                    });
            try (TaskGroup group = TaskGroup.open(options)) {
                WorkQueue<Integer> queue = WorkQueue.unbounded(group);
                WorkerPool<Integer> pool = WorkerPool.start(group, queue, 1, item -> {
                    throw new IllegalArgumentException("handler");
                });
                queue.putAll(List.of(1, 2));
                pool.drain();
                assertEquals(0, pool.alive());
                assertEquals(List.of(2), queue.closeNow());
            }
            assertEquals(2, told.size(), told::toString); // by the worker's task, which lets the pool go before
        });
    }
}
