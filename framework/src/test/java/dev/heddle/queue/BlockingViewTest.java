package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.TaskFailedException;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Limits;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Threads.Kind;
import dev.heddle.testing.Until;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a queue is as a BlockingQueue, besides what all queues of the JDK are ({@link BlockingViewSuiteTest}). */
class BlockingViewTest {
    private static final Throwable CAUSE = new IllegalStateException("the cause");

    private final WorkQueue<Integer> queue = QueueCases.full(7);
    private final BlockingQueue<Integer> view = queue.asBlockingQueue();

    /** Each kind that holds items, empty. */
    static Stream<QueueOptions<? super Integer>> kinds() {
        return Stream.of(QueueOptions.fifo(), QueueOptions.fifo().capacity(10), QueueOptions.lifo(),
                QueueOptions.priority(Comparator.<Integer>naturalOrder()));
    }

    // ---- the account

    @Test
    void q5_eachItemThatIsTakenThroughTheViewCountsAsDoneAtOnce() throws Exception {
        List<Integer> drained = new ArrayList<>();
        assertEquals(0, view.take());
        assertEquals(6, queue.unfinished());
        assertEquals(1, view.poll());
        assertEquals(2, view.poll(1, TimeUnit.DAYS));
        assertEquals(3, view.remove());
        assertEquals(3, queue.unfinished());
        assertEquals(1, view.drainTo(drained, 1));
        assertEquals(2, queue.unfinished());
        assertEquals(1, view.drainTo(drained, 1));
        view.clear();
        assertEquals(List.of(4, 5), drained);
        assertEquals(7, queue.stats().done());
        queue.join();
    }

    @Test
    void q5_taskDoneIsOnceTooOftenForAnItemThatWasTakenThroughTheView() throws Exception {
        view.take();
        assertThrows(IllegalStateException.class, queue::taskDone);
        queue.take();
        queue.taskDone();
        assertEquals(5, queue.unfinished());
    }

    @ParameterizedTest
    @EnumSource
    void q6_joinWaitsUntilAllAreTaken(Kind kind) throws Exception {
        try (Threads threads = new Threads(kind)) {
            Thread joiner = threads.start("joiner", queue::join);
            view.drainTo(new ArrayList<>(), 6);
            Until.waiting(joiner);
            assertTrue(joiner.isAlive());
            view.take();
        }
    }

    @Test
    void q5_whatATargetRefusesIsGivenBackAndTheOthersAreDone() {
        Queue<Integer> roomForTwo = new ArrayDeque<>() {
            private static final long serialVersionUID = 1;

            @Override
            public boolean add(Integer item) {
                if (size() == 2) {
                    throw new IllegalStateException("full");
                }
                return super.add(item);
            }
        };
        assertThrows(IllegalStateException.class, () -> view.drainTo(roomForTwo));
        assertEquals(List.of(0, 1), List.copyOf(roomForTwo));
        assertEquals(5, queue.unfinished());
        assertEquals(List.of(2, 3, 4, 5, 6), List.copyOf(view));
    }

    // ---- ends

    @Test
    void q8_whatPutsOrTakesTellsClosedFromFullAndEmpty() throws Exception {
        List<Executable> puts = List.of(() -> view.put(7), () -> view.offer(7), () -> view.add(7),
                () -> view.addAll(List.of(7)), () -> view.offer(7, 1, TimeUnit.DAYS));
        List<Executable> takes = List.of(view::take, view::poll, () -> view.poll(1, TimeUnit.DAYS), view::remove,
                () -> view.drainTo(new ArrayList<>()));
        queue.close();
        puts.forEach(put -> assertThrows(QueueClosedException.class, put));
        assertEquals(7, view.size());
        assertEquals(0, view.peek());
        assertEquals(7, view.drainTo(new ArrayList<>()));
        puts.forEach(put -> assertThrows(QueueClosedException.class, put));
        takes.forEach(take -> assertNull(assertThrows(QueueClosedException.class, take).getCause()));
        assertShowsNothing();
        view.clear();
    }

