package dev.heddle.model;

import static dev.heddle.model.QueueStates.assertIdle;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.queue.QueueClosedException;
import dev.heddle.queue.Select;
import dev.heddle.queue.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Q14: one of several, exactly once, and no wake-up that it does not use is lost. */
@ModelChecked
class SelectModelTest {
    private static WorkQueue<Integer> queue() {
        return WorkQueue.bounded(2);
    }

    @Test
    void q14_itTakesEachItemOnceFromWhicheverQueue() {
        Schedules.explore(() -> {
            WorkQueue<Integer> one = queue();
            WorkQueue<Integer> two = queue();
            List<Integer> taken = new ArrayList<>();
            Schedules threads = new Schedules();
            Select<Integer> any = Select.of(one, two);
            threads.add(() -> {
                taken.add(any.await());
                taken.add(any.await());
            });
            threads.add(() -> one.put(1));
            threads.add(() -> two.put(2));
            threads.run();
            assertEquals(List.of(1, 2), taken.stream().sorted().toList());
            assertIdle(one, 1);
            assertIdle(two, 1);
        });
    }

    /** I3: the taker behind the select gets the item that the select was woken for and did not take. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void i3_aWakeUpThatItDoesNotUseIsPassedOn(boolean looksAtOneFirst) {
        Schedules.explore(() -> {
            WorkQueue<Integer> one = queue();
            WorkQueue<Integer> two = queue();
            AtomicReference<Integer> selected = new AtomicReference<>();
            AtomicReference<Integer> taken = new AtomicReference<>();
            Select<Integer> any = Select.of(one, two);
            (looksAtOneFirst ? two : one).put(0);
            any.poll(); // the other's turn is next
            Schedules threads = new Schedules();
            Thread selecting = threads.add(() -> selected.set(any.await()));
            threads.add(() -> taken.set(one.take()));
            threads.add(() -> {
                while (one.stats().waitingTakers() < 2) {
                    Thread.onSpinWait();
                }
                one.put(1);
                two.put(2);
                selecting.join();
                if (selected.get() == 1) {
                    one.put(3);
                }
            });
            threads.run();
            assertTrue(taken.get() != null && selected.get() != null);
        });
    }

    @Test
    void i5_anInterruptedSelectHasTakenNothing() {
        Schedules.explore(() -> {
            WorkQueue<Integer> one = queue();
            WorkQueue<Integer> two = queue();
            AtomicReference<Integer> taken = new AtomicReference<>();
            Schedules threads = new Schedules();
            Select<Integer> any = Select.of(one, two);
            Thread selecting = threads.add(() -> {
                try {
                    taken.set(any.await());
                } catch (InterruptedException e) {
                    // it has taken nothing
                }
            });
            threads.add(() -> two.put(7));
            threads.add(selecting::interrupt);
            threads.run();
            assertEquals(7, taken.get() == null ? two.poll() : taken.get());
            assertIdle(one, 0);
            assertIdle(two, 1);
        });
    }

    @Test
    void q4_anInterruptedSelectPassesItsWakeUpOn() {
        Schedules.explore(() -> {
            WorkQueue<Integer> one = queue();
            WorkQueue<Integer> two = queue();
            AtomicBoolean interrupted = new AtomicBoolean();
            Schedules threads = new Schedules();
            Select<Integer> any = Select.of(one, two);
            Thread selecting = threads.add(() -> {
                try {
                    any.await();
                } catch (InterruptedException e) {
                    interrupted.set(true);
                }
            });
            threads.add(one::take);
            threads.add(() -> {
                one.put(1);
                selecting.interrupt();
                selecting.join();
                if (!interrupted.get()) {
                    one.put(2);
                }
            });
            threads.run();
            assertIdle(one, interrupted.get() ? 1 : 2);
        });
    }

    @Test
    void aSelectWhoseTimeIsUpHasTakenNothing() {
        Schedules.explore(() -> {
            WorkQueue<Integer> one = queue();
            WorkQueue<Integer> two = WorkQueue.rendezvous();
            AtomicReference<Integer> taken = new AtomicReference<>();
            AtomicBoolean put = new AtomicBoolean();
            Schedules threads = new Schedules();
            Select<Integer> any = Select.of(one, two);
            threads.add(() -> taken.set(any.await(Duration.ZERO)));
            threads.add(() -> put.set(two.offer(7, Duration.ZERO)));
            threads.run();
            assertEquals(put.get() ? 7 : null, taken.get());
            assertIdle(one, 0);
            assertIdle(two, put.get() ? 1 : 0);
        });
    }

    @Test
    void itTakesWhatIsPresentedAtARendezvous() {
        Schedules.explore(() -> {
            WorkQueue<Integer> one = queue();
            WorkQueue<Integer> two = WorkQueue.rendezvous();
            List<Integer> taken = new ArrayList<>();
            Schedules threads = new Schedules();
            Select<Integer> any = Select.of(one, two);
            threads.add(() -> taken.add(any.await()));
            threads.add(() -> two.put(7));
            threads.run();
            assertEquals(List.of(7), taken);
            assertIdle(two, 1);
        });
    }

    @Test
    void itPutsWhenThereIsSpaceOrTakes() {
        Schedules.explore(() -> {
            WorkQueue<Integer> in = queue();
            WorkQueue<Integer> out = WorkQueue.bounded(1);
            out.put(0);
            List<String> done = new ArrayList<>();
            Schedules threads = new Schedules();
            Select<String> either = Select.of(Select.take(in, item -> "took"), Select.put(out, () -> 2, () -> "put"));
            threads.add(() -> done.add(either.await()));
            threads.add(() -> in.put(1));
            threads.add(out::take);
            threads.run();
            assertEquals(1, done.size());
            assertEquals(done.equals(List.of("took")), in.poll() == null);
            assertEquals(done.equals(List.of("put")) ? 2 : null, out.poll());
        });
    }

    @Test
    void itIsToldWhenAllAreAtTheirEnd() {
        Schedules.explore(() -> {
            WorkQueue<Integer> one = queue();
            WorkQueue<Integer> two = queue();
            List<Integer> taken = new ArrayList<>();
            Schedules threads = new Schedules();
            Select<Integer> any = Select.of(one, two);
            threads.add(() -> {
                try {
                    while (true) {
                        taken.add(any.await());
                    }
                } catch (QueueClosedException e) {
                    // the end of both
                }
            });
            threads.add(() -> {
                one.put(1);
                one.close();
            });
            threads.add(two::close);
            threads.run();
            assertEquals(List.of(1), taken);
        });
    }
}
