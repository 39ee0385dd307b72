package dev.heddle.queue;

import dev.heddle.internal.buffer.Buffer;
import dev.heddle.internal.buffer.Heap;
import dev.heddle.internal.buffer.Ring;
import dev.heddle.internal.buffer.Segments;
import dev.heddle.internal.buffer.Stack;
import java.util.Comparator;
import java.util.Objects;
import java.util.function.IntFunction;

/**
 * How a {@link WorkQueue} is to be: in which order its items leave, how many it holds, and what happens when it is full. Immutable:
 * each method gives a changed copy.
 *
 * <pre>{@code
 * WorkQueue<Job> jobs = WorkQueue.open(group, QueueOptions.priority(Comparator.comparing(Job::due)).named("jobs"));
 * WorkQueue<Path> folders = WorkQueue.open(group, QueueOptions.lifo());               // depth first
 * WorkQueue<Sample> latest = WorkQueue.open(group, QueueOptions.fifo().capacity(100).overflow(Overflow.DROP_OLDEST));
 * }</pre>
 *
 * <p>Answers to {@code asyncio.Queue}, {@code PriorityQueue} and {@code LifoQueue}, and to Kotlin's {@code BufferOverflow}.
 *
 * @param <T> the type of items that the queue can have
 */
public final class QueueOptions<T> {
    private static final int NO_LIMIT = Integer.MAX_VALUE;

    /** A ring is allocated as a whole: larger queues grow with their contents instead. */
    private static final int LARGEST_RING = 1 << 14;

    private final String order;
    private final IntFunction<Buffer<Object>> storage;
    private final String name;
    private final int capacity;
    private final Overflow overflow;

    private QueueOptions(String order, IntFunction<Buffer<Object>> storage, String name, int capacity,
            Overflow overflow) {
        this.order = order;
        this.storage = storage;
        this.name = name;
        this.capacity = capacity;
        this.overflow = overflow;
        if (overflow == Overflow.DROP_OLDEST && order.equals("priority")) {
            throw new IllegalArgumentException(
                    "a priority queue does not know its oldest item: it can WAIT or" + " DROP_NEWEST when it is full");
        }
    }

    private static <T> QueueOptions<T> of(String order, IntFunction<Buffer<Object>> storage) {
        return new QueueOptions<>(order, storage, "queue", NO_LIMIT, Overflow.WAIT);
    }

    /**
     * First in, first out: what most want.
     *
     * @param <T> the type of the items
     * @return options for a queue without a limit
     */
    public static <T> QueueOptions<T> fifo() {
        return of("fifo", capacity -> capacity <= LARGEST_RING ? new Ring<>(capacity) : new Segments<>(capacity));
    }

    /**
     * Last in, first out.
     *
     * @param <T> the type of the items
     * @return options for a queue without a limit
     */
    public static <T> QueueOptions<T> lifo() {
        return of("lifo", Stack::new);
    }

    /**
     * The least first; among equals, the one that came first. Items must not change their order while they are in the queue.
     *
     * @param <T> the type of the items
     * @param comparator called by {@code put} and {@code offer}, on their thread, under the queue's lock: it may only compare.
     *     What it throws they throw, and the item is not put
     * @return options for a queue without a limit
     */
    public static <T> QueueOptions<T> priority(Comparator<? super T> comparator) {
        Objects.requireNonNull(comparator, "comparator");
        @SuppressWarnings("unchecked") // nothing but items of the queue is compared, and what is given back is not
        Comparator<Object> ofItems = (Comparator<Object>) comparator;
        return of("priority", capacity -> new Heap<>(capacity, ofItems));
    }

    /**
     * The same with a name.
     *
     * @param name for messages
     * @return the changed options
     */
    public QueueOptions<T> named(String name) {
        return new QueueOptions<>(order, storage, Objects.requireNonNull(name, "name"), capacity, overflow);
    }

    /**
     * The same with a limit.
     *
     * @param items the most that the queue holds, exactly; at least 1. {@link Integer#MAX_VALUE} is no limit
     * @return the changed options
     */
    public QueueOptions<T> capacity(int items) {
        if (items < 1) {
            throw new IllegalArgumentException("a bounded queue holds at least 1 item, not " + items
                    + ": use unbounded() for a queue without a limit");
        }
        return new QueueOptions<>(order, storage, name, items, overflow);
    }

    /**
     * What a put does when the queue is full. At first it waits.
     *
     * @param policy wait, or drop one
     * @return the changed options
     */
    public QueueOptions<T> overflow(Overflow policy) {
        return new QueueOptions<>(order, storage, name, capacity, Objects.requireNonNull(policy, "policy"));
    }

    String name() {
        return name;
    }

    Overflow overflow() {
        return overflow;
    }

    /** Whether what is put last is taken last, and not before it: so that a sentinel comes after all items. */
    boolean keepsOrder() {
        return order.equals("fifo") && overflow == Overflow.WAIT;
    }

    Buffer<Object> newBuffer() {
        return storage.apply(capacity);
    }

    /** Such as {@code priority, at most 10, DROP_NEWEST}. */
    @Override
    public String toString() {
        return order + (capacity == NO_LIMIT ? "" : ", at most " + capacity)
                + (overflow == Overflow.WAIT ? "" : ", " + overflow);
    }
}
