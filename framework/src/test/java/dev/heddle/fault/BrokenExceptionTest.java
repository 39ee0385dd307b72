package dev.heddle.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.queue.HandlerFailedException;
import dev.heddle.queue.PoolOptions;
import dev.heddle.queue.WorkQueue;
import dev.heddle.queue.WorkerPool;
import dev.heddle.task.FailurePolicy;
import dev.heddle.task.GroupOptions;
import dev.heddle.task.Ready;
import dev.heddle.task.Task;
import dev.heddle.task.TaskFailedException;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Until;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exceptions and items that fail when they are asked something, and what may get lost with them. */
class BrokenExceptionTest {
    private static final int DEEP = 100_000;

    @ParameterizedTest
    @MethodSource("dev.heddle.fault.Faults#some")
    void r3_theMessageNamesTheTaskWhateverItHasThrown(Faults.Fault fault) throws Exception {
        Throwable thrown = Told.by(() -> failAfterCleanUp(fault.thrown(), null));
        TaskFailedException failed = assertInstanceOf(TaskFailedException.class, thrown);
        assertTrue(failed.getMessage().contains("task 'broken' of group 'broken'"), failed::getMessage);
        assertSame(fault.thrown(), failed.getCause());
    }

    /** A task fails, and so may the closing of its resource. */
    private static void failAfterCleanUp(Throwable thrown, Exception cleanUp) throws Exception {
        try (TaskGroup group = TaskGroup.open("broken")) {
            group.fork("broken", () -> {
                if (cleanUp != null) {
                    throw cleanUp;
                }
            }, () -> {
                throw Faults.<Exception>unchecked(thrown);
            });
            group.join();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.fault.Faults#some")
    void r3_aFailureToCleanUpIsNotLostWhateverTheTaskHasThrown(Faults.Fault fault) {
        IOException cleanUp = new IOException("clean-up");
        Throwable thrown = Told.by(() -> failAfterCleanUp(fault.thrown(), cleanUp));
        Told.assertTells(thrown, fault.thrown());
        Told.assertTells(thrown, cleanUp);
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.fault.Faults#some")
    void r3_aFailureIsNotLostWhateverItsHandlerThrows(Faults.Fault fault) {
        IOException failure = new IOException("failure");
        GroupOptions options = GroupOptions.of("broken handler").failures(FailurePolicy.keepGoing((task, e) -> {
            throw Faults.<RuntimeException>unchecked(fault.thrown());
        }));
        Throwable thrown = Told.by(() -> {
            try (TaskGroup group = TaskGroup.open(options)) {
                group.fork(() -> {
                    throw failure;
                });
                group.join();
            }
        });
        Told.assertTells(thrown, fault.thrown());
        Told.assertTells(thrown, failure);
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.fault.Faults#some")
    void r3_aHandlersFailureIsNotLostWhateverTheErrorHandlerThrows(Faults.Fault fault) {
        IOException failure = new IOException("failure");
        List<HandlerFailedException> reported = new ArrayList<>();
        Throwable thrown = Told.by(() -> {
            try (TaskGroup group = TaskGroup.open("broken error handler")) {
                WorkQueue<Integer> queue = WorkQueue.unbounded(group);
                WorkerPool<Integer> pool = WorkerPool.start(group, queue, PoolOptions.size(1).onError((item, why) -> {
                    throw Faults.<RuntimeException>unchecked(fault.thrown());
                }), item -> {
                    throw failure;
                });
                queue.put(1);
                Told.by(pool::drain);
                Until.holds("the worker has ended", () -> pool.alive() == 0);
                reported.addAll(pool.failures());
                group.join();
            }
        });
        Told.assertTells(thrown, fault.thrown());
        assertSame(failure, reported.get(0).getCause(), "the pool tells too");
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.fault.Faults#some")
    void r3_everyCloseCallbacksFailureIsTold(Faults.Fault fault) {
        IOException other = new IOException("the other's");
        Throwable thrown = Told.by(() -> {
            try (TaskGroup group = TaskGroup.open("closing")) {
                group.onClose(() -> {
                    throw other;
                });
                group.onClose(() -> {
                    throw Faults.<Exception>unchecked(fault.thrown()); // runs first
                });
                group.join();
            }
        });
        Told.assertTells(thrown, fault.thrown());
        Told.assertTells(thrown, other);
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.fault.Faults#some")
    void r3_theBodysFailureIsNotLostWhateverTheDecorationThrows(Faults.Fault fault) {
        IOException failure = new IOException("failure");
        GroupOptions options = GroupOptions.of("decorated").decorate(body -> () -> {
            body.run();
            throw Faults.<RuntimeException>unchecked(fault.thrown());
        });
        Throwable thrown = Told.by(() -> {
            try (TaskGroup group = TaskGroup.open(options)) {
                group.fork(() -> {
                    throw failure;
                });
                group.join();
            }
        });
        Told.assertTells(thrown, fault.thrown());
        Told.assertTells(thrown, failure);
    }

    /** Stops with an exception of its own when it is cancelled; what is suppressed in that is a failure. */
    private static Throwable cancelled(Callable<? extends Exception> stop) {
        return Told.by(() -> {
            try (TaskGroup group = TaskGroup.open("cancelled")) {
                CountDownLatch begun = new CountDownLatch(1);
                group.fork("stops", () -> {
                    begun.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        throw stop.call();
                    }
                });
                begun.await();
                group.cancel();
                group.join();
            }
        });
    }

    @Test
    void r3_aFailureBesideABrokenExceptionIsNotLost() {
        IOException failure = new IOException("failure");
        Told.assertTells(cancelled(() -> {
            InterruptedException stop = new InterruptedException();
            stop.addSuppressed(new SocketException() {
                private static final long serialVersionUID = 1;

                @Override
                public String getMessage() {
                    throw new IllegalStateException("no message");
                }
            });
            stop.addSuppressed(failure);
            return stop;
        }), failure);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, DEEP})
    void r3_aFailureWithinManyStopsIsNotLost(int depth) {
        IOException failure = new IOException("failure");
        Told.assertTells(cancelled(() -> {
            Exception stop = failure;
            for (int i = 0; i < depth; i++) {
                Exception around = new CancellationException();
                around.addSuppressed(stop);
                stop = around;
            }
            return stop;
        }), failure);
    }

    @Test
    void aRingOfStopsIsNoEndlessLoop() throws Exception {
        Bounded.run(() -> assertEquals(null, cancelled(() -> {
            CancellationException first = new CancellationException();
            CancellationException second = new CancellationException();
            first.addSuppressed(second);
            second.addSuppressed(first);
            first.initCause(new IllegalStateException(second));
            second.initCause(first);
            return first;
        })));
    }

    @Test
    void r3_moreThan64FailuresWhoseHandlerThrowsAreCountedAllTheSame() {
        AtomicInteger told = new AtomicInteger();
        GroupOptions options = GroupOptions.of("many").failures(FailurePolicy.failFast((task, failure) -> {
            told.incrementAndGet();
            throw new IllegalStateException("handler");
        }));
        int failing = 67;
        Throwable thrown = Told.by(() -> {
            try (TaskGroup group = TaskGroup.open(options)) {
                for (int i = 0; i < failing; i++) {
                    group.fork("fails though cancelled", () -> {
                        throw new IOException("closing fails");
                    }, () -> {});
                }
                group.join();
            }
        });
        assertEquals(failing, told.get());
        assertTrue(thrown.getMessage().contains(2 * failing + " failures in all"), thrown::getMessage);
    }

    /** An item that fails whenever it is asked something. */
    private static final class BrokenItem {
        @Override
        public String toString() {
            throw new IllegalStateException("no text");
        }

        @Override
        public int hashCode() {
            throw new IllegalStateException("no hash");
        }

        @Override
        public boolean equals(Object other) {
            throw new IllegalStateException("equal to nothing");
        }
    }

    @Test
    void itemsAreNeverAskedAnything() throws Exception {
        BrokenItem item = new BrokenItem();
        BrokenItem end = new BrokenItem();
        AtomicInteger handled = new AtomicInteger();
        try (TaskGroup group = TaskGroup.open("broken items")) {
            WorkQueue<BrokenItem> queue = WorkQueue.unbounded(group);
            queue.putAll(List.of(item, item));
            assertSame(item, queue.take());
            queue.taskDone();
            queue.lease(1, Duration.ZERO).get(0).giveBack();
            WorkerPool<BrokenItem> pool = WorkerPool.start(group, queue, 2, same -> {
                assertSame(item, same);
                handled.incrementAndGet();
            });
            queue.put(item);
            pool.sentinel(end);
            assertEquals(2, handled.get());
            assertNotNull(queue.toString());
        }
    }

    @Test
    void q13_theFailureOnABrokenItemIsReportedWithIt() throws Exception {
        BrokenItem item = new BrokenItem();
        try (TaskGroup group = TaskGroup.open("broken items")) {
            WorkQueue<BrokenItem> queue = WorkQueue.unbounded(group);
            IOException failure = new IOException("failure");
            WorkerPool<BrokenItem> pool = WorkerPool.start(group, queue,
                    PoolOptions.size(1).onError((same, why) -> assertSame(failure, why)), same -> {
                        throw failure;
                    });
            queue.put(item);
            pool.drain();
            HandlerFailedException told = pool.failures().get(0);
            assertSame(item, told.item());
            assertTrue(told.getMessage().contains(BrokenItem.class.getName()), told::getMessage);
        }
    }

    @Test
    void r6_readyIsSaidOnceEvenWithABrokenValue() throws Exception {
        try (TaskGroup group = TaskGroup.open("ready")) {
            BrokenItem value = new BrokenItem();
            CountDownLatch end = new CountDownLatch(1);
            Task<Void> task = group.start("twice", (Ready<BrokenItem> ready) -> {
                ready.set(value);
                assertTrue(assertThrows(IllegalStateException.class, () -> ready.set(value)).getMessage()
                        .contains("ready once"));
                end.countDown();
            }).task();
            task.get();
            end.await();
        }
    }
}