    @Test
    void q10_closedExceptionallyItShowsAndGivesNothingAndTellsWhy() {
        queue.closeExceptionally(CAUSE);
        for (Executable call : List.<Executable>of(() -> view.put(7), () -> view.offer(7), view::take, view::poll,
                view::remove, () -> view.drainTo(new ArrayList<>()), () -> view.poll(1, TimeUnit.DAYS))) {
            assertSame(CAUSE, assertThrows(QueueClosedException.class, call).getCause());
        }
        assertShowsNothing();
        view.clear();
        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6), queue.closeNow());
    }

    private void assertShowsNothing() {
        assertNull(view.peek());
        assertThrows(NoSuchElementException.class, view::element);
        assertEquals(0, view.size());
        assertTrue(view.isEmpty());
        assertFalse(view.contains(1));
        assertFalse(view.iterator().hasNext());
        assertEquals("[]", view.toString());
        assertEquals(0, view.remainingCapacity());
    }

    @Test
    void openAndEmptyIsNullFalseOrNoSuchElement() throws Exception {
        view.clear();
        assertNull(view.poll());
        assertNull(view.poll(1, TimeUnit.NANOSECONDS));
        assertEquals(0, view.drainTo(new ArrayList<>()));
        assertThrows(NoSuchElementException.class, view::remove);
        assertThrows(NoSuchElementException.class, view::element);
        assertNull(view.peek());
    }

    @Test
    void openAndFullIsFalseOrIllegalState() throws Exception {
        assertFalse(view.offer(7));
        assertFalse(view.offer(7, 1, TimeUnit.NANOSECONDS));
        assertFalse(assertThrows(IllegalStateException.class, () -> view.add(7)) instanceof QueueClosedException);
        assertEquals(7, queue.unfinished());
    }

    @ParameterizedTest
    @EnumSource
    void q8_aCloseWakesWhoWaits(Kind kind) {
        WorkQueue<Integer> empty = WorkQueue.bounded(1);
        try (Threads threads = new Threads(kind)) {
            Thread putter = threads.start("putter", () -> {
                assertThrows(QueueClosedException.class, () -> view.put(7));
            });
            Thread taker = threads.start("taker", () -> {
                assertThrows(QueueClosedException.class, empty.asBlockingQueue()::take);
            });
            Until.waiting(putter);
            Until.waiting(taker);
            queue.close();
            empty.close();
        }
        assertEquals(7, view.drainTo(new ArrayList<>()), "what was not put is not there");
    }

    // ---- refused

    @ParameterizedTest
    @MethodSource("kinds")
    void removalFromTheInteriorIsRefusedInWordsAndChangesNothing(QueueOptions<? super Integer> options) {
        WorkQueue<Integer> some = WorkQueue.open(options);
        some.offer(1);
        some.offer(2);
        BlockingQueue<Integer> itsView = some.asBlockingQueue();
        Iterator<Integer> iterator = itsView.iterator();
        iterator.next();
        for (Executable removal : List.<Executable>of(() -> itsView.remove((Object) 1),
                () -> itsView.remove((Object) 9), () -> itsView.removeAll(List.of(1)),
                () -> itsView.retainAll(List.of(1)), () -> itsView.removeIf(item -> item == 1), iterator::remove)) {
            String words = assertThrows(UnsupportedOperationException.class, removal).getMessage();
            assertTrue(words.contains("queue 'queue' at its head only"), words);
        }
        assertEquals(2, itsView.size());
        assertEquals(2, some.unfinished());
    }

    @Test
    void r6_nullIsRefusedAndChangesNothing() {
        for (Executable call : List.<Executable>of(() -> view.put(null), () -> view.offer(null), () -> view.add(null),
                () -> view.offer(null, 1, TimeUnit.DAYS), () -> view.offer(7, 1, null), () -> view.poll(1, null),
                () -> view.drainTo(null), () -> view.drainTo(null, 1), () -> view.addAll(null))) {
            assertThrows(NullPointerException.class, call);
        }
        assertEquals(7, view.size());
        assertEquals(7, queue.unfinished());
    }

    @Test
    void aQueueIsNotDrainedToItself() {
        for (Executable call : List.<Executable>of(() -> view.drainTo(view), () -> view.drainTo(view, 1),
                () -> view.drainTo(queue.asBlockingQueue()), () -> queue.drainTo(view, 1))) {
            String words = assertThrows(IllegalArgumentException.class, call).getMessage();
            assertTrue(words.contains("to itself"), words);
        }
        assertEquals(7, queue.unfinished());
        WorkQueue<Integer> other = WorkQueue.unbounded();
        assertEquals(7, view.drainTo(other.asBlockingQueue()));
        assertEquals(7, other.unfinished());
        assertEquals(0, queue.unfinished());
    }

    @Test
    void zeroOrFewerItemsAreDrainedWithoutALook() {
        queue.closeNow();
        assertEquals(0, view.drainTo(new ArrayList<>(), 0));
        assertEquals(0, view.drainTo(new ArrayList<>(), -1));
    }

    // ---- interrupts and cancellation

    @Test
    void r1_whatMayWaitThrowsOnEntryIfInterruptedAndDoesNothing() {
        view.poll();
        for (Executable call : List.<Executable>of(() -> view.put(7), () -> view.offer(7, 1, TimeUnit.DAYS), view::take,
                () -> view.poll(1, TimeUnit.DAYS))) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, call);
            assertFalse(Thread.currentThread().isInterrupted());
        }
        assertEquals(6, queue.unfinished());
        Thread.currentThread().interrupt();
        assertTrue(view.offer(7));
        assertEquals(1, view.poll());
        assertEquals(2, view.peek());
        assertTrue(Thread.interrupted(), "the at-once forms do not look at it");
    }

    @ParameterizedTest
    @EnumSource
    void r1_anInterruptEndsAWait(Kind kind) {
        WorkQueue<Integer> empty = WorkQueue.bounded(1);
        try (Threads threads = new Threads(kind)) {
            List<Thread> waiting = List.of(threads.start("putter", () -> {
                assertThrows(InterruptedException.class, () -> view.put(7));
            }), threads.start("taker", () -> {
                assertThrows(InterruptedException.class, empty.asBlockingQueue()::take);
            }), threads.start("timed taker", () -> {
                assertThrows(InterruptedException.class, () -> empty.asBlockingQueue().poll(1, TimeUnit.DAYS));
            }));
            waiting.forEach(Until::waiting);
            waiting.forEach(Thread::interrupt);
        }
        assertEquals(7, view.size());
    }

    @Test
    void w3_inACancelledGroupTheWaitIsCancelled() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            BlockingQueue<Integer> scoped = WorkQueue.<Integer>bounded(group, 1).asBlockingQueue();
            group.cancel();
            assertThrows(CancellationException.class, scoped::take);
        }
    }

    // ---- looking

    @ParameterizedTest
    @MethodSource("kinds")
    void q2_itShowsItemsInTheOrderInWhichTheyLeaveThoseGivenBackFirst(QueueOptions<? super Integer> options)
            throws Exception {
        WorkQueue<Integer> some = WorkQueue.open(options);
        some.putAll(List.of(3, 1, 2, 1, 5));
        List<Lease<Integer>> leases = some.lease(2, Duration.ZERO);
        some.put(4);
        leases.forEach(Lease::giveBack);
        BlockingQueue<Integer> itsView = some.asBlockingQueue();
        assertEquals(6, itsView.size());
        List<Integer> shown = List.copyOf(itsView);
        assertEquals(leases.stream().map(Lease::item).toList(), shown.subList(0, 2));
        assertEquals(shown, itsView.stream().toList());
        assertEquals(some.capacity() == 10 ? 6 : Integer.MAX_VALUE, itsView.remainingCapacity(), "4 of the capacity");
        for (Integer next : shown) {
            assertEquals(next, itsView.peek());
            assertEquals(next, itsView.element());
            assertEquals(next, itsView.poll());
        }
        assertNull(itsView.peek());
        assertEquals(0, some.unfinished());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void anIteratorShowsWhatWasThereWhenItBegan(QueueOptions<? super Integer> options) {
        WorkQueue<Integer> some = WorkQueue.open(options);
        BlockingQueue<Integer> itsView = some.asBlockingQueue();
        itsView.addAll(List.of(2, 1));
        List<Integer> before = List.copyOf(itsView);
        Iterator<Integer> iterator = itsView.iterator();
        itsView.poll();
        itsView.add(0);
        List<Integer> shown = new ArrayList<>();
        iterator.forEachRemaining(shown::add);
        assertEquals(before, shown);
        assertThrows(NoSuchElementException.class, iterator::next);
        assertTrue(itsView.contains(0));
        assertEquals(1, some.stats().takes(), "to look is not to take");
    }

    @ParameterizedTest
    @EnumSource
    void h1_aRendezvousShowsNothingButWhatWasGivenBack(Kind kind) throws Exception {
        WorkQueue<Integer> rendezvous = WorkQueue.rendezvous();
        BlockingQueue<Integer> itsView = rendezvous.asBlockingQueue();
        try (Threads threads = new Threads(kind)) {
            Thread putter = threads.start("putter", () -> itsView.put(1));
            Until.waiting(putter);
            assertNull(itsView.peek());
            assertEquals(List.of(), List.copyOf(itsView));
            itsView.clear();
            Lease<Integer> lease = rendezvous.lease(1, Limits.HANG).get(0);
            lease.giveBack();
            assertEquals(1, itsView.peek());
            assertEquals(List.of(1), List.copyOf(itsView));
            assertEquals(0, itsView.remainingCapacity());
            assertEquals(1, itsView.take());
        }
        assertEquals(0, rendezvous.unfinished());
    }

    @Test
    void q1_remainingCapacityIsWhatCanBePutWithoutWaiting() {
        assertEquals(0, view.remainingCapacity());
        view.poll();
        assertEquals(1, view.remainingCapacity());
        queue.close();
        assertEquals(0, view.remainingCapacity());
        assertEquals(Integer.MAX_VALUE, WorkQueue.unbounded().asBlockingQueue().remainingCapacity());
    }

    @Test
    void aQueueThatDropsDoesSoThroughTheView() {
        WorkQueue<Integer> oldest = WorkQueue.open(QueueOptions.fifo().capacity(2).overflow(Overflow.DROP_OLDEST));
        oldest.asBlockingQueue().addAll(List.of(1, 2, 3));
        assertEquals(List.of(2, 3), List.copyOf(oldest.asBlockingQueue()));
        WorkQueue<Integer> newest = WorkQueue.open(QueueOptions.fifo().capacity(2).overflow(Overflow.DROP_NEWEST));
        assertThrows(IllegalStateException.class, () -> newest.asBlockingQueue().addAll(List.of(1, 2, 3)));
        assertEquals(List.of(1, 2), List.copyOf(newest.asBlockingQueue()));
    }

    // ---- among others

    @Test
    void q17_workersThatJamAreRefusedThoughSomebodyLooks() throws Exception {
        WorkQueue<Integer> jammed = WorkQueue.bounded(2);
        BlockingQueue<Integer> itsView = jammed.asBlockingQueue();
        CountDownLatch looked = new CountDownLatch(1);
        TaskFailedException e = assertThrows(TaskFailedException.class, () -> {
            try (TaskGroup group = TaskGroup.open("group")) {
                WorkerPool<Integer> pool = WorkerPool.start(group, jammed, 2, item -> {
                    looked.await();
                    while (true) {
                        itsView.put(item + 1);
                    }
                });
                itsView.add(1);
                itsView.add(2);
                Until.holds("the workers hold them", itsView::isEmpty);
                assertNull(itsView.peek());
                looked.countDown();
                while (pool.alive() > 0) {
                    itsView.peek();
                    itsView.forEach(item -> {});
                    Threads.spin();
                }
                group.join();
            }
        });
        assertTrue(e.getCause().getCause().getMessage().contains("every worker of queue 'queue'"));
        jammed.closeNow();
    }

    @Test
    void q17_whoTakesThroughTheViewIsAStrangerForWhomAWorkerMayWait() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            WorkQueue<Integer> some = WorkQueue.bounded(group, 1);
            BlockingQueue<Integer> itsView = some.asBlockingQueue();
            itsView.put(0);
            itsView.take(); // known to take from now on
            CountDownLatch put = new CountDownLatch(1);
            WorkerPool<Integer> pool = WorkerPool.start(group, some, 1, item -> {
                if (item == 1) {
                    itsView.put(2);
                    itsView.put(3);
                    put.countDown();
                }
            });
            itsView.put(1);
            Until.holds("the worker waits", () -> some.stats().waitingPutters() == 1);
            assertEquals(2, itsView.take());
            put.await();
            pool.drain();
        }
    }

    @Test
    void anExecutorRunsOnItAndEnds() throws Exception {
        WorkQueue<Runnable> tasks = WorkQueue.bounded(4);
        AtomicInteger ran = new AtomicInteger();
        try (var executor = new ThreadPoolExecutor(2, 2, 1, TimeUnit.DAYS, tasks.asBlockingQueue(),
                new ThreadPoolExecutor.CallerRunsPolicy())) {
            for (int i = 0; i < 1000; i++) {
                executor.execute(ran::incrementAndGet);
            }
        }
        assertEquals(1000, ran.get());
        tasks.join();
        assertEquals(tasks.stats().puts(), tasks.stats().done());
    }

    @Test
    void anExecutorThatIsStoppedHandsBackWhatIsLeft() throws Exception {
        WorkQueue<Runnable> tasks = WorkQueue.unbounded();
        var executor = new ThreadPoolExecutor(1, 1, 1, TimeUnit.DAYS, tasks.asBlockingQueue());
        CountDownLatch begun = new CountDownLatch(1);
        executor.execute(() -> {
            begun.countDown();
            assertThrows(InterruptedException.class, new CountDownLatch(1)::await);
        });
        begun.await();
        Runnable left = () -> {};
        executor.execute(left);
        assertEquals(List.of(left), executor.shutdownNow());
        assertTrue(executor.awaitTermination(Limits.HANG.toSeconds(), TimeUnit.SECONDS));
        assertEquals(0, tasks.unfinished());
    }
}
