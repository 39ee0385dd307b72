package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Limits;
import dev.heddle.testing.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** {@code asyncio.wait} and {@code as_completed}. */
class AwaitTest {
    private final List<Event> gates = List.of(new Event(), new Event(), new Event());

    /** Three tasks; each ends when its gate is set, the one at {@code failing} with a failure. */
    private List<Task<Integer>> fork(TaskGroup group, int failing) {
        List<Task<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < gates.size(); i++) {
            int n = i;
            tasks.add(group.fork("t" + n, () -> {
                gates.get(n).await();
                if (n == failing) {
                    throw new IllegalStateException("failing on purpose");
                }
                return n;
            }));
        }
        return tasks;
    }

    private static GroupOptions keepGoing() {
        return GroupOptions.of("keeps going").failures(FailurePolicy.keepGoing((task, why) -> {}));
    }

    @Test
    void t5_firstCompletedReturnsWithTheFirst() throws Exception {
        try (TaskGroup group = TaskGroup.open("await")) {
            List<Task<Integer>> tasks = fork(group, -1);
            gates.get(1).set();
            Waited<Task<Integer>> waited = group.await(tasks, Until.FIRST_COMPLETED);
            assertEquals(Set.of(tasks.get(1)), waited.done());
            assertEquals(Set.of(tasks.get(0), tasks.get(2)), waited.pending());
            gates.forEach(Event::set);
            assertEquals(Set.of(), group.await(tasks, Until.ALL_COMPLETED).pending());
            group.join();
        }
    }

    @Test
    void t5_theLoopOfTheDocumentationSeesEachTaskOnce() throws Exception {
        try (TaskGroup group = TaskGroup.open("await")) {
            List<Task<Integer>> tasks = fork(group, -1);
            List<Integer> seen = new ArrayList<>();
            int next = 2;
            for (Collection<Task<Integer>> left = tasks; !left.isEmpty();) {
                gates.get(next--).set();
                Waited<Task<Integer>> waited = group.await(left, Until.FIRST_COMPLETED);
                waited.done().forEach(task -> seen.add(task.resultNow()));
                left = waited.pending();
            }
            assertEquals(List.of(2, 1, 0), seen);
            group.join();
        }
    }

    @Test
    void t5_theSetsAreInTheOrderOfTheTasksAndUnmodifiable() throws Exception {
        try (TaskGroup group = TaskGroup.open("await")) {
            List<Task<Integer>> tasks = fork(group, -1);
            gates.get(1).set();
            Waited<Task<Integer>> waited = group.await(tasks.reversed(), Until.FIRST_COMPLETED);
            assertEquals(List.of(tasks.get(2), tasks.get(0)), List.copyOf(waited.pending()));
            assertThrows(UnsupportedOperationException.class, waited.pending()::removeFirst);
            gates.get(0).set();
            gates.get(2).set();
            waited = group.await(tasks, Until.ALL_COMPLETED);
            assertEquals(tasks, List.copyOf(waited.done()));
            assertEquals(tasks.get(2), waited.done().getLast());
            assertThrows(UnsupportedOperationException.class, waited.done()::clear);
            group.join();
        }
    }

    @Test
    void t5_firstFailedIsNotTriggeredByACancelledTaskNorBySuccess() throws Exception {
        try (TaskGroup group = TaskGroup.open(keepGoing())) {
            List<Task<Integer>> tasks = fork(group, 2);
            gates.get(0).set();
            tasks.get(1).cancel(true);
            group.await(tasks.subList(0, 2), Until.ALL_COMPLETED);
            assertEquals(1, group.await(tasks, Until.FIRST_FAILED, Limits.MOMENT).pending().size());
            gates.get(2).set();
            assertEquals(Set.of(), group.await(tasks, Until.FIRST_FAILED).pending());
            group.join();
        }
    }

    @Test
    void t5_firstFailedReturnsWithTheFailureAndThrowsNothing() throws Exception {
        try (TaskGroup group = TaskGroup.open(keepGoing())) {
            List<Task<Integer>> tasks = fork(group, 1);
            gates.get(1).set();
            Waited<Task<Integer>> waited = group.await(tasks, Until.FIRST_FAILED);
            assertEquals(Set.of(tasks.get(1)), waited.done());
            gates.forEach(Event::set);
            group.join();
        }
    }

    @Test
    void t5_aTimeoutCancelsNothing() throws Exception {
        try (TaskGroup group = TaskGroup.open("await")) {
            List<Task<Integer>> tasks = fork(group, -1);
            assertEquals(Set.of(), group.await(tasks, Until.FIRST_COMPLETED, Duration.ZERO).done());
            assertEquals(Set.of(), group.await(tasks, Until.FIRST_COMPLETED, Limits.MOMENT).done());
            gates.forEach(Event::set);
            group.join();
            assertEquals(List.of(0, 1, 2), tasks.stream().map(Task::resultNow).toList());
        }
    }

    @Test
    void t5_worksInACancelledGroupAndThrowsNoTasksFailure() throws Exception {
        TaskFailedException failed = assertThrows(TaskFailedException.class, () -> {
            try (TaskGroup group = TaskGroup.open("fails")) {
                List<Task<Integer>> tasks = fork(group, 0);
                gates.get(0).set();
                assertEquals(3, group.await(tasks, Until.ALL_COMPLETED).done().size());
                assertTrue(tasks.get(1).isCancelled());
                group.join();
            }
        });
        assertEquals("failing on purpose", failed.getCause().getMessage());
    }

    @Test
    void t5_anInterruptEndsTheWaitAndCancelsNothing() throws Exception {
        try (TaskGroup group = TaskGroup.open("await")) {
            List<Task<Integer>> tasks = fork(group, -1);
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> group.await(tasks, Until.FIRST_COMPLETED));
            gates.forEach(Event::set);
            group.join();
        }
    }

    @Test
    void r1_anInterruptIsThrownOnEntryEvenIfNothingIsToBeWaitedFor() throws Exception {
        try (TaskGroup group = TaskGroup.open("done")) {
            Task<Integer> done = group.fork(() -> 1);
            group.join();
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> group.await(List.of(done), Until.ALL_COMPLETED));
            assertFalse(Thread.currentThread().isInterrupted());
        }
    }

    @Test
    void t5_emptyInputAndOtherGroupsTasksAreRefused() throws Exception {
        try (TaskGroup group = TaskGroup.open("await"); TaskGroup other = TaskGroup.open("other")) {
            assertThrows(IllegalArgumentException.class, () -> group.await(List.of(), Until.ALL_COMPLETED));
            Task<Integer> task = other.fork(() -> 1);
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> group.await(List.of(task), Until.ALL_COMPLETED));
            assertTrue(e.getMessage().contains("not its own"));
            other.join();
            try (Threads threads = new Threads(Threads.Kind.VIRTUAL)) {
                threads.start("foreign", () -> assertThrows(WrongThreadException.class,
                        () -> other.await(List.of(task), Until.ALL_COMPLETED)));
            }
        }
    }

    /** A task that ends while it is being put under watch is counted once. */
    @Test
    void t5_noEndIsMissedAndNoneIsCountedTwice() throws Exception {
        for (int round = 0; round < 2_000; round++) {
            try (TaskGroup group = TaskGroup.open("race")) {
                List<Task<Integer>> tasks = List.of(group.fork(() -> 1), group.fork(() -> 2), group.fork(() -> 3));
                assertEquals(3, group.await(tasks, Until.ALL_COMPLETED).done().size());
                group.join();
            }
        }
    }

    @Test
    void t6_asCompletedYieldsTheOriginalTasksOnceInTheOrderOfTheirEnd() throws Exception {
        try (TaskGroup group = TaskGroup.open("as completed")) {
            List<Task<Integer>> tasks = fork(group, -1);
            List<Task<Integer>> seen = new ArrayList<>();
            gates.get(2).set();
            for (Task<Integer> task : group.asCompleted(tasks)) {
                seen.add(task);
                gates.get(Math.max(0, 2 - seen.size())).set();
            }
            assertEquals(List.of(tasks.get(2), tasks.get(1), tasks.get(0)), seen);
            assertFalse(group.asCompleted(List.<Task<Integer>>of()).iterator().hasNext());
            group.join();
        }
    }

    @Test
    void t6_theTimeoutCoversTheWholeIterationAndCancelsNothing() throws Exception {
        try (TaskGroup group = TaskGroup.open("as completed")) {
            List<Task<Integer>> tasks = fork(group, -1);
            gates.get(0).set();
            tasks.get(0).get();
            Set<Task<Integer>> seen = new HashSet<>();
            CompletionException e = assertThrows(CompletionException.class, () -> {
                for (Task<Integer> task : group.asCompleted(tasks, Limits.MOMENT)) {
                    seen.add(task);
                }
            });
            assertEquals("time is up, and 2 tasks have not ended", e.getMessage());
            assertInstanceOf(TimeoutException.class, e.getCause());
            Iterator<Task<Integer>> one = group.asCompleted(tasks.subList(1, 2), Duration.ZERO).iterator();
            assertEquals("time is up, and 1 task has not ended",
                    assertThrows(CompletionException.class, one::next).getMessage());
            gates.forEach(Event::set);
            group.join();
            assertTrue(tasks.stream().noneMatch(Task::isCancelled));
        }
    }

    @Test
    void t6_leavingTheLoopCancelsNothingAndAnInterruptIsKept() throws Exception {
        try (TaskGroup group = TaskGroup.open("as completed")) {
            List<Task<Integer>> tasks = fork(group, -1);
            gates.get(1).set();
            for (Task<Integer> task : group.asCompleted(tasks)) {
                assertEquals(1, task.resultNow());
                break;
            }
            Thread.currentThread().interrupt();
            assertThrows(CancellationException.class, () -> group.asCompleted(tasks.subList(0, 1)).iterator().next());
            assertTrue(Thread.interrupted(), "the interrupt is set again");
            gates.forEach(Event::set);
            group.join();
        }
    }
}
