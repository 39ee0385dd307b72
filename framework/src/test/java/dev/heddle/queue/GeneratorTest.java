package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.TaskFailedException;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Threads.Kind;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of generators, G1 to G3; what cancels and interrupts them is in {@link GeneratorScopeTest}. */
class GeneratorTest {
    private static final Duration LONG = Duration.ofDays(1);

    private TaskGroup group;

    @BeforeEach
    void open() {
        group = TaskGroup.open("group");
    }

    @AfterEach
    void close() throws Exception {
        try (TaskGroup closing = group) {
            closing.join();
        }
    }

    /** A task leaves its group a moment after its end. */
    private void untilNobodyLives() {
        Until.holds("nobody lives", () -> group.live().isEmpty());
    }

    private Generator<Integer> count(int to) {
        return Generator.open(group, out -> {
            for (int i = 0; i < to; i++) {
                out.emit(i);
            }
        });
    }

    private static <T> List<T> rest(Generator<T> generator) {
        List<T> items = new ArrayList<>();
        generator.forEach(items::add);
        return items;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 100, Integer.MAX_VALUE})
    void everyItemComesOnceAndInOrder(int buffer) {
        try (Generator<Integer> items = Generator.open(group, buffer, out -> {
            for (int i = 0; i < 50; i++) {
                out.emit(i);
            }
        })) {
            assertEquals(IntStream.range(0, 50).boxed().toList(), rest(items));
        }
    }

    // ---- G1: lock-step

    @Test
    void r6_aTaskOfTheBodyCannotCloseItsGenerator() throws Exception {
        AtomicReference<Generator<Integer>> own = new AtomicReference<>();
        try (TaskGroup group = TaskGroup.open("group")) {
            own.set(Generator.open(group, out -> {
                try (TaskGroup within = TaskGroup.open("within")) {
                    within.fork(() -> own.get().close());
                    Throwable refusal = assertThrows(TaskFailedException.class, within::join).getCause();
                    assertTrue(refusal.getMessage().contains("close of generator"), refusal::toString);
                }
                out.emit(1);
            }));
            assertEquals(Optional.of(1), own.get().next(Duration.ofDays(1)));
            own.get().close();
        }
    }

    @Test
    void g1_theBodyRunsOnlyBetweenARequestAndItsAnswer() throws Exception {
        List<String> order = new ArrayList<>(); // no lock: they take turns
        try (Generator<Integer> items = Generator.open(group, out -> {
            for (int i = 0; i < 3; i++) {
                order.add("makes " + i);
                out.emit(i);
            }
            order.add("ends");
        })) {
            Until.holds("the body waits", () -> items.toString().contains("waiting for its turn"));
            order.add("asks");
            for (int i : items) {
                Until.holds("the body waits", () -> items.toString().contains("waiting for its turn"));
                order.add("has " + i);
            }
        }
        assertEquals(List.of("asks", "makes 0", "has 0", "makes 1", "has 1", "makes 2", "has 2", "ends"), order);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void g1_aBufferLetsTheBodyRunAheadBySoManyItems(int buffer) throws Exception {
        AtomicInteger made = new AtomicInteger();
        try (Generator<Integer> items = Generator.open(group, buffer, out -> {
            for (;;) {
                out.emit(made.getAndIncrement());
            }
        })) {
            for (int taken = 0; taken < 20; taken++) {
                Until.holds("the body waits", () -> items.toString().contains("waiting for its turn"));
                assertEquals(taken + buffer, made.get());
                assertEquals(Optional.of(taken), items.next());
            }
        }
    }

    @Test
    void g1_aLoopThatIsLeftGoesOnWhereItWas() throws Exception {
        try (Generator<Integer> items = count(6)) {
            for (int i : items) {
                if (i == 2) {
                    break;
                }
            }
            assertTrue(items.iterator().hasNext());
            assertTrue(items.iterator().hasNext(), "asking twice is asking once");
            assertEquals(Optional.of(3), items.next());
            assertEquals(List.of(4, 5), rest(items));
        }
    }

    @Test
    void g1_leavingTheBlockCancelsTheBodyAndRunsItsFinallyBlocks() throws Exception {
        AtomicReference<String> ended = new AtomicReference<>();
        try (Generator<Integer> items = Generator.open(group, out -> {
            try {
                out.emit(1);
            } finally {
                // As every cancelled task is, though it may have seen the cancellation before.
                assertThrows(InterruptedException.class, () -> new CountDownLatch(1).await());
                Thread.sleep(1);
                ended.set("has ended");
            }
        })) {
            assertEquals(Optional.of(1), items.next());
            assertEquals(null, ended.get());
        }
        assertEquals("has ended", ended.get());
        untilNobodyLives();
    }

    @Test
    void g1_aBodyThatWasNeverAskedNeverBegins() throws Exception {
        AtomicInteger begun = new AtomicInteger();
        Generator.open(group, out -> begun.incrementAndGet()).close();
        assertEquals(0, begun.get());
    }

    @Test
    void g1_aBodyCannotGoOnEmittingOnceItIsClosed() throws Exception {
        AtomicInteger refused = new AtomicInteger();
        try (Generator<Integer> items = Generator.open(group, 10, out -> {
            for (int i = 0; refused.get() < 3; i++) {
                try {
                    out.emit(i);
                } catch (Exception e) {
                    refused.incrementAndGet();
                }
            }
        })) {
            assertEquals(Optional.of(0), items.next());
        }
        assertEquals(3, refused.get());
    }

    @Test
    void itemsThatNobodyTookAreDroppedByClose() throws Exception {
        Generator<Integer> items = count(6);
        assertTrue(items.iterator().hasNext());
        items.close();
        assertThrows(IllegalStateException.class, items::next);
    }

    // ---- G2: ends

    @Test
    void g2_anExhaustedGeneratorStaysExhausted() throws Exception {
        Generator<Integer> items = count(1);
        Iterator<Integer> iterator = items.iterator();
        assertEquals(0, iterator.next());
        for (int i = 0; i < 3; i++) {
            assertFalse(iterator.hasNext());
            assertThrows(NoSuchElementException.class, iterator::next);
            assertEquals(Optional.empty(), items.next());
            assertEquals(Optional.empty(), items.next(Duration.ZERO));
            assertEquals(List.of(), rest(items));
            items.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void g2_whatTheBodyThrowsSurfacesAtTheNextStepOnce(int buffer) throws Exception {
        for (Throwable thrown : List.of(new IllegalArgumentException("unchecked"), new StackOverflowError())) {
            try (Generator<Integer> items = Generator.open(group, buffer, out -> {
                out.emit(1);
                if (thrown instanceof Error e) {
                    throw e;
                }
                throw (RuntimeException) thrown;
            })) {
                assertEquals(Optional.of(1), items.next());
                assertSame(thrown, assertThrows(Throwable.class, items::next));
                assertEquals(Optional.empty(), items.next());
                assertFalse(items.iterator().hasNext());
            }
        }
        assertEquals(Optional.empty(), group.cancellation(), "the group goes on");
    }

    @Test
    void g2_aCheckedExceptionIsTheCauseOfAnUncheckedOne() throws Exception {
        try (Generator<Integer> items = Generator.open(group, "numbers", 0, out -> {
            throw new IOException("checked");
        })) {
            CompletionException thrown = assertThrows(CompletionException.class, () -> items.iterator().hasNext());
            assertInstanceOf(IOException.class, thrown.getCause());
            assertEquals("generator 'numbers' failed: java.io.IOException: checked", thrown.getMessage());
            assertFalse(items.iterator().hasNext());
        }
    }

    @Test
    void g2_aFailureThatNoStepHasSeenIsThrownByClose() throws Exception {
        Generator<Integer> items = Generator.open(group, 1, out -> {
            throw new IOException("unseen");
        });
        untilNobodyLives();
        assertInstanceOf(IOException.class, assertThrows(CompletionException.class, items::close).getCause());
        items.close();
    }

    @Test
    void g2_aFailureOfTheCleanUpIsThrownByClose() throws Exception {
        IllegalStateException cleanUp = new IllegalStateException("clean-up");
        Runnable fail = () -> {
            throw cleanUp;
        };
        Generator<Integer> inPlace = Generator.open(group, out -> {
            try {
                out.emit(1);
            } finally {
                fail.run();
            }
        });
        Generator<Integer> suppressed = Generator.open(group, out -> {
            try (AutoCloseable broken = fail::run) {
                out.emit(broken.hashCode());
            }
        });
        for (Generator<Integer> items : List.of(inPlace, suppressed)) {
            assertTrue(items.next().isPresent());
            assertSame(cleanUp, assertThrows(Throwable.class, items::close));
        }
        assertEquals(Optional.empty(), group.cancellation(), "the group goes on");
    }

    @Test
    void g2_aClosedGeneratorIsNotAnExhaustedOne() throws Exception {
        Generator<Integer> items = count(3);
        items.close();
        for (int i = 0; i < 2; i++) {
            assertTrue(assertThrows(IllegalStateException.class, items::next).getMessage().contains("was closed"));
            assertThrows(IllegalStateException.class, () -> items.iterator().hasNext());
        }
        items.close();
    }

    @Test
    void aStepInTimeAndOneThatIsNot() throws Exception {
        Semaphore let = new Semaphore(0);
        try (Generator<Integer> items = Generator.open(group, out -> {
            let.acquire();
            out.emit(1);
            let.acquire();
        })) {
            assertThrows(TimeoutException.class, () -> items.next(Duration.ZERO));
            assertThrows(TimeoutException.class, () -> items.next(Duration.ofNanos(1)));
            let.release();
            assertEquals(Optional.of(1), items.next(LONG));
            assertThrows(TimeoutException.class, () -> items.next(Duration.ofMillis(1)));
            let.release();
            assertEquals(Optional.empty(), items.next(LONG));
        }
    }

    // ---- G3: who iterates, who closes

    @ParameterizedTest
    @EnumSource
    void g3_aSecondThreadThatIteratesAtTheSameTimeIsRefused(Kind kind) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (Generator<Integer> items = Generator.open(group, out -> {
            go.await();
            out.emit(1);
        }); Threads threads = new Threads(kind)) {
            Thread first = threads.start("first", () -> assertEquals(Optional.of(1), items.next()));
            Until.waiting(first);
            for (int i = 0; i < 2; i++) {
                IllegalStateException refusal = assertThrows(IllegalStateException.class, items::next);
                assertTrue(refusal.getMessage().contains("one thread iterates at a time"), refusal::getMessage);
                assertThrows(IllegalStateException.class, () -> items.iterator().hasNext());
            }
            go.countDown();
            threads.join();
            assertEquals(Optional.empty(), items.next(), "afterwards it may");
        }
    }

    @Test
    void g3_theBodyItselfIsRefused() throws Exception {
        AtomicReference<Generator<Integer>> self = new AtomicReference<>();
        try (Generator<Integer> items = Generator.open(group, out -> {
            for (int i = 0; i < 2; i++) {
                assertThrows(IllegalStateException.class, self.get()::next);
                assertThrows(IllegalStateException.class, self.get()::close);
                out.emit(i);
            }
        })) {
            self.set(items);
            assertEquals(List.of(0, 1), rest(items));
        }
    }

    @Test
    void g3_onlyTheBodyEmits() throws Exception {
        AtomicReference<Generator.Out<Integer>> kept = new AtomicReference<>();
        try (Generator<Integer> items = Generator.open(group, out -> {
            kept.set(out);
            group.fork(() -> assertThrows(IllegalStateException.class, () -> out.emit(2))).get();
            out.emit(1);
        })) {
            assertEquals(List.of(1), rest(items));
            IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> kept.get().emit(3));
            assertTrue(refusal.getMessage().contains("only its body may"), refusal::getMessage);
        }
    }

    @Test
    void g3_generatorsMayBeClosedInAnyOrder() throws Exception {
        List<Generator<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            all.add(count(3));
            assertEquals(Optional.of(0), all.get(i).next());
        }
        for (int i : new int[]{3, 0, 5, 1, 4, 2}) {
            all.get(i).close();
        }
        untilNobodyLives();
    }

    @ParameterizedTest
    @EnumSource
    void g3_anyThreadMayCloseAlsoWhileAStepWaits(Kind kind) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Generator<Integer> items = Generator.open(group, out -> never.await());
        try (Threads threads = new Threads(kind)) {
            Thread waiting = threads.start("waiting", () -> assertThrows(IllegalStateException.class, items::next));
            Until.waiting(waiting);
            items.close();
        }
    }

    // ---- together with others

    @Test
    void aGeneratorWithinAGenerator() throws Exception {
        List<String> ended = new ArrayList<>();
        try (Generator<Integer> squares = Generator.open(group, "squares", 0, out -> {
            try (Generator<Integer> numbers = Generator.open(group, "numbers", 0, inner -> {
                try {
                    for (int i = 0;; i++) {
                        inner.emit(i);
                    }
                } finally {
                    ended.add("numbers");
                }
            })) {
                for (int i : numbers) {
                    out.emit(i * i);
                }
            } finally {
                ended.add("squares");
            }
        })) {
            List<Integer> first = new ArrayList<>();
            for (int square : squares) {
                first.add(square);
                if (square > 10) {
                    break;
                }
            }
            assertEquals(List.of(0, 1, 4, 9, 16), first);
        }
        assertEquals(List.of("numbers", "squares"), ended);
        untilNobodyLives();
    }

    @Test
    void aFailureTravelsThroughNestedGeneratorsAsItIs() throws Exception {
        IllegalStateException failure = new IllegalStateException("at the bottom");
        try (Generator<Integer> outer = Generator.open(group, out -> {
            try (Generator<Integer> inner = Generator.open(group, unused -> {
                throw failure;
            })) {
                for (int i : inner) {
                    out.emit(i);
                }
            }
        })) {
            assertSame(failure, assertThrows(IllegalStateException.class, outer::next));
        }
    }

    @Test
    void aGeneratorAsTheProducerOfAQueue() throws Exception {
        WorkQueue<Integer> queue = WorkQueue.bounded(group, 2);
        AtomicInteger sum = new AtomicInteger();
        WorkerPool<Integer> adders = WorkerPool.start(group, queue, 2, sum::addAndGet);
        try (Generator<Integer> items = count(101)) {
            queue.closeAfter(group.fork("pump", () -> {
                for (int i : items) {
                    queue.put(i);
                }
            }));
            group.join();
            adders.drain();
        }
        assertEquals(5050, sum.get());
    }

    @Test
    void aQueueAsTheSourceOfAGenerator() throws Exception {
        WorkQueue<Integer> queue = WorkQueue.unbounded(group);
        queue.putAll(List.of(1, 2, 3));
        queue.close();
        try (Generator<Integer> items = Generator.open(group, out -> queue.forEach(out::emit))) {
            assertEquals(List.of(1, 2, 3), rest(items));
        }
        assertEquals(0, queue.unfinished());
    }

    @Test
    void aBufferBelowZeroIsRefused() {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> Generator.open(group, -1, out -> {}));
        assertTrue(refusal.getMessage().contains("lock-step"), refusal::getMessage);
        untilNobodyLives();
    }

    @Test
    void theTextTellsWhoWaitsForWhom() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Generator<Integer> items = Generator.open(group, "numbers", 0, out -> {
            go.await();
            out.emit(1);
        });
        assertThrows(TimeoutException.class, () -> items.next(Duration.ZERO));
        Until.holds("it runs", () -> items.toString().equals("Generator[numbers, 0 taken, 0 ready, producer running]"));
        go.countDown();
        Until.holds("it waits",
                () -> items.toString().equals("Generator[numbers, 0 taken, 1 ready, producer waiting for its turn]"));
        assertEquals(List.of(1), rest(items));
        assertEquals("Generator[numbers, 1 taken, 0 ready, producer ended]", items.toString());
        items.close();
        assertEquals("Generator[numbers, 1 taken, 0 ready, producer ended, closed]", items.toString());
    }
}
