package dev.heddle.storm;

/** When a taker reports its items done. */
enum Debts {
    /** At once: so the queue can be joined while it is open. */
    NONE,
    /** Sooner or later, when it leaves at the latest. */
    PAID,
    /** Not all of them. */
    KEPT
}
