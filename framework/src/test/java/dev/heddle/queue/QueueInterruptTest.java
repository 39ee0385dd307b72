package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.Action;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Threads.Kind;
import dev.heddle.testing.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What was interrupted or cancelled did not happen (rule 1, Q18, the exception table). */
class QueueInterruptTest {
    private static final Duration LONG = Duration.ofDays(1);

    /** Every call that may wait, on a queue that would not let it wait. */
    private static Map<String, Executable> interruptible(WorkQueue<String> queue) {
        Map<String, Executable> calls = new TreeMap<>();
        calls.put("put", () -> queue.put("x"));
        calls.put("offer", () -> queue.offer("x", LONG));
        calls.put("offer, no wait", () -> queue.offer("x", Duration.ZERO));
        calls.put("putAll", () -> queue.putAll(List.of("x", "y")));
        calls.put("putAll of nothing", () -> queue.putAll(List.of()));
        calls.put("take", queue::take);
        calls.put("poll", () -> queue.poll(LONG));
        calls.put("poll, no wait", () -> queue.poll(Duration.ZERO));
        calls.put("lease", () -> queue.lease(1, LONG));
        calls.put("lease of several, no wait", () -> queue.lease(9, Duration.ZERO));
        calls.put("forEach", () -> queue.forEach(item -> {}));
        return calls;
    }

