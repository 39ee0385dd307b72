package dev.heddle.internal.park;

/**
 * What a thread does before it gets in line: lets a little time pass, and looks again. In that time one side of a queue runs a
 * batch while the other comes, where each would park for every item otherwise.
 *
 * <p>It spins for a few microseconds and looks at ever longer intervals, first after about as long as a batch takes. Where a
 * batch is one item, each spin may be the last; where it is many, a look at every spin would take the cache line from the side
 * that works. Then it yields a few times, and not more: threads that yield without end can keep a carrier from ever looking at
 * those that come from outside.
 *
 * <p>Spinning wins a factor of two as long as both sides run, and loses more than that when the machine has other work, or the
 * other side waits for this very carrier: then the time is wasted, once for each batch. So who has spun in vain makes those
 * after him yield only, up to {@value #MOST} of them if that happens again and again. More would be better for a machine with
 * other work, and worse for one without: two threads that yield to each other on one carrier, while the other carrier is about
 * to wake, stay there.
 */
final class Lingering {
    /** The answer when it is time to get in line. */
    static final int ENOUGH = -1;

    /** Each spins twice as often as the one before, the first once. */
    private static final int SPIN_ROUNDS = 7;

    private static final int YIELDS = 4;
    private static final int STEP = 4;
    private static final int MOST = 8;

    private final int begin;

    /**
     * For how many the last vain spin was a warning; half of that once somebody has dared to spin again. Many threads write
     * this and the other without a lock: hints only.
     */
    private int distrust;

    /** For how many it is still one. */
    private int warned;

    /** For threads that wait until so many items have come, or gone, at the most; one spin for each, up to 64. */
    Lingering(int batch) {
        this.begin = Math.min(31 - Integer.numberOfLeadingZeros(Math.max(batch, 1)), SPIN_ROUNDS - 1);
    }

    /**
     * Lets some time pass.
     *
     * @param round 0, then what this has returned
     * @return the next round, or {@link #ENOUGH} with no time passed
     */
    int pass(int round) {
        int from = round;
        if (round == 0) {
            from = begin;
            if (warned > 0) {
                warned--;
                from = SPIN_ROUNDS;
            } else if (distrust > 0) {
                distrust /= 2; // doubled again if it is in vain
            }
        } else if (round == SPIN_ROUNDS) {
            distrust = Math.min(2 * distrust + STEP, MOST);
            warned = distrust;
        }
        if (from < SPIN_ROUNDS) {
            for (int spins = 1 << from; spins > 0; spins--) {
                Thread.onSpinWait();
            }
        } else if (from < SPIN_ROUNDS + YIELDS) {
            Thread.yield();
        } else {
            return ENOUGH;
        }
        return from + 1;
    }
}
