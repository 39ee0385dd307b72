package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Effort;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Threads.Kind;
import dev.heddle.testing.Until;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Generators under load: interrupted, closed at any moment, nested deeply, and for a long time. */
@Tag("storm")
class GeneratorStormTest {
    private static final int ITEMS = Effort.of(20_000, 500_000);
    private static final int CLOSES = Effort.of(2_000, 50_000);
    private static final int DEPTH = 1_000;
    private static final int MILLION = 1_000_000;
    private static final int SAMPLES = 1_000;

    /** How many items the threads may still hold by accident. */
    private static final int A_FEW = 5;

    /** What the consumer has had is what the body has made, in order, whatever stopped its steps; and nothing is ahead. */
    @ParameterizedTest
    @CsvSource({"VIRTUAL,0", "VIRTUAL,1", "VIRTUAL,9", "PLATFORM,0", "PLATFORM,3"})
    void r1_everyItemComesOnceThoughStepsAreInterruptedAndTimeOut(Kind kind, int buffer) throws Exception {
        AtomicInteger made = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        AtomicReference<Thread> victim = new AtomicReference<>();
        try (TaskGroup group = TaskGroup.open(); Generator<Integer> items = Generator.open(group, buffer, out -> {
            while (made.get() < ITEMS) {
                out.emit(made.getAndIncrement());
            }
        }); Threads threads = new Threads(kind); Threads platform = new Threads(Kind.PLATFORM)) {
            victim.set(threads.start("consumer", () -> {
                consume(items, made, buffer);
                over.set(true);
            }));
            platform.start("interrupter", () -> {
                while (!over.get() && victim.get().isAlive()) {
                    victim.get().interrupt();
                    Thread.sleep(0, 50_000);
                }
            });
        }
        assertEquals(ITEMS, made.get());
    }

    private static void consume(Generator<Integer> items, AtomicInteger made, int buffer) {
        Random random = new Random(1);
        int taken = 0;
        for (;;) {
            try {
                Optional<Integer> item = switch (random.nextInt(3)) {
                    case 0 -> items.next();
                    case 1 -> items.next(Duration.ofNanos(random.nextInt(20_000)));
                    default -> items.iterator().hasNext() ? Optional.of(items.iterator().next()) : Optional.empty();
                };
                if (item.isEmpty()) {
                    break;
                }
                assertEquals(taken++, item.get());
                assertTrue(made.get() <= taken + buffer + 1, () -> "the body is ahead: " + items);
            } catch (InterruptedException | TimeoutException stopped) {
                // it did not happen
            } catch (CancellationException interrupted) {
                Thread.interrupted();
            }
        }
        assertEquals(ITEMS, taken);
    }

    /** A close meets a step and an emit: the items before it came in order, and the body has ended, once. */
    @ParameterizedTest
    @CsvSource({"VIRTUAL,0", "VIRTUAL,2", "PLATFORM,0"})
    void g1_aCloseAtAnyMomentEndsTheBodyAndTheStep(Kind kind, int buffer) throws Exception {
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        AtomicLong taken = new AtomicLong();
        Random random = new Random(2);
        try (TaskGroup group = TaskGroup.open()) {
            for (int round = 0; round < CLOSES; round++) {
                Generator<Integer> items = Generator.open(group, buffer, out -> {
                    begun.incrementAndGet();
                    try {
                        for (int i = 0;; i++) {
                            out.emit(i);
                        }
                    } finally {
                        ended.incrementAndGet();
                    }
                });
                int spins = random.nextInt(500);
                try (Threads threads = new Threads(kind)) {
                    threads.start("consumer", () -> {
                        int expected = 0;
                        try {
                            for (int i : items) {
                                assertEquals(expected++, i);
                            }
                        } catch (IllegalStateException closed) {
                            taken.addAndGet(expected);
                            return;
                        }
                        throw new AssertionError("a cut is taken for an end");
                    });
                    for (int i = 0; i < spins; i++) {
                        Thread.onSpinWait();
                    }
                    items.close();
                    assertEquals(begun.get(), ended.get());
                }
            }
            Until.holds("nobody lives", () -> group.live().isEmpty());
            group.join();
        }
    }

