package dev.heddle.storm;

import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every storm, for a while: {@link Effort} says how long. */
class StormTest {

    static Stream<Named<Storm>> storms() {
        return Storms.all().stream().map(storm -> Named.of(storm.name(), storm));
    }

    @ParameterizedTest
    @MethodSource("storms")
    void theBooksBalance(Storm storm) {
        Counters counters = new Counters();
        Effort effort = Effort.asked();
        for (long round = 0; !effort.isReached(counters); round++) {
            Seed.round(storm, round, counters);
        }
        if (Boolean.getBoolean("heddle.test.tell")) {
            System.out.println(storm.name() + ": " + counters);
        }
    }
}
