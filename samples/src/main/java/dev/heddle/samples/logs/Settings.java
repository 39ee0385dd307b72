package dev.heddle.samples.logs;

/**
 * How a pipeline runs.
 *
 * @param queue the capacity of each queue, in batches
 * @param workers the number of parsers; zero does everything in one thread, without a queue
 * @param batchBytes the size of a batch, and the limit for a line
 * @param filter which lines it reports on
 */
record Settings(int queue, int workers, int batchBytes, Filter filter) {
    /** About a thousand lines, and still small beside a processor's cache. */
    static final int BATCH_BYTES = 1 << 18;

    /** Many clients, each with a batch in the making, fit a small heap. */
    static final int CLIENT_BATCH_BYTES = 1 << 16;

    /** Enough to keep the parsers fed while a reader waits for its disk. */
    static final int QUEUE = 16;

    /** All lines. */
    Settings(int queue, int workers, int batchBytes) {
        this(queue, workers, batchBytes, Filter.NONE);
    }
}
