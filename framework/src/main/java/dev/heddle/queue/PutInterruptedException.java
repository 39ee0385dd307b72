package dev.heddle.queue;

/** A {@code putAll} was interrupted midway: the first {@link #count} items went in, in order; the others did not. */
public final class PutInterruptedException extends InterruptedException {
    private static final long serialVersionUID = 1;

    /** The items that went in. */
    private final int count;

    PutInterruptedException(int count) {
        super("interrupted after " + count + " items had been put");
        this.count = count;
    }

    /**
     * How many went in.
     *
     * @return the number of items that are in the queue, or beyond
     */
    public int count() {
        return count;
    }
}
