package dev.heddle.storm;

import dev.heddle.testing.Effort;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every storm, for a while: seconds in a build, minutes in a deep run. */
@Tag("storm")
class StormTest {
    /** A storm goes on until it has moved so many items, */
    private static final int ITEMS = Effort.of(40_000, 1_000_000);

    /** or run so many tasks. */
    private static final int TASKS = Effort.of(10_000, 300_000);

    static Stream<Named<Storm>> storms() {
        return Storms.all().stream().map(storm -> Named.of(storm.name(), storm));
    }

    @ParameterizedTest
    @MethodSource("storms")
    void theBooksBalance(Storm storm) {
        Counters counters = new Counters();
        for (long round = 0; counters.items.sum() < ITEMS && counters.tasks.sum() < TASKS; round++) {
            Seed.round(storm, round, counters);
        }
        if (Boolean.getBoolean("heddle.test.tell")) {
            System.out.println(storm.name() + ": " + counters);
        }
    }
}
