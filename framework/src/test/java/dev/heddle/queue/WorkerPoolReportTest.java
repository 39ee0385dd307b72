package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.TaskFailedException;
import dev.heddle.task.TaskGroup;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** When a failure is reported: before its item counts as done (Q13). */
class WorkerPoolReportTest {
    private static final Exception PROBLEM = new Exception("the problem");

    private static void failOnOdd(Integer item) throws Exception {
        if (item % 2 == 1) {
            throw PROBLEM;
        }
    }

    @Test
    void q13_whoSeesAllItemsDoneSeesTheirFailuresReported() throws Exception {
        for (int round = 0; round < 1_000; round++) {
            AtomicBoolean reported = new AtomicBoolean();
            try (TaskGroup group = TaskGroup.open("group")) {
                WorkQueue<Integer> queue = WorkQueue.bounded(group, 1);
                WorkerPool<Integer> pool = WorkerPool.start(group, queue,
                        PoolOptions.size(1).named("clerk").onError((item, error) -> reported.set(true)),
                        WorkerPoolReportTest::failOnOdd);
                queue.put(1);
                queue.join();
                assertEquals(1, pool.failures().size());
                assertTrue(reported.get());
                pool.drain();
            }
        }
    }

    @Test
    void q13_joinThenCancelLetsTheErrorHandlerFinish() throws Exception {
        CountDownLatch reporting = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicReference<String> reported = new AtomicReference<>("not at all");
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> queue = WorkQueue.bounded(group, 1);
            WorkerPool<Integer> pool =
                    WorkerPool.start(group, queue, PoolOptions.size(1).named("clerk").onError((item, error) -> {
                        reporting.countDown();
                        try {
                            go.await();
                            reported.set("entirely");
                        } catch (InterruptedException e) {
                            reported.set("interrupted in the middle");
                        }
                    }), WorkerPoolReportTest::failOnOdd);
            queue.put(1);
            reporting.await();
            assertFalse(pool.joinThenCancel(Duration.ZERO), "a worker that reports is not idle");
            go.countDown();
            pool.joinThenCancel();
        }
        assertEquals("entirely", reported.get());
    }

    @Test
    void q13_aFailureWhoseReportWasCancelledIsNotGivenBack() throws Exception {
        CountDownLatch reporting = new CountDownLatch(1);
        WorkQueue<Integer> queue = WorkQueue.bounded(1);
        TaskGroup group = TaskGroup.open("group");
        WorkerPool<Integer> pool =
                WorkerPool.start(group, queue, PoolOptions.size(1).named("clerk").onError((item, error) -> {
                    reporting.countDown();
                    WorkQueue.bounded(1).items().iterator().hasNext(); // waits, and throws when cancelled
                }), WorkerPoolReportTest::failOnOdd);
        queue.put(1);
        reporting.await();
        group.cancel();
        try {
            group.close();
        } catch (TaskFailedException e) {
            assertSame(PROBLEM, e.getCause().getCause(), "may be told to the group as well");
        }
        assertEquals(List.of(new WorkerReport("clerk-1", 0, 1, 0, 0, false)), pool.report());
        assertSame(PROBLEM, pool.failures().get(0).getCause());
        assertEquals(1, queue.stats().rejected());
        assertEquals(0, queue.unfinished());
    }
}
