package dev.heddle.queue;

/**
 * What is done with each item.
 *
 * @param <T> the type of the items
 */
@FunctionalInterface
public interface Handler<T> {

    /**
     * Handles an item. When this returns or throws, the item is done; if it throws because its thread was cancelled, the
     * item is given back instead.
     *
     * @param item the item
     * @throws Exception if it fails
     */
    void handle(T item) throws Exception;
}
