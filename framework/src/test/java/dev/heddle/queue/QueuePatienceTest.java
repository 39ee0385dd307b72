package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.heddle.internal.park.WaitList;
import dev.heddle.task.GroupOptions;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.HeldCarriers;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Threads.Kind;
import dev.heddle.testing.Until;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Waiters who have been overtaken too often, and those who queue behind them (Q3). */
class QueuePatienceTest {
    private static final String VICTIM = "victim's";

    private final CopyOnWriteArrayList<String> order = new CopyOnWriteArrayList<>();
    private final AtomicReference<String> got = new AtomicReference<>();

    @Test
    void q3_aPutterIsOvertakenAtMostSoOften() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(1);
        queue.put("first");
        try (Threads virtual = new Threads(Kind.VIRTUAL); Threads platform = new Threads(Kind.PLATFORM)) {
            Thread victim = virtual.start("victim", () -> queue.put(VICTIM));
            for (int i = 0; i < WaitList.PATIENCE; i++) {
                overtakePutter(queue, victim, "overtaker-" + i);
            }
            HeldCarriers.during(() -> {
                queue.take(); // the victim is woken, and cannot run
                Thread newcomer = platform.start("newcomer", () -> queue.put("newcomer's"));
                Until.waiting(newcomer);
                assertEquals(0, queue.size(), "the newcomer queues behind a waiter who has lost patience");
            });
            assertEquals(VICTIM, queue.take());
            assertEquals("newcomer's", queue.take());
        }
        try (Threads threads = new Threads(Kind.PLATFORM)) { // joined with a limit, and not interrupted into success
            threads.start("later", () -> queue.put("the way is free again"));
        }
    }

    @Test
    void q3_aTakerIsOvertakenAtMostSoOften() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(2);
        try (Threads virtual = new Threads(Kind.VIRTUAL); Threads platform = new Threads(Kind.PLATFORM)) {
            Thread victim = virtual.start("victim", () -> got.set(queue.take()));
            for (int i = 0; i < WaitList.PATIENCE; i++) {
                overtakeTaker(queue, victim, "overtaken-" + i);
            }
            HeldCarriers.during(() -> {
                queue.put("for the victim");
                Thread newcomer = platform.start("newcomer", () -> order.add(queue.take()));
                Until.waiting(newcomer);
                assertEquals(1, queue.size(), "the newcomer queues behind a waiter who has lost patience");
            });
            Until.holds("the victim got through", () -> got.get() != null);
            queue.put("for the newcomer");
        }
        assertEquals("for the victim", got.get());
        assertEquals(List.of("for the newcomer"), order);
    }

    @Test
    void q3_aWaiterWhoLostPatienceAndGivesUpLetsTheOthersPass() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(1);
        queue.put("first");
        try (Threads virtual = new Threads(Kind.VIRTUAL); Threads platform = new Threads(Kind.PLATFORM)) {
            Thread victim =
                    virtual.start("victim", () -> assertThrows(InterruptedException.class, () -> queue.put(VICTIM)));
            for (int i = 0; i < WaitList.PATIENCE; i++) {
                overtakePutter(queue, victim, "overtaker-" + i);
            }
            Thread newcomer = platform.start("newcomer", () -> queue.put("newcomer's"));
            Until.waiting(newcomer);
            victim.interrupt();
            victim.join();
            queue.take();
            newcomer.join();
            assertEquals("newcomer's", queue.take());
        }
    }

    @Test
    void q8_aCloseReachesAPutterWhoQueuesBehindAWaiterThatLostPatience() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(1);
        queue.put("first");
        try (Threads virtual = new Threads(Kind.VIRTUAL); Threads platform = new Threads(Kind.PLATFORM)) {
            Thread victim =
                    virtual.start("victim", () -> assertThrows(QueueClosedException.class, () -> queue.put(VICTIM)));
            for (int i = 0; i < WaitList.PATIENCE; i++) {
                overtakePutter(queue, victim, "overtaker-" + i);
            }
            HeldCarriers.during(() -> {
                queue.close(); // the victim is woken, and cannot run
                Until.waiting(platform.start("newcomer",
                        () -> assertThrows(QueueClosedException.class, () -> queue.put("newcomer's"))));
            });
        }
    }

    @Test
    void q8_aCloseReachesATakerWhoQueuesBehindAWaiterThatLostPatience() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(1);
        try (Threads virtual = new Threads(Kind.VIRTUAL); Threads platform = new Threads(Kind.PLATFORM)) {
            Thread victim = virtual.start("victim", () -> assertThrows(QueueClosedException.class, queue::take));
            for (int i = 0; i < WaitList.PATIENCE; i++) {
                overtakeTaker(queue, victim, "overtaken-" + i);
            }
            HeldCarriers.during(() -> {
                queue.close();
                Until.waiting(platform.start("newcomer", () -> assertThrows(QueueClosedException.class, queue::take)));
            });
        }
    }

    @Test
    void q17_aWorkerWhoQueuesBehindAWaiterThatLostPatienceIsStillKnownToWait() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(1);
        Semaphore permits = new Semaphore(0);
        AtomicReference<Throwable> refusal = new AtomicReference<>();
        GroupOptions onPlatformThreads = GroupOptions.of("group").threads(Thread.ofPlatform().daemon().factory());
        try (Threads virtual = new Threads(Kind.VIRTUAL); TaskGroup group = TaskGroup.open(onPlatformThreads)) {
            WorkerPool<String> pool =
                    WorkerPool.start(group, queue, PoolOptions.size(1).onError((item, e) -> refusal.set(e)), item -> {
                        permits.acquire();
                        if (item.equals("feed")) {
                            queue.put("fed");
                        }
                    });
            queue.put("item");
            Until.holds("the worker is busy", () -> queue.size() == 0);
            queue.put("item");
            Thread victim = virtual.start("victim", () -> queue.put(VICTIM));
            for (int i = 0; i < WaitList.PATIENCE; i++) {
                String next = i == WaitList.PATIENCE - 2 ? "feed" : "item";
                Until.holds("the victim waits", () -> queue.stats().waitingPutters() == 1);
                Until.waiting(victim);
                HeldCarriers.during(() -> {
                    permits.release(); // nobody but the worker takes
                    Until.holds("the worker has taken the next", () -> queue.size() == 0);
                    queue.put(next);
                });
            }
            Until.holds("the victim waits", () -> queue.stats().waitingPutters() == 1);
            permits.release();
            Until.holds("the worker is refused", () -> refusal.get() != null);
            assertInstanceOf(IllegalStateException.class, refusal.get());
            permits.release(9);
            virtual.join();
            pool.drain();
        }
    }

    @Test
    void p2_aWorkerWhoQueuesBehindAWaiterThatLostPatienceIsToldToRetire() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(2);
        GroupOptions onPlatformThreads = GroupOptions.of("group").threads(Thread.ofPlatform().daemon().factory());
        try (Threads virtual = new Threads(Kind.VIRTUAL); TaskGroup group = TaskGroup.open(onPlatformThreads)) {
            Thread victim = virtual.start("victim", () -> got.set(queue.take()));
            for (int i = 0; i < WaitList.PATIENCE; i++) {
                overtakeTaker(queue, victim, "overtaken-" + i);
            }
            HeldCarriers.during(() -> {
                queue.put("for the victim");
                WorkerPool<String> pool = WorkerPool.start(group, queue, 3, order::add);
                Until.holds("they queue", () -> queue.stats().waitingTakers() == 3);
                pool.resize(1);
                Until.holds("two have ended", () -> pool.alive() == 1);
                assertEquals(1, queue.size(), "and nobody went before the victim");
            });
            Until.holds("the victim got through", () -> got.get() != null);
            queue.put("for the worker");
            Until.holds("the worker goes on", () -> order.size() == 1);
            group.cancel();
        }
        assertEquals("for the victim", got.get());
    }

    @Test
    void p2_whoIsAskedToLookAgainHasLostToNobody() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(2);
        try (Threads virtual = new Threads(Kind.VIRTUAL); TaskGroup group = TaskGroup.open("group")) {
            Thread taker = virtual.start("taker", queue::take);
            WorkerPool<String> pool = WorkerPool.start(group, queue, 1, order::add);
            for (int i = 0; i <= 2 * WaitList.PATIENCE; i++) {
                pool.resize(2);
                Until.holds("all wait", () -> queue.stats().waitingTakers() == 3);
                pool.resize(1);
                Until.holds("all but one wait", () -> pool.alive() == 1 && queue.stats().waitingTakers() == 2);
            }
            assertFalse(queue.takers().isReserved());
            queue.putAll(List.of("a", "b"));
            taker.join();
            Until.holds("the worker goes on", () -> order.size() == 1);
            queue.taskDone();
            pool.drain();
        }
    }

    @Test
    void q6_aJoinAtZeroReturnsThoughAnotherThatWaitedHasBeenWokenOftenAndNotYetRun() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(1);
        queue.put("a");
        queue.take();
        try (Threads virtual = new Threads(Kind.VIRTUAL); Threads platform = new Threads(Kind.PLATFORM)) {
            Thread joiner = virtual.start("joiner", queue::join);
            for (int i = 0; i <= WaitList.PATIENCE; i++) {
                Until.waiting(joiner);
                try (TaskGroup group = TaskGroup.open("group")) { // a worker that comes and goes wakes those who join
                    WorkerPool.start(group, queue, 1, item -> {});
                    group.cancel();
                }
            }
            Until.waiting(joiner);
            HeldCarriers.during(() -> {
                queue.taskDone();
                Until.waiting(platform.start("newcomer", queue::join));
            });
        }
    }

    /** Wakes the waiting putter and takes the space away before it can run; returns when it waits again. */
    private static void overtakePutter(WorkQueue<String> queue, Thread victim, String item) throws Exception {
        Until.holds("the victim waits", () -> queue.stats().waitingPutters() == 1);
        Until.waiting(victim);
        HeldCarriers.during(() -> {
            queue.take();
            assertEquals(0, queue.stats().waitingPutters());
            queue.put(item); // does not wait
        });
        Until.holds("the victim waits again", () -> queue.stats().waitingPutters() == 1);
        Until.waiting(victim);
    }

    /** Wakes the waiting taker and takes the item away before it can run; returns when it waits again. */
    private static void overtakeTaker(WorkQueue<String> queue, Thread victim, String item) throws Exception {
        Until.holds("the victim waits", () -> queue.stats().waitingTakers() == 1);
        Until.waiting(victim);
        HeldCarriers.during(() -> {
            queue.put(item);
            assertEquals(item, queue.take());
        });
        Until.holds("the victim waits again", () -> queue.stats().waitingTakers() == 1);
        Until.waiting(victim);
    }
}
