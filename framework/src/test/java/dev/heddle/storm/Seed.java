package dev.heddle.storm;

import java.util.SplittableRandom;

/** Where all chance comes from: {@code -Dheddle.test.seed=} gives it again. */
final class Seed {
    private static final String PROPERTY = "heddle.test.seed";

    /** The seed of this JVM. */
    static final long VALUE = Long.getLong(PROPERTY, System.nanoTime() & 0xFFFF_FFFFL);

    private Seed() {}

    /** A round of a storm, with the chance that belongs to it: whichever rounds were before. */
    static void round(Storm storm, long round, Counters counters) {
        try {
            storm.round(new SplittableRandom(VALUE ^ round * 0x9E3779B97F4A7C15L ^ storm.name().hashCode()), counters);
        } catch (Throwable e) {
            throw new AssertionError("storm " + storm.name() + ", round " + round + " (again with -D" + PROPERTY + "="
                    + VALUE + "): " + e.getMessage(), e);
        }
        counters.rounds.increment();
    }
}
