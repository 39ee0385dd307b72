package dev.heddle.task;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The failures of one group: the first ones kept, all counted, none reported to nobody.
 * Thread-safe.
 */
final class Failures {
    private static final int LONGEST_CHAIN = 100;

    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private final List<Throwable> listed = new ArrayList<>();
    private final Set<Throwable> roots = Collections.newSetFromMap(new IdentityHashMap<>());
    private String firstTask;
    private long count;
    private int reported;

    /**
     * Takes a failure in.
     *
     * @return false if there are too many already to keep it
     */
    boolean add(Task<?> task, Throwable failure) {
        lock.lock();
        try {
            count++;
            if (listed.size() == TaskFailedException.MOST_LISTED) {
                return false;
            }
            if (roots.add(root(failure))) {
                if (firstTask == null) {
                    firstTask = task.name();
                }
                listed.add(failure);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The first failure, or null. */
    Throwable first() {
        lock.lock();
        try {
            return listed.isEmpty() ? null : listed.get(0);
        } finally {
            lock.unlock();
        }
    }

    /** An exception with all failures so far, or null; they count as reported. */
    TaskFailedException report(String group) {
        lock.lock();
        try {
            reported = listed.size();
            return listed.isEmpty() ? null : exception(group, listed);
        } finally {
            lock.unlock();
        }
    }

    /** An exception with the failures that were not reported yet, or null. */
    TaskFailedException reportRest(String group) {
        lock.lock();
        try {
            List<Throwable> rest = List.copyOf(listed.subList(reported, listed.size()));
            reported = listed.size();
            return rest.isEmpty() ? null : exception(group, rest);
        } finally {
            lock.unlock();
        }
    }

    private TaskFailedException exception(String group, List<Throwable> failures) {
        String who = failures.get(0) == listed.get(0) ? "task '" + firstTask + "' of group '" + group + "' failed"
                : "a task of group '" + group + "' failed after its join";
        String others = failures.size() == 1 ? "" : " (and " + (failures.size() - 1) + " more failures)";
        String unlisted =
                count > TaskFailedException.MOST_LISTED ? "; " + count + " failures in all, not every one listed" : "";
        return new TaskFailedException(who + ": " + failures.get(0) + others + unlisted, failures);
    }

    /** What several tasks saw of one failure has the same root, whatever each wrapped it in. */
    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        for (int depth = 0; root.getCause() != null && depth < LONGEST_CHAIN; depth++) {
            root = root.getCause();
        }
        return root;
    }
}
