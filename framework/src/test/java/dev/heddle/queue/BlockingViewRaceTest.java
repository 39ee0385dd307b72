package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Effort;
import dev.heddle.testing.Limits;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Threads.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who looks while others put and take sees items that were there, each once, and all that stay (the looks are in the buffers). */
@Tag("storm")
class BlockingViewRaceTest {
    private static final int ITEMS = Effort.of(30_000, 1_000_000);
    private static final int STAY = 300; // so that they are in several segments

    static Stream<QueueOptions<? super Integer>> inOrder() {
        return Stream.of(QueueOptions.fifo().capacity(1), QueueOptions.fifo().capacity(2),
                QueueOptions.fifo().capacity(100), QueueOptions.fifo().capacity(Integer.MAX_VALUE - 1),
                QueueOptions.fifo());
    }

    /** One puts 0, 1, 2, ..., one takes, and one looks: so it is known what must be there. */
    @ParameterizedTest
    @MethodSource("inOrder")
    void q2_aLookShowsWhatStaysAndNothingThatWasNeverThere(QueueOptions<? super Integer> options) {
        WorkQueue<Integer> queue = WorkQueue.open(options);
        BlockingQueue<Integer> view = queue.asBlockingQueue();
        AtomicInteger put = new AtomicInteger();
        AtomicInteger taken = new AtomicInteger();
        try (Threads threads = new Threads(Kind.PLATFORM)) {
            threads.start("putter", () -> {
                for (int i = 0; i < ITEMS; i++) {
                    view.put(i);
                    put.incrementAndGet();
                }
            });
            threads.start("taker", () -> {
                for (int i = 0; i < ITEMS; i++) {
                    if (i % 64 == 0 && view.peek() == null) {
                        Thread.yield(); // so that there is something to see
                    }
                    assertEquals(i, view.take());
                    taken.incrementAndGet();
                }
            });
            threads.start("looker", () -> {
                while (taken.get() < ITEMS) {
                    checkPeek(view, taken);
                    checkAll(view, put, taken);
                    Threads.spin();
                }
            });
        }
        assertEquals(0, queue.unfinished());
        assertTrue(view.isEmpty());
    }

    private static void checkPeek(BlockingQueue<Integer> view, AtomicInteger taken) {
        int before = taken.get();
        Integer next = view.peek();
        int after = taken.get() + 1; // one may be taken and not counted yet
        assertTrue(next == null || (before <= next && next <= after),
                () -> next + " is not of " + before + ".." + after);
    }

    private static void checkAll(BlockingQueue<Integer> view, AtomicInteger put, AtomicInteger taken) {
        int takenBefore = taken.get();
        int putBefore = put.get();
        List<Integer> shown = new ArrayList<>();
        view.iterator().forEachRemaining(shown::add);
        int takenAfter = taken.get() + 1;
        int putAfter = put.get() + 1;
        for (int i = 0; i < shown.size(); i++) {
            int item = shown.get(i);
            assertTrue(takenBefore <= item && item < putAfter, () -> item + " was not there");
            assertTrue(i == 0 || shown.get(i - 1) < item, () -> "not in order: " + shown);
        }
        if (takenAfter < putBefore) {
            int from = shown.indexOf(takenAfter);
            assertTrue(from >= 0, () -> takenAfter + " is missing in " + shown);
            assertEquals(IntStream.range(takenAfter, putBefore).boxed().toList(),
                    shown.subList(from, Math.min(shown.size(), from + putBefore - takenAfter)));
        }
    }

    static Stream<QueueOptions<? super Integer>> withAHeadAndARest() {
        return Stream.of(QueueOptions.lifo(), QueueOptions.lifo().capacity(STAY + 2),
                QueueOptions.priority(Comparator.<Integer>naturalOrder()));
    }

