package dev.heddle.storm;

import java.time.Duration;

/** How long a soak lasts, and when it is time for a reading. */
interface Pace {
    /** Readings in all: enough for quarters, few enough not to matter. */
    int READINGS = 40;

    /** How much of it is over after so many rounds: 1 and more is the end. */
    double progress(long rounds);

    static Pace lasting(Duration time) {
        long start = System.nanoTime();
        return rounds -> (double) (System.nanoTime() - start) / time.toNanos();
    }

    static Pace ofRounds(long most) {
        return rounds -> (double) rounds / most;
    }
}
