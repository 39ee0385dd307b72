package dev.heddle.queue;

/** What a {@code put} into a full {@link WorkQueue} does. */
public enum Overflow {
    /** It waits for space: the producers are slowed down to what the consumers can do. */
    WAIT,

    /**
     * It makes space: the item that has been in the queue longest is dropped. For consumers who want the latest, from producers
     * who must not wait.
     */
    DROP_OLDEST,

    /** It drops its own item. For consumers who want what they began with, from producers who must not wait. */
    DROP_NEWEST
}
