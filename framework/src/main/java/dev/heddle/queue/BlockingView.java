package dev.heddle.queue;

import java.time.Duration;
import java.util.AbstractQueue;
import java.util.Collection;
import java.util.Iterator;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A queue in the JDK's terms, whose contract is that of {@link WorkQueue#asBlockingQueue}. Has no state of its own.
 *
 * @param <T> the type of the items
 */
final class BlockingView<T> extends AbstractQueue<T> implements BlockingQueue<T> {
    private final WorkQueue<T> queue;

    BlockingView(WorkQueue<T> queue) {
        this.queue = queue;
    }

    boolean isOf(WorkQueue<?> other) {
        return queue == other;
    }

    // ---- putting

    @Override
    public void put(T item) throws InterruptedException {
        queue.put(item);
    }

    @Override
    public boolean offer(T item) {
        return queue.offer(item);
    }

    @Override
    public boolean offer(T item, long timeout, TimeUnit unit) throws InterruptedException {
        return queue.offer(item, duration(timeout, unit));
    }

    // ---- taking

    @Override
    public T take() throws InterruptedException {
        return done(queue.take());
    }

    @Override
    public T poll() {
        return done(queue.poll());
    }

    @Override
    public T poll(long timeout, TimeUnit unit) throws InterruptedException {
        return done(queue.poll(duration(timeout, unit)));
    }

    @Override
    public int drainTo(Collection<? super T> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super T> target, int most) {
        return queue.drainTo(target, most, queue::doneAsTaken);
    }

    @Override
    public void clear() {
        for (int left = size(); left > 0 && done(queue.next()) != null;) {
            left--;
        }
    }

    private T done(T item) {
        if (item != null) {
            queue.doneAsTaken();
        }
        return item;
    }

    /** Beyond 292 years it is for ever. */
    private static Duration duration(long timeout, TimeUnit unit) {
        return Duration.ofNanos(Objects.requireNonNull(unit, "unit").toNanos(timeout));
    }

    // ---- looking

    @Override
    public T peek() {
        return queue.peek();
    }

    @Override
    public int size() {
        return queue.takeable();
    }

    @Override
    public int remainingCapacity() {
        if (queue.isClosed()) {
            return 0;
        }
        int capacity = queue.capacity();
        return capacity == Integer.MAX_VALUE ? capacity : capacity - queue.size();
    }

    @Override
    public Iterator<T> iterator() {
        Iterator<T> items = queue.snapshot().iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return items.hasNext();
            }

            @Override
            public T next() {
                return items.next();
            }

            @Override
            public void remove() {
                throw interior();
            }
        };
    }

    /** Without a size, which would be that of another moment. */
    @Override
    public Spliterator<T> spliterator() {
        return Spliterators.spliterator(this, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.CONCURRENT);
    }

    // ---- refused

    @Override
    public boolean remove(Object item) {
        throw interior();
    }

    @Override
    public boolean removeAll(Collection<?> items) {
        throw interior();
    }

    @Override
    public boolean retainAll(Collection<?> items) {
        throw interior();
    }

    @Override
    public boolean removeIf(Predicate<? super T> filter) {
        throw interior();
    }

    private UnsupportedOperationException interior() {
        return new UnsupportedOperationException(
                "items leave queue '" + queue.name() + "' at its head only: take(), poll(),"
                        + " remove(), drainTo() and clear() are supported, the removal of certain items is not");
    }
}
