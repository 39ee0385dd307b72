package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.HeldCarriers;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Threads.Kind;
import dev.heddle.testing.Until;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The account of unfinished items: put, taskDone, join (Q5 to Q7, Q11, Q12). */
class QueueAccountTest {

    @ParameterizedTest
    @MethodSource("dev.heddle.queue.QueueCases#capacitiesAndUnbounded")
    void q5_unfinishedCountsPutsLessDone(int capacity) throws Exception {
        WorkQueue<Integer> queue = QueueCases.queue(capacity);
        int count = Math.min(capacity, 100);
        for (int i = 1; i <= count; i++) {
            queue.put(i);
            assertEquals(i, queue.unfinished());
        }
        for (int i = 1; i <= count; i++) {
            queue.take();
            assertEquals(count - i + 1, queue.unfinished(), "taking finishes nothing");
            queue.taskDone();
            assertEquals(count - i, queue.unfinished());
        }
    }

    @Test
    void q5_aPutThatDidNotHappenIsNotCounted() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(1);
        queue.put("a");
        assertFalse(queue.offer("b"));
        assertFalse(queue.offer("b", Duration.ofNanos(1)));
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> queue.put("b"));
        queue.close();
        assertThrows(QueueClosedException.class, () -> queue.offer("b"));
        assertEquals(1, queue.unfinished());
        assertEquals(1, queue.stats().puts());
    }

    @Test
    void q5_taskDoneMoreOftenThanTakenIsRefused() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(3);
        assertRefused(queue);
        queue.putAll(List.of("a", "b"));
        assertRefused(queue); // put, but not taken: asyncio would let this pass
        queue.take();
        queue.taskDone();
        assertRefused(queue);
        assertEquals(1, queue.unfinished(), "what was refused was not counted");
        queue.take();
        queue.taskDone();
        assertRefused(queue);
        assertEquals(0, queue.unfinished());
    }

    @Test
    void q5_whatWasGivenBackIsNotTakenAnyMore() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(3);
        queue.put("a");
        queue.lease(1, Duration.ZERO).get(0).giveBack();
        assertRefused(queue);
        assertEquals(1, queue.unfinished());
    }

    private static void assertRefused(WorkQueue<?> queue) {
        String message = assertThrows(IllegalStateException.class, queue::taskDone).getMessage();
        assertTrue(message.contains("taskDone") && message.contains("more often") && message.contains(queue.name()),
                message);
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.queue.QueueCases#capacitiesAndUnbounded")
    void q6_joinAtZeroReturnsAtOnce(int capacity) throws Exception {
        WorkQueue<String> queue = QueueCases.queue(capacity);
        queue.join(); // never used
        queue.put("a");
        queue.take();
        queue.taskDone();
        queue.join();
        queue.close();
        queue.join();
        assertTrue(queue.join(Duration.ZERO));
    }

    @ParameterizedTest
    @EnumSource
    void q6_itemsPutWhileAJoinWaitsExtendIt(Kind kind) throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(2);
        queue.put("a");
        try (Threads threads = new Threads(kind)) {
            Thread joiner = threads.start("joiner", queue::join);
            Until.waiting(joiner);
            queue.put("b");
            queue.take();
            queue.taskDone();
            Until.waiting(joiner);
            assertTrue(joiner.isAlive());
            queue.take();
            assertTrue(joiner.isAlive());
            queue.taskDone();
        }
    }

    @Test
    void q6_aTaskDoneThatFindsZeroReleasesWhoWaitsEvenIfAPutFollows() throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(2);
        queue.put("a");
        try (Threads threads = new Threads(Kind.VIRTUAL)) {
            for (int i = 0; i < 3; i++) {
                Until.waiting(threads.start("joiner", queue::join));
            }
            HeldCarriers.during(() -> {
                queue.take();
                queue.taskDone();
                queue.put("b"); // before any joiner can run
            });
        }
        assertEquals(1, queue.unfinished());
        assertFalse(queue.join(Duration.ZERO), "who joins now has to wait");
    }

    @ParameterizedTest
    @EnumSource
    void q6_everyoneWhoWaitsIsReleased(Kind kind) throws Exception {
        WorkQueue<String> queue = WorkQueue.bounded(2);
        queue.put("a");
        try (Threads threads = new Threads(kind)) {
            for (int i = 0; i < 5; i++) {
                Until.waiting(threads.start("joiner", queue::join));
                Until.waiting(threads.start("timed", () -> assertTrue(queue.join(Duration.ofDays(1)))));
            }
            queue.take();
            queue.taskDone();
        }
    }

    @ParameterizedTest
    @EnumSource
    void q7_takingWithoutTaskDoneNeverReleasesJoin(Kind kind) throws Exception {
        WorkQueue<String> queue = WorkQueue.unbounded();
        queue.putAll(List.of("a", "b"));
        try (Threads threads = new Threads(kind)) {
            Thread joiner = threads.start("joiner", queue::join);
            Until.waiting(joiner);
            queue.take();
            queue.take();
            queue.close();
            assertFalse(queue.join(Duration.ofNanos(1)));
            Until.waiting(joiner);
            assertTrue(joiner.isAlive());
            queue.taskDone();
            queue.taskDone();
        }
    }

    @Test
    void q11_taskDoneStaysLegalAfterEveryKindOfClose() throws Exception {
        for (int how = 0; how < 3; how++) {
            WorkQueue<String> queue = WorkQueue.bounded(2);
            queue.putAll(List.of("a", "b"));
            queue.take();
            switch (how) {
                case 0 -> queue.close();
                case 1 -> queue.closeNow();
                default -> queue.closeExceptionally(new AssertionError("over"));
            }
            queue.taskDone();
            queue.closeNow();
            assertEquals(0, queue.unfinished());
            assertThrows(IllegalStateException.class, queue::taskDone);
        }
    }

    @Test
    void q12_sizeIsExactWhenQuietAndWithoutWhatWasGivenBack() throws Exception {
        WorkQueue<Integer> queue = QueueCases.full(7);
        assertEquals(7, queue.size());
        Lease<Integer> lease = queue.lease(1, Duration.ZERO).get(0);
        assertEquals(6, queue.size());
        queue.put(7);
        lease.giveBack();
        assertEquals(7, queue.size(), "outside of the capacity");
        assertEquals(8, queue.unfinished());
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.queue.QueueCases#kindsAndQueues")
    void q12_sizeAndUnfinishedStayWithinTheirBounds(Kind kind, int capacity) {
        int each = 4_000;
        WorkQueue<Integer> queue = QueueCases.queue(capacity);
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger looks = new AtomicInteger();
        try (Threads threads = new Threads(kind); Threads observer = new Threads(Kind.PLATFORM)) {
            observer.start("observer", () -> {
                do {
                    int size = queue.size();
                    long unfinished = queue.unfinished();
                    long puts = queue.stats().puts();
                    assertTrue(size >= 0 && size <= capacity, "size " + size);
                    assertTrue(unfinished >= 0 && unfinished <= puts, unfinished + " unfinished of " + puts);
                    looks.incrementAndGet();
                } while (!over.get());
            });
            for (int p = 0; p < 2; p++) {
                threads.start("producer", () -> {
                    for (int i = 0; i < each; i++) {
                        queue.put(i);
                    }
                });
                threads.start("consumer", () -> {
                    for (int i = 0; i < each; i++) {
                        queue.take();
                        queue.taskDone();
                    }
                });
            }
            threads.join();
            over.set(true);
        }
        assertTrue(looks.get() > 0);
        assertEquals(0, queue.size());
        assertEquals(0, queue.unfinished());
        assertEquals(2L * each, queue.stats().done());
    }
}
