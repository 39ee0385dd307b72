package dev.heddle.leak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.GroupOptions;
import dev.heddle.task.Outcome;
import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Until;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What a group and its tasks hold: what lives, and results. */
class TaskLeakTest {
    private static final int MANY = 10_000;

    private final Collectable garbage = new Collectable();

    @Test
    void aFinishedTaskHoldsItsResultAndNothingOfItsBody() throws Exception {
        try (TaskGroup group = TaskGroup.open("held")) {
            List<Task<?>> held = new ArrayList<>();
            forkSome(group, held);
            group.join();
            garbage.assertAllGoneWhile(held);
            assertEquals(new Outcome.Success<>("result"), held.get(0).outcome());
        }
    }

    private void forkSome(TaskGroup group, List<Task<?>> held) {
        byte[] captured = garbage.note("what a body captured", new byte[1]);
        held.add(group.fork("succeeds", () -> captured.length == 1 ? "result" : null));
        byte[] endAction = garbage.note("what an action for the end captured", new byte[1]);
        held.get(0).onEnd(() -> assertEquals(1, endAction.length));
    }

    @Test
    void aTaskThatNeverBeganHoldsNothingOfItsBody() throws Exception {
        try (TaskGroup group = TaskGroup.open("cancelled")) {
            group.cancel();
            List<Task<?>> held = new ArrayList<>();
            forkSome(group, held);
            garbage.assertAllGoneWhile(held);
        }
    }

    @Test
    void aFinishedTaskLetsGoOfItsResource() throws Exception {
        try (TaskGroup group = TaskGroup.open("resource")) {
            Task<Void> held = forkWithResource(group);
            group.join();
            garbage.assertAllGoneWhile(held);
        }
    }

    private Task<Void> forkWithResource(TaskGroup group) {
        AutoCloseable resource = garbage.note("the resource", new AutoCloseable() {
            @Override
            public void close() {}
        });
        return group.fork("owner of a resource", resource, () -> {});
    }

    @Test
    void aFinishedTaskLetsGoOfItsCancelCallbacks() throws Exception {
        try (TaskGroup group = TaskGroup.open("callbacks")) {
            CountDownLatch go = new CountDownLatch(1);
            Task<Void> held = group.fork("not cancelled", () -> go.await());
            registerOn(held);
            go.countDown();
            group.join();
            garbage.assertAllGoneWhile(held);
        }
    }

    private void registerOn(Task<?> task) {
        byte[] captured = garbage.note("what a task's cancel callback captured", new byte[1]);
        task.onCancel(() -> assertEquals(1, captured.length));
    }

    @Test
    void aClosedGroupLetsGoOfItsCallbacks() throws Exception {
        Task<Void> held;
        try (TaskGroup group = TaskGroup.open("callbacks")) {
            held = group.fork(() -> {});
            register(group);
            group.join();
        }
        garbage.assertAllGoneWhile(held); // a task stays readable, and knows its group
    }

    private void register(TaskGroup group) {
        byte[] onCancel = garbage.note("what a cancel callback captured", new byte[1]);
        group.onCancel(() -> assertEquals(1, onCancel.length));
        byte[] onClose = garbage.note("what a close callback captured", new byte[1]);
        group.onClose(() -> assertEquals(1, onClose.length));
    }

    @Test
    void aRegistrationThatIsTakenBackHoldsNothingThoughItIsHeldItself() throws Exception {
        try (TaskGroup group = TaskGroup.open("registrations")) {
            CountDownLatch go = new CountDownLatch(1);
            Task<Void> task = group.fork(() -> go.await());
            List<Object> held = registerAndTakeBack(group, task);
            garbage.assertAllGoneWhile(held);
            go.countDown();
            group.join();
        }
    }

    private List<Object> registerAndTakeBack(TaskGroup group, Task<?> task) {
        byte[] captured = garbage.note("what callbacks captured", new byte[1]);
        var registrations = List.of(group.onCancel(() -> assertEquals(1, captured.length)),
                group.onClose(() -> assertEquals(1, captured.length)),
                task.onCancel(() -> assertEquals(1, captured.length)),
                task.onEnd(() -> assertEquals(1, captured.length)));
        registrations.forEach(registration -> registration.close());
        return List.of(registrations);
    }

