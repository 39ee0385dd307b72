package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;

/** What the tests of shields have in common. */
abstract class ShieldCase {
    static final Duration SOON = Duration.ofMillis(1);
    static final Duration LATE = Duration.ofHours(1);

    final Event never = new Event();
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch shielded = new CountDownLatch(1);
    final CountDownLatch told = new CountDownLatch(1);

    /** Runs a task that can be cancelled on threads of a kind, and cancels it when it asks for that. */
    void cancelled(Threads.Kind kind, Action body) throws Exception {
        ThreadFactory threads =
                kind == Threads.Kind.VIRTUAL ? Thread.ofVirtual().factory() : Thread.ofPlatform().factory();
        try (TaskGroup group = TaskGroup.open(GroupOptions.of("cancelled").threads(threads))) {
            Task<Void> task = group.fork(body);
            begun.await();
            task.cancel(true);
            told.countDown();
            group.join();
            assertEquals(Task.State.SUCCESS, task.state());
        }
    }

    static void spinUntilInterrupted() {
        Until.holds("the interrupt comes", () -> Thread.currentThread().isInterrupted());
    }
}
