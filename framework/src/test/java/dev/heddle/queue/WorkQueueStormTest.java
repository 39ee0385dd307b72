package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Everything at once: producers and consumers with and without time limits, interrupted at random, and a close in the
 * middle. Afterwards the books are balanced to the item: put = taken + handed back, nothing twice, each producer in order.
 */
@Tag("storm")
class WorkQueueStormTest {
    private static final int PRODUCERS = 3;
    private static final int CONSUMERS = 3;
    private static final int EACH = 20_000;

    private record Item(int producer, int number) {}

    private final AtomicLong put = new AtomicLong();
    private final List<List<Item>> taken = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<Thread> victims = new ConcurrentLinkedQueue<>();
    private final AtomicInteger left = new AtomicInteger(PRODUCERS + CONSUMERS);
    private final AtomicBoolean outOfBounds = new AtomicBoolean();

    @ParameterizedTest
    @CsvSource({"VIRTUAL,0", "VIRTUAL,1", "VIRTUAL,2", "VIRTUAL,7", "VIRTUAL,1024", "PLATFORM,0", "PLATFORM,1",
        "PLATFORM,7"})
    void rule1_nothingIsLostAndNothingComesTwice(Threads.Kind kind, int capacity) {
        WorkQueue<Item> queue = QueueCases.queue(capacity);
        List<Item> rest = new ArrayList<>();
        try (Threads threads = new Threads(kind); Threads platform = new Threads(Threads.Kind.PLATFORM)) {
            for (int p = 0; p < PRODUCERS; p++) {
                int producer = p;
                victims.add(threads.start("producer-" + p, () -> produce(queue, producer)));
            }
            for (int c = 0; c < CONSUMERS; c++) {
                List<Item> mine = new ArrayList<>();
                taken.add(mine);
                victims.add(threads.start("consumer-" + c, () -> consume(queue, mine)));
            }
            platform.start("interrupter", this::interruptAtRandom);
            platform.start("closer", () -> { // virtual ones that wake each other may starve one that waits for a time
                Until.holds("half is put", () -> put.get() > PRODUCERS * EACH / 2);
                rest.addAll(queue.closeNow());
            });
        }
        assertEquals(List.of(), queue.closeNow(), "closed once, nothing came after");
        assertEquals(0, queue.unfinished());
        assertEquals(0, queue.stats().waitingPutters() + queue.stats().waitingTakers());
        assertTrue(!outOfBounds.get(), "size and unfinished stay within their bounds (Q12)");
        reconcile(rest);
    }

    private void produce(WorkQueue<Item> queue, int producer) {
        Random random = new Random(producer);
        try {
            for (int n = 0; n < EACH;) {
                Item item = new Item(producer, n);
                try {
                    boolean in = switch (random.nextInt(3)) {
                        case 0 -> queue.offer(item);
                        case 1 -> queue.offer(item, Duration.ofNanos(random.nextInt(50_000)));
                        default -> {
                            queue.put(item);
                            yield true;
                        }
                    };
                    if (in) {
                        put.incrementAndGet();
                        n++;
                    }
                } catch (InterruptedException e) {
                    // it did not happen: the same item again
                }
            }
        } catch (QueueClosedException e) {
            // the same: the item is not in
        } finally {
            left.decrementAndGet();
        }
    }

    private void consume(WorkQueue<Item> queue, List<Item> mine) {
        Random random = new Random();
        try {
            for (;;) {
                try {
                    Item item = switch (random.nextInt(3)) {
                        case 0 -> queue.poll();
                        case 1 -> queue.poll(Duration.ofNanos(random.nextInt(50_000)));
                        default -> queue.take();
                    };
                    if (item != null) {
                        mine.add(item);
                        queue.taskDone();
                    }
                    if (queue.size() < 0 || queue.size() > queue.capacity() || queue.unfinished() < 0) {
                        outOfBounds.set(true);
                    }
                } catch (InterruptedException e) {
                    // it did not happen
                }
            }
        } catch (QueueClosedException e) {
            // the end
        } finally {
            left.decrementAndGet();
        }
    }

    private void interruptAtRandom() {
        Random random = new Random();
        Thread[] threads = victims.toArray(Thread[]::new);
        while (left.get() > 0) {
            threads[random.nextInt(threads.length)].interrupt();
            Thread.yield();
        }
    }

    private void reconcile(List<Item> rest) {
        BitSet seen = new BitSet();
        long count = rest.size();
        for (Item item : rest) {
            seen.set(item.producer * EACH + item.number);
        }
        for (List<Item> mine : taken) {
            int[] last = {-1, -1, -1};
            for (Item item : mine) {
                assertTrue(item.number > last[item.producer], "each producer's order is kept");
                last[item.producer] = item.number;
                seen.set(item.producer * EACH + item.number);
            }
            count += mine.size();
        }
        assertEquals(put.get(), count, "put = taken + handed back");
        assertEquals(count, seen.cardinality(), "nothing comes twice");
    }
}
