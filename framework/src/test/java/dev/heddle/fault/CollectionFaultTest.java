package dev.heddle.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.queue.WorkQueue;
import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import dev.heddle.task.Until;
import java.time.Duration;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Collections that lie, throw, or change while they are read. */
class CollectionFaultTest {

    /** What is wrong with a collection of good elements. */
    enum Fault {
        SAYS_IT_IS_EMPTY,
        SAYS_IT_IS_HUGE,
        SAYS_IT_IS_NEGATIVE,
        THROWS_WHEN_READ,
        THROWS_MIDWAY,
        CHANGES,
        ENDS_WITH_NULL,
        IS_EMPTIED_BY_READING;

        <E> Collection<E> of(List<E> good) {
            AtomicInteger reads = new AtomicInteger();
            return new AbstractCollection<>() {
                @Override
                public int size() {
                    return switch (Fault.this) {
                        case SAYS_IT_IS_EMPTY -> 0;
                        case SAYS_IT_IS_HUGE -> 1_000_000;
                        case SAYS_IT_IS_NEGATIVE -> -1;
                        default -> good.size();
                    };
                }

                @Override
                public boolean isEmpty() {
                    return Fault.this == SAYS_IT_IS_EMPTY;
                }

                @Override
                public Iterator<E> iterator() {
                    return read().iterator();
                }

                @Override
                public Object[] toArray() {
                    return read().toArray();
                }

                private List<E> read() {
                    List<E> read = new ArrayList<>(good);
                    switch (Fault.this) {
                        case THROWS_WHEN_READ -> throw new ConcurrentModificationException("fault");
                        case THROWS_MIDWAY -> read = throwingAfter(read);
                        case CHANGES -> read = reads.getAndIncrement() % 2 == 0 ? read : read.subList(0, 1);
                        case ENDS_WITH_NULL -> read.add(null);
                        case IS_EMPTIED_BY_READING -> read = reads.getAndIncrement() == 0 ? read : List.of();
                        default -> {
                        }
                    }
                    return read;
                }
            };
        }

        private static <E> List<E> throwingAfter(List<E> good) {
            return new ArrayList<>(good) {
                private static final long serialVersionUID = 1;

                @Override
                public Object[] toArray() {
                    throw new ConcurrentModificationException("fault");
                }

                @Override
                public Iterator<E> iterator() {
                    Iterator<E> elements = super.iterator();
                    return new Iterator<>() {
                        @Override
                        public boolean hasNext() {
                            return true;
                        }

                        @Override
                        public E next() {
                            if (!elements.hasNext()) {
                                throw new ConcurrentModificationException("fault");
                            }
                            return elements.next();
                        }
                    };
                }
            };
        }

        boolean isRefused() {
            return this == THROWS_WHEN_READ || this == THROWS_MIDWAY || this == ENDS_WITH_NULL;
        }
    }

    private final AtomicInteger ran = new AtomicInteger();

    private List<Callable<Integer>> calls() {
        return List.of(ran::incrementAndGet, ran::incrementAndGet);
    }

