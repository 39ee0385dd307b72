package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.FailurePolicy;
import dev.heddle.task.GroupOptions;
import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Threads.Kind;
import dev.heddle.testing.Until;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Producers fail when nobody is left to take (Q10). */
class FailAfterTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7})
    void q10_whoPutsIsToldThatTheLastConsumerHasEnded(int capacity) throws Exception {
        WorkQueue<Integer> queue = QueueCases.queue(capacity);
        try (Threads threads = new Threads(Kind.VIRTUAL); TaskGroup group = TaskGroup.open("consumers")) {
            threads.start("producer", () -> assertGone(assertThrows(QueueClosedException.class, () -> {
                while (true) {
                    queue.put(1);
                }
            })));
            List<Task<?>> consumers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                consumers.add(group.fork("consumer", () -> {
                    queue.take();
                    queue.take();
                }));
            }
            queue.failAfter(consumers);
            group.join();
        }
        assertGone(assertThrows(QueueClosedException.class, () -> queue.offer(1)));
        assertGone(assertThrows(QueueClosedException.class, queue::take));
        assertGone(assertThrows(QueueClosedException.class, queue::join));
        assertEquals(queue.stats().puts() - 6, queue.closeNow().size(), "what is left can be had");
    }

    private static void assertGone(QueueClosedException e) {
        assertTrue(e.getCause().getMessage().contains("last consumer of queue 'queue'"), e.getCause()::toString);
    }

    @Test
    void q10_theCauseHasTheConsumersFailure() throws Exception {
        WorkQueue<Integer> queue = WorkQueue.bounded(1);
        IllegalStateException broken = new IllegalStateException("broken");
        try (TaskGroup group =
                TaskGroup.open(GroupOptions.of("consumers").failures(FailurePolicy.keepGoing((task, why) -> {})))) {
            queue.failAfter(group.fork("consumer", () -> {
                throw broken;
            }));
            assertSame(broken, assertThrows(QueueClosedException.class, () -> {
                while (true) {
                    queue.put(1);
                }
            }).getCause().getCause());
            group.cancel();
        }
    }

    @Test
    void q10_thePoolMayBeTheConsumer() throws Exception {
        WorkQueue<Integer> queue = WorkQueue.bounded(1);
        try (TaskGroup group = TaskGroup.open("group")) {
            CountDownLatch handling = new CountDownLatch(1);
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, 2, item -> {
                handling.countDown();
                group.cancel();
            });
            queue.failAfter(pool);
            queue.put(1);
            handling.await();
            Until.holds("the workers have ended", () -> pool.alive() == 0);
        }
        assertGone(assertThrows(QueueClosedException.class, () -> queue.put(2)));
    }

    @Test
    void anOrdinaryEndStaysOne() throws Exception {
        WorkQueue<Integer> queue = WorkQueue.bounded(2);
        queue.put(1);
        queue.close();
        try (TaskGroup group = TaskGroup.open("group")) {
            queue.failAfter(group.fork("consumer", () -> queue.forEach(item -> {})));
            group.join();
        }
        queue.join();
        assertNull(assertThrows(QueueClosedException.class, queue::take).getCause());
    }

    @Test
    void severalCallsWaitForAll() throws Exception {
        WorkQueue<Integer> queue = WorkQueue.unbounded();
        CountDownLatch end = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("group")) {
            Task<?> one = group.fork("one", () -> {});
            queue.failAfter(group.fork("two", () -> end.await()));
            queue.failAfter(one);
            one.get();
            queue.put(1);
            end.countDown();
            group.join();
        }
        assertGone(assertThrows(QueueClosedException.class, () -> queue.put(2)));
    }

    @Test
    void withoutConsumersItIsRefused() {
        WorkQueue<Integer> queue = WorkQueue.unbounded();
        assertThrows(IllegalArgumentException.class, () -> queue.failAfter(new Task<?>[0]));
        assertThrows(IllegalArgumentException.class, () -> queue.failAfter(new WorkerPool<?>[0]));
        assertThrows(IllegalArgumentException.class, () -> queue.failAfter(List.of()));
        assertFalse(queue.isClosed());
    }
}
