package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.Action;
import dev.heddle.task.TaskFailedException;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.HeldCarriers;
import dev.heddle.testing.Threads.Kind;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A queue without room: from hand to hand. */
class RendezvousTest {
    private static final int HAND_OVERS = 20_000;
    private static final Duration LONG = Duration.ofDays(1);

    private final WorkQueue<String> queue = WorkQueue.rendezvous();

    private void untilPuttersWait(int count) {
        Until.holds(count + " wait to put", () -> queue.stats().waitingPutters() == count);
    }

    private void untilTakersWait(int count) {
        Until.holds(count + " wait to take", () -> queue.stats().waitingTakers() == count);
    }

    @Test
    void q1_itHoldsNothing() throws Exception {
        assertEquals(0, queue.capacity());
        assertFalse(queue.offer("a"));
        assertFalse(queue.offer("a", Duration.ZERO));
        do { // whose time is up before it gets in line has not been blocked
            assertFalse(queue.offer("a", Duration.ofMillis(1)));
        } while (queue.stats().blockedPutting().isZero());
        assertNull(queue.poll());
        assertNull(queue.poll(Duration.ofMillis(1)));
        QueueStats stats = queue.stats();
        assertEquals(List.of(0, 0, 0, 0L, 0L, 0L, 0L), List.of(stats.capacity(), stats.size(), stats.peak(),
                stats.puts(), stats.takes(), stats.done(), stats.unfinished()), "it did not happen");
        assertTrue(stats.blockedPutting().isPositive() && stats.blockedTaking().isPositive(), stats::toString);
        queue.join();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aPutReturnsWhenItsItemIsTaken(Kind kind) {
        AtomicInteger returned = new AtomicInteger();
        try (Threads threads = new Threads(kind)) {
            Thread putter = threads.start("putter", () -> {
                queue.put("a");
                returned.incrementAndGet();
            });
            untilPuttersWait(1);
            Until.waiting(putter);
            assertEquals(0, returned.get());
            assertEquals(0, queue.unfinished(), "it is not put yet (Q5)");
            assertEquals("a", queue.poll(), "what a waiting putter has can be had at once");
        }
        assertEquals(1, returned.get());
        assertEquals(List.of(1L, 1L, 1L),
                List.of(queue.stats().puts(), queue.stats().takes(), queue.stats().unfinished()));
        queue.taskDone();
        assertEquals(0, queue.size());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aTakerThatWaitsGetsWhatIsOfferedAtOnce(Kind kind) {
        ConcurrentLinkedQueue<String> taken = new ConcurrentLinkedQueue<>();
        try (Threads threads = new Threads(kind)) {
            threads.start("taker", () -> taken.add(queue.take()));
            untilTakersWait(1);
            assertTrue(queue.offer("a"));
        }
        assertEquals(List.of("a"), List.copyOf(taken));
        assertFalse(queue.offer("b"));
    }

    @Test
    void asManyAreHandedOverAtOnceAsTakersWait() throws Exception {
        ConcurrentLinkedQueue<String> taken = new ConcurrentLinkedQueue<>();
        try (Threads threads = new Threads(Kind.VIRTUAL)) {
            for (int i = 0; i < 3; i++) {
                threads.start("taker", () -> taken.add(queue.take()));
            }
            untilTakersWait(3);
            HeldCarriers.during(() -> {
                queue.put("a");
                queue.put("b");
                assertTrue(queue.offer("c"));
                assertFalse(queue.offer("d"), "three are waiting, and no more");
                assertEquals(0, queue.size());
                assertEquals(3, queue.unfinished());
            });
        }
        assertEquals(List.of("a", "b", "c"), taken.stream().sorted().toList());
    }

    @Test
    void q2_itemsAreTakenInTheOrderInWhichTheyWerePresented() throws Exception {
        try (Threads threads = new Threads(Kind.PLATFORM)) {
            for (int i = 0; i < 5; i++) {
                String item = "item " + i;
                threads.start("putter", () -> queue.put(item));
                untilPuttersWait(i + 1);
            }
            List<String> taken = new ArrayList<>();
            assertEquals(2, queue.drainTo(taken, 2));
            for (int i = 0; i < 3; i++) {
                taken.add(queue.take());
            }
            assertEquals(IntStream.range(0, 5).mapToObj(i -> "item " + i).toList(), taken);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void r1_aPutThatIsInterruptedOrTimesOutLeavesNothing(Kind kind) {
        try (Threads threads = new Threads(kind)) {
            Thread interrupted =
                    threads.start("putter", () -> assertThrows(InterruptedException.class, () -> queue.put("a")));
            Thread timed = threads.start("putter",
                    () -> assertThrows(InterruptedException.class, () -> queue.offer("b", LONG)));
            untilPuttersWait(2);
            interrupted.interrupt();
            timed.interrupt();
        }
        assertNull(queue.poll());
        assertEquals(0, queue.stats().waitingPutters());
        assertEquals(0, queue.stats().puts());
    }

    /** Rule 1: the item was put, so it is somebody's, whatever else happens to the one who waits. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void r1_aTakerThatWasGivenAnItemHasItThoughItIsInterrupted(boolean timed) throws Exception {
        ConcurrentLinkedQueue<String> taken = new ConcurrentLinkedQueue<>();
        AtomicInteger interrupts = new AtomicInteger();
        try (Threads threads = new Threads(Kind.VIRTUAL)) {
            Thread taker = threads.start("taker", () -> {
                taken.add(timed ? queue.poll(LONG) : queue.take());
                interrupts.addAndGet(Thread.interrupted() ? 1 : 0);
            });
            untilTakersWait(1);
            HeldCarriers.during(() -> {
                taker.interrupt();
                assertTrue(queue.offer("a"), "it is still expected to take");
            });
        }
        assertEquals(List.of("a"), List.copyOf(taken));
        assertEquals(1, interrupts.get(), "the interrupt stays set");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void q8_closeRefusesWhatWaitsToBePut(Kind kind) {
        try (Threads threads = new Threads(kind)) {
            threads.start("putter", () -> assertThrows(QueueClosedException.class, () -> queue.put("a")));
            threads.start("putter", () -> assertThrows(QueueClosedException.class, () -> queue.offer("b", LONG)));
            untilPuttersWait(2);
            queue.close();
        }
        assertThrows(QueueClosedException.class, queue::take);
        assertThrows(QueueClosedException.class, () -> queue.offer("c"));
        assertThrows(QueueClosedException.class, () -> queue.offer("c", Duration.ZERO));
        assertThrows(QueueClosedException.class, () -> queue.put("c"));
        assertEquals(List.of(), queue.closeNow());
        assertEquals(0, queue.unfinished());
    }

    @Test
    void q8_takersThatWaitAreToldOfTheEnd() {
        try (Threads threads = new Threads(Kind.VIRTUAL)) {
            threads.start("taker", () -> assertThrows(QueueClosedException.class, queue::take));
            threads.start("iterating", () -> queue.forEach(item -> {}));
            untilTakersWait(2);
            queue.close();
        }
    }

    @Test
    void q9_closeNowHandsBackWhatWasHandedOverAndNotTakenYet() throws Exception {
        try (Threads threads = new Threads(Kind.VIRTUAL)) {
            threads.start("taker", () -> assertThrows(QueueClosedException.class, queue::take));
            untilTakersWait(1);
            HeldCarriers.during(() -> {
                queue.put("a");
                assertEquals(List.of("a"), queue.closeNow());
            });
        }
        assertEquals(0, queue.unfinished());
    }

    @Test
    void q10_everybodySeesTheCause() {
        IllegalStateException cause = new IllegalStateException("broken");
        try (Threads threads = new Threads(Kind.VIRTUAL)) {
            for (Action waits : List.<Action>of(() -> queue.put("a"), () -> queue.offer("b", LONG))) {
                threads.start("putter",
                        () -> assertSame(cause, assertThrows(QueueClosedException.class, waits::run).getCause()));
            }
            untilPuttersWait(2);
            queue.closeExceptionally(cause);
        }
        assertSame(cause, assertThrows(QueueClosedException.class, queue::take).getCause());
    }

    @Test
    void q2_whatIsGivenBackComesFirst() throws Exception {
        try (Threads threads = new Threads(Kind.VIRTUAL)) {
            threads.start("putter", () -> queue.put("a"));
            Lease<String> lease = queue.lease(1, LONG).getFirst();
            threads.start("putter", () -> queue.put("b"));
            untilPuttersWait(1);
            lease.giveBack();
            assertEquals("a", queue.take());
            assertEquals("b", queue.take());
        }
    }

    @Test
    void aScopedOneEndsWithItsGroup() {
        TaskFailedException failed = assertThrows(TaskFailedException.class, () -> {
            try (TaskGroup group = TaskGroup.open("group")) {
                WorkQueue<Integer> scoped = WorkQueue.rendezvous(group);
                group.fork("putter", () -> scoped.put(1));
                group.fork("taker", () -> {
                    scoped.take();
                    throw new IllegalStateException("broken");
                });
                group.fork("another", () -> scoped.put(2));
                group.join();
            }
        });
        assertInstanceOf(IllegalStateException.class, failed.getCause());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void itFeedsAPoolAndASentinelEndsIt(int workers) throws Exception {
        ConcurrentLinkedQueue<Integer> handled = new ConcurrentLinkedQueue<>();
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> scoped = WorkQueue.rendezvous(group);
            WorkerPool<Integer> pool = WorkerPool.start(group, scoped, workers, handled::add);
            for (int i = 0; i < 100; i++) {
                scoped.put(i);
            }
            pool.sentinel(-1);
            group.join();
        }
        assertEquals(IntStream.range(0, 100).boxed().toList(), handled.stream().sorted().toList());
    }

    /** One puts while the other takes, in turn; who was served and has not run yet does not wait to put. */
    @Test
    void q17_workersThatHandOverToEachOtherAreNotRefused() throws Exception {
        CountDownLatch last = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> scoped = WorkQueue.rendezvous(group);
            WorkerPool<Integer> pool = WorkerPool.start(group, scoped, 2, item -> {
                if (item < HAND_OVERS) {
                    scoped.put(item + 1);
                } else {
                    last.countDown();
                }
            });
            scoped.put(0);
            Until.holds("all are handed over", () -> last.getCount() == 0 || group.cancellation().isPresent());
            pool.drain();
            group.join();
        }
    }

    @Test
    void q17_workersThatAllPutIntoTheirOwnAreRefused() {
        TaskFailedException failed = assertThrows(TaskFailedException.class, () -> {
            try (TaskGroup group = TaskGroup.open("group")) {
                WorkQueue<Integer> scoped = WorkQueue.rendezvous(group);
                WorkerPool<Integer> pool = WorkerPool.start(group, scoped, 2, item -> scoped.put(item + 1));
                scoped.put(1);
                scoped.put(2);
                Until.holds("the pool has ended", () -> pool.alive() == 0);
                group.join();
            }
        });
        assertTrue(failed.getCause().getCause().getMessage().contains("every worker of queue 'queue'"),
                failed::toString);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        QueueOptions<Object> options = QueueOptions.rendezvous();
        assertThrows(IllegalArgumentException.class, () -> options.capacity(1));
        for (Overflow drops : List.of(Overflow.DROP_NEWEST, Overflow.DROP_OLDEST)) {
            assertThrows(IllegalArgumentException.class, () -> options.overflow(drops));
        }
        assertEquals("QueueOptions[name, rendezvous]", options.named("name").overflow(Overflow.WAIT).toString());
        String message = assertThrows(IllegalArgumentException.class, () -> WorkQueue.bounded(0)).getMessage();
        assertTrue(message.contains("rendezvous()") && message.contains("unbounded()"), message);
    }
}
