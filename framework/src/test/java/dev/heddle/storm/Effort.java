package dev.heddle.storm;

import java.util.Locale;

/** How long the storms of the tests last: {@code -Dheddle.test.effort=deep} for those who have the time. */
enum Effort {
    /** Seconds, in the default build. */
    SHORT(40_000, 10_000),
    /** Minutes: millions of items and of tasks. */
    DEEP(2_000_000, 1_000_000);

    /** A storm goes on until it has moved so many items, */
    final long items;
    /** or run so many tasks. */
    final long tasks;

    Effort(long items, long tasks) {
        this.items = items;
        this.tasks = tasks;
    }

    /** The one that was asked for. */
    static Effort asked() {
        return valueOf(System.getProperty("heddle.test.effort", "short").toUpperCase(Locale.ROOT));
    }

    boolean isReached(Counters counters) {
        return counters.items.sum() >= items || counters.tasks.sum() >= tasks;
    }
}
