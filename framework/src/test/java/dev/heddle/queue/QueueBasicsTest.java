package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Threads.Kind;
import dev.heddle.testing.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Capacity, order, the at-once and the timed forms, what is refused, and what the queue says of itself. */
class QueueBasicsTest {
    private static final Duration LONG = Duration.ofDays(1);

    @ParameterizedTest
    @MethodSource("dev.heddle.queue.QueueCases#capacities")
    void q1_capacityIsExact(int capacity) throws Exception {
        WorkQueue<Integer> queue = WorkQueue.bounded(capacity);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < capacity; i++) {
                assertTrue(queue.offer(i), "item " + i + " of " + capacity);
            }
            assertFalse(queue.offer(-1));
            assertFalse(queue.offer(-1, Duration.ZERO));
            assertEquals(capacity, queue.size());
            assertEquals(0, queue.take());
            assertTrue(queue.offer(capacity));
            assertFalse(queue.offer(-1));
            for (int i = 1; i <= capacity; i++) {
                assertEquals(i, queue.take());
            }
            assertNull(queue.poll());
        }
        assertEquals(capacity, queue.capacity());
        assertEquals(capacity, queue.stats().peak());
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.queue.QueueCases#kindsAndCapacities")
    void q1_aPutIntoAFullQueueWaitsUntilThereIsSpace(Kind kind, int capacity) throws Exception {
        WorkQueue<Integer> queue = QueueCases.full(capacity);
        try (Threads threads = new Threads(kind)) {
            Thread putter = threads.start("putter", () -> queue.put(capacity));
            Until.holds("the putter waits", () -> queue.stats().waitingPutters() == 1);
            Until.waiting(putter);
            assertEquals(capacity, queue.size());
            assertEquals(0, queue.take());
        }
        assertEquals(capacity, queue.size());
        for (int i = 1; i <= capacity; i++) {
            assertEquals(i, queue.take());
        }
    }

    @Test
    void q1_aHugeCapacityCostsNothingByItself() throws Exception {
        List<WorkQueue<Integer>> queues = new ArrayList<>();
        for (int i = 0; i < 100; i++) { // 100 arrays of two thousand million would not fit anywhere
            WorkQueue<Integer> queue = WorkQueue.bounded(Integer.MAX_VALUE);
            queue.put(i);
            queues.add(queue);
        }
        assertEquals(99, queues.get(99).take());
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.queue.QueueCases#kindsAndQueues")
    void q2_itemsLeaveInTheOrderOfTheirComing(Kind kind, int capacity) {
        WorkQueue<Integer> queue = QueueCases.queue(capacity);
        List<Integer> taken = new ArrayList<>();
        try (Threads threads = new Threads(kind)) {
            threads.start("putter", () -> {
                for (int i = 0; i < 2_000; i++) {
                    queue.put(i);
                }
                queue.close();
            });
            threads.start("taker", () -> queue.items().forEach(taken::add));
        }
        assertEquals(IntStream.range(0, 2_000).boxed().toList(), taken);
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.queue.QueueCases#kindsAndQueues")
    void aTakeFromAnEmptyQueueWaitsForAnItem(Kind kind, int capacity) throws Exception {
        WorkQueue<String> queue = QueueCases.queue(capacity);
        try (Threads threads = new Threads(kind)) {
            Thread taker = threads.start("taker", () -> assertEquals("a", queue.take()));
            Thread timed = threads.start("timed taker", () -> assertEquals("a", queue.poll(LONG)));
            Until.holds("both wait", () -> queue.stats().waitingTakers() == 2);
            Until.waiting(taker);
            Until.waiting(timed);
            queue.put("a");
            assertTrue(queue.offer("a", LONG));
        }
        assertEquals(0, queue.stats().waitingTakers());
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1, 1_000_000})
    void r4_timedFormsTellATimeoutAndHaveDoneNothing(long nanos) throws Exception {
        Duration timeout = Duration.ofNanos(nanos);
        WorkQueue<String> queue = WorkQueue.bounded(1);
        assertNull(queue.poll(timeout));
        assertTrue(queue.lease(1, timeout).isEmpty());
        assertTrue(queue.offer("a", timeout));
        assertFalse(queue.offer("b", timeout));
        assertFalse(queue.join(timeout));
        assertEquals("a", queue.poll(timeout));
        assertNull(queue.poll());
        queue.taskDone();
        assertTrue(queue.join(timeout));
        QueueStats stats = queue.stats();
        assertEquals(1, stats.puts());
        assertEquals(1, stats.takes());
        assertEquals(0, stats.waitingPutters() + stats.waitingTakers());
    }

    @Test
    void r4_fullEmptyTimeoutClosedAndFailedAreDifferentToSee() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(1);
        assertNull(queue.poll(), "empty");
        queue.put("a");
        assertFalse(queue.offer("b"), "full");
        queue.close();
        for (Executable put : puts(queue)) {
            QueueClosedException closed = assertThrows(QueueClosedException.class, put, "full and closed is closed");
            assertNull(closed.getCause(), "an ordinary end has no cause");
        }
        assertEquals("a", queue.poll());
        for (Executable take : takes(queue)) {
            assertNull(assertThrows(QueueClosedException.class, take).getCause(), "an ordinary end has no cause");
        }
        Throwable why = new AssertionError("why");
        queue.closeExceptionally(why);
        for (Executable call : both(queue)) {
            assertEquals(why, assertThrows(QueueClosedException.class, call).getCause());
        }
    }

    @Test
    void r6_putAllLooksForNullsBeforeItPuts() {
        WorkQueue<String> queue = WorkQueue.bounded(3);
        assertThrows(NullPointerException.class, () -> queue.putAll(Arrays.asList("a", null)));
        assertEquals(0, queue.stats().puts());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void r6_aBoundedQueueHoldsAtLeastOne(int capacity) throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            for (Executable make : List.<Executable>of(() -> WorkQueue.bounded(capacity),
                    () -> WorkQueue.bounded(group, capacity), () -> WorkQueue.bounded(group, "named", capacity))) {
                String message = assertThrows(IllegalArgumentException.class, make).getMessage();
                assertTrue(message.contains("at least 1") && message.contains("unbounded()")
                        && message.contains(String.valueOf(capacity)), message);
            }
        }
    }

    @Test
    void r6_aQueueNeedsAGroupThatIsOpen() throws Exception {
        TaskGroup group = TaskGroup.open("the closed one");
        group.close();
        String message = assertThrows(IllegalStateException.class, () -> WorkQueue.bounded(group, 1)).getMessage();
        assertEquals("queue 'queue' in group 'the closed one', which is closed", message);
        assertThrows(NullPointerException.class, () -> WorkQueue.bounded(null, 1));
        assertThrows(NullPointerException.class, () -> WorkQueue.unbounded(null));
    }

    @Test
    void theStatsTellEachFigure() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(3);
        queue.putAll(List.of("a", "b", "c"));
        queue.lease(1, Duration.ZERO).get(0).giveBack();
        assertEquals(new QueueStats(3, 2, 3, 3, 0, 0, 3, 1, 1, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO),
                queue.stats());
        queue.lease(1, Duration.ZERO).get(0).reject(new IllegalArgumentException("bad"));
        queue.take();
        queue.taskDone();
        assertEquals(new QueueStats(3, 1, 3, 3, 2, 2, 1, 0, 1, 1, 0, 0, 0, Duration.ZERO, Duration.ZERO),
                queue.stats());
        assertEquals(List.of("c"), queue.closeNow());
        assertEquals(new QueueStats(3, 0, 3, 3, 3, 3, 0, 0, 1, 1, 0, 0, 0, Duration.ZERO, Duration.ZERO),
                queue.stats());
    }

    @Test
    void eachFigureHasItsName() {
        QueueStats stats = new QueueStats(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, Duration.ofNanos(14), LONG);
        assertEquals(List.of(1, 2, 3, 4L, 5L, 6L, 7L, 8, 9L, 10L, 11L, 12, 13, Duration.ofNanos(14), LONG),
                List.of(stats.capacity(), stats.size(), stats.peak(), stats.puts(), stats.takes(), stats.done(),
                        stats.unfinished(), stats.awaitingRedelivery(), stats.redelivered(), stats.rejected(),
                        stats.dropped(), stats.waitingPutters(), stats.waitingTakers(), stats.blockedPutting(),
                        stats.blockedTaking()));
        assertTrue(stats.toString().startsWith("QueueStats{capacity=1, size=2, peak=3, puts=4, "), stats::toString);
        assertEquals(0, QueueStats.class.getConstructors().length, "more figures may come");
        assertEquals(0, WorkerReport.class.getConstructors().length, "here too");
    }

    @Test
    void theStatsTellWhoWaits() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(1);
        queue.put("a");
        try (Threads threads = new Threads(Kind.VIRTUAL)) {
            threads.start("one", () -> queue.put("b"));
            threads.start("two", () -> queue.put("c"));
            Until.holds("both wait", () -> queue.stats().waitingPutters() == 2);
            assertEquals(0, queue.stats().waitingTakers());
            assertEquals(1, queue.stats().puts(), "a put that waits has put nothing");
            String text = queue.toString();
            assertTrue(text.contains("size 1 of 1") && text.contains("2 putters"), text);
            assertEquals(3, List.of(queue.take(), queue.take(), queue.take()).size());
        }
    }

    @Test
    void theTextTellsTheNameAndHowItEnded() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<String> queue = WorkQueue.unbounded(group, "orders");
            assertEquals("orders", queue.name());
            assertTrue(queue.toString().contains("orders") && queue.toString().contains("open"), queue::toString);
            assertEquals(QueueCases.UNBOUNDED, queue.capacity());
            queue.closeNow();
            assertTrue(queue.toString().contains("closeNow()"), queue::toString);
            QueueClosedException closed = assertThrows(QueueClosedException.class, queue::take);
            assertTrue(closed.getMessage().contains("'orders'") && closed.getMessage().contains("closeNow()"),
                    closed::getMessage);
        }
        assertEquals("queue", WorkQueue.bounded(1).name());
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.queue.QueueCases#capacitiesAndUnbounded")
    void whatHappenedBeforeAPutIsSeenAfterTheTake(int capacity) throws Exception {
        WorkQueue<int[]> queue = QueueCases.queue(capacity);
        CountDownLatch started = new CountDownLatch(1);
        try (Threads threads = new Threads(Kind.PLATFORM)) {
            threads.start("putter", () -> {
                started.countDown();
                for (int i = 1; i <= 5_000; i++) {
                    queue.put(new int[]{i, i});
                }
                queue.close();
            });
            started.await();
            int count = 0;
            for (int[] item : queue.items()) {
                count++;
                assertEquals(count, item[0]);
                assertEquals(count, item[1]);
            }
            assertEquals(5_000, count);
        }
    }

    static List<Executable> puts(WorkQueue<String> queue) {
        return List.of(() -> queue.put("x"), () -> queue.offer("x"), () -> queue.offer("x", LONG),
                () -> queue.offer("x", Duration.ZERO), () -> queue.putAll(List.of("x")));
    }

    static List<Executable> takes(WorkQueue<String> queue) {
        return List.of(queue::take, queue::poll, () -> queue.poll(LONG), () -> queue.poll(Duration.ZERO),
                () -> queue.lease(1, LONG), () -> queue.lease(3, Duration.ZERO),
                () -> queue.drainTo(new ArrayList<>(), 1));
    }

    private static List<Executable> both(WorkQueue<String> queue) {
        List<Executable> all = new ArrayList<>(puts(queue));
        all.addAll(takes(queue));
        all.add(queue::join);
        all.add(() -> queue.join(LONG));
        all.add(() -> queue.forEach(item -> {}));
        all.add(() -> queue.items().iterator().hasNext());
        return all;
    }
}
