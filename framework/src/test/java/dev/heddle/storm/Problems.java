package dev.heddle.storm;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** What does not balance. Kept apart from what the code under test sees, which might hide it. Thread-safe. */
final class Problems {
    private final ConcurrentLinkedQueue<AssertionError> found = new ConcurrentLinkedQueue<>();

    void check(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            add(otherwise.get(), null);
        }
    }

    void add(String text, Throwable cause) {
        found.add(new AssertionError(text, cause));
    }

    /** Throws the first, with the others in it. */
    void throwIfAny() {
        AssertionError first = found.poll();
        if (first != null) {
            found.forEach(first::addSuppressed);
            throw first;
        }
    }
}