    /** Each level takes from the one below; the end, a failure, or the close goes through all of them. */
    @ParameterizedTest
    @ValueSource(strings = {"end", "failure", "close", "cancel"})
    void aThousandGeneratorsWithinEachOther(String how) throws Exception {
        AtomicInteger ended = new AtomicInteger();
        AtomicInteger stopped = new AtomicInteger();
        try (TaskGroup group = TaskGroup.open()) {
            Generator<Integer> top = nested(group, DEPTH, how, ended);
            for (int i = 0; i < 3; i++) {
                assertEquals(Optional.of(i + DEPTH), top.next());
            }
            switch (how) {
                case "end" -> assertEquals(Optional.empty(), top.next());
                case "cancel" -> group.cancel();
                case "close" -> {
                }
                default -> {
                    try {
                        top.next();
                    } catch (IllegalStateException failure) {
                        assertEquals("at the bottom", failure.getMessage());
                        stopped.incrementAndGet();
                    }
                    assertEquals(1, stopped.get());
                }
            }
            top.close();
            group.join();
            Until.holds("nobody lives", () -> group.live().isEmpty());
        }
        assertEquals(DEPTH, ended.get());
    }

    private static Generator<Integer> nested(TaskGroup group, int depth, String how, AtomicInteger ended) {
        return Generator.open(group, "level " + depth, depth % 3, out -> {
            if (depth == 0) {
                for (int i = 0; i < 3; i++) {
                    out.emit(i);
                }
                switch (how) {
                    case "end" -> {
                    }
                    case "failure" -> throw new IllegalStateException("at the bottom");
                    default -> out.emit(3); // which is not asked for, or not taken
                }
                return;
            }
            try (Generator<Integer> below = nested(group, depth - 1, how, ended)) {
                for (int i : below) {
                    out.emit(i + 1);
                }
            } finally {
                ended.incrementAndGet();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100})
    void aMillionItemsPassInConstantMemory(int buffer) throws Exception {
        List<WeakReference<int[]>> samples = new ArrayList<>();
        try (TaskGroup group = TaskGroup.open(); Generator<int[]> items = Generator.open(group, buffer, out -> {
            for (int i = 0;; i++) {
                out.emit(new int[]{i});
            }
        })) {
            group.fork("consumer", () -> {
                for (int i = 0; i < MILLION; i++) {
                    int[] item = items.next().orElseThrow();
                    assertEquals(i, item[0]);
                    if (i % (MILLION / SAMPLES) == 0) {
                        samples.add(new WeakReference<>(item));
                    }
                }
            });
            group.join();
            Until.holds("what was taken is collected", () -> {
                System.gc();
                return samples.stream().filter(sample -> sample.get() != null).count() <= A_FEW;
            });
            assertEquals(SAMPLES, samples.size());
        }
    }

    @Test
    void generatorsThatCameToTheirEndAreNotHeldByTheirGroup() throws Exception {
        List<WeakReference<Generator<?>>> samples = new ArrayList<>();
        try (TaskGroup group = TaskGroup.open("long-lived")) {
            for (int i = 0; i < SAMPLES; i++) {
                samples.add(new WeakReference<>(use(group, i)));
            }
            Until.holds("they are collected", () -> {
                System.gc();
                return samples.stream().filter(sample -> sample.get() != null).count() <= A_FEW;
            });
            group.join();
        }
    }

    /** Exhausted, or closed before. */
    private static Generator<?> use(TaskGroup group, int round) throws InterruptedException {
        Generator<Integer> items = Generator.open(group, out -> out.emit(1));
        assertEquals(Optional.of(1), items.next());
        if (round % 2 == 0) {
            items.close();
        } else {
            assertEquals(Optional.empty(), items.next());
        }
        return items;
    }
}
