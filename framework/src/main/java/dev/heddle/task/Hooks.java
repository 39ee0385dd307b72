package dev.heddle.task;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Actions that were registered for one moment, each until it is taken back or the moment has come. Thread-safe. */
final class Hooks {
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock. Null once the moment has come.
    private Map<Registration, Action> actions = new LinkedHashMap<>();

    /** Registers an action; null if the moment has come already. */
    Registration add(Action action) {
        lock.lock();
        try {
            if (actions == null) {
                return null;
            }
            Registration[] self = new Registration[1];
            self[0] = new Registration(() -> remove(self[0]));
            actions.put(self[0], action);
            return self[0];
        } finally {
            lock.unlock();
        }
    }

    /** The moment has come: gives all actions, in the order of their registration. */
    List<Action> take() {
        lock.lock();
        try {
            List<Action> taken = actions == null ? List.of() : new ArrayList<>(actions.values());
            actions = null;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void remove(Registration registration) {
        lock.lock();
        try {
            if (actions != null) {
                actions.remove(registration);
            }
        } finally {
            lock.unlock();
        }
    }
}
