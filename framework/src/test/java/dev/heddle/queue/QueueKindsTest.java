package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a queue of every kind has to do, whatever the order of its items. */
class QueueKindsTest {
    /** An item; of the same rank, the one with the lower number was put first. */
    private record Item(int rank, int number) {}

    /** A kind of queue. */
    enum Kind {
        FIFO(QueueOptions.fifo()),
        LIFO(QueueOptions.lifo()),
        PRIORITY(QueueOptions.priority(Comparator.comparing(item -> ((Item) item).rank)));

        private final QueueOptions<Object> options;

        Kind(QueueOptions<Object> options) {
            this.options = options;
        }

        WorkQueue<Item> open(int capacity) {
            return WorkQueue.open(options.capacity(capacity));
        }

        /** The order in which items leave that were put in this one. */
        List<Item> leaving(List<Item> put) {
            List<Item> order = new ArrayList<>(put);
            switch (this) {
                case FIFO -> {
                }
                case LIFO -> Collections.reverse(order);
                case PRIORITY -> order.sort(Comparator.comparing(Item::rank)); // which is stable
            }
            return order;
        }
    }

    static Stream<Arguments> kindsAndCapacities() {
        return Stream.of(Kind.values())
                .flatMap(kind -> QueueCases.capacities().mapToObj(capacity -> Arguments.of(kind, capacity)));
    }

    static Stream<Arguments> all() {
        return Stream.of(Threads.Kind.values()).flatMap(threads -> kindsAndCapacities()
                .map(arguments -> Arguments.of(arguments.get()[0], arguments.get()[1], threads)));
    }

    /** Items with few ranks, so that there are many equals. */
    private static List<Item> items(int count) {
        Random random = new Random(count);
        return IntStream.range(0, count).mapToObj(number -> new Item(random.nextInt(5), number)).toList();
    }

    private static List<Item> taken(WorkQueue<Item> queue, int count) throws InterruptedException {
        List<Item> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(queue.take());
        }
        return taken;
    }

    @ParameterizedTest
    @MethodSource("kindsAndCapacities")
    void q1_q2_itHoldsExactlyItsCapacityAndLetsItOutInItsOrder(Kind kind, int capacity) throws Exception {
        WorkQueue<Item> queue = kind.open(capacity);
        List<Item> items = items(capacity);
        for (int lap = 0; lap < 3; lap++) {
            queue.putAll(items);
            assertFalse(queue.offer(new Item(0, -1)));
            assertFalse(queue.offer(new Item(0, -1), Duration.ZERO));
            assertEquals(capacity, queue.size());
            assertEquals(kind.leaving(items), taken(queue, capacity));
            assertNull(queue.poll());
            assertNull(queue.poll(Duration.ZERO));
        }
        QueueStats stats = queue.stats();
        assertEquals(List.of(capacity, 0, capacity, 3 * capacity, 3 * capacity),
                List.of(stats.capacity(), stats.size(), stats.peak(), (int) stats.puts(), (int) stats.takes()));
    }

    @ParameterizedTest
    @MethodSource("kindsAndCapacities")
    void q2_whatIsGivenBackComesFirstAndIsOutsideOfTheCapacity(Kind kind, int capacity) throws Exception {
        WorkQueue<Item> queue = kind.open(capacity);
        List<Item> items = items(capacity);
        queue.putAll(items);
        Lease<Item> lease = queue.lease(1, Duration.ZERO).getFirst();
        assertTrue(queue.offer(new Item(-1, -1)), "there is space now");
        lease.giveBack();
        Lease<Item> again = queue.lease(1, Duration.ZERO).getFirst();
        assertSame(lease.item(), again.item(), "before the one that is of the least rank and came last");
        assertEquals(2, again.attempt());
        again.done();
        assertEquals(capacity, queue.unfinished());
    }

    @ParameterizedTest
    @MethodSource("kindsAndCapacities")
    void q5_q6_q11_theAccountIsKept(Kind kind, int capacity) throws Exception {
        WorkQueue<Item> queue = kind.open(capacity);
        queue.join();
        queue.putAll(items(capacity));
        assertThrows(IllegalStateException.class, queue::taskDone, "nothing was taken");
        taken(queue, capacity);
        assertFalse(queue.join(Duration.ZERO));
        queue.close();
        for (int left = capacity; left > 0; left--) {
            assertEquals(left, queue.unfinished());
            queue.taskDone();
        }
        queue.join();
        assertThrows(IllegalStateException.class, queue::taskDone);
    }

    @ParameterizedTest
    @MethodSource("all")
    void q8_aCloseLetsOutWhatIsThereAndRefusesTheRest(Kind kind, int capacity, Threads.Kind threads) throws Exception {
        WorkQueue<Item> queue = kind.open(capacity);
        List<Item> items = items(capacity);
        queue.putAll(items);
        try (Threads blocked = new Threads(threads)) {
            blocked.start("putter", () -> assertThrows(QueueClosedException.class, () -> queue.put(new Item(0, -1))));
            Until.holds("it waits", () -> queue.stats().waitingPutters() == 1);
            queue.close();
        }
        assertEquals(kind.leaving(items), taken(queue, capacity));
        assertThrows(QueueClosedException.class, queue::take);
        assertThrows(QueueClosedException.class, () -> queue.offer(new Item(0, -1)));
    }

    @ParameterizedTest
    @MethodSource("kindsAndCapacities")
    void q9_q10_closingNowHandsTheRestBackInItsOrder(Kind kind, int capacity) throws Exception {
        WorkQueue<Item> queue = kind.open(capacity);
        List<Item> items = items(capacity);
        queue.putAll(items);
        queue.closeExceptionally(new IllegalStateException("enough"));
        assertEquals("enough", assertThrows(QueueClosedException.class, queue::take).getCause().getMessage());
        assertEquals(kind.leaving(items), queue.closeNow());
        assertEquals(0, queue.unfinished());
    }

    @ParameterizedTest
    @MethodSource("all")
    void rule1_nothingIsLostAndNothingComesTwiceAmongMany(Kind kind, int capacity, Threads.Kind threads) {
        WorkQueue<Item> queue = kind.open(capacity);
        int each = 2_000;
        ConcurrentLinkedQueue<Integer> taken = new ConcurrentLinkedQueue<>();
        try (Threads workers = new Threads(threads)) {
            for (int producer = 0; producer < 3; producer++) {
                int first = producer * each;
                workers.start("producer", () -> {
                    for (int number = first; number < first + each; number++) {
                        queue.put(new Item(number % 7, number));
                    }
                });
                workers.start("consumer", () -> queue.forEach(item -> taken.add(item.number)));
            }
            workers.start("closer", () -> {
                Until.holds("all are put", () -> queue.stats().puts() == 3 * each);
                queue.close();
            });
        }
        assertEquals(IntStream.range(0, 3 * each).boxed().toList(), taken.stream().sorted().toList());
        assertTrue(queue.stats().peak() <= capacity);
        assertEquals(0, queue.unfinished());
        assertEquals(0, queue.stats().waitingPutters() + queue.stats().waitingTakers());
    }
}
