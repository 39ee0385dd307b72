package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.TaskGroup;
import dev.heddle.testing.HeldCarriers;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Threads.Kind;
import dev.heddle.testing.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One of several queues, exactly once, fairly (Q14). */
class SelectTest {
    private static final Duration LONG = Duration.ofDays(1);

    private final WorkQueue<String> a = WorkQueue.open(QueueOptions.fifo().named("a"));
    private final WorkQueue<String> b = WorkQueue.open(QueueOptions.fifo().named("b").capacity(1));
    private final WorkQueue<String> c = WorkQueue.open(QueueOptions.rendezvous().named("c"));
    private final List<WorkQueue<String>> queues = List.of(a, b, c);
    private final Select<String> any = Select.of(a, b, c);

    @AfterEach
    void nobodyIsLeftInLine() {
        for (WorkQueue<String> queue : queues) {
            QueueStats stats = queue.stats();
            assertEquals(0, stats.waitingTakers() + stats.waitingPutters(), queue::toString);
        }
    }

    private void untilItWaits() {
        Until.holds("the select waits", () -> queues.stream().allMatch(queue -> queue.stats().waitingTakers() > 0));
    }

    // ---- exactly one

    @Test
    void q14_itTakesOneItemAndLeavesTheOthers() throws Exception {
        a.put("from a");
        b.put("from b");
        List<String> taken = List.of(any.await(), any.await(LONG));
        assertEquals(List.of("from a", "from b"), taken.stream().sorted().toList());
        assertEquals(2, a.stats().takes() + b.stats().takes());
        assertEquals(2, a.unfinished() + b.unfinished(), "to select is to take, and finishes nothing (Q7)");
        assertNull(any.poll());
        assertNull(any.await(Duration.ZERO));
    }

    @Test
    void q14_eachCaseMakesItsOwnResult() throws Exception {
        WorkQueue<Integer> numbers = WorkQueue.unbounded();
        Select<String> either =
                Select.of(Select.take(numbers, number -> "number " + number), Select.take(a, text -> "text " + text));
        numbers.put(1);
        assertEquals("number 1", either.await());
        a.put("x");
        assertEquals("text x", either.poll());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void q14_itWaitsInAllAndIsWokenByAny(Kind kind) throws Exception {
        for (WorkQueue<String> queue : queues) {
            ConcurrentLinkedQueue<String> taken = new ConcurrentLinkedQueue<>();
            try (Threads threads = new Threads(kind)) {
                threads.start("selecting", () -> taken.add(any.await()));
                untilItWaits();
                queue.put(queue.name());
            }
            assertEquals(List.of(queue.name()), List.copyOf(taken));
            nobodyIsLeftInLine();
        }
    }

    @Test
    void q14_whatTimesOutHasDoneNothing() throws Exception {
        assertNull(any.await(Duration.ofNanos(1)));
        assertNull(any.await(Duration.ofMillis(1)));
        a.put("later");
        assertEquals("later", a.poll());
    }

    @Test
    void whatTheFunctionThrowsTheCallThrows() throws Exception {
        IllegalStateException broken = new IllegalStateException("broken");
        Select<String> select = Select.of(Select.take(a, item -> {
            throw broken;
        }));
        a.put("x");
        assertSame(broken, assertThrows(IllegalStateException.class, select::await));
        assertEquals(0, a.size(), "it was taken");
    }

    // ---- fairness

    @Test
    void q14_ofThreeThatAreAlwaysReadyNoneGetsUnderAFifth() throws Exception {
        List<WorkQueue<Integer>> three = IntStream.range(0, 3).mapToObj(i -> WorkQueue.<Integer>bounded(1)).toList();
        Select<Integer> select = Select.of(three.get(0), three.get(1), three.get(2));
        int[] count = new int[3];
        for (int i = 0; i < 3; i++) {
            three.get(i).put(i);
        }
        for (int round = 0; round < 100_000; round++) {
            int from = round % 2 == 0 ? select.await() : select.poll();
            count[from]++;
            three.get(from).put(from);
        }
        assertTrue(IntStream.of(count).allMatch(times -> times > 20_000), () -> List.of(count[0], count[1]).toString());
    }

    @Test
    void q14_oneThatIsNeverReadyLeavesTheOthersEqual() throws Exception {
        int[] count = new int[2];
        WorkQueue<Integer> zero = WorkQueue.unbounded();
        WorkQueue<Integer> one = WorkQueue.unbounded();
        Select<Integer> select = Select.of(WorkQueue.<Integer>unbounded(), zero, one);
        zero.put(0);
        one.put(1);
        for (int round = 0; round < 1_000; round++) {
            int from = select.await();
            count[from]++;
            (from == 0 ? zero : one).put(from);
        }
        assertEquals(500, count[0], 1);
    }

    /** I3: a select that was woken by one queue and served by another wakes somebody else. */
    @Test
    void i3_aWakeUpThatIsNotUsedIsPassedOn() throws Exception {
        a.put("first");
        assertEquals("first", any.await()); // the next one looks at b before a
        ConcurrentLinkedQueue<String> selected = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<String> taken = new ConcurrentLinkedQueue<>();
        try (Threads threads = new Threads(Kind.VIRTUAL)) {
            threads.start("selecting", () -> selected.add(any.await()));
            untilItWaits();
            threads.start("taking", () -> taken.add(a.take()));
            Until.holds("another waits behind it", () -> a.stats().waitingTakers() == 2);
            HeldCarriers.during(() -> {
                a.put("from a"); // which wakes the select
                b.put("from b");
            });
        }
        assertEquals(List.of("from b"), List.copyOf(selected));
        assertEquals(List.of("from a"), List.copyOf(taken));
    }

    // ---- interrupts and cancellation

    @Test
    void r1_itThrowsOnEntryAndTakesNothing() throws Exception {
        a.put("x");
        for (Executable call : List.<Executable>of(any::await, () -> any.await(LONG), () -> any.await(Duration.ZERO))) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, call);
            assertFalse(Thread.interrupted());
        }
        Thread.currentThread().interrupt();
        assertEquals("x", any.poll());
        assertTrue(Thread.interrupted(), "the at-once form does not look");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void r1_anInterruptEndsTheWaitAndTakesNothing(Kind kind) {
        try (Threads threads = new Threads(kind)) {
            Thread selecting = threads.start("selecting", () -> assertThrows(InterruptedException.class, any::await));
            untilItWaits();
            selecting.interrupt();
        }
        nobodyIsLeftInLine();
        assertTrue(a.offer("x"));
        assertFalse(c.offer("x"), "a select is not expected to come");
    }

