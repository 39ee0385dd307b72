package dev.heddle.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.heddle.queue.Lease;
import dev.heddle.queue.PoolOptions;
import dev.heddle.queue.QueueClosedException;
import dev.heddle.queue.WorkQueue;
import dev.heddle.queue.WorkSource;
import dev.heddle.queue.WorkerPool;
import dev.heddle.task.FailurePolicy;
import dev.heddle.task.GroupOptions;
import dev.heddle.task.Outcome;
import dev.heddle.task.Ready;
import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Until;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever code of the user's throws, and wherever: somebody is told, and everything ends. */
class UserCodeFaultTest {

    /** Throws the fault, whether it is declared or not. */
    private interface Thrower {
        void fail();
    }

    /** Code of the user's that Heddle calls; what reaches the caller when it throws. */
    enum Place {
        TASK(fault -> inGroup(group -> group.fork(fault::fail))),
        DAEMON(fault -> inGroup(group -> Told.by(group.forkDaemon("daemon", fault::fail)::get))),
        TASK_OF_A_TASK(fault -> inGroup(group -> group.fork(() -> group.fork(fault::fail)))),
        RESOURCE(fault -> inGroup(group -> group.fork("owner", fault::fail, () -> {}))),
        RESOURCE_AFTER_A_FAILURE(fault -> inGroup(group -> group.fork("owner", fault::fail, () -> {
            throw new IOException("expected");
        }))),
        RESOURCE_OF_A_CANCELLED_TASK(fault -> inGroup(group -> {
            group.cancel();
            group.fork("owner", fault::fail, () -> {});
        })),
        ON_END(fault -> inGroup(group -> whileItRuns(group, task -> task.onEnd(fault::fail)))),
        TWO_ON_END(fault -> inGroup(group -> whileItRuns(group, task -> {
            task.onEnd(fault::fail);
            task.onEnd(() -> {
                throw new IllegalStateException("expected");
            });
        }))),
        ON_CANCEL(fault -> inGroup(group -> {
            group.onCancel(fault::fail);
            group.cancel();
        })),
        ON_CANCEL_OF_A_TASK(fault -> inGroup(group -> {
            Task<Void> task = group.fork(() -> new CountDownLatch(1).await());
            task.onCancel(fault::fail);
            task.cancel(true);
        })),
        ON_CLOSE(fault -> inGroup(group -> group.onClose(fault::fail))),
        ON_CLOSE_AFTER_A_FAILURE(fault -> {
            TaskGroup group = TaskGroup.open("closing");
            group.onClose(fault::fail);
            group.fork(() -> {
                throw new IOException("expected");
            });
            group.close();
        }),
        DECORATOR(fault -> inGroup(GroupOptions.of("decorated").decorate(body -> {
            fault.fail();
            return body;
        }), group -> group.fork(() -> {}))),
        DECORATION(fault -> inGroup(GroupOptions.of("decorated").decorate(body -> {
            return fault::fail;
        }), group -> group.fork(() -> {}))),
        FAILURE_HANDLER(fault -> inGroup(keepGoing(fault), group -> group.fork(() -> {
            throw new IOException("expected");
        }))),
        HANDLER(fault -> inGroup(group -> {
            WorkQueue<Integer> queue = WorkQueue.unbounded(group);
            WorkerPool<Integer> pool = WorkerPool.start(group, queue, 2, item -> fault.fail());
            queue.put(1);
            pool.drain();
        })),
        HANDLER_OF_FOR_EACH(fault -> inGroup(group -> {
            WorkQueue<Integer> queue = WorkQueue.unbounded(group);
            queue.put(1);
            queue.forEach(item -> fault.fail());
        })),
        ERROR_HANDLER(fault -> inGroup(group -> {
            WorkQueue<Integer> queue = WorkQueue.unbounded(group);
            WorkerPool<Integer> pool =
                    WorkerPool.start(group, queue, PoolOptions.size(2).onError((item, why) -> fault.fail()), item -> {
                        throw new IOException("expected");
                    });
            queue.put(1);
            pool.drain();
        })),
        SOURCE(fault -> inGroup(group -> untilEnd(WorkerPool.start(group, source(fault, null), 2, item -> {})))),
        LEASE(fault -> inGroup(group -> untilEnd(WorkerPool.start(group, source(null, fault), 1, item -> {})))),
        REJECTED_LEASE(fault -> inGroup(group -> untilEnd(WorkerPool.start(group, source(null, fault), 1, item -> {
            throw new IOException("expected");
        })))),
        ITERABLE(fault -> TaskGroup.map(() -> {
            fault.fail();
            return List.of(1).iterator();
        }, 2, item -> item)),
        ITERATOR(fault -> TaskGroup.map(() -> new Iterator<Integer>() {
            private int left = 3;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Integer next() {
                if (left-- == 0) {
                    fault.fail();
                }
                return left;
            }
        }, 2, item -> item)),
        HAS_NEXT(fault -> TaskGroup.map(() -> new Iterator<Integer>() {
            @Override
            public boolean hasNext() {
                fault.fail();
                return true;
            }

            @Override
            public Integer next() {
                return 1;
            }
        }, 2, item -> item)),
        BODY_OF_MAP(fault -> TaskGroup.map(List.of(1, 2, 3), 2, item -> {
            fault.fail();
            return item;
        })),
        CALL_OF_GATHER(fault -> TaskGroup.gather(calls(fault))),
        CALL_OF_RACE(fault -> TaskGroup.race(calls(fault))),
        CALL_OF_OUTCOMES(fault -> {
            Outcome<Void> outcome = TaskGroup.outcomes(calls(fault)).get(0);
            throw (Exception) new TaskFailure(((Outcome.Failure<Void>) outcome).cause());
        }),
        BODY_OF_CALL(fault -> TaskGroup.call(GroupOptions.defaults(), group -> {
            fault.fail();
            return 1;
        })),
        BODY_OF_WITHIN(fault -> TaskGroup.within(Duration.ofHours(1), group -> {
            fault.fail();
            return 1;
        })),
        BODY_WHOSE_TIME_IS_UP(fault -> TaskGroup.within(Duration.ofHours(1), group -> {
            try {
                group.expireAfter(Duration.ZERO); // not by a short time limit, which may pass before the body begins
                return group.fork(() -> new CountDownLatch(1).await()).get();
            } finally {
                fault.fail();
            }
        })),
        SERVICE(fault -> inGroup(group -> group.start("service", (Ready<Integer> ready) -> fault.fail()))),
        SERVICE_THAT_IS_READY(fault -> inGroup(group -> group.start("service", (Ready<Integer> ready) -> {
            ready.set(1);
            fault.fail();
        }))),
        TARGET_OF_DRAIN(fault -> inGroup(group -> {
            WorkQueue<Integer> queue = WorkQueue.unbounded(group);
            queue.put(1);
            try {
                queue.drainTo(new ArrayList<>() {
                    private static final long serialVersionUID = 1;

                    @Override
                    public boolean add(Integer item) {
                        fault.fail();
                        return false;
                    }
                }, 5);
            } finally {
                assertEquals(List.of(1), queue.closeNow());
            }
        }));

