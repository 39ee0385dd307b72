package dev.heddle.storm;

import java.util.concurrent.atomic.AtomicReference;

/** An item for workers, that knows how far it has come. */
final class Job {
    enum State {
        WAITING, HELD, HANDLED, FAILED, HANDED_BACK
    }

    private final int number;

    /** What becomes of it. */
    final int chance;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

    /** What its handler threw; written before the state says so. */
    volatile Throwable failure;

    Job(int number, int chance) {
        this.number = number;
        this.chance = chance;
    }

    State state() {
        return state.get();
    }

    /** From one state to another; a problem if it is not in the one. */
    void move(State from, State to, Problems problems) {
        State before = state.compareAndExchange(from, to);
        problems.check(before == from, () -> "job " + number + " was " + before + ", not " + from + ", before " + to);
    }

    @Override
    public String toString() {
        return "job " + number + ", " + state;
    }
}
