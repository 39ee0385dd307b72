package dev.heddle.storm;

import java.util.SplittableRandom;

/**
 * Many threads that do everything at once to a part of Heddle, round after round. After each round the books are balanced:
 * what went in has come out, once, and nobody is left behind.
 */
interface Storm {

    /** For messages. */
    String name();

    /**
     * One round, big or small as chance has it. All that it has started has ended when it returns.
     *
     * @param random all that is decided by chance is decided by this; what the scheduler decides is not
     * @param counters counts what happens
     * @throws AssertionError if the books do not balance
     */
    void round(SplittableRandom random, Counters counters) throws Exception;
}
