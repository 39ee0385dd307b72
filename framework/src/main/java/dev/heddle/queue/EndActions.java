package dev.heddle.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Actions to run at an end, each once. Thread-safe. */
final class EndActions {
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock. Null once the end has come.
    private List<Runnable> actions = new ArrayList<>();

    /** Adds an action; false if the end has come. */
    boolean add(Runnable action) {
        lock.lock();
        try {
            return actions != null && actions.add(action);
        } finally {
            lock.unlock();
        }
    }

    /** The end has come: gives all actions, in the order of their adding. */
    List<Runnable> take() {
        lock.lock();
        try {
            List<Runnable> taken = actions == null ? List.of() : actions;
            actions = null;
            return taken;
        } finally {
            lock.unlock();
        }
    }
}
