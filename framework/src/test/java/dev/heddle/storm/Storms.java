package dev.heddle.storm;

import dev.heddle.testing.Threads.Kind;
import java.util.ArrayList;
import java.util.List;

/** All storms. */
final class Storms {
    private Storms() {}

    static List<Storm> all() {
        List<Storm> storms = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            storms.add(new QueueStorm(kind));
            storms.add(new GroupStorm(kind));
            storms.add(new PoolStorm(kind));
        }
        return storms;
    }

    /** Those of a soak: all, and the one that leaks, if that was asked for. */
    static List<Storm> asked() {
        List<Storm> storms = all();
        LeakyStorm.Leak leak = LeakyStorm.Leak.asked();
        if (leak != null) {
            storms.add(new LeakyStorm(leak));
        }
        return storms;
    }
}
