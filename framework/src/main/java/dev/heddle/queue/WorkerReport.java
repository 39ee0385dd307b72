package dev.heddle.queue;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one worker did. Immutable.
 *
 * @see WorkerPool#report
 */
public final class WorkerReport {
    private final String name;
    private final long handled;
    private final long failed;
    private final long timedOut;
    private final long givenBack;
    private final boolean alive;

    WorkerReport(String name, long handled, long failed, long timedOut, long givenBack, boolean alive) {
        this.name = name;
        this.handled = handled;
        this.failed = failed;
        this.timedOut = timedOut;
        this.givenBack = givenBack;
        this.alive = alive;
    }

    /**
     * The worker, by its name, which is its thread's too.
     *
     * @return such as {@code worker-1}
     */
    public String name() {
        return name;
    }

    /**
     * The items whose handler returned.
     *
     * @return the number
     */
    public long handled() {
        return handled;
    }

    /**
     * The items whose handler threw.
     *
     * @return the number
     */
    public long failed() {
        return failed;
    }

    /**
     * Those of the failed whose {@linkplain PoolOptions#timeLimit time} was up.
     *
     * @return the number
     */
    public long timedOut() {
        return timedOut;
    }

    /**
     * The items that it has given back, because it was cancelled.
     *
     * @return the number
     */
    public long givenBack() {
        return givenBack;
    }

    /**
     * Whether it has not ended; one that is about to counts too.
     *
     * @return false once it has ended
     */
    public boolean alive() {
        return alive;
    }

    private Map<String, Object> figures() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("name", name);
        figures.put("handled", handled);
        figures.put("failed", failed);
        figures.put("timedOut", timedOut);
        figures.put("givenBack", givenBack);
        figures.put("alive", alive);
        return figures;
    }

    /** Equal are those with the same figures. */
    @Override
    public boolean equals(Object other) {
        return other instanceof WorkerReport same && figures().equals(same.figures());
    }

    @Override
    public int hashCode() {
        return figures().hashCode();
    }

    /** All of them, by name. */
    @Override
    public String toString() {
        return "WorkerReport" + figures();
    }
}
