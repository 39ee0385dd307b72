package dev.heddle.task;

import dev.heddle.internal.park.CurrentScope;
import dev.heddle.internal.park.Deadline;
import dev.heddle.internal.park.WaitList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One call of {@link TaskGroup#await}: counts the tasks that end while it waits.
 *
 * <p>A task holds its watch in a single field, because only the owner of a group awaits its tasks, and he is in one call at
 * a time. The task publishes its outcome, then looks for a watch; the watch is put in, then the outcome looked at; whichever
 * of the two takes the watch out again counts the task, once.
 */
final class Watch {
    private final WaitList waiting = new WaitList(this);
    private final Until until;
    private final int size;
    private final AtomicInteger ended = new AtomicInteger();
    private volatile boolean failed;

    private Watch(Until until, int size) {
        this.until = until;
        this.size = size;
    }

    /** Waits in no scope: what ends the tasks of a cancelled group is what this waits for. */
    static <X extends Task<?>> Waited<X> await(Collection<? extends X> tasks, Until until, Deadline deadline)
            throws InterruptedException {
        SequencedSet<X> pending = new LinkedHashSet<>(tasks);
        Watch watch = new Watch(until, pending.size());
        CurrentScope.checkpoint(null);
        try {
            for (X task : pending) {
                cell(task).watch(watch);
            }
            watch.waiting.await(WaitList.isTrue(watch::isOver), deadline, null);
        } finally {
            for (X task : pending) {
                cell(task).unwatch(watch);
            }
        }
        SequencedSet<X> done = new LinkedHashSet<>();
        for (X task : tasks) {
            if (task.isDone()) {
                done.add(task);
            }
        }
        pending.removeAll(done);
        return new Waited<>(Collections.unmodifiableSequencedSet(done), Collections.unmodifiableSequencedSet(pending));
    }

    /** A task has ended. */
    void count(TaskCell<?> task) {
        if (task.state() == Task.State.FAILED) {
            failed = true;
        }
        ended.incrementAndGet();
        if (isOver()) {
            waiting.signalAll();
        }
    }

    private boolean isOver() {
        int count = ended.get();
        return count == size || switch (until) {
            case FIRST_COMPLETED -> count > 0;
            case FIRST_FAILED -> failed;
            case ALL_COMPLETED -> false;
        };
    }

    private static TaskCell<?> cell(Task<?> task) {
        return switch (task) {
            case TaskCell<?> cell -> cell;
        };
    }
}
