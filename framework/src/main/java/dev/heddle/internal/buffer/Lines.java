package dev.heddle.internal.buffer;

/**
 * The fields of {@link Cursors} in cache lines of their own, so that producers and consumers do not take turns with one line:
 * two lines of nothing before, between and behind (processors fetch neighbours in pairs). The JVM lays the fields of a class
 * out after those of the class above it.
 */
final class Lines {
    private Lines() {}

    abstract static class Begin {
        long a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15;
    }

    /** What producers write. */
    abstract static class OfProducers extends Begin {
        volatile long tail;
        volatile long peak;
        long limit;
    }

    abstract static class Between extends OfProducers {
        long b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;
    }

    /** What consumers write. */
    abstract static class OfConsumers extends Between {
        volatile long head;
        volatile long done;

        /** How many items `returned` has. */
        volatile int givenBack;
    }

    abstract static class End extends OfConsumers {
        long c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15;
    }
}
