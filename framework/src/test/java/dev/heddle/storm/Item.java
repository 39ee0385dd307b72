package dev.heddle.storm;

import java.util.concurrent.atomic.AtomicBoolean;

/** What goes through queues. It knows whether somebody has it, and how often it was given back. */
final class Item {
    final int producer;
    final int number;
    private final AtomicBoolean held = new AtomicBoolean();

    // Written by who holds it, before he gives it back.
    private int attempts = 1;
    private boolean returned;

    Item(int producer, int number) {
        this.producer = producer;
        this.number = number;
    }

    /** Somebody takes it; false if somebody has it already. */
    boolean take() {
        return held.compareAndSet(false, true);
    }

    /** It goes back, on lease or not, and so loses its place. */
    void giveBack(boolean onLease) {
        attempts += onLease ? 1 : 0;
        returned = true;
        held.set(false);
    }

    /** How often a lease on it was made, if it is on one. */
    int attempts() {
        return attempts;
    }

    /** Whether it may come before or after others of its producer. */
    boolean isOutOfOrder() {
        return returned;
    }

    @Override
    public String toString() {
        return "item " + producer + "." + number + (returned ? ", attempt " + attempts : "");
    }
}
