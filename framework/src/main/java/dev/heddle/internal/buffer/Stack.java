package dev.heddle.internal.buffer;

import java.util.Arrays;
import java.util.List;

/**
 * A last-in-first-out buffer.
 *
 * @param <E> the type of the items
 */
public final class Stack<E> extends Locked<E> {
    private static final int FIRST_LENGTH = 16;

    /** In a circle: the oldest is at `bottom`, its successors behind it. */
    private Object[] items = new Object[FIRST_LENGTH];
    private int bottom;
    private int count;

    /**
     * An empty buffer.
     *
     * @param capacity the most it holds, exactly; {@link Integer#MAX_VALUE} for no limit
     */
    public Stack(int capacity) {
        super(capacity);
    }

    @Override
    void push(E item) {
        if (count == items.length) {
            grow();
        }
        items[place(count)] = item;
        count++;
    }

    @Override
    E pop() {
        return take(place(--count));
    }

    @Override
    E popOldest() {
        int oldest = bottom;
        bottom = place(1);
        count--;
        return take(oldest);
    }

    @Override
    E first() {
        return count == 0 ? null : look(place(count - 1));
    }

    @Override
    void copyTo(List<E> target) {
        for (int behindBottom = count - 1; behindBottom >= 0; behindBottom--) {
            target.add(look(place(behindBottom)));
        }
    }

    @SuppressWarnings("unchecked") // only push puts anything in
    private E look(int place) {
        return (E) items[place];
    }

    private E take(int place) {
        E item = look(place);
        items[place] = null;
        return item;
    }

    private int place(int behindBottom) {
        return (int) (((long) bottom + behindBottom) % items.length);
    }

    private void grow() {
        Object[] more = Arrays.copyOfRange(items, bottom, bottom + 2 * items.length);
        System.arraycopy(items, 0, more, items.length - bottom, bottom);
        items = more;
        bottom = 0;
    }
}
