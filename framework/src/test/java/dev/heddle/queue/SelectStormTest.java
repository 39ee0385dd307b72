package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.heddle.testing.Effort;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Selects and plain takes over queues of every kind, puts of both kinds, all interrupted at random, and a close in the middle.
 * Afterwards the books are balanced to the item (Q14).
 */
@Tag("storm")
class SelectStormTest {
    private static final int PRODUCERS = 4;
    private static final int SELECTING = 3;
    private static final int EACH = Effort.of(10_000, 250_000);

    private final AtomicLong put = new AtomicLong();
    private final List<List<Integer>> taken = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<Thread> victims = new ConcurrentLinkedQueue<>();
    private final AtomicInteger left = new AtomicInteger();

    private WorkQueue<Integer> narrow;
    private List<WorkQueue<Integer>> queues;

    @ParameterizedTest
    @CsvSource({"VIRTUAL,1", "VIRTUAL,16", "PLATFORM,1", "PLATFORM,16"})
    void q14_nothingIsLostAndNothingComesTwice(Threads.Kind kind, int capacity) {
        narrow = WorkQueue.bounded(capacity);
        queues = List.of(narrow, WorkQueue.unbounded(), WorkQueue.rendezvous(),
                WorkQueue.open(QueueOptions.lifo().capacity(capacity)));
        List<Integer> rest = new ArrayList<>();
        try (Threads threads = new Threads(kind); Threads platform = new Threads(Threads.Kind.PLATFORM)) {
            for (int p = 0; p < PRODUCERS; p++) {
                int producer = p;
                start(threads, "producer-" + p, () -> produce(producer));
            }
            for (int s = 0; s < SELECTING; s++) {
                start(threads, "selecting-" + s, () -> consume(any()));
            }
            for (WorkQueue<Integer> queue : queues) {
                start(threads, "taking", () -> consume(Select.of(taking(queue))));
            }
            platform.start("interrupter", this::interruptAtRandom);
            platform.start("closer", () -> {
                Until.holds("half is put", () -> put.get() > PRODUCERS * EACH / 2);
                queues.forEach(queue -> rest.addAll(queue.closeNow()));
            });
        }
        for (WorkQueue<Integer> queue : queues) {
            assertEquals(List.of(), queue.closeNow(), "closed once, nothing came after");
            assertEquals(0, queue.unfinished());
            assertEquals(0, queue.stats().waitingPutters() + queue.stats().waitingTakers());
        }
        reconcile(rest);
    }

    private void start(Threads threads, String name, Storming body) {
        left.incrementAndGet();
        victims.add(threads.start(name, () -> {
            try {
                body.run();
            } catch (QueueClosedException e) {
                // the end
            } finally {
                left.decrementAndGet();
            }
        }));
    }

    private interface Storming {
        void run();
    }

    /** The items of a producer are its own: its number, then a number that grows. */
    private void produce(int producer) {
        Random random = new Random(producer);
        Select.Case<Boolean> nothing = Select.take(WorkQueue.<Integer>unbounded(), item -> false);
        for (int n = 0; n < EACH;) {
            int item = producer * EACH + n;
            WorkQueue<Integer> queue = queues.get(random.nextInt(queues.size()));
            try {
                boolean in = switch (random.nextInt(4)) {
                    case 0 -> queue.offer(item);
                    case 1 -> queue.offer(item, Duration.ofNanos(random.nextInt(50_000)));
                    case 2 -> Select.of(nothing, Select.put(narrow, () -> item, () -> true)).await();
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
    }

    private Select<Integer> any() {
        return Select.of(taking(queues.get(0)), taking(queues.get(1)), taking(queues.get(2)), taking(queues.get(3)));
    }

    private static Select.Case<Integer> taking(WorkQueue<Integer> queue) {
        return Select.take(queue, item -> done(queue, item));
    }

    private static Integer done(WorkQueue<Integer> queue, Integer item) {
        queue.taskDone();
        return item;
    }

    private void consume(Select<Integer> select) {
        Random random = new Random();
        List<Integer> mine = new ArrayList<>();
        taken.add(mine);
        for (;;) {
            try {
                Integer item = switch (random.nextInt(3)) {
                    case 0 -> select.poll();
                    case 1 -> select.await(Duration.ofNanos(random.nextInt(50_000)));
                    default -> select.await();
                };
                if (item != null) {
                    mine.add(item);
                }
            } catch (InterruptedException e) {
                // it did not happen
            }
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

    private void reconcile(List<Integer> rest) {
        BitSet seen = new BitSet();
        long count = rest.size();
        rest.forEach(seen::set);
        for (List<Integer> mine : taken) {
            mine.forEach(seen::set);
            count += mine.size();
        }
        assertEquals(put.get(), count, "put = taken + handed back");
        assertEquals(count, seen.cardinality(), "nothing comes twice");
    }
}