    @Test
    void r1_everyCallThatMayWaitThrowsOnEntry() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(7);
        queue.put("a");
        interruptible(queue).forEach((name, call) -> {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, call, name);
            assertFalse(Thread.interrupted(), () -> name + " clears the interrupt that it tells");
            assertEquals(1, queue.size(), () -> name + " has done nothing");
        });
        queue.take();
        queue.taskDone();
        for (Executable join : List.<Executable>of(queue::join, () -> queue.join(LONG),
                () -> queue.join(Duration.ZERO))) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, join, "though nothing is unfinished");
        }
    }

    @Test
    void r1_theAtOnceFormsDoNotLookAtInterrupts() {
        WorkQueue<String> queue = WorkQueue.bounded(1);
        Thread.currentThread().interrupt();
        try {
            assertTrue(queue.offer("a"));
            assertFalse(queue.offer("b"));
            assertEquals("a", queue.poll());
            assertNull(queue.poll());
            assertTrue(queue.offer("c"));
            assertEquals(1, queue.drainTo(new ArrayList<>(), 5));
            queue.taskDone();
            queue.close();
            queue.closeNow();
        } finally {
            assertTrue(Thread.interrupted(), "and leave them set");
        }
    }

    @ParameterizedTest
    @EnumSource
    void r1_anInterruptEndsEveryWaitAndNothingHasHappened(Kind kind) throws Exception {
        WorkQueue<String> empty = WorkQueue.bounded(1);
        WorkQueue<String> full = WorkQueue.bounded(1);
        full.put("a");
        for (Executable waiting : List.<Executable>of(empty::take, () -> empty.poll(LONG), () -> empty.lease(3, LONG),
                () -> empty.forEach(item -> {}), () -> full.put("b"), () -> full.offer("b", LONG),
                () -> full.putAll(List.of("b")), full::join, () -> full.join(LONG))) {
            try (Threads threads = new Threads(kind)) {
                Thread thread = threads.start("waiting", () -> {
                    assertThrows(InterruptedException.class, waiting);
                    assertFalse(Thread.currentThread().isInterrupted());
                });
                Until.waiting(thread);
                thread.interrupt();
            }
            assertEquals(0, empty.stats().waitingTakers() + full.stats().waitingPutters());
        }
        assertEquals(0, empty.stats().puts());
        assertEquals(List.of("a"), full.closeNow());
    }

    @ParameterizedTest
    @EnumSource
    void theIteratorTellsAnInterruptAsACancellationAndSetsItAgain(Kind kind) throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(2);
        queue.put("a");
        CountDownLatch told = new CountDownLatch(1);
        try (Threads threads = new Threads(kind)) {
            Thread thread = threads.start("iterating", () -> {
                Iterator<String> items = queue.items().iterator();
                assertEquals("a", items.next());
                CancellationException thrown = assertThrows(CancellationException.class, items::hasNext);
                assertInstanceOf(InterruptedException.class, thrown.getCause());
                assertTrue(Thread.interrupted());
                told.countDown();
                assertEquals("b", items.next(), "and it can go on");
            });
            Until.holds("it waits", () -> queue.stats().waitingTakers() == 1);
            thread.interrupt();
            told.await();
            queue.put("b");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.queue.QueueCases#kindsAndCapacities")
    void q18_putAllThatIsInterruptedTellsHowManyWentIn(Kind kind, int capacity) {
        WorkQueue<Integer> queue = WorkQueue.bounded(capacity);
        List<Integer> items = IntStream.range(0, capacity + 3).boxed().toList();
        try (Threads threads = new Threads(kind)) {
            Thread thread = threads.start("putter", () -> {
                PutInterruptedException e = assertThrows(PutInterruptedException.class, () -> queue.putAll(items));
                assertEquals(capacity, e.count());
                assertTrue(e.getMessage().contains(String.valueOf(capacity)), e.getMessage());
            });
            Until.holds("it waits", () -> queue.stats().waitingPutters() == 1);
            thread.interrupt();
        }
        assertEquals(items.subList(0, capacity), queue.closeNow());
    }

    @Test
    void q18_putAllThatIsInterruptedBeforeTellsThatNoneWentIn() {
        WorkQueue<String> queue = WorkQueue.bounded(7);
        Thread.currentThread().interrupt();
        assertEquals(0, assertThrows(PutInterruptedException.class, () -> queue.putAll(List.of("a", "b"))).count());
        assertEquals(0, queue.size());
    }

    @ParameterizedTest
    @EnumSource
    void q18_putAllThatIsClosedOrCancelledMidwayTellsHowManyWentIn(Kind kind) throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(2);
        try (Threads threads = new Threads(kind)) {
            threads.start("putter", () -> {
                QueueClosedException e =
                        assertThrows(QueueClosedException.class, () -> queue.putAll(List.of("a", "b", "c")));
                assertTrue(e.getMessage().contains("2 of 3"), e.getMessage());
            });
            Until.holds("it waits", () -> queue.stats().waitingPutters() == 1);
            queue.close();
        }
        WorkQueue<String> other = WorkQueue.bounded(2);
        AtomicReference<CancellationException> told = new AtomicReference<>();
        try (TaskGroup group = TaskGroup.open("group")) {
            group.fork("putter", () -> {
                told.set(assertThrows(CancellationException.class, () -> other.putAll(List.of("a", "b", "c"))));
            });
            Until.holds("it waits", () -> other.stats().waitingPutters() == 1);
            group.cancel();
        }
        assertTrue(told.get().getMessage().contains("2 of 3") && told.get().getMessage().contains("'group'"),
                told.get()::getMessage);
        assertEquals(List.of("a", "b"), other.closeNow());
    }

    @Test
    void aWaitInACancelledScopeThrowsTheReasonWithTheFirstFailureAsItsCause() throws Exception {
        WorkQueue<String> empty = WorkQueue.bounded(1);
        WorkQueue<String> full = WorkQueue.bounded(1);
        full.put("a");
        RuntimeException failure = new RuntimeException("the first failure");
        List<Action> waits = List.of(empty::take, () -> empty.poll(LONG), () -> empty.forEach(item -> {}),
                () -> empty.items().iterator().next(), () -> full.put("b"), () -> full.offer("b", LONG), full::join);
        try (TaskGroup group = TaskGroup.open("group")) {
            for (Action wait : waits) {
                group.fork("waiting", () -> {
                    for (int again = 0; again < 2; again++) { // level-triggered: the second wait throws as well
                        CancellationException told = assertThrows(CancellationException.class, wait::run);
                        assertSame(failure, told.getCause());
                        Thread.interrupted();
                    }
                });
            }
            Until.holds("all wait", () -> empty.stats().waitingTakers() == 4 && full.stats().waitingPutters() == 2);
            group.fork("failing", () -> {
                throw failure;
            });
            assertSame(failure, assertThrows(ExecutionException.class, group::join).getCause());
        }
        assertEquals(List.of("a"), full.closeNow());
    }

    @Test
    void r5_theOwnerOfACancelledGroupGetsOutOfItsWaitsWithoutAnInterrupt() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(1);
        try (TaskGroup group = TaskGroup.open("group")) {
            group.fork("canceller", () -> {
                Until.holds("the owner waits", () -> queue.stats().waitingTakers() == 1);
                group.cancel();
            });
            assertThrows(CancellationException.class, queue::take);
            assertFalse(Thread.currentThread().isInterrupted());
            assertThrows(CancellationException.class, queue::take);
        }
    }
}