    /** Those that stay are put first and leave last, since nobody takes before he has put. */
    @ParameterizedTest
    @MethodSource("withAHeadAndARest")
    void q2_aLookShowsWhatStaysInOtherOrders(QueueOptions<? super Integer> options) {
        WorkQueue<Integer> queue = WorkQueue.open(options);
        BlockingQueue<Integer> view = queue.asBlockingQueue();
        List<Integer> stay = IntStream.range(0, STAY).map(i -> ITEMS + STAY - i).boxed().toList();
        view.addAll(stay);
        List<Integer> shownAlone = List.copyOf(view);
        AtomicInteger left = new AtomicInteger(2);
        try (Threads threads = new Threads(Kind.PLATFORM)) {
            for (int p = 0; p < 2; p++) {
                int parity = p;
                threads.start("puts and takes", () -> {
                    for (int i = parity; i < ITEMS; i += 2) {
                        view.put(i);
                        view.take();
                    }
                    left.decrementAndGet();
                });
            }
            threads.start("looker", () -> {
                while (left.get() > 0) {
                    List<Integer> shown = List.of(view.toArray(Integer[]::new));
                    int others = shown.size() - STAY;
                    assertTrue(others >= 0 && others <= 2, () -> shown.size() + " items");
                    assertEquals(shownAlone, shown.subList(others, shown.size()));
                    assertTrue(view.peek() != null && view.size() >= STAY);
                }
            });
        }
        assertEquals(shownAlone, List.copyOf(view));
        assertEquals(STAY, queue.unfinished());
    }

    /** All that may happen to items at once: none is shown twice or made up, and the account is right. */
    @ParameterizedTest
    @EnumSource
    void r1_looksDisturbNobody(Kind kind) {
        for (int round = 0; round < Effort.of(20, 500); round++) {
            WorkQueue<Integer> queue = WorkQueue.open(QueueOptions.fifo().capacity(7));
            BlockingQueue<Integer> view = queue.asBlockingQueue();
            AtomicInteger numbers = new AtomicInteger();
            AtomicInteger done = new AtomicInteger();
            try (Threads threads = new Threads(kind); Threads platform = new Threads(Kind.PLATFORM)) {
                for (int p = 0; p < 2; p++) {
                    threads.start("putter", () -> {
                        for (int i = 0; i < 500; i++) {
                            view.put(numbers.getAndIncrement());
                        }
                    });
                    threads.start("taker", () -> {
                        for (int i = 0; i < 250; i++) {
                            view.take();
                            done.incrementAndGet();
                        }
                    });
                    threads.start("leaser", () -> {
                        for (int i = 0; i < 250; i++) {
                            queue.lease(1, Limits.HANG).get(0).giveBack();
                            queue.lease(1, Limits.HANG).get(0).done();
                            done.incrementAndGet();
                        }
                    });
                }
                platform.start("looker", () -> {
                    while (done.get() < 1000) {
                        List<Integer> shown = view.stream().toList();
                        assertEquals(shown.size(), new HashSet<>(shown).size(), () -> "twice: " + shown);
                        shown.forEach(item -> assertTrue(item >= 0 && item < numbers.get()));
                        view.peek();
                        Threads.spin();
                    }
                });
            }
            assertEquals(0, queue.unfinished());
            assertEquals(1000, queue.stats().done());
        }
    }

    /** Whoever looks while a queue is closed, in whatever way, sees items or none. */
    @ParameterizedTest
    @EnumSource
    void q10_looksAgainstEnds(Kind kind) {
        for (int round = 0; round < Effort.of(300, 10_000); round++) {
            WorkQueue<Integer> queue = QueueCases.full(7);
            BlockingQueue<Integer> view = queue.asBlockingQueue();
            int way = round % 3;
            CountDownLatch looking = new CountDownLatch(1);
            try (Threads threads = new Threads(kind)) {
                threads.start("closer", () -> {
                    looking.await(); // from one who starts later, or there may be no carrier for this one
                    switch (way) {
                        case 0 -> queue.closeExceptionally(new IllegalStateException("the cause"));
                        case 1 -> queue.closeNow();
                        default -> {
                            queue.close();
                            view.clear();
                        }
                    }
                });
                threads.start("looker", () -> {
                    looking.countDown();
                    while (!view.isEmpty()) {
                        List<Integer> shown = List.copyOf(view);
                        assertEquals(IntStream.range(0, 7).boxed().filter(shown::contains).toList(), shown);
                        Threads.spin();
                    }
                });
            }
            queue.closeNow();
            assertEquals(0, queue.unfinished());
        }
    }
}
