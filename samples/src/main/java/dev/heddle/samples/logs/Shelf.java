package dev.heddle.samples.logs;

import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;

/**
 * Things that are used, put back and used again, the last one first because it is still in the
 * processor's cache. There come to be as many as were in use at one time, and each is in one hand
 * only.
 */
final class Shelf<T> {
    private final ConcurrentLinkedDeque<T> things = new ConcurrentLinkedDeque<>();
    private final Supplier<T> maker;

    Shelf(Supplier<T> maker) {
        this.maker = maker;
    }

    T take() {
        T thing = things.pollFirst();
        return thing == null ? maker.get() : thing;
    }

    void putBack(T thing) {
        things.addFirst(thing);
    }

    /** What has been put back. */
    Collection<T> contents() {
        return things;
    }
}
