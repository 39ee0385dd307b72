package dev.heddle.internal;

/**
 * Where the tests reach in. In the JAR this class answers "no" and does nothing, and the JIT compiles its callers as if
 * it were not there; the tests put a class of the same name in front of it, which breaks the code on purpose (to show
 * that a test notices) and lists what is alive (to show it when a test hangs).
 */
public final class Seam {
    private Seam() {}

    /** Whether the fault of this name is to be made. Callers keep the answer in a {@code static final} field. */
    public static boolean mutant(String name) {
        return false;
    }

    /** How large something is to be: as large as it is fast with, but as tests may want it, no larger than it needs to be. */
    public static int size(int least, int fast) {
        return fast;
    }

    /** A group or a queue was made. */
    public static void created(Object thing) {}
}
