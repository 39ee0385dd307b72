package dev.heddle.fault;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.Action;
import dev.heddle.task.TaskFailedException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** Whom a failure has reached. */
final class Told {
    private Told() {}

    /** What a call throws; null if it throws nothing. */
    static Throwable by(Action call) {
        try {
            call.run();
            return null;
        } catch (Throwable e) {
            return e;
        }
    }

    static void assertTells(Throwable thrown, Throwable failure) {
        assertTrue(tells(thrown, failure), () -> "lost: " + describe(failure) + ", told was " + describe(thrown));
    }

    /** Whether a failure is in what was thrown: itself, as a cause, suppressed or listed. */
    static boolean tells(Throwable thrown, Throwable failure) {
        return tells(thrown, failure, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static boolean tells(Throwable thrown, Throwable failure, Set<Throwable> seen) {
        if (thrown == failure) {
            return true;
        }
        if (thrown == null || !seen.add(thrown)) {
            return false;
        }
        for (Throwable suppressed : thrown.getSuppressed()) {
            if (tells(suppressed, failure, seen)) {
                return true;
            }
        }
        if (thrown instanceof TaskFailedException failed
                && failed.failures().stream().anyMatch(one -> tells(one, failure, seen))) {
            return true;
        }
        return tells(causeOf(thrown), failure, seen);
    }

    private static Throwable causeOf(Throwable thrown) {
        try {
            return thrown.getCause();
        } catch (RuntimeException broken) {
            return null;
        }
    }

    private static String describe(Throwable thrown) {
        try {
            return String.valueOf(thrown);
        } catch (RuntimeException broken) {
            return thrown.getClass().getName();
        }
    }
}
