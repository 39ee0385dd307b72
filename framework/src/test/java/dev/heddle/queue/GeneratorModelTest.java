package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.internal.park.CancelScope;
import dev.heddle.internal.park.Cancellation;
import dev.heddle.internal.park.CurrentScope;
import dev.heddle.internal.park.Deadline;
import dev.heddle.model.ModelChecked;
import dev.heddle.model.Schedules;
import dev.heddle.task.CancelReason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The protocol of a generator, between two threads; that its body is a task is the group's business. */
@ModelChecked
class GeneratorModelTest {
    private static final Deadline PASSED = Deadline.after(Duration.ZERO);
    private static final Cancellation CLOSED = new Cancellation(CancelReason.ASKED, "closed", null);

    /** Emits so many items and ends. */
    private static void produce(Turns<Integer> turns, AtomicInteger made, int items) throws InterruptedException {
        turns.awaitTurn();
        for (int i = 0; i < items; i++) {
            turns.emit(made.getAndIncrement());
        }
        turns.end();
    }

    @Test
    void g1_theProducerIsNeverAheadAndTheEndComesAfterTheLastItem() {
        for (int ahead : new int[]{0, 1}) {
            Schedules.explore(() -> {
                Turns<Integer> turns = new Turns<>(ahead);
                AtomicInteger made = new AtomicInteger();
                Schedules threads = new Schedules();
                threads.add(() -> produce(turns, made, 2));
                threads.add(() -> {
                    for (int i = 0; i < 2; i++) {
                        assertTrue(made.get() <= i + ahead, "not asked for");
                        assertEquals(Optional.of(i), turns.next(Deadline.NEVER));
                    }
                    assertEquals(Optional.empty(), turns.next(Deadline.NEVER));
                    assertEquals(Optional.empty(), turns.next(PASSED));
                });
                threads.run();
            });
        }
    }

    /** With a buffer the producer need not wait between the two. */
    @Test
    void g2_theEndDoesNotOvertakeTheLastItem() {
        Schedules.explore(() -> {
            Turns<Integer> turns = new Turns<>(1);
            Schedules threads = new Schedules();
            threads.add(() -> {
                turns.emit(0);
                turns.end();
            });
            threads.add(() -> assertEquals(Optional.of(0), turns.next(Deadline.NEVER)));
            threads.run();
        });
    }

    @Test
    void r1_aStepWhoseTimeIsUpHasTheItemOrLeavesIt() {
        Schedules.explore(() -> {
            Turns<Integer> turns = new Turns<>(0);
            AtomicInteger made = new AtomicInteger();
            Schedules threads = new Schedules();
            threads.add(() -> produce(turns, made, 2));
            threads.add(() -> {
                int taken = 0;
                for (int i = 0; i < 2; i++) {
                    Optional<Integer> item = turns.next(PASSED);
                    if (item != null) {
                        assertEquals(Optional.of(taken++), item);
                    }
                    assertTrue(made.get() <= taken + 1, "what was wanted stays wanted, once");
                }
                for (; taken < 2; taken++) {
                    assertEquals(Optional.of(taken), turns.next(Deadline.NEVER));
                }
                assertEquals(Optional.empty(), turns.next(Deadline.NEVER));
            });
            threads.run();
        });
    }

    @Test
    void r1_aStepThatIsInterruptedLeavesItsItem() {
        Schedules.explore(() -> {
            Turns<Integer> turns = new Turns<>(0);
            Schedules threads = new Schedules();
            threads.add(() -> produce(turns, new AtomicInteger(), 2));
            Thread consumer = threads.add(() -> {
                for (int taken = 0; taken < 3;) {
                    try {
                        Optional<Integer> item = turns.next(Deadline.NEVER);
                        assertEquals(taken < 2 ? Optional.of(taken) : Optional.empty(), item);
                        taken++;
                    } catch (InterruptedException e) {
                        // it did not happen
                    }
                }
            });
            threads.add(consumer::interrupt);
            threads.run();
        });
    }

    @Test
    void g1_aCloseEndsTheProducerAndTheStepAndWaits() {
        Schedules.explore(() -> {
            Turns<Integer> turns = new Turns<>(0);
            CancelScope scope = new CancelScope(null, "body", null);
            AtomicInteger ended = new AtomicInteger();
            Schedules threads = new Schedules();
            threads.add(() -> {
                scope.begin();
                try {
                    assertThrows(CancellationException.class, () -> {
                        turns.awaitTurn();
                        for (int i = 0;; i++) {
                            turns.emit(i);
                        }
                    });
                } finally {
                    scope.end();
                    ended.incrementAndGet();
                    turns.end();
                    CurrentScope.set(null);
                }
            });
            threads.add(() -> {
                Optional<Integer> item = turns.next(Deadline.NEVER);
                assertTrue(item.isPresent() || ended.get() == 1);
            });
            threads.add(() -> {
                scope.cancel(CLOSED);
                turns.awaitEnd();
                assertEquals(1, ended.get());
            });
            threads.run();
        });
    }
}
