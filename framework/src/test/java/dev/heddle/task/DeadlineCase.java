package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;

/** What the tests of deadlines have in common. */
abstract class DeadlineCase {
    static final Duration SOON = Duration.ofMillis(1);
    static final Duration LATE = Duration.ofHours(1);
    static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);
    static final int ROUNDS = 500;

    final Event never = new Event();

    static GroupOptions named(String name, Duration deadline) {
        return GroupOptions.of(name).deadline(deadline);
    }

    static DeadlineExceededException cause(Throwable cancellation) {
        return assertInstanceOf(DeadlineExceededException.class, cancellation.getCause());
    }
}
