package dev.heddle.internal.buffer;

import java.util.List;

/**
 * Where the items of a queue are, in which order they leave, and how many came, left and are done. Nothing here waits, and
 * everything is thread-safe: a queue puts its waiting around it.
 *
 * <p>Two rules let it: what an operation changed is visible to whoever looks afterwards with volatile strength (I2 of
 * the waiting protocol), and the counts only say what has happened, so that {@code done <= taken <= added} always.
 *
 * @param <E> the type of the items
 */
public interface Buffer<E> {

    /** Puts an item in; false if it is full, or closed. */
    boolean offer(E item);

    /** Takes the next item out; null if there is none, or if it is sealed. */
    E poll();

    /**
     * A thread is about to wait for an item: a put may count on it. It tries with {@link #pollExpected} from now on, until that
     * succeeds or it {@linkplain #leave leaves}.
     */
    default void expect() {}

    /** Takes the next item out for a thread that is expected; null if there is none, or if it is sealed. */
    default E pollExpected() {
        return poll();
    }

    /** A thread that is expected waits no longer. The item that it has to take along, since a put has counted on it, or null. */
    default E leave() {
        return null;
    }

    /** How many puts wait elsewhere than for space. */
    default int presented() {
        return 0;
    }

    /** Takes out the item of the capacity that has been in it longest; null if there is none, or if it is sealed. */
    E evict();

    /** Puts an item that was taken back in front, whatever the capacity, closed or not: it counts as not taken. */
    void giveBack(E item);

    /** The item that the next poll takes, left where it is; null if there is none, or if it is sealed. */
    E peek();

    /**
     * The items that are there, left where they are, in the order in which polls would take them; none if it is sealed. What
     * comes or leaves meanwhile may be among them or not.
     */
    List<E> snapshot();

    /** Takes out everything at once, sealed or not. */
    List<E> drain();

    /** Lets nothing more in. */
    void close();

    /** Lets nothing more in, and nothing out but by {@link #drain}. */
    void seal();

    /** Whether nothing more comes in. */
    boolean isClosed();

    /** Whether it is closed and nothing is left: so nothing more comes out, unless something is given back. */
    boolean isExhausted();

    /** Whether an offer may succeed. */
    boolean hasSpace();

    /** Whether a poll may succeed. */
    boolean hasItem();

    /** How many items it holds at the most; {@link Integer#MAX_VALUE} for no limit. */
    int capacity();

    /** How many items of the capacity are in use. */
    int size();

    /** The most that {@link #size} has been; after a race of puts and takes, one more at the most. */
    int peak();

    /** How many given-back items wait, outside of the capacity. */
    int givenBack();

    /** How many items were put in. */
    long added();

    /** How many items were taken out, less those that were given back. */
    long taken();

    /** How many of those are done with. */
    long done();

    /**
     * Counts items as done.
     *
     * @return false, with nothing counted, if that would be more than were taken
     */
    boolean tryDone(long items);
}
