package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Threads.Kind;
import dev.heddle.testing.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Many items in one call: putAll, drainTo, forEach, items. */
class QueueBulkTest {

    /** Takes three, then refuses. */
    private static final class Choosy extends ArrayList<Integer> {
        private static final long serialVersionUID = 1;

        @Override
        public boolean add(Integer item) {
            if (size() == 3) {
                throw new UnsupportedOperationException("not " + item);
            }
            return super.add(item);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.queue.QueueCases#kindsAndCapacities")
    void putAllPutsInOrderAndWaitsForSpace(Kind kind, int capacity) throws Exception {
        WorkQueue<Integer> queue = WorkQueue.bounded(capacity);
        List<Integer> items = IntStream.range(0, 2 * capacity + 1).boxed().toList();
        List<Integer> taken = new ArrayList<>();
        try (Threads threads = new Threads(kind)) {
            threads.start("putter", () -> {
                queue.putAll(items);
                queue.close();
            });
            queue.items().forEach(taken::add);
        }
        assertEquals(items, taken);
    }

    @Test
    void putAllOfNothingPutsNothing() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(1);
        queue.putAll(List.of());
        assertEquals(0, queue.stats().puts());
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.queue.QueueCases#capacities")
    void drainToTakesWhatIsThereInOrder(int capacity) {
        WorkQueue<Integer> queue = QueueCases.full(capacity);
        List<Integer> target = new ArrayList<>();
        assertEquals(1, queue.drainTo(target, 1));
        assertEquals(capacity - 1, queue.drainTo(target, Integer.MAX_VALUE));
        assertEquals(IntStream.range(0, capacity).boxed().toList(), target);
        assertEquals(0, queue.drainTo(target, 1));
        assertEquals(capacity, queue.unfinished(), "taking finishes nothing");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void drainToOfNothingTakesNothing(int most) {
        WorkQueue<Integer> queue = QueueCases.full(2);
        List<Integer> target = new ArrayList<>();
        assertEquals(0, queue.drainTo(target, most));
        assertEquals(2, queue.size());
    }

    @Test
    void drainToGivesBackWhatItsTargetRefuses() throws Exception {
        WorkQueue<Integer> queue = QueueCases.full(7);
        Choosy target = new Choosy();
        assertEquals("not 3",
                assertThrows(UnsupportedOperationException.class, () -> queue.drainTo(target, 5)).getMessage());
        assertEquals(List.of(0, 1, 2), target);
        assertThrows(UnsupportedOperationException.class, () -> queue.drainTo(target, 5), "again");
        assertThrows(UnsupportedOperationException.class, () -> queue.drainTo(List.of(), 5));
        assertEquals(3, queue.stats().takes());
        for (int i = 3; i < 7; i++) {
            assertEquals(i, queue.take(), "nothing is lost, and the order is kept");
        }
        for (int i = 0; i < 7; i++) {
            queue.taskDone();
        }
        queue.join();
    }

    @ParameterizedTest
    @EnumSource
    void drainToWakesAPutterForEachItem(Kind kind) {
        WorkQueue<Integer> queue = QueueCases.full(2);
        List<Integer> target = Collections.synchronizedList(new ArrayList<>());
        try (Threads threads = new Threads(kind)) {
            threads.start("putter", () -> queue.put(2));
            threads.start("putter", () -> queue.put(3));
            Until.holds("both wait", () -> queue.stats().waitingPutters() == 2);
            queue.drainTo(target, 2);
        }
        queue.drainTo(target, 9);
        assertEquals(List.of(0, 1), target.subList(0, 2));
        assertEquals(4, target.size());
    }

    @Test
    void drainToGetsTheRestThenTheEnd() {
        WorkQueue<Integer> queue = QueueCases.full(2);
        queue.close();
        List<Integer> target = new ArrayList<>();
        assertEquals(2, queue.drainTo(target, 9));
        assertThrows(QueueClosedException.class, () -> queue.drainTo(target, 9));
        assertEquals(List.of(0, 1), target);
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.queue.QueueCases#kindsAndCapacities")
    void forEachMarksItemsDone(Kind kind, int capacity) throws Exception {
        WorkQueue<Integer> queue = WorkQueue.bounded(capacity);
        List<Integer> handled = Collections.synchronizedList(new ArrayList<>());
        List<Integer> items = IntStream.range(0, 20).boxed().toList();
        try (Threads threads = new Threads(kind)) {
            threads.start("handler", () -> queue.forEach(handled::add));
            queue.putAll(items);
            queue.join();
            assertEquals(items, handled);
            queue.close();
        }
        assertEquals(0, queue.unfinished());
    }

    @Test
    void q13_forEachTellsTheItemWhoseHandlerThrewAndItIsDone() throws Exception {
        WorkQueue<Integer> queue = QueueCases.full(3);
        queue.close();
        Exception problem = new Exception("the problem");
        HandlerFailedException failure = assertThrows(HandlerFailedException.class, () -> queue.forEach(item -> {
            if (item == 1) {
                throw problem;
            }
        }));
        assertSame(problem, failure.getCause());
        assertEquals(1, failure.item());
        assertTrue(failure.getMessage().contains("1") && failure.getMessage().contains("the problem"),
                failure::getMessage);
        assertEquals(1, queue.unfinished());
        assertEquals(1, queue.stats().rejected());
        queue.forEach(item -> assertEquals(2, item)); // and it can go on
        queue.join();
    }

    @ParameterizedTest
    @EnumSource
    void q13_forEachGivesBackWhatAnInterruptedHandlerHeld(Kind kind) throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(1);
        queue.put("a");
        CountDownLatch never = new CountDownLatch(1);
        try (Threads threads = new Threads(kind)) {
            Thread handler = threads.start("handler",
                    () -> assertThrows(InterruptedException.class, () -> queue.forEach(item -> never.await())));
            Until.holds("it handles", () -> queue.stats().takes() == 1);
            handler.interrupt();
        }
        assertEquals(2, queue.lease(1, Duration.ZERO).get(0).attempt());
    }

    @Test
    void q13_forEachByAnInterruptedOwnerOfAGroupGivesBackToo() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(1);
        queue.put("a");
        try (TaskGroup group = TaskGroup.open("group")) {
            assertThrows(InterruptedException.class, () -> queue.forEach(item -> {
                group.name();
                throw new InterruptedException(); // as every wait does when somebody interrupts the owner
            }));
        }
        assertEquals(1, queue.unfinished());
        assertEquals(List.of("a"), queue.closeNow());
    }

    @Test
    void q13_forEachInACancelledTaskGivesBack() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(1);
        queue.put("a");
        CountDownLatch never = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("group")) {
            var task = group.fork("handler", () -> queue.forEach(item -> never.await()));
            Until.holds("it handles", () -> queue.stats().takes() == 1);
            task.cancel(true);
            group.join();
            assertTrue(task.isCancelled());
        }
        assertEquals(2, queue.lease(1, Duration.ZERO).get(0).attempt());
    }

