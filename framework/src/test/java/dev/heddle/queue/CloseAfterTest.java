package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.FailurePolicy;
import dev.heddle.task.GroupOptions;
import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Until;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The end that travels with the data: closeAfter, with tasks and with pools. */
class CloseAfterTest {
    private static final GroupOptions KEEP_GOING =
            GroupOptions.of("keep going").failures(FailurePolicy.keepGoing((task, failure) -> {}));

    @Test
    void theQueueClosesWhenTheLastProducerHasEnded() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 2);
            Task<Void> first = group.fork("first", () -> queue.put(1));
            Task<Void> last = group.fork("last", () -> {
                go.await();
                queue.put(2);
            });
            queue.closeAfter(first, last);
            first.get();
            assertFalse(queue.isClosed());
            go.countDown();
            List<Integer> items = new ArrayList<>();
            queue.items().forEach(items::add);
            assertEquals(List.of(1, 2), items);
            assertTrue(assertThrows(QueueClosedException.class, queue::take).getMessage().contains("closeAfter()"));
            group.join();
        }
    }

    @Test
    void whoSeesThatTheProducersHaveJoinedSeesTheQueueClosed() throws Exception {
        for (int round = 0; round < 500; round++) {
            try (TaskGroup group = TaskGroup.open("group")) {
                WorkQueue<Integer> queue = WorkQueue.bounded(group, 2);
                queue.closeAfter(List.of(group.fork(() -> {}), group.fork(() -> {})));
                group.join();
                assertTrue(queue.isClosed());
            }
        }
    }

    @Test
    void producersThatHaveEndedAlreadyAndNoneAtAllCloseAtOnce() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            Task<Void> ended = group.fork("ended", () -> {});
            group.join();
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 2);
            queue.closeAfter(ended, ended);
            assertTrue(queue.isClosed());
            WorkQueue<Integer> other = WorkQueue.bounded(group, 2);
            other.closeAfter(List.of());
            assertTrue(other.isClosed());
        }
    }

    /** {@code closeAfter()} does not compile: it could be either. */
    @Test
    void r6_nobodyIsNamedByMistake() {
        WorkQueue<Integer> queue = WorkQueue.unbounded();
        for (Executable none : List.<Executable>of(() -> queue.closeAfter(new Task<?>[0]),
                () -> queue.closeAfter(new WorkerPool<?>[0]))) {
            String message = assertThrows(IllegalArgumentException.class, none).getMessage();
            assertTrue(message.contains("closeAfter of queue 'queue'") && message.contains("close()"), message);
        }
        assertFalse(queue.isClosed());
    }

    @Test
    void severalCallsCloseAfterTheTasksOfAll() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 2);
            Task<Void> first = group.fork("first", () -> go.await());
            Task<Void> second = group.fork("second", () -> Until.holds("first", first::isDone));
            queue.closeAfter(first);
            queue.closeAfter(List.of(second));
            go.countDown();
            group.join(); // comes after what happens at a task's end; get() may come before
            assertTrue(queue.isClosed());
            assertThrows(QueueClosedException.class, queue::take);
        }
    }

    @Test
    void aProducerThatWasCancelledCutsTheItemsShort() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> queue = WorkQueue.bounded(7);
            Task<Void> producer = group.fork("the cancelled one", () -> {
                queue.put(1);
                new CountDownLatch(1).await();
            });
            Task<Void> other = group.fork("other", () -> Until.holds("cancelled", producer::isDone));
            queue.closeAfter(producer, other);
            Until.holds("it has put", () -> queue.size() == 1);
            producer.cancel(true);
            group.join();
            assertEquals(1, queue.take(), "takers get what is left");
            QueueClosedException closed = assertThrows(QueueClosedException.class, queue::take);
            assertInstanceOf(CancellationException.class, closed.getCause());
            assertTrue(closed.getCause().getMessage().contains("the cancelled one"), closed.getCause()::getMessage);
        }
    }

    @Test
    void aProducerThatFailedCutsTheItemsShort() throws Exception {
        AssertionError failure = new AssertionError("the producer's");
        try (TaskGroup group = TaskGroup.open(KEEP_GOING)) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 7);
            Task<Void> failing = group.fork("failing", () -> {
                queue.put(1);
                throw failure;
            });
            Task<Void> fine = group.fork("fine", () -> Until.holds("the other has failed", failing::isDone));
            queue.closeAfter(failing, fine);
            assertEquals(1, queue.take(), "takers get what is left");
            assertEquals(failure, assertThrows(QueueClosedException.class, queue::take).getCause());
            assertEquals(failure, assertThrows(QueueClosedException.class, () -> queue.forEach(n -> {})).getCause());
            group.join();
        }
    }

    @Test
    void stagesEndOneAfterTheOther() throws Exception {
        List<Integer> results = Collections.synchronizedList(new ArrayList<>());
        int each = 200;
        try (TaskGroup group = TaskGroup.open("pipeline")) {
            WorkQueue<Integer> numbers = WorkQueue.bounded(group, "numbers", 2);
            WorkQueue<Integer> squares = WorkQueue.bounded(group, "squares", 2);
            numbers.closeAfter(IntStream.range(0, 3).mapToObj(p -> group.fork("producer-" + p, () -> {
                for (int i = 0; i < each; i++) {
                    numbers.put(p * each + i);
                }
            })).toList());
            squares.closeAfter(WorkerPool.start(group, numbers, 3, n -> squares.put(n * n)));
            WorkerPool<Integer> last = WorkerPool.start(group, squares, 2, results::add);
            group.join();
            assertFalse(last.alive() > 2);
            squares.join();
            Until.holds("the last stage has ended by itself", () -> last.alive() == 0);
            assertEquals(0, numbers.unfinished() + squares.unfinished());
        }
        assertEquals(IntStream.range(0, 3 * each).mapToObj(n -> n * n).toList(), results.stream().sorted().toList());
    }

    @Test
    void aPoolThatIsDrainedClosesTheNextStageBeforeDrainReturns() throws Exception {
        for (int round = 0; round < 500; round++) {
            try (TaskGroup group = TaskGroup.open("pipeline")) {
                WorkQueue<Integer> in = WorkQueue.bounded(group, 2);
                WorkQueue<Integer> out = WorkQueue.bounded(group, 2);
                WorkerPool<Integer> pool = WorkerPool.start(group, in, 1, out::put);
                out.closeAfter(pool);
                pool.drain();
                assertTrue(out.isClosed());
                group.join();
            }
        }
    }

    @Test
    void aPoolThatHasEndedAlreadyClosesAtOnce() throws Exception {
        try (TaskGroup group = TaskGroup.open("pipeline")) {
            WorkQueue<Integer> in = WorkQueue.bounded(group, 2);
            WorkerPool<Integer> pool = WorkerPool.start(group, in, 2, item -> {});
            pool.drain();
            WorkQueue<Integer> out = WorkQueue.bounded(group, 2);
            out.closeAfter(pool);
            assertTrue(out.isClosed());
        }
    }

    @Test
    void theLastOfSeveralPoolsCloses() throws Exception {
        try (TaskGroup group = TaskGroup.open("pipeline")) {
            WorkQueue<Integer> in = WorkQueue.bounded(group, 2);
            WorkQueue<Integer> slow = WorkQueue.bounded(group, 2);
            WorkQueue<Integer> out = WorkQueue.unbounded(group);
            WorkerPool<Integer> one = WorkerPool.start(group, in, 2, out::put);
            WorkerPool<Integer> other = WorkerPool.start(group, slow, 2, out::put);
            out.closeAfter(one, other);
            one.drain();
            assertFalse(out.isClosed());
            slow.put(1);
            other.drain();
            assertTrue(out.isClosed());
            assertEquals(List.of(1), out.closeNow());
        }
    }

    @Test
    void aPoolAndATaskAreNamedTogether() throws Exception {
        for (int round = 0; round < 100; round++) {
            try (TaskGroup group = TaskGroup.open("pipeline")) {
                WorkQueue<Integer> in = WorkQueue.bounded(group, 2);
                WorkQueue<Integer> out = WorkQueue.unbounded(group);
                WorkerPool<Integer> parsers = WorkerPool.start(group, in, 2, out::put);
                out.closeAfter(List.of(group.fork("reader", () -> out.put(1))), parsers);
                in.put(2);
                assertFalse(out.isClosed());
                in.close();
                group.join();
                parsers.awaitEnd();
                assertTrue(out.isClosed());
                assertEquals(List.of(1, 2), out.closeNow().stream().sorted().toList());
            }
        }
    }

    /** The next stage must not take for all there is what it got before the pool was stopped. */
    @Test
    void aPoolThatWasStoppedAtOnceCutsTheItemsShort() throws Exception {
        for (int round = 0; round < 1_000; round++) {
            try (TaskGroup group = TaskGroup.open("pipeline")) {
                WorkQueue<Integer> in = WorkQueue.bounded(group, 2);
                WorkQueue<Integer> out = WorkQueue.bounded(group, 2);
                WorkerPool<Integer> idle = WorkerPool.start(group, in, 1, out::put);
                out.closeAfter(idle);
                idle.cancelNow();
                QueueClosedException closed = assertThrows(QueueClosedException.class, out::take);
                assertInstanceOf(CancellationException.class, closed.getCause());
            }
        }
    }

    @Test
    void aPoolThatWasCancelledFromOutsideCutsTheItemsShort() throws Exception {
        WorkQueue<Integer> out = WorkQueue.bounded(2);
        try (TaskGroup group = TaskGroup.open("pipeline")) {
            WorkQueue<Integer> in = WorkQueue.bounded(group, 2);
            out.closeAfter(WorkerPool.start(group, in, 2, out::put));
            group.cancel();
        }
        QueueClosedException closed = assertThrows(QueueClosedException.class, out::take);
        assertInstanceOf(CancellationException.class, closed.getCause());
        assertTrue(closed.getCause().getMessage().contains("worker-"), closed.getCause()::getMessage);
    }

    @Test
    void theFailureOfAStageReachesTheNextOneThroughTheGroup() throws Exception {
        AssertionError failure = new AssertionError("stage 1");
        try (TaskGroup group = TaskGroup.open("pipeline")) {
            WorkQueue<Integer> in = WorkQueue.bounded(group, 2);
            WorkQueue<Integer> out = WorkQueue.bounded(group, 2);
            out.closeAfter(WorkerPool.start(group, in, 1, item -> {
                throw failure;
            }));
            Task<Void> consumer = group.fork("consumer", () -> out.forEach(item -> {}));
            in.put(1);
            ExecutionException e = assertThrows(ExecutionException.class, group::join);
            assertEquals(failure, e.getCause().getCause());
            assertTrue(consumer.isCancelled(), "and does not take what it got for all there is");
        }
    }

    @Test
    void theFailureOfASourceReachesTheNextStageOfAGroupThatKeepsGoing() throws Exception {
        AssertionError failure = new AssertionError("the source broke");
        try (TaskGroup group = TaskGroup.open(KEEP_GOING)) {
            WorkQueue<Integer> in = WorkQueue.bounded(group, 2);
            WorkQueue<Integer> out = WorkQueue.bounded(group, 2);
            out.closeAfter(WorkerPool.start(group, in, 1, out::put));
            in.closeExceptionally(failure);
            QueueClosedException closed = assertThrows(QueueClosedException.class, out::take);
            assertTrue(closed.getCause() != null, "the items are not all there are");
            group.join();
        }
    }
}
