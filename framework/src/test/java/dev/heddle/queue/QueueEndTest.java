package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Threads;
import dev.heddle.testing.Threads.Kind;
import dev.heddle.testing.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The three closes (Q8 to Q10): who is told, what stays, what is handed back. */
class QueueEndTest {
    private static final Duration LONG = Duration.ofDays(1);

    @ParameterizedTest
    @MethodSource("dev.heddle.queue.QueueCases#capacitiesAndUnbounded")
    void q8_closeLetsTakersDrainWhatIsThere(int capacity) throws Exception {
        WorkQueue<Integer> queue = QueueCases.queue(capacity);
        int count = Math.min(capacity, 20);
        for (int i = 0; i < count; i++) {
            queue.put(i);
        }
        assertFalse(queue.isClosed());
        queue.close();
        assertTrue(queue.isClosed());
        for (int i = 0; i < count; i++) {
            assertEquals(i, i % 2 == 0 ? queue.take() : queue.poll());
        }
        assertNull(assertThrows(QueueClosedException.class, queue::take).getCause());
    }

    @Test
    void q8_laterPutsThrowAndPutNothing() throws Exception {
        WorkQueue<String> queue = WorkQueue.unbounded();
        queue.put("a");
        queue.close();
        for (Executable put : QueueBasicsTest.puts(queue)) {
            String message = assertThrows(QueueClosedException.class, put).getMessage();
            assertTrue(message.contains("'queue'") && message.contains("close()"), message);
        }
        assertEquals("a", queue.take());
        assertThrows(QueueClosedException.class, queue::take);
        assertEquals(1, queue.stats().puts());
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.queue.QueueCases#kindsAndCapacities")
    void q8_puttersThatWaitAreToldAndTheirItemsAreNotIn(Kind kind, int capacity) throws Exception {
        WorkQueue<Integer> queue = QueueCases.full(capacity);
        try (Threads threads = new Threads(kind)) {
            for (int i = 0; i < 3; i++) {
                threads.start("put", () -> assertThrows(QueueClosedException.class, () -> queue.put(-1)));
                threads.start("offer", () -> assertThrows(QueueClosedException.class, () -> queue.offer(-1, LONG)));
            }
            Until.holds("all wait", () -> queue.stats().waitingPutters() == 6);
            queue.close();
        }
        assertEquals(0, queue.stats().waitingPutters());
        assertEquals(IntStream.range(0, capacity).boxed().toList(), queue.closeNow());
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.queue.QueueCases#kindsAndQueues")
    void q8_takersThatWaitAreTold(Kind kind, int capacity) {
        WorkQueue<String> queue = QueueCases.queue(capacity);
        try (Threads threads = new Threads(kind)) {
            threads.start("take", () -> assertThrows(QueueClosedException.class, queue::take));
            threads.start("poll", () -> assertThrows(QueueClosedException.class, () -> queue.poll(LONG)));
            threads.start("lease", () -> assertThrows(QueueClosedException.class, () -> queue.lease(2, LONG)));
            threads.start("forEach", () -> queue.forEach(item -> {}));
            threads.start("items", () -> assertFalse(queue.items().iterator().hasNext()));
            Until.holds("all wait", () -> queue.stats().waitingTakers() == 5);
            queue.close();
        }
    }

    @Test
    void q8_closeIsIdempotentAndTheFirstOneIsNamed() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(2);
        queue.put("a");
        queue.close();
        queue.close();
        assertEquals(List.of("a"), queue.closeNow());
        assertEquals(List.of(), queue.closeNow());
        queue.close();
        assertEquals("queue 'queue' is closed, by close()",
                assertThrows(QueueClosedException.class, queue::take).getMessage());
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.queue.QueueCases#capacities")
    void q9_closeNowHandsBackWhatNobodyHadTakenInOrder(int capacity) throws Exception {
        WorkQueue<Integer> queue = QueueCases.full(capacity);
        queue.take();
        Lease<Integer> lease = capacity > 1 ? queue.lease(1, Duration.ZERO).get(0) : null;
        List<Integer> expected = new ArrayList<>(IntStream.range(Math.min(2, capacity), capacity).boxed().toList());
        if (lease != null) {
            lease.giveBack();
            expected.add(0, 1); // given back comes first
        }
        assertEquals(expected, queue.closeNow());
        assertEquals(1, queue.unfinished(), "what was handed back is done, what was taken is not");
        assertThrows(QueueClosedException.class, queue::poll);
        assertThrows(QueueClosedException.class, () -> queue.put(1));
        queue.taskDone();
        queue.join();
    }

    @ParameterizedTest
    @EnumSource
    void q9_closeNowReleasesAJoinUnlessItemsAreTaken(Kind kind) throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(2);
        queue.putAll(List.of("a", "b"));
        queue.take();
        try (Threads threads = new Threads(kind)) {
            Thread joiner = threads.start("joiner", queue::join);
            Until.waiting(joiner);
            assertEquals(List.of("b"), queue.closeNow());
            Until.waiting(joiner);
            assertTrue(joiner.isAlive(), "join still waits for the item that was taken");
            queue.taskDone();
        }
        WorkQueue<String> other = WorkQueue.bounded(2);
        other.put("a");
        try (Threads threads = new Threads(kind)) {
            Until.waiting(threads.start("joiner", other::join));
            other.closeNow();
        }
    }

    @Test
    void q9_closeNowMayFollowEveryClose() throws Exception {
        WorkQueue<String> closed = WorkQueue.bounded(1);
        closed.put("a");
        closed.close();
        assertEquals(List.of("a"), closed.closeNow());
        WorkQueue<String> failed = WorkQueue.bounded(1);
        failed.put("a");
        failed.closeExceptionally(new AssertionError());
        assertEquals(List.of("a"), failed.closeNow());
        assertEquals(0, failed.unfinished());
        assertThrows(QueueClosedException.class, failed::join, "the failure stays");
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.queue.QueueCases#kindsAndCapacities")
    void q10_everybodySeesTheCauseAtOnce(Kind kind, int capacity) throws Exception {
        Exception cause = new Exception("the cause");
        WorkQueue<Integer> full = QueueCases.full(capacity);
        WorkQueue<Integer> empty = WorkQueue.bounded(capacity);
        ConcurrentLinkedQueue<Throwable> causes = new ConcurrentLinkedQueue<>();
        try (Threads threads = new Threads(kind)) {
            for (Executable waiting : List.<Executable>of(() -> full.put(-1), () -> full.offer(-1, LONG), full::join,
                    () -> full.join(LONG), empty::take, () -> empty.poll(LONG), () -> empty.lease(1, LONG),
                    () -> empty.forEach(item -> {}), () -> empty.items().iterator().hasNext())) {
                Until.waiting(threads.start("waiting",
                        () -> causes.add(assertThrows(QueueClosedException.class, waiting).getCause())));
            }
            full.closeExceptionally(cause);
            empty.closeExceptionally(cause);
        }
        assertEquals(9, causes.size());
        causes.forEach(seen -> assertSame(cause, seen));
        assertThrows(QueueClosedException.class, full::poll, "what is left is not for takers");
        assertThrows(QueueClosedException.class, full::join);
        assertEquals(capacity, full.size());
        assertEquals(IntStream.range(0, capacity).boxed().toList(), full.closeNow());
    }

    @Test
    void q10_mayFollowACloseAndOfSeveralCausesTheFirstStays() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(2);
        queue.put("a");
        queue.close();
        AssertionError first = new AssertionError("first");
        queue.closeExceptionally(first);
        queue.closeExceptionally(new AssertionError("second"));
        queue.close();
        for (Executable take : QueueBasicsTest.takes(queue)) {
            assertSame(first, assertThrows(QueueClosedException.class, take).getCause());
        }
        assertEquals(List.of("a"), queue.closeNow());
        assertSame(first, assertThrows(QueueClosedException.class, queue::take).getCause());
    }

    @ParameterizedTest
    @EnumSource
    void q10_aJoinThatWaitsIsToldThoughTheItemsAreNotDone(Kind kind) throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(1);
        queue.put("a");
        queue.take();
        queue.close();
        try (Threads threads = new Threads(kind)) {
            Until.waiting(threads.start("joiner", () -> assertThrows(QueueClosedException.class, queue::join)));
            queue.closeExceptionally(new AssertionError());
        }
        queue.taskDone();
        assertEquals(0, queue.unfinished());
    }

