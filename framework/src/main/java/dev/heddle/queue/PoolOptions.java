package dev.heddle.queue;

import java.time.Duration;
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * How a {@link WorkerPool} is to be: how many workers it has, how long they may take for an item, and what happens
 * when a handler fails. Immutable: each method gives a
 * changed copy.
 *
 * <pre>{@code
 * WorkerPool<Path> hashers = WorkerPool.start(group, files, PoolOptions.size(4).named("hasher")
 *         .timeLimit(Duration.ofSeconds(10)).onError((file, why) -> skipped.add(file)), this::hash);
 * }</pre>
 *
 * @param <T> the type of items that the pool can handle
 */
public final class PoolOptions<T> {
    private final int size;
    private final String name;
    private final Duration timeLimit;
    private final BiConsumer<? super T, ? super Throwable> onError;

    private PoolOptions(int size, String name, Duration timeLimit, BiConsumer<? super T, ? super Throwable> onError) {
        this.size = size;
        this.name = name;
        this.timeLimit = timeLimit;
        this.onError = onError;
    }

    /**
     * So many workers, called "worker", whose failures fail their group.
     *
     * @param workers how many at first; at least 1
     * @return the options
     * @throws IllegalArgumentException if there are fewer
     * @see WorkerPool#resize
     */
    public static PoolOptions<Object> size(int workers) {
        if (workers < 1) {
            throw new IllegalArgumentException("a pool has at least 1 worker, not " + workers);
        }
        return new PoolOptions<>(workers, "worker", null, null);
    }

    /**
     * The same with a name.
     *
     * @param name for messages and thread dumps: the workers are called after it, such as {@code hasher-1}
     * @return the changed options
     */
    public PoolOptions<T> named(String name) {
        return new PoolOptions<>(size, Objects.requireNonNull(name, "name"), timeLimit, onError);
    }

    /**
     * The same with a limit to the time that a handler has for an item. When it is up the handler's thread is interrupted, and
     * each wait of Heddle's in it ends. It counts as a failure: {@link #onError} is given a {@link
     * java.util.concurrent.TimeoutException} that names item and limit, with what the handler threw among its suppressed; in
     * {@link WorkerPool#failures} it is the cause. A handler that throws something else has failed with that, and one that
     * returns all the same has handled its item. The next item is not affected, and an item whose worker is cancelled is given
     * back, as ever. {@link dev.heddle.task.TaskGroup#remaining} tells the handler what is left.
     *
     * <p>No thread and no timer is spent on an item: each worker that is busy has one timer, which rings once in a limit.
     *
     * @param perItem zero or less means that it is up at once: no handler begins
     * @return the changed options
     */
    public PoolOptions<T> timeLimit(Duration perItem) {
        return new PoolOptions<>(size, name, Objects.requireNonNull(perItem, "perItem"), onError);
    }

    /**
     * The same for workers that go on when a handler fails.
     *
     * <p>Best said last: Java finds out the type of the items from what the options are used for, and it can for the last call
     * only. If another follows, say it: {@code PoolOptions.size(4).<Job>onError(handler).named("x")}, or give the handler's
     * parameters their types.
     *
     * @param <U> the type of items that the handler can be told of
     * @param handler told of each item whose handler threw, and of what it threw; on the worker's thread, before the item
     *     counts as done. What it throws itself fails the worker, and with it a group that fails fast
     * @return the changed options
     */
    public <U extends T> PoolOptions<U> onError(BiConsumer<? super U, ? super Throwable> handler) {
        return new PoolOptions<>(size, name, timeLimit, Objects.requireNonNull(handler, "handler"));
    }

    int size() {
        return size;
    }

    String name() {
        return name;
    }

    /** Null for none. */
    Duration timeLimit() {
        return timeLimit;
    }

    /** Null for none. */
    BiConsumer<? super T, ? super Throwable> onError() {
        return onError;
    }

    /** Such as {@code PoolOptions[hasher, size 4, time limit PT10S, goes on after errors]}. */
    @Override
    public String toString() {
        return "PoolOptions[" + name + ", size " + size + (timeLimit == null ? "" : ", time limit " + timeLimit)
                + (onError == null ? "]" : ", goes on after errors]");
    }
}
