package dev.heddle.queue;

import dev.heddle.internal.buffer.Buffer;
import dev.heddle.internal.buffer.Handoff;
import dev.heddle.internal.buffer.Ring;
import dev.heddle.internal.buffer.Segments;
import dev.heddle.internal.buffer.Sorted;
import dev.heddle.internal.buffer.Stack;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;

/**
 * How a {@link WorkQueue} is to be: in which order its items leave, how many it holds, and what happens when it is full.
 * Immutable: each method gives a changed copy.
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

    /** In which order items leave. */
    enum Order {
        FIFO, LIFO, PRIORITY, RENDEZVOUS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Order order;
    private final IntFunction<Buffer<Object>> storage;
    private final String name;
    private final int capacity;
    private final Overflow overflow;
    private final int attempts;
    private final BiConsumer<? super T, ? super Throwable> deadLetters;

    private QueueOptions(Order order, IntFunction<Buffer<Object>> storage, String name, int capacity, Overflow overflow,
            int attempts, BiConsumer<? super T, ? super Throwable> deadLetters) {
        this.order = order;
        this.storage = storage;
        this.name = name;
        this.capacity = capacity;
        this.overflow = overflow;
        this.attempts = attempts;
        this.deadLetters = deadLetters;
        if (overflow == Overflow.DROP_OLDEST && order == Order.PRIORITY) {
            throw new IllegalArgumentException(
                    "a priority queue does not know its oldest item: it can WAIT or DROP_NEWEST when it is full");
        }
    }

    private static <T> QueueOptions<T> of(Order order, IntFunction<Buffer<Object>> storage, int capacity) {
        return new QueueOptions<>(order, storage, "queue", capacity, Overflow.WAIT, NO_LIMIT, (item, why) -> {});
    }

    /**
     * First in, first out: what most want.
     *
     * @return options for a queue without a limit
     */
    public static QueueOptions<Object> fifo() {
        return of(Order.FIFO, capacity -> capacity <= LARGEST_RING ? new Ring<>(capacity) : new Segments<>(capacity),
                NO_LIMIT);
    }

    /**
     * Last in, first out.
     *
     * @return options for a queue without a limit
     */
    public static QueueOptions<Object> lifo() {
        return of(Order.LIFO, Stack::new, NO_LIMIT);
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
        return of(Order.PRIORITY, capacity -> new Sorted<>(capacity, ofItems), NO_LIMIT);
    }

    /**
     * No room at all: each item goes from the hands of a putter into those of a taker. {@code put} returns when it is taken, or
     * certain to be, because a taker waits that cannot leave without it.
     *
     * @return options for a queue whose capacity is 0
     */
    public static QueueOptions<Object> rendezvous() {
        return of(Order.RENDEZVOUS, capacity -> new Handoff<>(), 0);
    }

    /**
     * The same with a name.
     *
     * @param name for messages
     * @return the changed options
     */
    public QueueOptions<T> named(String name) {
        return new QueueOptions<>(order, storage, Objects.requireNonNull(name, "name"), capacity, overflow, attempts,
                deadLetters);
    }

    /**
     * The same with a limit.
     *
     * @param items the most that the queue holds, exactly; at least 1. {@link Integer#MAX_VALUE} is no limit
     * @return the changed options
     * @throws IllegalArgumentException if it is less than 1, or these are options for a rendezvous
     */
    public QueueOptions<T> capacity(int items) {
        if (order == Order.RENDEZVOUS) {
            throw new IllegalArgumentException("a rendezvous queue has no room for items: it cannot have a capacity");
        }
        if (items < 1) {
            throw new IllegalArgumentException("a bounded queue holds at least 1 item, not " + items
                    + ": use unbounded() for a queue without a limit, rendezvous() for one without room");
        }
        return new QueueOptions<>(order, storage, name, items, overflow, attempts, deadLetters);
    }

    /**
     * What a put does when the queue is full. At first it waits.
     *
     * @param policy wait, or drop one
     * @return the changed options
     * @throws IllegalArgumentException if these are options for a rendezvous, which can only wait; or by priority, and the
     *     oldest were to be dropped, which such a queue does not know
     */
    public QueueOptions<T> overflow(Overflow policy) {
        if (order == Order.RENDEZVOUS && policy != Overflow.WAIT) {
            throw new IllegalArgumentException(
                    "a rendezvous queue holds nothing that it could drop: use offer(), and drop what is refused");
        }
        return new QueueOptions<>(order, storage, name, capacity, Objects.requireNonNull(policy, "policy"), attempts,
                deadLetters);
    }

    /**
     * The same with an end to redeliveries, and a place for what cannot be handled: a dead-letter queue, if the handler puts
     * into one. At first there is no end, and what is rejected is only counted.
     *
     * <p>Best said last: Java finds out the type of the items from what the options are used for, and it can for the last call
     * only. If another follows, say it: {@code QueueOptions.fifo().<Job>deadLetters(3, handler).named("jobs")}, or give the
     * handler's parameters their types.
     *
     * @param <U> the type of items that the handler can be told of
     * @param attempts how often an item is handed out at most, at least 1; one that is {@linkplain Lease#giveBack given
     *     back} after the last time is rejected
     * @param handler told of each item that is {@linkplain Lease#reject rejected}, by a pool also when its handler has failed,
     *     and of the reason; on the thread that rejects it, before the item counts as done. What it throws, {@link
     *     Lease#reject} or {@link Lease#giveBack} throws; a worker of a pool fails with it, also one with {@link
     *     PoolOptions#onError}
     * @return the changed options
     * @throws IllegalArgumentException if there are fewer attempts than 1
     */
    public <U extends T> QueueOptions<U> deadLetters(int attempts, BiConsumer<? super U, ? super Throwable> handler) {
        if (attempts < 1) {
            throw new IllegalArgumentException("an item is handed out at least once, not " + attempts + " times");
        }
        return new QueueOptions<>(order, storage, name, capacity, overflow, attempts,
                Objects.requireNonNull(handler, "handler"));
    }

    String name() {
        return name;
    }

    int attempts() {
        return attempts;
    }

    @SuppressWarnings("unchecked") // the item is one of the queue's, whose options these are
    void bury(Object item, Throwable why) {
        deadLetters.accept((T) item, why);
    }

    Overflow overflow() {
        return overflow;
    }

    /** Whether what is put last is taken last, and not before it: so that a sentinel comes after all items. */
    boolean keepsOrder() {
        return (order == Order.FIFO || order == Order.RENDEZVOUS) && overflow == Overflow.WAIT;
    }

    Buffer<Object> newBuffer() {
        return storage.apply(capacity);
    }

    /** Such as {@code QueueOptions[jobs, priority, at most 10, DROP_NEWEST, 3 attempts]}. */
    @Override
    public String toString() {
        return "QueueOptions[" + name + ", " + order
                + (capacity == NO_LIMIT || order == Order.RENDEZVOUS ? "" : ", at most " + capacity)
                + (overflow == Overflow.WAIT ? "" : ", " + overflow)
                + (attempts == NO_LIMIT ? "]" : ", " + attempts + (attempts == 1 ? " attempt]" : " attempts]"));
    }
}
