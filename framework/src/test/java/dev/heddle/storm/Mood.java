package dev.heddle.storm;

import java.util.SplittableRandom;

/** How threads use a queue. */
enum Mood {
    /** They only wait, as long as it takes: then nothing heals what another has done wrong. */
    PATIENT,
    /** They wait for long, for a while, or not at all. */
    MIXED,
    /** They never wait, and look again and again. */
    RESTLESS;

    /** One of several ways: the first so many wait, the last so many do not, those between wait for a while. */
    int choose(SplittableRandom random, int waiting, int ways, int atOnce) {
        return switch (this) {
            case PATIENT -> random.nextInt(waiting);
            case MIXED -> random.nextInt(ways);
            case RESTLESS -> random.nextInt(ways - atOnce, ways);
        };
    }
}
