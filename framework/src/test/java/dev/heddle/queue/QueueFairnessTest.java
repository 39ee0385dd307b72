package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.internal.park.WaitList;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Threads.Kind;
import dev.heddle.testing.Until;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who goes first: waiters in the order of their coming, and newcomers not before them for ever (Q3, Q4). */
class QueueFairnessTest {
    private static final String VICTIM = "victim's";

    private final CopyOnWriteArrayList<String> order = new CopyOnWriteArrayList<>();
    private final AtomicReference<String> got = new AtomicReference<>();

    @ParameterizedTest
    @EnumSource
    void q3_takersAreServedInTheOrderOfTheirComing(Kind kind) throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(7);
        try (Threads threads = new Threads(kind)) {
            for (int i = 0; i < 5; i++) {
                String name = "taker-" + i;
                Thread taker = threads.start(name, () -> order.add(name + " got " + queue.take()));
                int waiting = i + 1;
                Until.holds(name + " waits", () -> queue.stats().waitingTakers() == waiting);
                Until.waiting(taker);
            }
            for (int i = 0; i < 5; i++) {
                queue.put("item-" + i);
                int served = i + 1;
                Until.holds("item " + i + " is taken", () -> order.size() == served);
            }
        }
        assertEquals(List.of("taker-0 got item-0", "taker-1 got item-1", "taker-2 got item-2", "taker-3 got item-3",
                "taker-4 got item-4"), order);
    }

    @ParameterizedTest
    @EnumSource
    void q3_puttersAreServedInTheOrderOfTheirComing(Kind kind) throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(1);
        queue.put("item-0");
        List<Thread> putters = new ArrayList<>();
        try (Threads threads = new Threads(kind)) {
            for (int i = 1; i < 6; i++) {
                String item = "item-" + i;
                putters.add(threads.start("putter-" + i, () -> queue.put(item)));
                int waiting = i;
                Until.holds(item + " waits", () -> queue.stats().waitingPutters() == waiting);
                Until.waiting(putters.get(i - 1));
            }
            for (int i = 0; i < 5; i++) {
                assertEquals("item-" + i, queue.take());
                putters.get(i).join(); // one at a time: two that are woken together race
            }
        }
        assertEquals("item-5", queue.take());
    }

    @Test
    void q3_waitersThatWereOvertakenTogetherKeepTheirOrder() throws Exception {
        for (int round = 0; round < 10; round++) {
            order.clear();
            List<Thread> takers = new ArrayList<>();
            WorkQueue<String> queue = WorkQueue.bounded(7);
            try (Threads threads = new Threads(Kind.VIRTUAL)) {
                for (String name : List.of("first", "second", "third")) {
                    int before = queue.stats().waitingTakers();
                    takers.add(threads.start(name, () -> order.add(name + " got " + queue.take())));
                    Until.holds(name + " waits", () -> queue.stats().waitingTakers() == before + 1);
                }
                HeldCarriers.during(() -> {
                    queue.putAll(List.of("x", "y", "z"));
                    assertEquals(3, queue.drainTo(new ArrayList<>(), 3));
                });
                Until.holds("all wait again", () -> queue.stats().waitingTakers() == 3);
                takers.forEach(Until::waiting);
                for (String item : List.of("a", "b", "c")) {
                    int before = order.size();
                    queue.put(item);
                    Until.holds(item + " is taken", () -> order.size() == before + 1);
                }
            }
            assertEquals(List.of("first got a", "second got b", "third got c"), order);
        }
    }

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

    @ParameterizedTest
    @EnumSource
    void q4_aTakerWhoIsInterruptedLeavesTheListAtOnceAndTheNextOneGetsTheItem(Kind kind) throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(7);
        try (Threads threads = new Threads(kind)) {
            Thread first = threads.start("first", () -> assertThrows(InterruptedException.class, queue::take));
            Until.holds("the first waits", () -> queue.stats().waitingTakers() == 1);
            threads.start("second", () -> got.set(queue.take()));
            Until.holds("the second waits", () -> queue.stats().waitingTakers() == 2);
            first.interrupt();
            first.join();
            assertEquals(1, queue.stats().waitingTakers());
            queue.put("a");
        }
        assertEquals("a", got.get());
    }

    @Test
    void q4_aTakerWhoIsWokenAndInterruptedTakesAndWhatIsLeftReachesTheNext() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(7);
        try (Threads threads = new Threads(Kind.VIRTUAL)) {
            Thread first = threads.start("first", () -> {
                order.add(queue.take());
                assertTrue(Thread.interrupted(), "the item wins and the interrupt stays set");
            });
            Until.holds("the first waits", () -> queue.stats().waitingTakers() == 1);
            threads.start("second", () -> order.add(queue.take()));
            Until.holds("the second waits", () -> queue.stats().waitingTakers() == 2);
            HeldCarriers.during(() -> {
                queue.put("a"); // the first is woken, and cannot run
                first.interrupt();
                queue.put("b");
            });
        }
        assertEquals(Set.of("a", "b"), Set.copyOf(order));
    }

    @Test
    void q4_aTakerWhoIsWokenForAnItemThatIsGoneAndInterruptedThrowsAndTheNextGetsTheNextItem() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(7);
        try (Threads threads = new Threads(Kind.VIRTUAL)) {
            Thread first = threads.start("first", () -> assertThrows(InterruptedException.class, queue::take));
            Until.holds("the first waits", () -> queue.stats().waitingTakers() == 1);
            threads.start("second", () -> got.set(queue.take()));
            Until.holds("the second waits", () -> queue.stats().waitingTakers() == 2);
            HeldCarriers.during(() -> {
                queue.put("a");
                first.interrupt();
                assertEquals("a", queue.poll());
            });
            first.join();
            queue.put("b");
        }
        assertEquals("b", got.get());
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
