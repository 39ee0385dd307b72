package dev.heddle.jcstress;

/** Something with plain fields: one written by its constructor, one after. */
final class Item {
    int made;
    int filled;

    Item(int number) {
        made = number;
    }

    static Item of(int number) {
        Item item = new Item(number);
        item.filled = number;
        return item;
    }

    /** The number if both fields are seen; else what is seen of them, as a negative number. */
    int number() {
        int seen = made;
        return seen == filled ? seen : -1 - seen;
    }
}
