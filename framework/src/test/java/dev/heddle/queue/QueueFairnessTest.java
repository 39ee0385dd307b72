package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.HeldCarriers;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Threads.Kind;
import dev.heddle.testing.Until;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who goes first among those who wait, and that no wake-up is lost with one who gives up (Q3, Q4). */
class QueueFairnessTest {
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
}
