package dev.heddle.queue;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** A lease on an item of a {@link WorkQueue}. */
final class QueueLease<T> implements Lease<T> {
    private final WorkQueue<T> queue;
    private final T item;
    private final int attempt;
    private final AtomicReference<String> settled = new AtomicReference<>();

    QueueLease(WorkQueue<T> queue, T item, int attempt) {
        this.queue = queue;
        this.item = item;
        this.attempt = attempt;
    }

    @Override
    public T item() {
        return item;
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public void done() {
        settle("done");
        queue.doneOnLease();
    }

    @Override
    public void giveBack() {
        settle("given back");
        try {
            queue.giveBackOnLease(item, attempt);
        } catch (OutOfMemoryError e) {
            settled.set(null); // it did not happen
            throw e;
        }
    }

    @Override
    public void reject(Throwable why) {
        Objects.requireNonNull(why, "why");
        settle("rejected");
        queue.rejectOnLease(item, why);
    }

    private void settle(String how) {
        String before = settled.compareAndExchange(null, how);
        if (before != null) {
            throw new IllegalStateException("a lease on an item of queue '" + queue.name() + "' is settled once: it is "
                    + before + " and cannot be " + how);
        }
    }

    @Override
    public String toString() {
        String state = settled.get();
        return "Lease[" + item + ", attempt " + attempt + ", " + (state == null ? "held" : state) + "]";
    }
}
