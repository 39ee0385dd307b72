package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Until;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RaceAndMapTest {
    private final Event never = new Event();

    private Callable<String> fails(String why) {
        return () -> {
            throw new IllegalStateException(why);
        };
    }

    private Callable<String> waits(AtomicBoolean ended) {
        return () -> {
            try {
                never.await();
                return "never";
            } finally {
                ended.set(true);
            }
        };
    }

    @Test
    void raceGivesTheFirstSuccessWhenTheOthersHaveEnded() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        List<Callable<String>> calls = List.of(waits(ended), fails("first to end"), () -> "won");
        assertEquals("won", TaskGroup.race(calls));
        assertEquals(List.of("won"), TaskGroup.race(calls, 1));
        assertTrue(never.toString().contains("0 waiting"));
    }

    @Test
    void raceThrowsEveryFailureIfAllFail() {
        TaskFailedException e =
                assertThrows(TaskFailedException.class, () -> TaskGroup.race(List.of(fails("a"), fails("b"))));
        assertEquals(2, e.failures().size());
    }

    @Test
    void raceForSeveralWinnersStopsWhenTheyAreInOrCannotBe() throws Exception {
        assertEquals(2, TaskGroup.<Integer>race(List.of(() -> 1, () -> 2, () -> {
            never.await();
            return 3;
        }), 2).size());
        AtomicBoolean ended = new AtomicBoolean();
        assertThrows(TaskFailedException.class, () -> TaskGroup.race(List.of(fails("a"), fails("b"), waits(ended)), 2));
        List<String> nulls = TaskGroup.race(Collections.singletonList(() -> null), 1);
        assertEquals(Collections.singletonList(null), nulls);
    }

    @Test
    void aRaceThatNobodyCanWinIsRefused() {
        assertEquals("a race needs at least 1 call", refusal(List.of(), 1));
        assertEquals("a race has at least 1 winner, not 0", refusal(List.of(() -> 1), 0));
        assertEquals("a race of 1 call cannot have 2 winners", refusal(List.of(() -> 1), 2));
        assertEquals("a race of 2 calls cannot have 3 winners", refusal(List.of(() -> 1, () -> 2), 3));
    }

    private static String refusal(List<Callable<Integer>> calls, int winners) {
        return assertThrows(IllegalArgumentException.class, () -> TaskGroup.race(calls, winners)).getMessage();
    }

    @Test
    void mapKeepsTheOrderAndNeverRunsMoreThanAllowed() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Integer> items = IntStream.range(0, 500).boxed().toList();
        List<Integer> doubled = TaskGroup.map(items, 3, n -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            Thread.yield();
            running.decrementAndGet();
            return n * 2;
        });
        assertEquals(items.stream().map(n -> n * 2).toList(), doubled);
        assertTrue(most.get() <= 3, () -> most + " at a time");
        assertEquals(List.of(), TaskGroup.map(List.of(), 3, n -> n));
    }

    @Test
    void mapDrawsItemsAsPlacesBecomeFree() throws Exception {
        AtomicInteger drawn = new AtomicInteger();
        Event go = new Event();
        Iterable<Integer> lazy = () -> new Iterator<>() {
            @Override
            public boolean hasNext() {
                return drawn.get() < 100;
            }

            @Override
            public Integer next() {
                return drawn.incrementAndGet();
            }
        };
        try (TaskGroup group = TaskGroup.open("map")) {
            Task<List<Integer>> all = group.fork(() -> TaskGroup.map(lazy, 2, n -> {
                go.await();
                return n;
            }));
            // Two run; the third is drawn, and waits for a place.
            Until.holds("three are drawn", () -> drawn.get() == 3);
            go.set();
            group.join();
            assertEquals(100, all.resultNow().size());
        }
    }

    @Test
    void mapStopsDrawingWhenOneFails() {
        List<Integer> drawn = new ArrayList<>();
        Iterable<Integer> endless = () -> IntStream.iterate(0, n -> n + 1).peek(drawn::add).iterator();
        TaskFailedException e = assertThrows(TaskFailedException.class, () -> TaskGroup.map(endless, 2, n -> {
            if (n == 10) {
                throw new IllegalStateException("ten");
            }
            return n;
        }));
        assertEquals("ten", e.getCause().getMessage());
    }

    @Test
    void mapPassesOnWhatItsIteratorThrows() {
        RuntimeException broken = new RuntimeException("broken iterator");
        Iterable<Integer> items = () -> {
            throw broken;
        };
        assertSame(broken, assertThrows(RuntimeException.class, () -> TaskGroup.map(items, 2, n -> n)));
        assertThrows(IllegalArgumentException.class, () -> TaskGroup.map(List.of(1), 0, n -> n));
    }

    @Test
    void mapCanBeInterruptedWhileItWaitsForAPlace() throws Exception {
        try (TaskGroup group = TaskGroup.open("interrupted")) {
            Task<List<Object>> task = group.fork(() -> TaskGroup.map(List.of(1, 2, 3), 1, n -> {
                never.await();
                return n;
            }));
            Until.holds("the first runs", () -> never.toString().contains("1 waiting"));
            task.cancel(true);
            group.join();
            assertTrue(task.isCancelled());
            assertThrows(java.util.concurrent.CancellationException.class, task::get);
        } catch (ExecutionException e) {
            throw new AssertionError("a cancelled map is no failure", e);
        }
    }
}
