package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many calls at once, results in the order of the calls. */
class GatherTest {
    private static final int MANY = 50;

    private final IllegalStateException boom = new IllegalStateException("boom");

    /** Calls that end in the reverse order of their places. */
    private static List<Callable<Integer>> backwards() {
        List<CountDownLatch> turns = new ArrayList<>();
        for (int i = 0; i <= MANY; i++) {
            turns.add(new CountDownLatch(1));
        }
        turns.get(MANY).countDown();
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            int place = i;
            calls.add(() -> {
                turns.get(place + 1).await();
                turns.get(place).countDown();
                return place;
            });
        }
        return calls;
    }

    @Test
    void t1_gatherKeepsTheOrderOfTheArgumentsWhateverTheOrderOfTheEnds() throws Exception {
        List<Integer> results = TaskGroup.gather(backwards());
        for (int i = 0; i < MANY; i++) {
            assertEquals(i, results.get(i));
        }
        assertThrows(UnsupportedOperationException.class, () -> results.add(1));
    }

    @Test
    void t1_outcomesKeepsTheOrderOfTheArguments() throws Exception {
        List<Outcome<Integer>> outcomes = TaskGroup.outcomes(backwards());
        for (int i = 0; i < MANY; i++) {
            assertEquals(new Outcome.Success<>(i), outcomes.get(i));
        }
        assertThrows(UnsupportedOperationException.class, () -> outcomes.add(null));
    }

    @Test
    void t1_emptyInputGivesAnEmptyList() throws Exception {
        assertEquals(List.of(), TaskGroup.gather(List.<Callable<String>>of()));
        assertEquals(List.of(), TaskGroup.outcomes(List.<Callable<String>>of()));
    }

    @Test
    void aResultMayBeNull() throws Exception {
        assertNull(TaskGroup.gather(List.<Callable<String>>of(() -> null)).get(0));
        assertEquals(new Outcome.Success<>(null), TaskGroup.outcomes(List.<Callable<String>>of(() -> null)).get(0));
    }

    @Test
    void t1_gatherLeavesNoOrphanWhenOneFails() {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        TaskFailedException failed = assertThrows(TaskFailedException.class, () -> TaskGroup.gather(List.of(() -> {
            begun.countDown();
            try {
                Bodies.forEver();
                return 1;
            } finally {
                ended.set(true);
            }
        }, () -> {
            begun.await();
            throw boom;
        })));
        assertTrue(ended.get(), "before gather threw");
        assertSame(boom, failed.getCause());
        assertTrue(failed.getMessage().contains("'#2' of group 'gather'"), failed::getMessage);
    }

    @ParameterizedTest
    @EnumSource
    void t1_gatherLeavesNoOrphanWhenItIsInterrupted(Threads.Kind kind) throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        AtomicInteger ended = new AtomicInteger();
        Callable<Integer> call = () -> {
            begun.countDown();
            try {
                Bodies.forEver();
                return 1;
            } finally {
                ended.incrementAndGet();
            }
        };
        try (Threads threads = new Threads(kind)) {
            Thread gatherer = threads.start("gatherer", () -> {
                assertThrows(InterruptedException.class, () -> TaskGroup.gather(List.of(call, call)));
                assertEquals(2, ended.get());
                assertFalse(Thread.currentThread().isInterrupted());
            });
            begun.await();
            Until.waiting(gatherer);
            gatherer.interrupt();
        }
    }

    @Test
    void outcomesTellsSuccessFailureAndCancelledApartAndDisturbsNobody() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        List<Outcome<String>> outcomes = TaskGroup.outcomes(List.<Callable<String>>of(() -> {
            try {
                throw boom;
            } finally {
                failed.countDown();
            }
        }, () -> {
            failed.await();
            return "woven";
        }, () -> {
            Task.current().orElseThrow().cancel(true);
            Bodies.forEver();
            return "never";
        }));
        assertEquals(List.of(new Outcome.Failure<>(boom), new Outcome.Success<>("woven"),
                new Outcome.Cancelled<>(CancelReason.ASKED, null)), outcomes);
    }

    @Test
    void outcomesIsInterruptible() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        try (Threads threads = new Threads(Threads.Kind.VIRTUAL)) {
            Thread gatherer = threads.start("gatherer",
                    () -> assertThrows(InterruptedException.class, () -> TaskGroup.outcomes(List.of(() -> {
                        Bodies.forEverAfter(begun).run();
                        return 1;
                    }))));
            begun.await();
            Until.waiting(gatherer);
            gatherer.interrupt();
        }
    }

    @Test
    void bothAreCancelledWithTheTaskAroundThem() throws Exception {
        for (Body<List<Callable<Integer>>, ?> bulk : List.<Body<List<Callable<Integer>>, ?>>of(TaskGroup::gather,
                TaskGroup::outcomes)) {
            CountDownLatch begun = new CountDownLatch(1);
            Callable<Integer> call = () -> {
                Bodies.forEverAfter(begun).run();
                return 1;
            };
            try (TaskGroup group = TaskGroup.open("around")) {
                Task<Void> task = group.fork(() -> {
                    bulk.apply(List.of(call));
                });
                begun.await();
                task.cancel(true);
                assertThrows(CancellationException.class, task::get);
                group.join();
            }
        }
    }

    @Test
    void aCallThatCancelsItselfMakesGatherSaySo() {
        assertThrows(CancellationException.class, () -> TaskGroup.gather(List.of(() -> {
            Task.current().orElseThrow().cancel(true);
            Bodies.forEver();
            return 1;
        })));
    }

    @Test
    void r6_aNullAmongTheCallsIsRefusedBeforeAnyRuns() {
        AtomicInteger ran = new AtomicInteger();
        List<Callable<Integer>> calls = Arrays.asList(ran::incrementAndGet, null);
        assertEquals("calls[1]", assertThrows(NullPointerException.class, () -> TaskGroup.gather(calls)).getMessage());
        assertEquals("calls[1]",
                assertThrows(NullPointerException.class, () -> TaskGroup.outcomes(calls)).getMessage());
        assertEquals(0, ran.get());
    }
}
