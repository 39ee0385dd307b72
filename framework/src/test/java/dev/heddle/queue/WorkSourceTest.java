package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.FailurePolicy;
import dev.heddle.task.GroupOptions;
import dev.heddle.task.TaskFailedException;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Limits;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** A pool over a source of the user's own, such as a broker. */
class WorkSourceTest {
    private static final String END = "end";
    private static final String BROKEN = "broken";

    private final List<String> log = new CopyOnWriteArrayList<>();

    /** Gives what it is told to, one by one, and writes down what becomes of it. */
    private class Broker implements WorkSource<String> {
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final IllegalStateException failure = new IllegalStateException("connection lost");
        volatile RuntimeException refusal;

        Broker(String... messages) {
            this.messages.addAll(Arrays.asList(messages));
        }

        @Override
        public List<Lease<String>> lease(int most, Duration atMost) throws InterruptedException {
            assertTrue(most >= 1);
            assertFalse(atMost.isNegative() || atMost.isZero(), "a worker waits");
            String message = messages.take();
            if (message.equals(END) || message.equals(BROKEN)) {
                messages.add(message); // for the other workers
                throw new QueueClosedException("the broker is gone", message.equals(END) ? null : failure);
            }
            return message.isEmpty() ? List.of() : List.of(new Message(message));
        }

        private final class Message implements Lease<String> {
            private final String text;

            Message(String text) {
                this.text = text;
            }

            @Override
            public String item() {
                return text;
            }

            @Override
            public int attempt() {
                return 1;
            }

            private void settle(String how) {
                log.add(text + " " + how);
                if (refusal != null) {
                    throw refusal;
                }
            }

            @Override
            public void done() {
                settle("done");
            }

            @Override
            public void giveBack() {
                settle("given back");
            }

            @Override
            public void reject(Throwable why) {
                settle("rejected: " + why.getMessage());
            }
        }
    }

    /** The interrupt of the worker, which came while the source was asked, is there for the handler. */
    @Test
    void r5_anItemThatCameWithTheCancellationIsHandledByAnInterruptedWorker() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        Broker broker = new Broker("a", END) {
            @Override
            public List<Lease<String>> lease(int most, Duration atMost) throws InterruptedException {
                asked.countDown();
                boolean interrupted = false;
                while (gate.getCount() > 0) {
                    try {
                        gate.await();
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
                interrupted |= Thread.interrupted(); // if it came before the wait did
                List<Lease<String>> leases = super.lease(most, atMost);
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                return leases;
            }
        };
        try (Threads threads = new Threads(Threads.Kind.VIRTUAL); TaskGroup group = TaskGroup.open("group")) {
            WorkerPool<String> pool = WorkerPool.start(group, broker, 1, item -> new CountDownLatch(1).await());
            asked.await();
            Thread canceller = threads.start("canceller", pool::cancelNow);
            Until.waiting(canceller);
            gate.countDown();
            threads.join();
            assertEquals(0, pool.alive());
        }
        assertEquals(List.of("a given back"), log);
    }

    /** Nobody's exception is lost: neither the error handler's, nor the source's, nor the handler's own. */
    @Test
    void r3_whatTheErrorHandlerThrowsIsToldThoughTheSourceThrowsToo() throws Exception {
        IllegalStateException told = new IllegalStateException("told");
        Broker broker = new Broker("bad 1", END);
        broker.refusal = new IllegalStateException("refused");
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkerPool<String> pool = WorkerPool.start(group, broker, PoolOptions.size(1).onError((item, why) -> {
                throw told;
            }), WorkSourceTest::fail);
            TaskFailedException failed = assertThrows(TaskFailedException.class, pool::awaitEnd);
            assertSame(told, failed.getCause());
            assertEquals(List.of(HandlerFailedException.class, IllegalStateException.class),
                    Arrays.stream(told.getSuppressed()).map(Object::getClass).toList());
            assertSame(broker.refusal, told.getSuppressed()[1]);
        }
    }

    private static void fail(String item) {
        if (item.startsWith("bad")) {
            throw new IllegalArgumentException("because");
        }
    }

    @Test
    void theWorkersSettleEachLeaseAndEndWithTheirSource() throws Exception {
        Broker broker = new Broker("a", "", "bad", "", "b", END);
        try (TaskGroup group = TaskGroup.open("group")) {
            List<String> errors = Collections.synchronizedList(new ArrayList<>());
            WorkerPool<String> pool =
                    WorkerPool.start(group, broker,
                            PoolOptions.size(2).named("clerk")
                                    .onError((item, error) -> errors.add(item + " " + error.getMessage())),
                            WorkSourceTest::fail);
            Until.holds("the pool has ended by itself", () -> pool.alive() == 0);
            assertEquals(List.of("bad because"), errors);
            group.join();
        }
        assertEquals(List.of("a done", "b done", "bad rejected: because"), log.stream().sorted().toList());
    }

