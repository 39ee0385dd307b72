package dev.heddle.storm;

import dev.heddle.task.Registration;
import dev.heddle.task.TaskGroup;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** The callbacks of one group, and how often each ran. Thread-safe. */
final class Callbacks {
    private static final int AT_CLOSE = 2;

    private final TaskGroup group;
    private final Crowd crowd;
    private final ConcurrentLinkedQueue<Callback> onCancel = new ConcurrentLinkedQueue<>();
    private final AtomicInteger closes = new AtomicInteger();

    private static final class Callback {
        final AtomicInteger runs = new AtomicInteger();
        volatile boolean takenBack;
    }

    /** Registers those for the close, too. */
    Callbacks(TaskGroup group, Crowd crowd) {
        this.group = group;
        this.crowd = crowd;
        for (int i = 1; i <= AT_CLOSE; i++) {
            int place = AT_CLOSE - i; // the last comes first
            group.onClose(() -> {
                int before = closes.getAndIncrement();
                crowd.check(before == place, () -> "close callback " + place + " came after " + before);
            });
        }
    }

    /** By a task or the owner of the group: one for its cancellation, that may fail. */
    void register(boolean fails, boolean takesBack) {
        Callback callback = new Callback();
        Registration registration = group.onCancel(crowd.callback(() -> {
            callback.runs.incrementAndGet();
            if (fails) {
                throw crowd.boom();
            }
        }));
        if (takesBack) {
            callback.takenBack = true;
            registration.close();
        }
        onCancel.add(callback);
    }

    /** When the group has ended. */
    void check() {
        crowd.check(closes.get() == AT_CLOSE, () -> closes + " close callbacks of " + crowd.name + " ran");
        boolean cancelled = group.cancellation().isPresent();
        for (Callback callback : onCancel) {
            int runs = callback.runs.get();
            boolean right = callback.takenBack ? runs <= 1 : runs == (cancelled ? 1 : 0);
            crowd.check(right, () -> "a callback ran " + runs + " times, in " + group);
        }
    }
}
