package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.Action;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Limits;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a queue does, of whatever kind and capacity, between virtual and between platform threads: Q1 to Q18. */
@ParameterizedClass
@MethodSource("cells")
class QueueSpecificationTest {
    private static final Duration LONG = Duration.ofDays(1);

    /** An item; of the same rank, the one with the lower number was put first. */
    private record Item(int rank, int number) {}

    /** A kind of queue. */
    private enum Kind {
        FIFO(QueueOptions.fifo()),
        LIFO(QueueOptions.lifo()),
        PRIORITY(QueueOptions.priority(Comparator.comparing(item -> ((Item) item).rank))),
        RENDEZVOUS(QueueOptions.rendezvous());

        private final QueueOptions<Object> options;

        Kind(QueueOptions<Object> options) {
            this.options = options;
        }

        IntStream capacities() {
            return switch (this) {
                case FIFO -> IntStream.concat(QueueCases.capacitiesAndUnbounded(), IntStream.of(20_000));
                case LIFO, PRIORITY -> QueueCases.capacitiesAndUnbounded();
                case RENDEZVOUS -> IntStream.of(0);
            };
        }

        boolean keepsOrder() {
            return this == FIFO || this == RENDEZVOUS;
        }
    }

    private record Cell(Kind kind, int capacity, Threads.Kind threads) {
        QueueOptions<Object> options() {
            return kind == Kind.RENDEZVOUS ? kind.options : kind.options.capacity(capacity);
        }

        boolean hasRoom() {
            return capacity > 0;
        }

        boolean hasLimit() {
            return capacity < QueueCases.UNBOUNDED;
        }

        /** So many items: all that it can hold, or what is enough for a test. */
        int some() {
            return hasRoom() ? Math.min(capacity, 1_500) : 3;
        }

        /** The order in which items leave that came in this one. */
        List<Item> leaving(List<Item> put) {
            List<Item> order = new ArrayList<>(put);
            switch (kind) {
                case FIFO, RENDEZVOUS -> {
                }
                case LIFO -> Collections.reverse(order);
                case PRIORITY -> order.sort(Comparator.comparing(Item::rank)); // which is stable
            }
            return order;
        }

        @Override
        public String toString() {
            return kind + (hasLimit() ? " of " + capacity : "") + ", " + threads;
        }
    }

    static Stream<Cell> cells() {
        return Stream.of(Threads.Kind.values()).flatMap(threads -> Stream.of(Kind.values())
                .flatMap(kind -> kind.capacities().mapToObj(capacity -> new Cell(kind, capacity, threads))));
    }

    private final Cell cell;
    private final WorkQueue<Item> queue;
    private final Threads threads;
    private final List<WorkQueue<Item>> opened = new ArrayList<>();
    private final AtomicInteger numbers = new AtomicInteger();

    QueueSpecificationTest(Cell cell) {
        this.cell = cell;
        this.threads = new Threads(cell.threads);
        this.queue = open();
    }

    private WorkQueue<Item> open() {
        WorkQueue<Item> next = WorkQueue.open(cell.options());
        opened.add(next);
        return next;
    }

    private WorkQueue<Item> open(TaskGroup group) {
        return WorkQueue.open(group, cell.options());
    }

    @AfterEach
    void everyThreadHasEnded() {
        opened.forEach(WorkQueue::closeNow);
        threads.close();
        for (WorkQueue<Item> each : opened) {
            assertEquals(0, each.stats().waitingPutters() + each.stats().waitingTakers(), each::toString);
        }
    }

    // ---- doing

    /** A thread for which the close of a queue is the end. */
    private Thread start(String name, Action body) {
        return threads.start(name, () -> {
            try {
                body.run();
            } catch (QueueClosedException e) {
                // that is all
            }
        });
    }

    /** An item with one of few ranks, so that there are many equals. */
    private Item item() {
        int number = numbers.getAndIncrement();
        return new Item(number * 31 % 7 % 5, number);
    }

    private List<Item> items(int count) {
        return Stream.generate(this::item).limit(count).toList();
    }

    /** Makes some items be there to be taken: put, or presented by threads that wait for a taker. */
    private List<Item> fill(WorkQueue<Item> target) throws InterruptedException {
        List<Item> items = items(cell.some());
        for (Item item : items) {
            if (cell.hasRoom()) {
                target.put(item);
            } else {
                blockedPut(target, item);
            }
        }
        return items;
    }

