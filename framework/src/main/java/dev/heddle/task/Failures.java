package dev.heddle.task;

import static java.util.stream.Collectors.joining;

import dev.heddle.internal.SafeText;
import dev.heddle.internal.park.Cancellation;
import dev.heddle.internal.park.Interruption;
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
    private static final int MOST_NAMED = 10;

    private record Entry(String task, Throwable failure) {}

    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private final List<Entry> listed = new ArrayList<>();
    private final Set<Throwable> roots = Collections.newSetFromMap(new IdentityHashMap<>());
    private long count;
    private int reported;

    /** A failure that came when there was no memory to list it. More of them are only counted. */
    private Throwable spare;
    private Task<?> spareTask;
    private boolean lacking;

    /** Takes a failure in; lists it, if there are not too many already. */
    void add(Task<?> task, Throwable failure) {
        lock.lock();
        try {
            count++;
            list(task, failure);
        } catch (OutOfMemoryError e) {
            if (spare == null) {
                spare = failure;
                spareTask = task;
            } else {
                lacking = true;
            }
        } finally {
            lock.unlock();
        }
    }

    private void list(Task<?> task, Throwable failure) {
        if (listed.size() == TaskFailedException.MOST_LISTED) {
            return;
        }
        Throwable root = Interruption.rootOf(failure);
        Entry entry = new Entry(task.name(), failure);
        if (!roots.contains(root)) {
            listed.add(entry);
            roots.add(root);
        }
    }

    private void listSpare() {
        if (spare != null) {
            list(spareTask, spare);
            spare = null;
            spareTask = null;
        }
    }

    /** How many there have been, those included that are not listed. */
    long count() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** Why the group is to be cancelled for its first failure; null if there is none. */
    Cancellation cancellation(String group) {
        Entry first;
        lock.lock();
        try {
            listSpare();
            first = listed.isEmpty() ? null : listed.get(0);
        } finally {
            lock.unlock();
        }
        return first == null ? null : new Cancellation(CancelReason.SIBLING_FAILED,
                "group '" + group + "' was cancelled: task '" + first.task() + "' failed", first.failure());
    }

    /** An exception with all failures so far, or null; they count as reported. */
    TaskFailedException report(String group) {
        return report(group, true);
    }

    /** An exception with the failures that were not reported yet, or null. */
    TaskFailedException reportRest(String group) {
        return report(group, false);
    }

    private TaskFailedException report(String group, boolean again) {
        List<Entry> told;
        long all;
        boolean complete;
        lock.lock();
        try {
            listSpare();
            told = List.copyOf(listed.subList(again ? 0 : reported, listed.size()));
            reported = listed.size();
            all = count;
            complete = !lacking && all <= TaskFailedException.MOST_LISTED;
        } finally {
            lock.unlock();
        }
        return told.isEmpty() ? null
                : exception(group, told, complete ? "" : "; " + all + " failures in all, not every one listed");
    }

    private static TaskFailedException exception(String group, List<Entry> told, String unlisted) {
        String more = told.size() == 1 ? "" : " (and " + others(told.subList(1, told.size())) + ")";
        return new TaskFailedException(text(group, told.get(0)) + more + unlisted,
                told.stream().map(Entry::failure).toList());
    }

    private static String others(List<Entry> others) {
        String tasks = others.stream().limit(MOST_NAMED).map(other -> "'" + other.task() + "'").collect(joining(", "));
        return others.size() + (others.size() == 1 ? " more failure, of " : " more failures, of ") + tasks
                + (others.size() > MOST_NAMED ? ", ..." : "");
    }

    private static String text(String group, Entry entry) {
        // Of a failure in a group within this is the reason; the way it has come is told right below.
        return "task '" + entry.task() + "' of group '" + group + "' failed: "
                + SafeText.of(Interruption.reasonOf(entry.failure()));
    }
}