    @Test
    void aGroupThatRunsForEverHoldsItsLiveTasksOnly() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("for ever")) {
            group.forkDaemon("lives", end::await);
            oneOfEach(group);
            Map<String, Integer> before = reachOfOneTask(group);
            for (int i = 0; i < MANY / 100; i++) {
                oneOfEach(group);
            }
            assertEquals(before, reachOfOneTask(group));
            end.countDown();
        }
    }

    /** What a group reaches once all tasks but one have left it: no join waits for cancel callbacks. */
    private static Map<String, Integer> reachOfOneTask(TaskGroup group) {
        Until.holds("one task is left", () -> Reach.of(group).get("dev.heddle.task.TaskCell") == 1);
        return Reach.of(group);
    }

    /** Ordinary tasks, forked by the owner and by tasks, cancelled ones, with callbacks and nested groups. */
    private void oneOfEach(TaskGroup group) throws InterruptedException, ExecutionException {
        group.fork(() -> garbage.note("a result", new byte[1]));
        group.fork(() -> group.fork(() -> {}).get());
        Task<Void> cancelled = group.fork(() -> new CountDownLatch(1).await());
        cancelled.onCancel(() -> {});
        cancelled.cancel(true);
        group.onCancel(() -> {}).close();
        group.fork("with a group", () -> {
            try (TaskGroup nested = TaskGroup.open("nested")) {
                nested.fork(() -> {});
                nested.join();
            }
        });
        try (TaskGroup nested = TaskGroup.open("within the block")) {
            nested.fork(() -> {});
            nested.join();
        }
        group.join();
    }

    @Test
    void theResultsOfTasksThatNobodyHoldsAreGarbage() throws Exception {
        try (TaskGroup group = TaskGroup.open("for ever")) {
            for (int i = 0; i < 100; i++) {
                oneOfEach(group);
            }
            garbage.assertAllGoneWhile(group);
        }
    }

    @Test
    void waitsForTasksThatAreGivenUpLeaveNothingInTheTask() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("waits")) {
            Task<Void> task = group.fork(() -> end.await());
            giveUpWaiting(group, task);
            Map<String, Integer> before = Reach.of(task);
            for (int i = 0; i < MANY; i++) {
                giveUpWaiting(group, task);
            }
            assertEquals(before, Reach.of(task));
            end.countDown();
            group.join();
        }
    }

    private static void giveUpWaiting(TaskGroup group, Task<Void> task)
            throws InterruptedException, ExecutionException {
        assertFalse(group.join(Duration.ZERO));
        assertEquals(1,
                group.await(List.of(task), dev.heddle.task.Until.ALL_COMPLETED, Duration.ZERO).pending().size());
        assertThrows(TimeoutException.class, () -> task.get(Duration.ofNanos(1)));
    }

    @Test
    void anIterationOverCompletionsThatIsLeftLeavesNothingInTheTasks() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("iterations")) {
            Task<Void> task = group.fork(() -> end.await());
            iterate(group, task);
            garbage.assertAllGoneWhile(task);
            end.countDown();
            group.join();
        }
    }

    @Test
    void aTaskThatLivesOnForgetsItsActionsThatWereTakenBack() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("registrations")) {
            Task<Void> task = group.fork(() -> end.await());
            task.onEnd(() -> {});
            for (int i = 0; i < MANY; i++) {
                task.onEnd(() -> {}).close();
            }
            Map<String, Integer> held = Reach.of(task);
            assertTrue(held.get("dev.heddle.task.OnEnd") < 50, held::toString);
            end.countDown();
            group.join();
        }
    }

    @Test
    void iterationsOverCompletionsThatAreLeftDoNotPileUpInATaskThatLivesOn() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("iterations")) {
            Task<Void> task = group.fork(() -> end.await());
            for (int i = 0; i < MANY; i++) {
                group.asCompleted(List.of(task)).iterator();
            }
            iterate(group, task);
            garbage.assertAllGoneWhile(task);
            Until.holds("those that were left are taken back", () -> {
                group.asCompleted(List.of(task)).iterator();
                for (int i = 0; i < MANY; i++) { // empty nodes are unlinked when as many have come
                    task.onEnd(() -> {}).close();
                }
                return Reach.of(task).get("dev.heddle.task.OnEnd") < MANY / 10;
            });
            end.countDown();
            group.join();
        }
    }

    private void iterate(TaskGroup group, Task<Void> task) {
        for (int i = 0; i < 3; i++) {
            Iterator<Task<Void>> left =
                    garbage.note("an iterator", group.asCompleted(List.of(task), Duration.ZERO).iterator());
            assertThrows(CompletionException.class, left::next);
        }
    }

    @Test
    void aFailedGroupIsGarbageThoughItsExceptionIsHeld() {
        Exception held = assertThrows(ExecutionException.class, this::fail);
        garbage.assertAllGoneWhile(held);
    }

    private void fail() throws Exception {
        try (TaskGroup group = garbage.note("the group", TaskGroup.open(GroupOptions.of("fails")))) {
            garbage.note("the task", group.fork(() -> {
                throw new IOException("expected");
            }));
            group.join();
        }
    }
}
