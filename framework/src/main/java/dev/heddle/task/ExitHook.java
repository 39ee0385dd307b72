package dev.heddle.task;

import dev.heddle.internal.park.Deadline;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Cancels a group when the JVM is told to end, and holds the JVM back until the group's owner is done. */
final class ExitHook {
    private final TaskGroup group;
    private final Thread owner;
    private final Duration grace;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = Thread.ofPlatform().name("heddle exit hook").unstarted(this::run);

    ExitHook(TaskGroup group, Thread owner, Duration grace) {
        this.group = group;
        this.owner = owner;
        this.grace = Objects.requireNonNull(grace, "grace");
    }

    void set() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void run() {
        Deadline deadline = Deadline.after(grace);
        try {
            group.cancel();
        } finally {
            holdBack(deadline);
        }
    }

    private void holdBack(Deadline deadline) {
        try {
            if (ended.await(deadline.remaining(), TimeUnit.NANOSECONDS)) {
                owner.join(Duration.ofNanos(Math.max(0, deadline.remaining())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the JVM ends without further ado
        }
    }

    /** Takes it away, or lets the JVM go on to its end. */
    void remove() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is ending, and the hook runs
        }
    }
}