    @ParameterizedTest
    @EnumSource
    void bulkCallsRunWhatTheyGotOrNothingAtAll(Fault fault) throws Exception {
        Bounded.run(() -> {
            for (Callable<Integer> bulk : List.<Callable<Integer>>of(() -> TaskGroup.gather(fault.of(calls())).size(),
                    () -> TaskGroup.outcomes(fault.of(calls())).size(), () -> {
                        TaskGroup.race(fault.of(calls()), 2);
                        return 2;
                    })) {
                ran.set(0);
                Throwable refused = Told.by(() -> assertEquals(2, bulk.call()));
                assertEquals(fault.isRefused(), refused != null, () -> String.valueOf(refused));
                assertEquals(fault.isRefused() ? 0 : 2, ran.get());
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void mapEndsWithItsIterable(Fault fault) throws Exception {
        Bounded.run(() -> {
            Collection<Integer> items = fault.of(List.of(1, 2));
            Throwable refused = Told.by(() -> TaskGroup.map(items, 1, item -> {
                ran.incrementAndGet();
                return item;
            }));
            boolean throwing = fault == Fault.THROWS_WHEN_READ || fault == Fault.THROWS_MIDWAY;
            assertEquals(throwing, refused instanceof ConcurrentModificationException, () -> String.valueOf(refused));
            assertTrue(ran.get() <= 3);
        });
    }

    @ParameterizedTest
    @EnumSource
    void putAllPutsWhatItGotOrNothingAtAll(Fault fault) throws Exception {
        WorkQueue<Integer> queue = WorkQueue.unbounded();
        Throwable refused = Told.by(() -> queue.putAll(fault.of(List.of(1, 2))));
        assertEquals(fault.isRefused(), refused != null, () -> String.valueOf(refused));
        assertEquals(fault.isRefused() ? List.of() : List.of(1, 2), queue.closeNow());
        assertEquals(0, queue.unfinished());
    }

    @ParameterizedTest
    @EnumSource
    void waitsForTasksEndAndLeaveNothingInTheTasks(Fault fault) throws Exception {
        Bounded.run(() -> {
            CountDownLatch go = new CountDownLatch(1);
            try (TaskGroup group = TaskGroup.open("waits")) {
                Task<Void> first = group.fork(() -> go.await());
                Task<Void> second = group.fork(() -> go.await());
                Told.by(() -> group.await(fault.of(List.of(first, second)), Until.ALL_COMPLETED, Duration.ZERO));
                go.countDown();
                Told.by(() -> group.await(fault.of(List.of(first, second)), Until.ALL_COMPLETED));
                List<Task<Void>> seen = new ArrayList<>();
                Told.by(() -> group.asCompleted(fault.of(List.of(first, second))).forEach(seen::add));
                assertTrue(seen.size() <= 2);
                group.join();
                assertEquals(2, group.await(List.of(first, second), Until.ALL_COMPLETED).done().size());
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void closeAfterClosesAfterWhatItGotOrNotAtAll(Fault fault) throws Exception {
        Bounded.run(() -> {
            CountDownLatch go = new CountDownLatch(1);
            WorkQueue<Integer> queue = WorkQueue.unbounded();
            try (TaskGroup group = TaskGroup.open("producers")) {
                List<Task<Void>> producers = List.of(group.fork(() -> go.await()), group.fork(() -> go.await()));
                Throwable refused = Told.by(() -> queue.closeAfter(fault.of(producers)));
                assertEquals(fault.isRefused(), refused != null, () -> String.valueOf(refused));
                assertFalse(queue.isClosed() && fault != Fault.SAYS_IT_IS_EMPTY);
                go.countDown();
                group.join();
                assertEquals(!fault.isRefused(), queue.isClosed());
            }
        });
    }

    @Test
    void whatIsNoCallIsFoundBeforeAnythingIsLeftBehind() {
        @SuppressWarnings({"unchecked", "rawtypes"}) // as raw types let happen
        Collection<Callable<Integer>> calls =
                (Collection) Arrays.asList((Callable<Integer>) ran::incrementAndGet, "no call");
        assertThrows(ClassCastException.class, () -> TaskGroup.gather(calls));
        assertEquals(0, ran.get());
    }

    @Test
    void aFailingTaskEndsAMapOverAnEndlessIterable() throws Exception {
        Bounded.run(() -> {
            Iterable<Integer> endless = () -> new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public Integer next() {
                    return ran.incrementAndGet();
                }
            };
            Throwable told = Told.by(() -> TaskGroup.map(endless, 3, item -> {
                if (item == 10) {
                    throw new IllegalStateException("the tenth");
                }
                return item;
            }));
            assertNotNull(assertInstanceOf(ExecutionException.class, told).getCause());
        });
    }
}