    @ParameterizedTest
    @EnumSource
    void q8_anItemThatIsGivenBackAfterTheCloseIsForTheTakers(Kind kind) throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(1);
        queue.put("a");
        Lease<String> lease = queue.lease(1, Duration.ZERO).get(0);
        queue.close();
        lease.giveBack();
        try (Threads threads = new Threads(kind)) {
            threads.start("taker", () -> assertEquals("a", queue.take()));
        }
        assertThrows(QueueClosedException.class, queue::take);
    }

    @Test
    void isClosedMeansThatNothingMoreCanBePut() {
        AtomicReference<WorkQueue<Integer>> next = new AtomicReference<>();
        AtomicBoolean over = new AtomicBoolean();
        try (Threads threads = new Threads(Kind.PLATFORM)) {
            threads.start("closer", () -> {
                while (!over.get()) {
                    WorkQueue<Integer> queue = next.getAndSet(null);
                    if (queue != null) {
                        queue.close();
                    }
                }
            });
            try {
                for (int i = 0; i < 1_000; i++) {
                    WorkQueue<Integer> queue = WorkQueue.unbounded();
                    next.set(queue);
                    while (!queue.isClosed()) {
                        Thread.yield();
                    }
                    assertThrows(QueueClosedException.class, () -> queue.offer(1));
                }
            } finally {
                over.set(true);
            }
        }
    }
}