    @Test
    void r1_anItemThatComesWithAnInterruptWins() throws Exception {
        ConcurrentLinkedQueue<String> taken = new ConcurrentLinkedQueue<>();
        try (Threads threads = new Threads(Kind.VIRTUAL)) {
            Thread selecting = threads.start("selecting", () -> {
                taken.add(any.await());
                assertTrue(Thread.interrupted(), "it stays set");
            });
            untilItWaits();
            HeldCarriers.during(() -> {
                selecting.interrupt();
                b.put("x");
            });
        }
        assertEquals(List.of("x"), List.copyOf(taken));
    }

    @Test
    void w3_aCancelledTaskDoesNotWait() throws Exception {
        try (TaskGroup group = TaskGroup.open("group")) {
            CountDownLatch ended = new CountDownLatch(1);
            var task = group.fork("selecting", () -> {
                try {
                    any.await();
                } catch (CancellationException | InterruptedException e) {
                    assertThrows(CancellationException.class, any::await, "again");
                    ended.countDown();
                    throw e;
                }
            });
            untilItWaits();
            task.cancel(true);
            ended.await();
            group.join();
        }
    }

    // ---- ends

    @Test
    void aQueueAtItsEndLeavesTheOthers() throws Exception {
        a.put("last");
        a.close();
        assertEquals("last", any.await());
        assertNull(any.poll());
        b.put("b");
        assertEquals("b", any.await());
        b.close();
        assertNull(any.await(Duration.ZERO));
        c.close();
        for (Executable call : List.<Executable>of(any::await, any::poll, () -> any.await(Duration.ZERO))) {
            assertNull(assertThrows(QueueClosedException.class, call).getCause());
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void itWaitsUntilAllAreAtTheirEnd(Kind kind) {
        try (Threads threads = new Threads(kind)) {
            threads.start("selecting", () -> assertThrows(QueueClosedException.class, any::await));
            for (WorkQueue<String> queue : queues) {
                Until.holds("the select waits", () -> queue.stats().waitingTakers() == 1);
                queue.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void q10_itSeesTheCauseAtOnce(boolean waits) throws Exception {
        IllegalStateException cause = new IllegalStateException("broken");
        if (waits) {
            try (Threads threads = new Threads(Kind.VIRTUAL)) {
                threads.start("selecting",
                        () -> assertSame(cause, assertThrows(QueueClosedException.class, any::await).getCause()));
                untilItWaits();
                b.closeExceptionally(cause);
            }
        } else {
            b.closeExceptionally(cause);
            assertSame(cause, assertThrows(QueueClosedException.class, any::await).getCause());
        }
    }

    @Test
    void severalProducersAreMergedUntilAllHaveEnded() throws Exception {
        List<Integer> merged = new ArrayList<>();
        try (TaskGroup group = TaskGroup.open("merge")) {
            WorkQueue<Integer> even = WorkQueue.bounded(group, 2);
            WorkQueue<Integer> odd = WorkQueue.rendezvous(group);
            even.closeAfter(group.fork("even", () -> {
                for (int i = 0; i < 100; i += 2) {
                    even.put(i);
                }
            }));
            odd.closeAfter(group.fork("odd", () -> {
                for (int i = 1; i < 100; i += 2) {
                    odd.put(i);
                }
            }));
            Select<Integer> next = Select.of(even, odd);
            assertThrows(QueueClosedException.class, () -> {
                while (true) {
                    merged.add(next.await());
                }
            });
            group.join();
        }
        assertEquals(IntStream.range(0, 100).boxed().toList(), merged.stream().sorted().toList());
    }

    // ---- putting

    @Test
    void itPutsWhereThereIsSpace() throws Exception {
        Select<String> select =
                Select.of(Select.take(a, item -> "took " + item), Select.put(b, () -> "x", () -> "put"));
        assertEquals("put", select.await());
        assertEquals(List.of(1, 1L), List.of(b.size(), b.unfinished()));
        assertNull(select.poll());
        a.put("y");
        assertEquals("took y", select.await());
        assertEquals(1, b.size());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void itWaitsForSpaceOrAnItem(Kind kind) throws Exception {
        b.put("full");
        Select<String> select =
                Select.of(Select.take(a, item -> "took " + item), Select.put(b, () -> "x", () -> "put"));
        ConcurrentLinkedQueue<String> done = new ConcurrentLinkedQueue<>();
        try (Threads threads = new Threads(kind)) {
            threads.start("selecting", () -> done.add(select.await()));
            Until.holds("it waits", () -> b.stats().waitingPutters() == 1 && a.stats().waitingTakers() == 1);
            assertEquals("full", b.take());
        }
        assertEquals(List.of("put"), List.copyOf(done));
        assertEquals("x", b.take());
    }

    @Test
    void whatItPutsATakerGets() {
        try (Threads threads = new Threads(Kind.VIRTUAL)) {
            threads.start("taker", () -> assertEquals("x", b.take()));
            Until.holds("it waits", () -> b.stats().waitingTakers() == 1);
            assertEquals("put", Select.of(Select.take(a, item -> item), Select.put(b, () -> "x", () -> "put")).poll());
        }
    }

    @Test
    void aClosedQueueToPutIntoIsToldAtOnce() {
        b.close();
        Select<String> select = Select.of(Select.take(a, item -> item), Select.put(b, () -> "x", () -> "put"));
        assertThrows(QueueClosedException.class, select::await);
        assertThrows(QueueClosedException.class, select::poll);
    }

    @Test
    void aQueueThatDropsAlwaysHasSpace() throws Exception {
        WorkQueue<String> drops = WorkQueue.open(QueueOptions.fifo().capacity(1).overflow(Overflow.DROP_NEWEST));
        drops.put("kept");
        assertEquals("put",
                Select.of(Select.take(a, item -> item), Select.put(drops, () -> "dropped", () -> "put")).await());
        assertEquals(1, drops.stats().dropped());
        assertEquals("kept", drops.take());
    }

    private sealed interface Event {
        record Clicked(Integer where) implements Event {}

        record Typed(String key) implements Event {}

        record Sent() implements Event {}
    }

    /** The functions give different subtypes, and nobody has to say what they have in common. */
    @Test
    void eachCaseMayHaveASubtypeOfTheResult() throws Exception {
        WorkQueue<Integer> clicks = WorkQueue.unbounded();
        WorkQueue<String> keys = WorkQueue.unbounded();
        Select<Event> next = Select.of(Select.take(clicks, Event.Clicked::new), Select.take(keys, Event.Typed::new),
                Select.put(b, () -> "x", Event.Sent::new));
        assertEquals(new Event.Sent(), next.await());
        clicks.put(1);
        assertEquals(new Event.Clicked(1), next.await());
        keys.put("k");
        String said = switch (next.await(LONG)) {
            case Event.Clicked(var where) -> "clicked " + where;
            case Event.Typed(var key) -> "typed " + key;
            case Event.Sent sent -> "sent";
            case null -> "nothing";
        };
        assertEquals("typed k", said);
        Select.Case<String> again = Select.take(a, item -> item);
        a.putAll(List.of("1", "2"));
        assertEquals("1", Select.of(again).await());
        assertEquals("2", Select.of(again, again).await());
    }

    /** As Go evaluates what it may send: once, at the beginning, and whatever comes of it. */
    @Test
    void whatItPutsIsAskedForOnceInEachCall() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Select<String> select = Select.of(Select.take(a, item -> "took " + item),
                Select.put(b, () -> "item " + asked.incrementAndGet(), () -> "put"));
        assertEquals("put", select.await());
        assertEquals("item 1", b.peek());
        assertNull(select.poll());
        assertNull(select.await(Duration.ofMillis(1)), "it lingers and parks, and does not ask again");
        assertEquals(3, asked.get());
        a.put("y");
        assertEquals("took y", select.await());
        assertEquals(4, asked.get());
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, select::await);
        assertEquals(4, asked.get(), "on entry nothing is asked");
        try (Threads threads = new Threads(Kind.VIRTUAL)) {
            threads.start("selecting", () -> assertEquals("put", select.await()));
            Until.holds("it waits", () -> b.stats().waitingPutters() == 1);
            assertEquals("item 1", b.take());
        }
        assertEquals("item 5", b.take());
    }

    @Test
    void ifTheItemCannotBeMadeNothingIsDone() throws Exception {
        IllegalStateException broken = new IllegalStateException("broken");
        a.put("y");
        Select<String> fails = Select.of(Select.take(a, item -> item), Select.put(b, () -> {
            throw broken;
        }, () -> "put"));
        Select<String> gives = Select.of(Select.take(a, item -> item), Select.put(b, () -> null, () -> "put"));
        for (int i = 0; i < 4; i++) {
            assertSame(broken, assertThrows(IllegalStateException.class, fails::await));
            assertSame(broken, assertThrows(IllegalStateException.class, fails::poll));
            String message = assertThrows(NullPointerException.class, gives::await).getMessage();
            assertTrue(message.contains("item") && message.contains("put into b"), message);
        }
        assertEquals(List.of(1, 0), List.of(a.size(), b.size()));
        nobodyIsLeftInLine();
    }

    /** Null is what a call gives that could do nothing. */
    @Test
    void r1_aNullResultIsRefusedAndNothingIsLost() throws Exception {
        a.put("x");
        Select<String> nothing = Select.of(Select.take(a, item -> null));
        for (Executable call : List.<Executable>of(nothing::await, nothing::poll, () -> nothing.await(LONG))) {
            String message = assertThrows(NullPointerException.class, call).getMessage();
            assertTrue(message.contains("take from a") && message.contains("given back"), message);
            assertEquals(1, a.stats().awaitingRedelivery());
            assertEquals(1, a.unfinished());
        }
        assertEquals("x", a.take());
        String message = assertThrows(NullPointerException.class,
                () -> Select.<String>of(Select.put(b, () -> "y", () -> null)).await()).getMessage();
        assertTrue(message.contains("put into b") && message.contains("was put"), message);
        assertEquals("y", b.take());
    }

    // ---- misuse

    @Test
    void misuseIsRefusedAtOnce() {
        assertThrows(IllegalArgumentException.class, () -> Select.of(new WorkQueue<?>[0]));
        assertThrows(IllegalArgumentException.class, () -> Select.of(new Select.Case<?>[0]));
        String message =
                assertThrows(IllegalArgumentException.class, () -> Select.put(c, () -> "x", () -> "put")).getMessage();
        assertTrue(message.contains("rendezvous") && message.contains("'c'"), message);
        assertThrows(NullPointerException.class, () -> Select.of(a, null));
        assertThrows(NullPointerException.class, () -> Select.take(null, item -> ""));
        assertThrows(NullPointerException.class, () -> Select.take(a, null));
        assertThrows(NullPointerException.class, () -> Select.put(b, null, () -> "put"));
        assertThrows(NullPointerException.class, () -> Select.put(b, () -> "x", null));
        assertThrows(NullPointerException.class, () -> Select.of(Select.take(a, item -> item), null));
        assertThrows(NullPointerException.class, () -> any.await(null));
        assertEquals("Select[take from a or take from b or take from c]", any.toString());
    }
}