        private interface Use {
            void of(Thrower fault) throws Exception;
        }

        private final Use use;

        Place(Use use) {
            this.use = use;
        }
    }

    private static final class TaskFailure extends Exception {
        private static final long serialVersionUID = 1;

        TaskFailure(Throwable cause) {
            super(null, cause);
        }
    }

    private interface Block {
        void with(TaskGroup group) throws Exception;
    }

    private static void inGroup(Block block) throws Exception {
        inGroup(GroupOptions.of("faulty"), block);
    }

    private static void inGroup(GroupOptions options, Block block) throws Exception {
        try (TaskGroup group = TaskGroup.open(options)) {
            block.with(group);
            group.join();
        }
    }

    private interface WhileItRuns {
        void with(Task<?> task);
    }

    private static void whileItRuns(TaskGroup group, WhileItRuns body) {
        CountDownLatch go = new CountDownLatch(1);
        body.with(group.fork(() -> go.await()));
        go.countDown();
    }

    private static GroupOptions keepGoing(Thrower fault) {
        return GroupOptions.of("keeps going").failures(FailurePolicy.keepGoing((task, failure) -> fault.fail()));
    }

    private static void untilEnd(WorkerPool<?> pool) {
        Until.holds("the pool has ended", () -> pool.alive() == 0);
    }

    private static List<Callable<Void>> calls(Thrower fault) {
        return List.of(() -> {
            fault.fail();
            return null;
        });
    }

    /** Gives one lease, and then the end; one of them may fail. */
    private static WorkSource<Integer> source(Thrower fault, Thrower leaseFault) {
        AtomicInteger left = new AtomicInteger(1);
        return (most, atMost) -> {
            if (fault != null) {
                fault.fail();
            }
            if (left.getAndDecrement() > 0) {
                return List.of(lease(leaseFault));
            }
            throw new QueueClosedException("the end", null);
        };
    }

    private static Lease<Integer> lease(Thrower fault) {
        return new Lease<>() {
            @Override
            public Integer item() {
                return 1;
            }

            @Override
            public int attempt() {
                return 1;
            }

            @Override
            public void done() {
                fault.fail();
            }

            @Override
            public void giveBack() {
                fault.fail();
            }

            @Override
            public void reject(Throwable why) {
                fault.fail();
            }
        };
    }

    static Stream<Arguments> faults() {
        return Stream.of(Place.values()).flatMap(place -> Faults.some().map(fault -> Arguments.of(place, fault)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("faults")
    void r3_whateverUserCodeThrowsReachesSomebodyAndAllEnds(Place place, Faults.Fault fault) throws Exception {
        Bounded.run(() -> {
            Throwable told = Told.by(() -> place.use.of(() -> {
                throw Faults.<RuntimeException>unchecked(fault.thrown());
            }));
            assertNotNull(told, "nobody is told");
            Told.assertTells(told, fault.thrown());
            assertEquals(List.of(1), TaskGroup.gather(List.of(() -> 1)), "the thread is fit for more");
        });
    }
}