    @Test
    void q13_aCancelledWorkerGivesItsLeaseBack() throws Exception {
        Broker broker = new Broker("a");
        try (TaskGroup group = TaskGroup.open("group")) {
            CountDownLatch handling = new CountDownLatch(1);
            WorkerPool<String> pool = WorkerPool.start(group, broker, 2, item -> {
                handling.countDown();
                new CountDownLatch(1).await();
            });
            handling.await();
            assertEquals(List.of(), pool.cancelNow(), "the broker has got back what the workers held");
            pool.cancelNow().clear(); // the list is the caller's own
            assertEquals(0, pool.alive());
            assertTrue(group.cancellation().isEmpty());
            group.join();
        }
        assertEquals(List.of("a given back"), log);
    }

    @Test
    void theEndsThatNeedAQueueAreRefused() throws Exception {
        Broker broker = new Broker();
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkerPool<String> pool = WorkerPool.start(group, broker,
                    PoolOptions.size(1).named("clerk").onError((item, error) -> {}), item -> {});
            for (Executable end : List.<Executable>of(pool::drain, pool::joinThenCancel, () -> pool.sentinel("x"))) {
                String message = assertThrows(UnsupportedOperationException.class, end).getMessage();
                assertTrue(
                        message.contains("'clerk'") && message.contains("WorkQueue")
                                && message.contains(Broker.class.getName()) && message.contains("cancelNow()"),
                        message);
            }
            assertEquals(1, pool.alive());
            pool.cancelNow();
        }
    }

    @Test
    void aSourceThatFailsFailsTheGroup() throws Exception {
        Broker broker = new Broker("a", BROKEN);
        TaskGroup group = TaskGroup.open("group");
        WorkerPool<String> pool = WorkerPool.start(group, broker, 2, item -> {});
        Until.holds("the pool has ended", () -> pool.alive() == 0);
        TaskFailedException e = assertThrows(TaskFailedException.class, group::close);
        assertSame(broker.failure, e.getCause().getCause());
    }

    @Test
    void q13_aSourceThatFailsForGoodEndsThePoolOfAGroupThatKeepsGoingAndThatIsTold() throws Exception {
        Broker broker = new Broker(BROKEN);
        List<Throwable> told = new CopyOnWriteArrayList<>();
        GroupOptions options =
                GroupOptions.of("keep going").failures(FailurePolicy.keepGoing((task, failure) -> told.add(failure)));
        try (TaskGroup group = TaskGroup.open(options)) {
            WorkerPool<String> pool = WorkerPool.start(group, broker, 2, item -> {});
            Until.holds("the pool has ended", () -> pool.alive() == 0);
            group.join();
        }
        assertEquals(2, told.size());
        told.forEach(failure -> assertSame(broker.failure, failure.getCause()));
    }

    @Test
    void r3_theHandlersFailureIsNotLostWhenItsLeaseCannotBeRejected() throws Exception {
        Broker broker = new Broker("bad");
        broker.refusal = new IllegalStateException("the broker does not answer");
        TaskGroup group = TaskGroup.open("group");
        WorkerPool<String> pool = WorkerPool.start(group, broker, 1, WorkSourceTest::fail);
        Until.holds("the pool has ended", () -> pool.alive() == 0);
        Throwable failure = assertThrows(TaskFailedException.class, group::close).getCause();
        List<String> all = new ArrayList<>();
        collect(failure, all);
        assertTrue(all.contains("because"), () -> "the handler's own is missing in " + all);
        assertTrue(all.contains("the broker does not answer"), () -> "the lease's is missing in " + all);
        assertEquals(0, pool.report().get(0).givenBack(), "rejecting failed, nothing was given back");
    }

    private static void collect(Throwable failure, List<String> messages) {
        if (failure != null) {
            messages.add(failure.getMessage());
            collect(failure.getCause(), messages);
            for (Throwable suppressed : failure.getSuppressed()) {
                collect(suppressed, messages);
            }
        }
    }

    @Test
    void r3_aLeaseThatCannotBeSettledFailsTheGroup() throws Exception {
        Broker broker = new Broker("a");
        broker.refusal = new IllegalStateException("the broker does not answer");
        TaskGroup group = TaskGroup.open("group");
        WorkerPool<String> pool = WorkerPool.start(group, broker, 1, item -> {});
        Until.holds("the pool has ended", () -> pool.alive() == 0);
        assertSame(broker.refusal, assertThrows(TaskFailedException.class, group::close).getCause());
        assertEquals(List.of("a done"), log, "tried once");
        assertEquals(0, pool.report().get(0).givenBack());
    }

    @Test
    void aPoolOverASourceThatNeverWaitsCanBeCancelled() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        long start = System.nanoTime();
        WorkSource<String> idle = (most, atMost) -> { // returns early, and looks at no interrupt
            asked.incrementAndGet();
            assertTrue(System.nanoTime() - start < Limits.HANG.toNanos(), "asked again and again though cancelled");
            return List.of();
        };
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkerPool<String> pool = WorkerPool.start(group, idle, 1, item -> {});
            Until.holds("it asks again and again", () -> asked.get() > 1);
            pool.cancelNow();
            assertEquals(0, pool.alive());
        }
    }
}
