package dev.heddle.queue;

import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * How a {@link WorkerPool} is to be: how many workers it has, and what happens when a handler fails. Immutable: each method gives a
 * changed copy.
 *
 * <pre>{@code
 * WorkerPool<Path> hashers = WorkerPool.start(group, files, PoolOptions.size(4).named("hasher")
 *         .onError((file, why) -> skipped.add(file)), this::hash);
 * }</pre>
 *
 * @param <T> the type of items that the pool can handle
 */
public final class PoolOptions<T> {
    private final int size;
    private final String name;
    private final BiConsumer<? super T, ? super Throwable> onError;

    private PoolOptions(int size, String name, BiConsumer<? super T, ? super Throwable> onError) {
        this.size = size;
        this.name = name;
        this.onError = onError;
    }

    /**
     * So many workers, called "worker", whose failures fail their group.
     *
     * @param workers how many at first; at least 1
     * @return the options
     * @see WorkerPool#resize
     */
    public static PoolOptions<Object> size(int workers) {
        if (workers < 1) {
            throw new IllegalArgumentException("a pool has at least 1 worker, not " + workers);
        }
        return new PoolOptions<>(workers, "worker", null);
    }

    /**
     * The same with a name.
     *
     * @param name for messages and thread dumps: the workers are called after it, such as {@code hasher-1}
     * @return the changed options
     */
    public PoolOptions<T> named(String name) {
        return new PoolOptions<>(size, Objects.requireNonNull(name, "name"), onError);
    }

    /**
     * The same for workers that go on when a handler fails.
     *
     * @param <U> the type of items that the handler can be told of
     * @param handler told of each item whose handler threw, and of what it threw; on the worker's thread, before the item counts as
     *     done. What it throws itself fails the group
     * @return the changed options
     */
    public <U extends T> PoolOptions<U> onError(BiConsumer<? super U, ? super Throwable> handler) {
        return new PoolOptions<>(size, name, Objects.requireNonNull(handler, "handler"));
    }

    int size() {
        return size;
    }

    String name() {
        return name;
    }

    /** Null for none. */
    BiConsumer<? super T, ? super Throwable> onError() {
        return onError;
    }
}