    @Test
    void forEachWithAHandlerThatSwallowsItsInterruptStillEndsWithItsTask() throws Exception {
        WorkQueue<Integer> queue = QueueCases.full(7);
        List<Integer> handled = Collections.synchronizedList(new ArrayList<>());
        try (TaskGroup group = TaskGroup.open("group")) {
            var task = group.fork("handler", () -> queue.forEach(item -> {
                handled.add(item);
                try {
                    new CountDownLatch(handled.size() == 1 ? 1 : 0).await();
                } catch (InterruptedException e) {
                    // swallowed, as so often
                }
            }));
            Until.holds("it handles", () -> handled.size() == 1);
            task.cancel(true);
            group.join();
        }
        assertEquals(List.of(0), handled, "cancelled is a state, and holds after the interrupt was swallowed");
        assertEquals(List.of(1, 2, 3, 4, 5, 6), queue.closeNow());
    }

    @Test
    void itemsLeavesTheAccountToItsUser() throws Exception {
        WorkQueue<Integer> queue = QueueCases.full(3);
        queue.close();
        int count = 0;
        for (int item : queue.items()) {
            assertEquals(count++, item);
        }
        assertEquals(3, count);
        assertEquals(3, queue.unfinished());
        assertFalse(queue.join(Duration.ZERO));
    }

    @Test
    void aLoopThatIsLeftHasTakenNoMoreThanItSaw() throws Exception {
        WorkQueue<Integer> queue = QueueCases.full(7);
        for (int item : queue.items()) {
            if (item == 2) {
                break;
            }
        }
        assertEquals(3, queue.take());
    }

    @Test
    void theIteratorKeepsToItsContract() {
        WorkQueue<Integer> queue = QueueCases.full(2);
        queue.close();
        Iterator<Integer> items = queue.items().iterator();
        assertTrue(items.hasNext());
        assertTrue(items.hasNext(), "asking again takes nothing");
        assertEquals(0, items.next());
        assertEquals(1, items.next(), "without asking first");
        assertFalse(items.hasNext());
        assertTrue(assertThrows(NoSuchElementException.class, items::next).getMessage().contains("'queue'"));
        assertThrows(UnsupportedOperationException.class, items::remove);
        queue.closeExceptionally(new AssertionError("over"));
        assertEquals("over", assertThrows(QueueClosedException.class, items::hasNext).getCause().getMessage());
    }

    @Test
    void theIteratorPassesACancellationOn() throws Exception {
        WorkQueue<Integer> queue = WorkQueue.bounded(1);
        try (TaskGroup group = TaskGroup.open("group")) {
            group.cancel();
            assertThrows(CancellationException.class, queue.items().iterator()::hasNext);
            assertFalse(Thread.currentThread().isInterrupted());
        }
    }
}
