package dev.heddle.queue;

/**
 * An item that somebody is working on. It is settled once: done, given back, or rejected. Until then it is unfinished,
 * and its source keeps account of it.
 *
 * <p>Users implement this for sources of their own, such as a log or a broker; it may be settled on any thread. What is added
 * in later versions are default methods.
 *
 * @param <T> the type of the item
 */
public interface Lease<T> {

    /**
     * The item.
     *
     * @return never null
     */
    T item();

    /**
     * How often it has been handed out, this time included.
     *
     * @return 1 for the first time
     */
    int attempt();

    /**
     * The item is finished.
     *
     * @throws IllegalStateException if the lease is settled already
     */
    void done();

    /**
     * The item was not handled: somebody else gets it, before any other; unless it has been handed out as often as its source
     * does that, in which case it is rejected.
     *
     * @throws IllegalStateException if the lease is settled already
     */
    void giveBack();

    /**
     * The item cannot be handled: it is finished, and counted as rejected. Who is told of such items is told of it.
     *
     * @param why what is wrong with it
     * @throws IllegalStateException if the lease is settled already
     */
    void reject(Throwable why);
}
