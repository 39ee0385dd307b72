package dev.heddle.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Stands in front of the class of the same name in the JAR, because test classes come first on the class path.
 *
 * <p>The system property {@code heddle.mutant} names the fault to make, if any. With {@code heddle.test.tight} nothing is
 * larger than it needs to be: each slot of a ring, say, is used again soon.
 */
public final class Seam {
    private static final String MUTANT = System.getProperty("heddle.mutant", "");
    private static final boolean TIGHT = Boolean.getBoolean("heddle.test.tight");
    private static final Map<Object, Boolean> ALIVE = Collections.synchronizedMap(new WeakHashMap<>());

    private Seam() {}

    public static boolean mutant(String name) {
        return MUTANT.equals(name);
    }

    public static int size(int least, int fast) {
        return TIGHT ? least : fast;
    }

    public static void created(Object thing) {
        ALIVE.put(thing, true);
    }

    /** The groups and queues that the garbage collector has not taken, in words. */
    public static List<String> alive() {
        List<Object> things;
        synchronized (ALIVE) {
            things = new ArrayList<>(ALIVE.keySet());
        }
        return things.stream().map(Object::toString).filter(text -> !text.contains(", closed")).sorted().toList();
    }
}
