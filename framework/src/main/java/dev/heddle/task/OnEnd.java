package dev.heddle.task;

/**
 * An action for the end of a task, and those that were registered before it: a list without a lock, whose head the task holds.
 *
 * <p>To take one back is to empty its node, which costs the same however long the list is. The node is unlinked later, by one
 * that is added when about as many have been added as were alive the last time. Nodes come in at the head alone, and an empty
 * one stays empty: so threads that unlink at the same time can at worst put an empty node back, and never lose another.
 */
final class OnEnd {
    private static final int LEAST = 16;

    /** Null once it was taken back. */
    private volatile Runnable action;

    private OnEnd next;

    /** How many are to be added before the empty ones are unlinked. */
    private int due;

    OnEnd(Runnable action) {
        this.action = action;
    }

    /** Puts it before the others, or before none. */
    void precede(OnEnd others) {
        next = others;
        due = others == null ? LEAST : others.due - 1;
    }

    OnEnd next() {
        return next;
    }

    /** To be called when it is the head, or has been. */
    void tidy() {
        if (due <= 0) {
            due = Math.max(LEAST, unlinkEmpty());
        }
    }

    private int unlinkEmpty() {
        int left = 0;
        for (OnEnd node = this; node != null; node = node.next) {
            OnEnd after = node.next;
            while (after != null && after.action == null) {
                after = after.next;
            }
            node.next = after;
            left++;
        }
        return left;
    }

    void takeBack() {
        action = null;
    }

    void run() {
        Runnable toRun = action;
        if (toRun != null) {
            toRun.run();
        }
    }
}
