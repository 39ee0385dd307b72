package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.GroupOptions;
import dev.heddle.task.Task;
import dev.heddle.task.TaskFailedException;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Threads.Kind;
import dev.heddle.testing.Until;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Generators that are interrupted, cancelled, or outlived by nobody. */
class GeneratorScopeTest {
    private static final Duration LONG = Duration.ofDays(1);

    private final CountDownLatch never = new CountDownLatch(1);

    private Generator<Integer> stuck(TaskGroup group) {
        return Generator.open(group, "stuck", 0, out -> never.await());
    }

    // ---- interrupts

    @Test
    void r1_everyStepThrowsOnEntryAndAsksForNothing() throws Exception {
        AtomicBoolean begun = new AtomicBoolean();
        try (TaskGroup group = TaskGroup.open(); Generator<Integer> items = Generator.open(group, out -> {
            begun.set(true);
            out.emit(1);
        })) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, items::next);
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> items.next(LONG));
            Thread.currentThread().interrupt();
            assertThrows(CancellationException.class, () -> items.iterator().hasNext());
            assertTrue(Thread.interrupted(), "the iterator sets it again");
            Until.holds("the body waits", () -> items.toString().contains("waiting for its turn"));
            assertFalse(begun.get());
            assertEquals(Optional.of(1), items.next());
        }
    }

    @ParameterizedTest
    @EnumSource
    void r1_aStepThatIsInterruptedLeavesItsItemToTheNext(Kind kind) throws Exception {
        Semaphore let = new Semaphore(0);
        try (TaskGroup group = TaskGroup.open(); Generator<Integer> items = Generator.open(group, out -> {
            for (int i = 0;; i++) {
                let.acquire();
                out.emit(i);
            }
        }); Threads threads = new Threads(kind)) {
            Thread consumer = threads.start("consumer", () -> {
                assertThrows(InterruptedException.class, items::next);
                assertFalse(Thread.currentThread().isInterrupted());
                CancellationException told = assertThrows(CancellationException.class, () -> items.iterator().next());
                assertTrue(Thread.interrupted());
                assertInstanceOf(InterruptedException.class, told.getCause());
                assertEquals(Optional.of(0), items.next());
                assertEquals(Optional.of(1), items.next());
            });
            for (int i = 0; i < 2; i++) {
                Until.waiting(consumer);
                consumer.interrupt();
                Until.holds("it was seen", () -> !consumer.isInterrupted());
            }
            let.release(2);
        }
    }

    @Test
    void aCloseThatIsInterruptedWaitsAllTheSameAndKeepsTheInterrupt() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        try (TaskGroup group = TaskGroup.open()) {
            Generator<Integer> items = Generator.open(group, out -> {
                try {
                    out.emit(1);
                } finally {
                    assertThrows(InterruptedException.class, () -> new CountDownLatch(1).await()); // it is cancelled
                    Thread.sleep(1);
                    ended.set(true);
                }
            });
            assertEquals(Optional.of(1), items.next());
            Thread.currentThread().interrupt();
            items.close();
            assertTrue(Thread.interrupted());
            assertTrue(ended.get());
        }
    }

    // ---- cancellation

    @ParameterizedTest
    @EnumSource
    void w3_theCancellationOfTheGroupEndsEveryWait(Kind kind) throws Exception {
        IllegalStateException failure = new IllegalStateException("sibling");
        AtomicReference<Task<?>> consumer = new AtomicReference<>();
        CountDownLatch waits = new CountDownLatch(1);
        try (Threads threads = new Threads(kind)) {
            TaskGroup group = TaskGroup.open();
            Generator<Integer> mine = stuck(group);
            Generator<Integer> others = stuck(group);
            Thread stranger = threads.start("stranger", () -> {
                CancellationException told = assertThrows(CancellationException.class, others::next);
                assertSame(failure, told.getCause());
                assertThrows(CancellationException.class, others::next, "and so does the next step");
                others.close();
                assertThrows(IllegalStateException.class, others::next);
            });
            consumer.set(group.fork(() -> {
                waits.countDown();
                return mine.next();
            }));
            waits.await();
            Until.waiting(stranger);
            group.fork(() -> {
                throw failure;
            });
            assertSame(failure, assertThrows(TaskFailedException.class, group::join).getCause());
            assertTrue(consumer.get().isCancelled());
            assertThrows(CancellationException.class, mine::next);
            threads.join();
            group.close();
        }
    }

    @Test
    void t10_aGeneratorOfACancelledGroupThrowsAtEachStepAndNeverBegins() throws Exception {
        AtomicInteger begun = new AtomicInteger();
        try (TaskGroup group = TaskGroup.open()) {
            group.cancel();
            try (Generator<Integer> items = Generator.open(group, 5, out -> begun.incrementAndGet())) {
                assertThrows(CancellationException.class, items::next);
                assertThrows(CancellationException.class, () -> items.iterator().hasNext());
            }
        }
        assertEquals(0, begun.get());
    }

    @Test
    void t10_aClosedGroupRefusesGenerators() throws Exception {
        TaskGroup group = TaskGroup.open("over");
        group.close();
        IllegalStateException refusal =
                assertThrows(IllegalStateException.class, () -> Generator.open(group, out -> {}));
        assertTrue(refusal.getMessage().contains("'over', which is closed"), refusal::getMessage);
    }

    @Test
    void r2_aGeneratorThatNobodyClosesEndsWithItsGroup() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        Generator<Integer> items;
        try (TaskGroup group = TaskGroup.open()) {
            items = Generator.open(group, out -> {
                try {
                    out.emit(1);
                } finally {
                    ended.set(true);
                }
            });
            assertEquals(Optional.of(1), items.next());
            group.join();
            assertFalse(ended.get(), "a daemon is not joined");
        }
        assertTrue(ended.get());
        assertThrows(CancellationException.class, items::next, "cut short, which is no end");
        items.close();
    }

    @Test
    void r3_aFailureThatNobodyHasSeenIsThrownByTheCloseOfTheGroup() throws Exception {
        IOException failure = new IOException("unseen");
        TaskGroup group = TaskGroup.open();
        Generator<Integer> items = Generator.open(group, 1, out -> {
            throw failure;
        });
        Until.holds("the body has ended", () -> group.live().isEmpty());
        group.join();
        assertSame(failure, assertThrows(RuntimeException.class, group::close).getCause());
        items.close();
    }

    @Test
    void r3_aFailureThatWasSeenIsNotThrownAgain() throws Exception {
        try (TaskGroup group = TaskGroup.open()) {
            Generator<Integer> items = Generator.open(group, out -> {
                throw new IllegalStateException("seen");
            });
            assertThrows(IllegalStateException.class, items::next);
            group.join();
        }
    }

    @Test
    void whatKeepsTheBodyFromRunningIsToldToTheConsumerToo() throws Exception {
        IllegalStateException broken = new IllegalStateException("decorator");
        GroupOptions options = GroupOptions.of("decorated").decorate(body -> () -> {
            throw broken;
        });
        TaskGroup group = TaskGroup.open(options);
        Generator<Integer> items = Generator.open(group, out -> out.emit(1));
        try (Threads threads = new Threads(Kind.VIRTUAL)) {
            threads.start("stranger", () -> {
                assertSame(broken, assertThrows(IllegalStateException.class, items::next));
                assertEquals(Optional.empty(), items.next());
            });
        }
        assertThrows(TaskFailedException.class, group::join);
        group.close();
    }

    @Test
    void aBodyThatIsCancelledWhileItWaitsForItsTurnIsNoFailure() throws Exception {
        try (TaskGroup group = TaskGroup.open()) {
            Generator<Integer> items = Generator.open(group, 3, out -> {
                for (int i = 0;; i++) {
                    out.emit(i);
                }
            });
            assertEquals(Optional.of(0), items.next());
            items.close();
            group.join();
            Until.holds("nobody lives", () -> group.live().isEmpty());
            assertEquals(Optional.empty(), group.cancellation());
        }
    }

    @Test
    void aTimeLimitAroundAStep() throws Exception {
        try (TaskGroup group = TaskGroup.open(); Generator<Integer> items = stuck(group)) {
            assertEquals(Optional.empty(), TaskGroup.tryWithin(Duration.ofMillis(1), within -> items.next()));
        }
    }
}