    private Thread blockedPut(WorkQueue<Item> target, Item item) {
        int before = target.stats().waitingPutters();
        Thread putter = start("putter", () -> target.put(item));
        Until.holds("it waits to put", () -> target.stats().waitingPutters() == before + 1);
        Until.waiting(putter);
        return putter;
    }

    private Thread blockedTake(AtomicReference<Item> got) {
        int before = queue.stats().waitingTakers();
        Thread taker = start("taker", () -> got.set(queue.take()));
        Until.holds("it waits to take", () -> queue.stats().waitingTakers() == before + 1);
        Until.waiting(taker);
        return taker;
    }

    private List<Item> taken(int count) throws InterruptedException {
        List<Item> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(queue.take());
        }
        return taken;
    }

    private static void ended(Thread thread) throws InterruptedException {
        assertTrue(thread.join(Limits.HANG), thread + " has ended");
    }

    private static void isAtItsEnd(Action call, Throwable cause) {
        assertSame(cause, assertThrows(QueueClosedException.class, call::run).getCause());
    }

    // ---- Q1 to Q4: capacity, order, waiting

    @Test
    void q1_capacityIsExact() throws Exception {
        List<Item> put = new ArrayList<>(fill(queue));
        boolean full = !cell.hasRoom() || cell.some() == cell.capacity;
        if (full) {
            assertFalse(queue.offer(item()));
            assertFalse(queue.offer(item(), Duration.ZERO));
            assertFalse(queue.offer(item(), Duration.ofMillis(1)));
            put.add(item());
            blockedPut(queue, put.getLast());
        } else {
            put.add(item());
            assertTrue(queue.offer(put.getLast()));
        }
        assertEquals(cell.hasRoom() ? full ? cell.capacity : put.size() : 0, queue.size());
        assertEquals(Set.copyOf(put), new HashSet<>(taken(put.size())));
        assertNull(queue.poll());
        assertNull(queue.poll(Duration.ofMillis(1)));
        QueueStats stats = queue.stats();
        assertEquals(List.of(cell.capacity, 0, put.size(), put.size()),
                List.of(stats.capacity(), stats.size(), (int) stats.puts(), (int) stats.takes()));
        assertEquals(full ? cell.capacity : put.size(), stats.peak());
    }

    @Test
    void q2_itemsLeaveInTheirOrder() throws Exception {
        for (int lap = 0; lap < 3; lap++) {
            List<Item> items = fill(queue);
            assertEquals(cell.leaving(items), taken(items.size()));
        }
    }

    @Test
    void q2_whatIsGivenBackComesFirstAndIsOutsideOfTheCapacity() throws Exception {
        List<Item> items = fill(queue);
        Lease<Item> lease = queue.lease(1, Duration.ZERO).getFirst();
        assertEquals(cell.leaving(items).getFirst(), lease.item());
        assertEquals(cell.hasRoom(), queue.offer(new Item(-1, -1)), "there is space now, if there is any");
        lease.giveBack();
        assertTrue(queue.size() <= cell.capacity);
        Lease<Item> again = queue.lease(1, Duration.ZERO).getFirst();
        assertSame(lease.item(), again.item(), "before the one that is of the least rank and came last");
        assertEquals(2, again.attempt());
        again.done();
    }

    @Test
    void q3_aTakerIsNotOvertakenForEver() throws Exception {
        AtomicReference<Item> got = new AtomicReference<>();
        Thread victim = blockedTake(got);
        start("overtaker", () -> {
            while (got.get() == null) {
                queue.poll(Duration.ofMillis(1));
            }
        });
        start("producer", () -> {
            while (got.get() == null) {
                queue.put(item());
                Thread.yield(); // an unbounded queue never makes it wait
            }
        });
        ended(victim);
    }

    @Test
    void q3_aPutterIsNotOvertakenForEver() throws Exception {
        if (cell.hasRoom() && cell.some() < cell.capacity) {
            return; // no put waits for space there
        }
        fill(queue);
        AtomicBoolean in = new AtomicBoolean();
        Thread victim = blockedPut(queue, item());
        start("watch", () -> {
            victim.join();
            in.set(true);
        });
        start("overtaker", () -> {
            while (!in.get()) {
                queue.offer(item(), Duration.ofMillis(1));
            }
        });
        start("consumer", () -> {
            while (!in.get()) {
                queue.poll(Duration.ofMillis(1));
            }
        });
        ended(victim);
    }

    @Test
    void q4_aWakeUpIsNotLostWithOneWhoIsInterrupted() throws Exception {
        for (int round = 0; round < 20; round++) {
            AtomicReference<Item> first = new AtomicReference<>();
            AtomicReference<Item> second = new AtomicReference<>();
            Thread interrupted = threads.start("interrupted", () -> {
                try {
                    first.set(queue.take());
                } catch (InterruptedException e) {
                    // it has taken nothing
                }
            });
            Until.holds("it waits", () -> queue.stats().waitingTakers() == 1);
            Thread next = blockedTake(second);
            queue.put(item());
            interrupted.interrupt();
            ended(interrupted);
            if (first.get() != null) {
                queue.put(item());
            }
            ended(next);
            assertTrue(second.get() != null);
            assertNull(queue.poll());
        }
    }

    // ---- Q5 to Q7: the account

    @Test
    void q5_q7_unfinishedIsWhatWasPutAndNotReportedDone() throws Exception {
        int some = fill(queue).size();
        assertEquals(cell.hasRoom() ? some : 0, queue.unfinished());
        assertThrows(IllegalStateException.class, queue::taskDone, "nothing was taken");
        taken(some);
        for (int left = some; left > 0; left--) {
            assertEquals(left, queue.unfinished());
            assertFalse(queue.join(Duration.ZERO));
            queue.taskDone();
        }
        assertThrows(IllegalStateException.class, queue::taskDone);
        assertEquals(List.of((long) some, 0L), List.of(queue.stats().done(), queue.unfinished()));
    }

    @Test
    void q6_theLastTaskDoneReleasesWhoJoinsEvenIfAPutFollows() throws Exception {
        queue.join();
        int some = fill(queue).size();
        taken(some);
        Thread joiner = threads.start("joiner", queue::join);
        Until.waiting(joiner);
        for (int i = 0; i < some; i++) {
            queue.taskDone();
        }
        fill(queue);
        ended(joiner);
        if (cell.hasRoom()) {
            assertFalse(queue.join(Duration.ofMillis(1)));
        }
    }

    // ---- Q8 to Q11: ends

    @Test
    void q8_aCloseLetsOutWhatIsThereAndRefusesTheRest() throws Exception {
        List<Item> there = fill(queue);
        AtomicBoolean refused = new AtomicBoolean();
        Thread putter = threads.start("putter", () -> {
            try {
                for (int more = 0;; more++) {
                    if (more == 1_000) {
                        Until.holds("it is closed", queue::isClosed);
                    }
                    queue.put(item());
                }
            } catch (QueueClosedException e) {
                refused.set(true);
            }
        });
        if (cell.hasRoom() && cell.some() < cell.capacity) {
            Until.holds("it puts", () -> queue.size() > there.size());
        } else {
            Until.holds("it waits", () -> queue.stats().waitingPutters() > (cell.hasRoom() ? 0 : there.size()));
        }
        queue.close();
        queue.close();
        ended(putter);
        assertTrue(refused.get());
        int left = queue.size();
        assertEquals(cell.hasRoom(), left >= there.size());
        List<Item> rest = taken(left);
        assertTrue(!cell.hasRoom() || new HashSet<>(rest).containsAll(there));
        isAtItsEnd(queue::take, null);
        isAtItsEnd(queue::poll, null);
        isAtItsEnd(() -> queue.offer(item()), null);
        for (int i = 0; i < left; i++) {
            queue.taskDone(); // Q11
        }
        queue.join();
    }

    @Test
    void q8_aCloseWakesWhoWaitsForAnItem() throws Exception {
        AtomicReference<Item> got = new AtomicReference<>();
        Thread one = blockedTake(got);
        Thread other = blockedTake(got);
        queue.close();
        ended(one);
        ended(other);
        assertNull(got.get());
    }

    @Test
    void q9_closingNowHandsBackWhatNobodyHadTaken() throws Exception {
        List<Item> order = cell.leaving(fill(queue));
        assertEquals(order.getFirst(), queue.take());
        queue.close();
        assertEquals(cell.hasRoom() ? order.subList(1, order.size()) : List.of(), queue.closeNow());
        assertEquals(1, queue.unfinished());
        assertFalse(queue.join(Duration.ZERO));
        queue.taskDone(); // Q11
        queue.join();
    }

    @Test
    void q10_everyoneSeesTheCauseOfAnExceptionalEnd() throws Exception {
        Throwable cause = new IllegalStateException("enough");
        List<Item> order = cell.leaving(fill(queue));
        Action wait = cell.hasRoom() ? queue::join : () -> queue.put(item());
        Thread waiting = threads.start("waiting", () -> isAtItsEnd(wait, cause));
        Until.waiting(waiting);
        queue.closeExceptionally(cause);
        ended(waiting);
        for (Action call : List.<Action>of(() -> queue.put(item()), () -> queue.offer(item()), queue::take, queue::poll,
                () -> Select.of(queue, open()).await(), () -> queue.forEach(item -> {}))) {
            isAtItsEnd(call, cause);
        }
        assertEquals(cell.hasRoom() ? order : List.of(), queue.closeNow());
        assertEquals(0, queue.unfinished());
    }

    // ---- Q13, Q16, Q17: pools

    @Test
    void q13_whatAHandlerThrowsIsReportedWithItsItem() throws Exception {
        Set<Item> failed = ConcurrentHashMap.newKeySet();
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Item> scoped = open(group);
            PoolOptions<Item> options = PoolOptions.size(2).onError((item, why) -> failed.add(item));
            WorkerPool<Item> pool = WorkerPool.start(group, scoped, options, item -> {
                if (item.number % 3 == 0) {
                    throw new IllegalStateException("not this");
                }
            });
            List<Item> items = items(cell.some());
            scoped.putAll(items);
            scoped.join();
            pool.joinThenCancel();
            assertEquals(items.stream().filter(item -> item.number % 3 == 0).collect(Collectors.toSet()), failed);
            assertEquals(items.size(), pool.report().stream().mapToLong(each -> each.handled() + each.failed()).sum());
        }
    }

    @Test
    void q13_whatACancelledHandlerHeldIsGivenBack() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Item> scoped = open(group);
            CountDownLatch begun = new CountDownLatch(1);
            WorkerPool<Item> pool = WorkerPool.start(group, scoped, 1, item -> {
                begun.countDown();
                new CountDownLatch(1).await();
            });
            Item held = item();
            scoped.put(held);
            begun.await();
            assertEquals(List.of(held), pool.cancelNow());
            assertEquals(0, scoped.unfinished());
        }
    }

    @Test
    void q16_sentinelsNeedAnOrder() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Item> scoped = open(group);
            Set<Item> handled = ConcurrentHashMap.newKeySet();
            WorkerPool<Item> pool = WorkerPool.start(group, scoped, 3, handled::add);
            List<Item> items = items(cell.some());
            scoped.putAll(items);
            Item end = new Item(0, 0); // equal to the first, but not the same
            if (cell.kind.keepsOrder()) {
                pool.sentinel(end);
                assertEquals(0, pool.alive());
            } else {
                assertThrows(IllegalStateException.class, () -> pool.sentinel(end));
                scoped.join();
                pool.joinThenCancel();
            }
            assertEquals(Set.copyOf(items), handled);
        }
    }

    @Test
    void q17_aWorkerThatWouldWaitForItselfIsRefused() throws Exception {
        AtomicInteger handled = new AtomicInteger();
        Action work = () -> {
            try (TaskGroup group = TaskGroup.open("group")) {
                WorkQueue<Item> scoped = open(group);
                WorkerPool<Item> pool = WorkerPool.start(group, scoped, 1, item -> {
                    handled.incrementAndGet();
                    for (int i = 0; i < 2; i++) {
                        if (cell.hasLimit() || numbers.get() < 2_000) {
                            scoped.put(item());
                        }
                    }
                });
                scoped.put(item());
                if (cell.hasLimit()) {
                    Until.holds("the pool has ended", () -> pool.alive() == 0);
                    group.join();
                } else {
                    scoped.join();
                    pool.joinThenCancel();
                }
            }
        };
        if (cell.hasLimit()) {
            Throwable refusal = assertThrows(ExecutionException.class, work::run).getCause();
            while (!(refusal instanceof IllegalStateException) && refusal.getCause() != null) {
                refusal = refusal.getCause();
            }
            assertTrue(refusal.getMessage().contains("every worker of queue"), refusal::getMessage);
        } else {
            work.run();
            assertTrue(handled.get() >= 2_000);
        }
    }

    // ---- Q14, Q15, Q18

    @Test
    void q14_aSelectTakesEachItemOnce() throws Exception {
        WorkQueue<Item> other = open();
        Select<Item> either = Select.of(queue, other);
        Set<Item> there = new HashSet<>(fill(queue));
        there.addAll(fill(other));
        Set<Item> taken = new HashSet<>();
        for (int left = there.size(); left > 0; left--) {
            assertTrue(taken.add(either.await()));
        }
        assertEquals(there, taken);
        assertNull(either.poll());
        assertNull(either.await(Duration.ofMillis(1)));
        AtomicReference<Item> got = new AtomicReference<>();
        Thread selecting = start("selecting", () -> got.set(either.await()));
        Until.holds("it waits", () -> queue.stats().waitingTakers() + other.stats().waitingTakers() == 2);
        Item last = item();
        other.put(last);
        ended(selecting);
        assertEquals(last, got.get());
        assertEquals(0, queue.stats().waitingTakers());
        queue.close();
        assertNull(either.poll(), "one is open");
        other.close();
        isAtItsEnd(either::poll, null);
    }

    @Test
    void q15_aGroupThatEndsWithUndeliveredItemsSaysSo() throws Exception {
        TaskGroup group = TaskGroup.open("group");
        WorkQueue<Item> scoped = open(group);
        int undelivered = cell.hasRoom() ? cell.some() : 1;
        try (Threads producing = new Threads(cell.threads)) {
            producing.start("producer", () -> scoped.putAll(items(undelivered)));
            scoped.lease(1, LONG).getFirst().giveBack();
        }
        String message = assertThrows(IllegalStateException.class, group::close).getMessage();
        assertTrue(message.contains(" " + undelivered + " undelivered"), message);
        assertEquals(undelivered, scoped.closeNow().size());
    }

    @Test
    void q18_anInterruptedPutAllTellsHowManyWentIn() throws Exception {
        AtomicReference<Integer> in = new AtomicReference<>();
        List<Item> items = items(cell.some() + 1);
        boolean waits = cell.some() >= cell.capacity;
        Thread putter = threads.start("putter", () -> {
            try {
                queue.putAll(items);
                in.set(items.size());
            } catch (PutInterruptedException e) {
                in.set(e.count());
            }
        });
        if (waits) {
            Until.holds("it waits", () -> queue.stats().waitingPutters() == 1);
            putter.interrupt();
        }
        ended(putter);
        assertEquals(waits ? cell.capacity : items.size(), in.get());
        assertEquals(in.get(), queue.size());
    }

    // ---- Q12, and all at once

    @Test
    void q12_r1_nothingIsLostAndNothingComesTwiceAndTheFiguresStayWithinTheirBounds() {
        int each = 1_000;
        AtomicInteger producing = new AtomicInteger(3);
        ConcurrentLinkedQueue<Integer> taken = new ConcurrentLinkedQueue<>();
        for (int producer = 0; producer < 3; producer++) {
            start("producer", () -> {
                for (int i = 0; i < each; i++) {
                    queue.put(item());
                    assertTrue(queue.size() >= 0 && queue.size() <= cell.capacity, queue::toString);
                    assertTrue(queue.unfinished() >= 0 && queue.unfinished() <= 3 * each, queue::toString);
                }
                if (producing.decrementAndGet() == 0) {
                    queue.close();
                }
            });
            start("consumer", () -> queue.forEach(item -> taken.add(item.number)));
        }
        threads.join();
        assertEquals(IntStream.range(0, 3 * each).boxed().toList(), taken.stream().sorted().toList());
        assertTrue(queue.stats().peak() <= cell.capacity);
        assertEquals(0, queue.unfinished());
    }
}
