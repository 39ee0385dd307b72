package dev.heddle.leak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.DeadlineExceededException;
import dev.heddle.task.GroupOptions;
import dev.heddle.task.Shield;
import dev.heddle.task.TaskGroup;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Deadlines that were moved or did not pass leave no timer that holds anything. */
class TimerLeakTest {
    private static final Duration LONG = Duration.ofDays(1);
    private static final int MANY = 1_000_000;

    private final Collectable garbage = new Collectable();

    @Test
    @Tag("once")
    void aDeadlineThatWasMovedVeryOftenLeavesNoTimer() throws Exception {
        moveOften();
        garbage.assertAllGone();
    }

    private void moveOften() throws Exception {
        try (TaskGroup group = garbage.note("the group", TaskGroup.open("moving"))) {
            for (int i = 0; i < MANY; i++) {
                group.expireAfter(LONG.plusMillis(i));
            }
            assertEquals(List.of(), group.live());
        }
    }

    @Test
    void aGroupThatEndsBeforeItsDeadlineLeavesNoTimer() throws Exception {
        for (int i = 0; i < 100; i++) {
            endEarly();
        }
        garbage.assertAllGone();
    }

    private void endEarly() throws Exception {
        try (TaskGroup group = garbage.note("a group", TaskGroup.open(GroupOptions.of("early").deadline(LONG)))) {
            group.fork(() -> {});
            group.join();
        }
    }

    @Test
    void aGroupWhoseDeadlineHasPassedIsGarbageToo() {
        for (int i = 0; i < 100; i++) {
            expire(Duration.ofNanos(i * 1000));
        }
        garbage.assertAllGone();
    }

    private void expire(Duration soon) {
        try (TaskGroup group = garbage.note("a group", TaskGroup.open(GroupOptions.of("late").deadline(soon)))) {
            group.fork(() -> new CountDownLatch(1).await());
            group.join();
        } catch (ExecutionException | InterruptedException e) {
            assertEquals(DeadlineExceededException.class, e.getClass());
        }
    }

    @Test
    void aBodyThatEndsWithinItsTimeLeavesNoTimer() throws Exception {
        for (int i = 0; i < 100; i++) {
            assertEquals(1, TaskGroup.within(LONG, this::noted).intValue());
            assertEquals(1, TaskGroup.call(GroupOptions.of("call").deadline(LONG), this::noted).intValue());
        }
        garbage.assertAllGone();
    }

    private int noted(TaskGroup group) {
        garbage.note("the group of a body", group);
        return 1;
    }

    @Test
    void aShieldThatIsClosedInTimeLeavesNoTimer() throws Exception {
        for (int i = 0; i < 100; i++) {
            openShield();
        }
        TaskGroup.gather(List.<Callable<Void>>of(() -> {
            openShield();
            return null;
        }));
        garbage.assertAllGone();
    }

    private void openShield() {
        Shield shield = garbage.note("a shield", Shield.open(LONG));
        assertTrue(TaskGroup.remaining().isPresent());
        shield.close();
    }
}
