package dev.heddle.task;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** Exceptions with their causes and suppressed ones: what a reader of a stack trace sees. */
final class Trees {
    private Trees() {}

    /** Whether an exception is to be found in another, however deep. */
    static boolean mentions(Throwable tree, Throwable wanted) {
        return all(tree).contains(wanted);
    }

    /** All exceptions in one, by identity. */
    static Set<Throwable> all(Throwable tree) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        collect(tree, seen);
        return seen;
    }

    private static void collect(Throwable t, Set<Throwable> seen) {
        if (t != null && seen.add(t)) {
            collect(t.getCause(), seen);
            for (Throwable suppressed : t.getSuppressed()) {
                collect(suppressed, seen);
            }
        }
    }

    /** The stack trace as text. */
    static String print(Throwable tree) {
        StringWriter text = new StringWriter();
        tree.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
