package dev.heddle.testing;

import java.time.Duration;

/** Every time limit of the tests. None of them is waited out when all is well. */
public final class Limits {
    /** When a test counts as hanging. Runs that are expected to fail set it lower. */
    public static final Duration HANG = Duration.ofSeconds(Integer.getInteger("heddle.test.hangSeconds", 60));

    /** When a JVM that a test starts counts as hanging: later than a wait within it, earlier than the test itself. */
    public static final Duration CHILD = HANG.multipliedBy(3).dividedBy(2);

    /** How long a wait must go on for a test to take it for "does not return by itself"; a wrong guess passes wrongly. */
    public static final Duration MOMENT = Duration.ofMillis(20);

    private Limits() {}
}
