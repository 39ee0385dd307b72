package dev.heddle.internal.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every first-in-first-out storage has to do, over many laps of the ring and across the ends of segments. */
class BufferTest {
    private static final int ITEMS = 50_000;
    private static final int LOOKED_AT = 300_000;

    /** A kind of storage with a capacity. */
    private record Kind(String name, int capacity) {
        Cursors<Integer> make() {
            return name.equals("ring") ? new Ring<>(capacity) : new Segments<>(capacity);
        }
    }

    static Stream<Kind> kinds() {
        return Stream.of("ring", "segments")
                .flatMap(name -> IntStream.of(1, 2, 3, 7, 16, 1000).mapToObj(c -> new Kind(name, c)));
    }

    static Stream<Kind> oneOfEach() {
        return Stream.of(new Kind("ring", 4), new Kind("segments", 4));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void q1_q2_itHoldsExactlyItsCapacityAndGivesItBackInOrder(Kind kind) {
        Buffer<Integer> buffer = kind.make();
        int next = 0;
        int expected = 0;
        for (int lap = 0; lap < 5; lap++) {
            while (buffer.offer(next)) {
                next++;
            }
            assertEquals(kind.capacity, buffer.size());
            assertFalse(buffer.hasSpace());
            for (int half = (kind.capacity + 1) / 2; half > 0; half--) {
                assertEquals(expected++, buffer.poll());
            }
        }
        while (expected < next) {
            assertEquals(expected++, buffer.poll());
        }
        assertNull(buffer.poll());
        assertFalse(buffer.hasItem());
        assertEquals(kind.capacity, buffer.peak());
        assertEquals(next, buffer.added());
        assertEquals(next, buffer.taken());
    }

    @ParameterizedTest
    @MethodSource("oneOfEach")
    void q2_whatIsGivenBackComesFirstAndCountsAsNotTaken(Kind kind) {
        Buffer<Integer> buffer = filled(kind);
        int first = buffer.poll();
        int second = buffer.poll();
        buffer.giveBack(first);
        buffer.giveBack(second);
        assertEquals(0, buffer.taken());
        assertFalse(buffer.tryDone(1));
        assertEquals(2, buffer.givenBack());
        assertTrue(buffer.offer(4) && buffer.offer(5), "outside of the capacity");
        assertEquals(List.of(0, 1, 2, 3, 4, 5), Stream.generate(buffer::poll).limit(6).toList());
        assertNull(buffer.poll());
        assertTrue(buffer.tryDone(6));
        assertFalse(buffer.tryDone(1));
    }

    @ParameterizedTest
    @MethodSource("oneOfEach")
    void q8_closedLetsNothingInAndTheRestOut(Kind kind) {
        Buffer<Integer> buffer = filled(kind);
        buffer.poll();
        buffer.close();
        buffer.close();
        assertFalse(buffer.offer(4));
        assertFalse(buffer.hasSpace());
        assertEquals(4, buffer.added());
        assertFalse(buffer.isExhausted());
        assertEquals(List.of(1, 2, 3), Stream.generate(buffer::poll).limit(3).toList());
        assertTrue(buffer.isExhausted());
        buffer.giveBack(3);
        assertFalse(buffer.isExhausted());
        assertEquals(3, buffer.poll());
    }

    @ParameterizedTest
    @MethodSource("oneOfEach")
    void q10_sealedLetsNothingOutButByDraining(Kind kind) {
        Buffer<Integer> buffer = filled(kind);
        buffer.giveBack(buffer.poll());
        buffer.seal();
        assertNull(buffer.poll());
        assertFalse(buffer.hasItem());
        assertEquals(List.of(0, 1, 2, 3), buffer.drain());
        buffer.giveBack(7);
        assertNull(buffer.poll());
        assertEquals(List.of(7), buffer.drain());
        assertTrue(buffer.isExhausted());
    }

    /** Two threads have read the same cursor. */
    @ParameterizedTest
    @MethodSource("oneOfEach")
    void r1_aTicketIsDrawnOnce(Kind kind) {
        Cursors<Integer> buffer = kind.make();
        assertTrue(buffer.drawForPut(0));
        assertFalse(buffer.drawForPut(0));
        assertTrue(buffer.drawForTake(0));
        assertFalse(buffer.drawForTake(0));
        assertTrue(buffer.drawForTake(1));
    }

    /** A put has drawn its ticket and not yet written its item. */
    @ParameterizedTest
    @MethodSource("oneOfEach")
    void q8_aDrawnTicketIsAnItem(Kind kind) {
        Cursors<Integer> buffer = kind.make();
        assertTrue(buffer.drawForPut(0));
        buffer.close();
        assertFalse(buffer.isExhausted(), "one is on its way");
        assertTrue(buffer.hasItem());
        AtomicBoolean looked = new AtomicBoolean();
        try (Threads threads = new Threads(Threads.Kind.PLATFORM)) {
            threads.start("taker", () -> {
                looked.set(true);
                assertNull(buffer.poll());
                assertEquals(0, Cursors.ticket(buffer.tail), "it waited for the item");
            });
            Until.holds("it looks", looked::get);
            buffer.tail = 0; // as if it had never been
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void r1_nothingIsLostAndNothingComesTwiceAmongMany(Kind kind) {
        Buffer<Integer> buffer = kind.make();
        AtomicInteger numbers = new AtomicInteger();
        AtomicLong sum = new AtomicLong();
        AtomicInteger count = new AtomicInteger();
        try (Threads threads = new Threads(Threads.Kind.PLATFORM)) {
            for (int p = 0; p < 3; p++) {
                threads.start("producer", () -> {
                    for (int n = numbers.getAndIncrement(); n < ITEMS; n = numbers.getAndIncrement()) {
                        while (!buffer.offer(n)) {
                            Threads.spin();
                        }
                        int size = buffer.size();
                        assertTrue(size >= 0 && size <= kind.capacity, () -> "size " + size);
                    }
                });
                threads.start("consumer", () -> {
                    while (count.get() < ITEMS) {
                        Integer item = buffer.poll();
                        if (item == null) {
                            Threads.spin();
                        } else if (item % 1000 == 0 && item > 0) {
                            buffer.giveBack(-item); // once
                        } else {
                            sum.addAndGet(Math.abs(item));
                            assertTrue(buffer.tryDone(1));
                            count.incrementAndGet();
                        }
                    }
                });
            }
        }
        assertEquals((long) ITEMS * (ITEMS - 1) / 2, sum.get());
        assertEquals(ITEMS, buffer.added());
        assertEquals(ITEMS, buffer.taken());
        assertEquals(ITEMS, buffer.done());
        assertTrue(buffer.peak() <= kind.capacity);
    }

    @ParameterizedTest
    @MethodSource("oneOfEach")
    void r1_whoOffersAgainstAClosePutsOrDoesNot(Kind kind) {
        for (int round = 0; round < 500; round++) {
            Buffer<Integer> buffer = kind.make();
            AtomicInteger in = new AtomicInteger();
            List<Integer> out = new ArrayList<>();
            try (Threads threads = new Threads(Threads.Kind.PLATFORM)) {
                threads.start("producer", () -> {
                    while (!buffer.isClosed()) {
                        in.addAndGet(buffer.offer(1) ? 1 : 0);
                    }
                });
                threads.start("taker", () -> {
                    while (!buffer.isExhausted()) {
                        Integer item = buffer.poll();
                        if (item != null) {
                            out.add(item);
                        }
                    }
                });
                buffer.close();
            }
            assertEquals(in.get(), out.size());
            assertEquals(in.get(), buffer.added());
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void q2_aLookShowsAllInTheirOrderAndTakesNothing(Kind kind) {
        Buffer<Integer> buffer = kind.make();
        int next = 0;
        int first = 0;
        for (int lap = 0; lap < 5; lap++) {
            while (buffer.offer(next)) {
                next++;
            }
            for (int half = (kind.capacity + 1) / 2; half > 0; half--) {
                assertEquals(IntStream.range(first, next).boxed().toList(), buffer.snapshot());
                assertEquals(first, buffer.peek());
                assertEquals(first++, buffer.poll());
            }
        }
        assertEquals(first, buffer.taken());
        buffer.drain();
        assertNull(buffer.peek());
        assertEquals(List.of(), buffer.snapshot());
    }

    @ParameterizedTest
    @MethodSource("oneOfEach")
    void q2_aLookShowsFirstWhatWasGivenBack(Kind kind) {
        Buffer<Integer> buffer = filled(kind);
        int first = buffer.poll();
        int second = buffer.poll();
        buffer.giveBack(second);
        buffer.giveBack(first);
        assertEquals(List.of(1, 0, 2, 3), buffer.snapshot());
        assertEquals(1, buffer.peek());
        buffer.poll();
        assertEquals(0, buffer.peek());
        buffer.poll();
        assertEquals(2, buffer.peek());
    }

    @ParameterizedTest
    @MethodSource("oneOfEach")
    void q10_aLookShowsNothingOfWhatIsSealed(Kind kind) {
        Buffer<Integer> buffer = filled(kind);
        buffer.giveBack(buffer.poll());
        buffer.close();
        assertEquals(List.of(0, 1, 2, 3), buffer.snapshot());
        assertEquals(0, buffer.peek());
        buffer.seal();
        assertEquals(List.of(), buffer.snapshot());
        assertNull(buffer.peek());
    }

    /** Its slot is used again, or its segment gone. */
    @ParameterizedTest
    @MethodSource("kinds")
    void b3_s4_aTicketThatWasTakenShowsNothing(Kind kind) {
        Cursors<Integer> buffer = kind.make();
        int rounds = 3 * Math.max(kind.capacity, 256);
        for (int i = 0; i < rounds; i++) {
            assertNull(buffer.look(i), "not there yet");
            assertTrue(buffer.offer(i));
            assertEquals(i, buffer.look(i));
            assertEquals(i, buffer.poll());
            assertNull(buffer.look(i));
        }
        List<Integer> shown = new ArrayList<>();
        buffer.copy(0, rounds, shown);
        assertEquals(List.of(), shown);
    }

    /** Each item is the number of its ticket. */
    @ParameterizedTest
    @MethodSource("kinds")
    void b3_s4_aLookNeverShowsTheItemOfAnotherTicket(Kind kind) {
        Cursors<Integer> buffer = kind.make();
        AtomicBoolean over = new AtomicBoolean();
        try (Threads threads = new Threads(Threads.Kind.PLATFORM)) {
            threads.start("user", () -> {
                for (int i = 0; i < LOOKED_AT; i++) {
                    assertTrue(buffer.offer(i));
                    if (buffer.size() == kind.capacity) {
                        buffer.poll();
                    }
                }
                over.set(true);
            });
            threads.start("looker", () -> {
                while (!over.get()) {
                    long ticket = Cursors.ticket(buffer.head);
                    Integer item = buffer.look(ticket);
                    assertTrue(item == null || item == ticket, () -> item + " in the place of " + ticket);
                }
            });
        }
    }

    /** A put has drawn its ticket and not yet written its item; the next has. */
    @ParameterizedTest
    @MethodSource("oneOfEach")
    void aSnapshotDoesNotWaitForAnItemAndAPeekDoes(Kind kind) {
        Cursors<Integer> buffer = kind.make();
        assertTrue(buffer.drawForPut(0));
        assertTrue(buffer.offer(1));
        assertEquals(List.of(1), buffer.snapshot());
        try (Threads threads = new Threads(Threads.Kind.PLATFORM)) {
            AtomicBoolean looked = new AtomicBoolean();
            threads.start("looker", () -> {
                looked.set(true);
                assertEquals(1, buffer.peek(), "it does not take a queue for empty that is not");
            });
            Until.holds("it looks", looked::get);
            buffer.head = 1; // as if the first had come and gone
        }
    }

    private static Buffer<Integer> filled(Kind kind) {
        Buffer<Integer> buffer = kind.make();
        for (int i = 0; i < kind.capacity; i++) {
            assertTrue(buffer.offer(i));
        }
        return buffer;
    }
}
