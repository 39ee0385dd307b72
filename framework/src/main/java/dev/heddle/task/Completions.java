package dev.heddle.task;

import dev.heddle.internal.park.Cancellation;
import dev.heddle.internal.park.CurrentScope;
import dev.heddle.internal.park.Deadline;
import dev.heddle.internal.park.WaitList;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;

/** Tasks in the order in which they end: each puts itself here at its end. */
final class Completions<X extends Task<?>> implements Iterator<X> {
    private final Queue<X> ended = new ConcurrentLinkedQueue<>();
    private final WaitList waiting = new WaitList(this);
    private final Deadline deadline;
    private int left;

    Completions(Collection<X> tasks, Deadline deadline) {
        Link.takeBackThoseLeft();
        this.deadline = deadline;
        LinkedHashSet<X> distinct = new LinkedHashSet<>(tasks);
        this.left = distinct.size();
        Link<X> link = new Link<>(this);
        for (X task : distinct) {
            link.registrations.add(task.onEnd(() -> link.arrive(task)));
        }
    }

    /**
     * What the tasks hold: one that lives on must not hold an iteration that was left, of which nobody tells. Its registrations
     * are taken back by one that begins after it was collected.
     */
    private static final class Link<X extends Task<?>> extends WeakReference<Completions<X>> {
        private static final ReferenceQueue<Completions<?>> LEFT = new ReferenceQueue<>();

        private final List<Registration> registrations = new ArrayList<>();

        Link(Completions<X> completions) {
            super(completions, LEFT);
        }

        static void takeBackThoseLeft() {
            for (Reference<?> left = LEFT.poll(); left != null; left = LEFT.poll()) {
                ((Link<?>) left).registrations.forEach(Registration::close);
            }
        }

        void arrive(X task) {
            Completions<X> completions = get();
            if (completions != null) {
                completions.ended.add(task);
                completions.waiting.signalAll();
            }
        }
    }

    @Override
    public boolean hasNext() {
        return left > 0;
    }

    /** Waits in no scope, as {@link Watch} does. */
    @Override
    public X next() {
        if (left == 0) {
            throw new NoSuchElementException("every task has been given");
        }
        X next;
        try {
            CurrentScope.checkpoint(null);
            next = waiting.await(ended::poll, deadline, null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Cancellation.exception(
                    "interrupted while waiting for " + (left == 1 ? "the last task" : "the next of " + left + " tasks"),
                    e);
        }
        if (next == null) {
            throw timeUp();
        }
        left--;
        return next;
    }

    /** Not a cancellation, since nothing is cancelled; and an iterator throws nothing that is checked. */
    private CompletionException timeUp() {
        String text = "time is up, and " + (left == 1 ? "1 task has" : left + " tasks have") + " not ended";
        return new CompletionException(text, new TimeoutException(text));
    }
}
