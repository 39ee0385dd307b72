package dev.heddle.internal.buffer;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * A buffer whose least item leaves first; among equals, the one that came first.
 *
 * @param <E> the type of the items
 */
public final class Sorted<E> extends Locked<E> {
    /*
     * A tree, since it compares on the way in only, and before it changes anything: a comparator that throws, or takes long,
     * does so to the one who puts, and spoils nothing. A binary heap compares while it moves, and on the way out as well.
     */
    private record Ticketed<E>(E item, long ticket) {}

    private final TreeSet<Ticketed<E>> items;
    private long tickets;

    /**
     * An empty buffer.
     *
     * @param capacity the most it holds, exactly; {@link Integer#MAX_VALUE} for no limit
     * @param order compares items, under the buffer's lock
     */
    public Sorted(int capacity, Comparator<? super E> order) {
        super(capacity);
        this.items = new TreeSet<>((a, b) -> {
            int compared = order.compare(a.item, b.item);
            return compared != 0 ? compared : Long.compare(a.ticket, b.ticket);
        });
    }

    @Override
    void push(E item) {
        items.add(new Ticketed<>(item, tickets + 1));
        tickets++;
    }

    @Override
    E pop() {
        return items.pollFirst().item();
    }

    @Override
    E first() {
        return items.isEmpty() ? null : items.first().item();
    }

    @Override
    void copyTo(List<E> target) {
        items.forEach(next -> target.add(next.item()));
    }

    /** There is no telling it from the others without a search. */
    @Override
    E popOldest() {
        throw new UnsupportedOperationException("an ordered buffer does not know its oldest item");
    }
}
