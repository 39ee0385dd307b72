package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.internal.park.CancelScope;
import dev.heddle.internal.park.CurrentScope;
import dev.heddle.internal.park.Members;
import dev.heddle.model.ModelChecked;
import dev.heddle.model.Schedules;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * A group and its tasks: fork, fail, cancel, join, close.
 *
 * <p>The group and the tasks are the real ones, but for one thing: the JDK's StructuredTaskScope starts threads in a way that
 * Lincheck does not see, so the tasks run on threads that the test starts. That the scope itself waits for its threads is
 * the JDK's business.
 */
@ModelChecked
class TaskGroupModelTest {

    /** A group with the threads of its tasks. */
    private static final class Block {
        final OwnedGroup group = OwnedGroup.openPrivate(GroupOptions.of("group"));
        final CancelScope scope = CurrentScope.get();
        final Schedules threads = new Schedules();

        /** As {@link OwnedGroup} does it, up to the start of the thread. */
        TaskCell<Void> fork(Members.Kind kind, Action body) {
            TaskCell<Void> task = new TaskCell<>(group, scope, "task", kind, null, () -> {
                body.run();
                return null;
            });
            assertTrue(task.enter(scope));
            if (task.needsNoThread()) {
                task.endUnstarted();
            } else {
                threads.add(task::run);
            }
            return task;
        }

        TaskCell<Void> fork(Action body) {
            return fork(Members.Kind.AWAITED, body);
        }
    }

    @Test
    void t12_joinReturnsWhenEveryTaskHasEnded() {
        Schedules.explore(() -> {
            Block block = new Block();
            AtomicInteger ran = new AtomicInteger();
            try (TaskGroup group = block.group) {
                Task<?> first = block.fork(ran::incrementAndGet);
                Task<?> second = block.fork(ran::incrementAndGet);
                block.threads.start();
                group.join();
                assertEquals(2, ran.get());
                assertTrue(first.isDone() && second.isDone());
            }
            block.threads.join();
        });
    }

    @Test
    void t2_aFailureCancelsTheSiblingsAndIsWhatJoinThrows() {
        Schedules.explore(() -> {
            Block block = new Block();
            IllegalStateException failure = new IllegalStateException("failure");
            try (TaskGroup group = block.group) {
                Task<?> failing = block.fork(() -> {
                    throw failure;
                });
                Task<?> waiting = block.fork(new Event()::await);
                block.threads.start();
                TaskFailedException thrown = assertThrows(TaskFailedException.class, group::join);
                assertSame(failure, thrown.getCause());
                assertEquals(1, thrown.failures().size());
                assertEquals(Task.State.FAILED, failing.state());
                assertTrue(waiting.isCancelled());
            }
            block.threads.join();
        });
    }

    @Test
    void t17_aTaskThatIsCancelledNeverRunsOrIsStopped() {
        Schedules.explore(() -> {
            Block block = new Block();
            try (TaskGroup group = block.group) {
                Task<?> task = block.fork(new Event()::await);
                block.threads.add(group::cancel);
                block.threads.start();
                group.join();
                assertTrue(task.isCancelled());
            }
            block.threads.join();
        });
    }

    @Test
    void t11_closeWithoutJoinCancelsAndWaits() {
        Schedules.explore(() -> {
            Block block = new Block();
            Task<?> task = block.fork(new Event()::await);
            Task<?> daemon = block.fork(Members.Kind.DAEMON, new Event()::await);
            block.threads.start();
            assertThrows(IllegalStateException.class, block.group::close);
            assertTrue(task.isCancelled() && daemon.isCancelled());
            block.threads.join();
        });
    }

    @Test
    void t12_closeWaitsForTheDaemonsThatJoinDoesNotWaitFor() {
        Schedules.explore(() -> {
            Block block = new Block();
            Task<?> daemon;
            try (TaskGroup group = block.group) {
                block.fork(() -> {});
                daemon = block.fork(Members.Kind.DAEMON, new Event()::await);
                block.threads.start();
                group.join();
                assertFalse(daemon.isDone());
            }
            assertTrue(daemon.isCancelled());
            block.threads.join();
        });
    }

    @Test
    void t13_aGentleCancelKeepsTheTaskFromRunningOrDoesNothing() {
        Schedules.explore(() -> {
            Block block = new Block();
            AtomicBoolean ran = new AtomicBoolean();
            AtomicBoolean refused = new AtomicBoolean();
            try (TaskGroup group = block.group) {
                Task<?> task = block.fork(() -> ran.set(true));
                block.threads.add(() -> refused.set(task.cancel(false)));
                block.threads.start();
                group.join();
                block.threads.join();
                assertEquals(ran.get(), !refused.get());
                assertEquals(ran.get() ? Task.State.SUCCESS : Task.State.CANCELLED, task.state());
            }
        });
    }

    /** The result stays if the body got through; a cancellation that came in time is told; and others are not touched. */
    @Test
    void t13_aCancelledTaskHasItsResultOrWasStopped() {
        Schedules.explore(() -> {
            Block block = new Block();
            Event event = new Event();
            try (TaskGroup group = block.group) {
                Task<?> task = block.fork(event::await);
                block.threads.add(() -> task.cancel(true));
                block.threads.add(event::set);
                block.threads.start();
                group.join();
                assertTrue(task.isCancelled() || task.state() == Task.State.SUCCESS);
                assertTrue(group.cancellation().isEmpty());
                block.threads.join();
            }
        });
    }

    @Test
    void t13_getSeesTheEndAndTheActionForItRunsOnce() {
        Schedules.explore(() -> {
            Block block = new Block();
            AtomicInteger actions = new AtomicInteger();
            try (TaskGroup group = block.group) {
                Task<?> task = block.fork(() -> {});
                block.threads.add(() -> {
                    task.onEnd(actions::incrementAndGet);
                    task.get();
                    assertTrue(task.isDone());
                });
                block.threads.start();
                group.join();
                block.threads.join();
                assertEquals(1, actions.get());
            }
        });
    }

    @Test
    void t2_theFirstFailureIsReportedThoughTheOwnerIsCancelledMeanwhile() {
        Schedules.explore(() -> {
            Block block = new Block();
            IllegalStateException failure = new IllegalStateException("failure");
            try (TaskGroup group = block.group) {
                Task<?> failing = block.fork(() -> {
                    throw failure;
                });
                block.threads.add(group::cancel);
                block.threads.start();
                if (assertEndsOrFails(group, failure)) {
                    assertTrue(failing.isCancelled());
                }
            }
            block.threads.join();
        });
    }

    /** Whether the join returned; else the failure is what it threw. */
    private static boolean assertEndsOrFails(TaskGroup group, Throwable failure) throws InterruptedException {
        try {
            group.join();
            return true;
        } catch (TaskFailedException e) {
            assertSame(failure, e.getCause());
        } catch (CancellationException | java.util.concurrent.ExecutionException e) {
            throw new AssertionError("neither ended nor failed", e);
        }
        return false;
    }
}
