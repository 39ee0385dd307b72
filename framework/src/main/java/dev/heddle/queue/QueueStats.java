package dev.heddle.queue;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The figures of a queue at one moment; exact when it is quiet. Immutable.
 *
 * @see WorkQueue#stats
 */
public final class QueueStats {
    private final int capacity;
    private final int size;
    private final int peak;
    private final long puts;
    private final long takes;
    private final long done;
    private final long unfinished;
    private final int awaitingRedelivery;
    private final long redelivered;
    private final long rejected;
    private final long dropped;
    private final int waitingPutters;
    private final int waitingTakers;
    private final Duration blockedPutting;
    private final Duration blockedTaking;

    QueueStats(int capacity, int size, int peak, long puts, long takes, long done, long unfinished,
            int awaitingRedelivery, long redelivered, long rejected, long dropped, int waitingPutters,
            int waitingTakers, Duration blockedPutting, Duration blockedTaking) {
        this.capacity = capacity;
        this.size = size;
        this.peak = peak;
        this.puts = puts;
        this.takes = takes;
        this.done = done;
        this.unfinished = unfinished;
        this.awaitingRedelivery = awaitingRedelivery;
        this.redelivered = redelivered;
        this.rejected = rejected;
        this.dropped = dropped;
        this.waitingPutters = waitingPutters;
        this.waitingTakers = waitingTakers;
        this.blockedPutting = blockedPutting;
        this.blockedTaking = blockedTaking;
    }

    /**
     * The most it holds.
     *
     * @return {@link Integer#MAX_VALUE} for no limit, 0 for a rendezvous
     */
    public int capacity() {
        return capacity;
    }

    /**
     * The items in it, without those given back.
     *
     * @return between 0 and the capacity
     */
    public int size() {
        return size;
    }

    /**
     * The most that {@link #size} has been; after a race of puts and takes it may stay one too high.
     *
     * @return between 0 and the capacity
     */
    public int peak() {
        return peak;
    }

    /**
     * The items put since the beginning.
     *
     * @return the number
     */
    public long puts() {
        return puts;
    }

    /**
     * The items taken and not given back.
     *
     * @return the number
     */
    public long takes() {
        return takes;
    }

    /**
     * The items reported done.
     *
     * @return the number
     */
    public long done() {
        return done;
    }

    /**
     * The items put and not done.
     *
     * @return the number
     */
    public long unfinished() {
        return unfinished;
    }

    /**
     * The items given back that wait to be taken again, outside of the capacity.
     *
     * @return the number
     */
    public int awaitingRedelivery() {
        return awaitingRedelivery;
    }

    /**
     * How often an item was given back, since the beginning.
     *
     * @return the number
     */
    public long redelivered() {
        return redelivered;
    }

    /**
     * The items rejected, which are done as well.
     *
     * @return the number
     */
    public long rejected() {
        return rejected;
    }

    /**
     * The items for which there was no space: the oldest, which were put, and are taken and done; or the newest, which were
     * never put.
     *
     * @return the number
     */
    public long dropped() {
        return dropped;
    }

    /**
     * The threads that wait to put.
     *
     * @return the number
     */
    public int waitingPutters() {
        return waitingPutters;
    }

    /**
     * The threads that wait to take.
     *
     * @return the number
     */
    public int waitingTakers() {
        return waitingTakers;
    }

    /**
     * For how long threads have waited to put, together, in waits that have ended.
     *
     * @return the sum
     */
    public Duration blockedPutting() {
        return blockedPutting;
    }

    /**
     * For how long threads have waited to take, together, in waits that have ended.
     *
     * @return the sum
     */
    public Duration blockedTaking() {
        return blockedTaking;
    }

    private Map<String, Object> figures() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("capacity", capacity);
        figures.put("size", size);
        figures.put("peak", peak);
        figures.put("puts", puts);
        figures.put("takes", takes);
        figures.put("done", done);
        figures.put("unfinished", unfinished);
        figures.put("awaitingRedelivery", awaitingRedelivery);
        figures.put("redelivered", redelivered);
        figures.put("rejected", rejected);
        figures.put("dropped", dropped);
        figures.put("waitingPutters", waitingPutters);
        figures.put("waitingTakers", waitingTakers);
        figures.put("blockedPutting", blockedPutting);
        figures.put("blockedTaking", blockedTaking);
        return figures;
    }

    /** Equal are those with the same figures. */
    @Override
    public boolean equals(Object other) {
        return other instanceof QueueStats same && figures().equals(same.figures());
    }

    @Override
    public int hashCode() {
        return figures().hashCode();
    }

    /** All of them, by name. */
    @Override
    public String toString() {
        return "QueueStats" + figures();
    }
}
