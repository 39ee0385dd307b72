package dev.heddle.storm;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.Action;
import dev.heddle.testing.Limits;
import dev.heddle.testing.Threads;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That a soak fails when it should, and only then. */
@Tag("once")
class SoakTest {
    private static final long ROUNDS = 80;

    private static void soak(Storm storm) {
        try (HangWatch watch = new HangWatch(Limits.HANG, () -> {})) {
            new Soak(List.of(storm), Pace.ofRounds(ROUNDS), new Counters()).run(watch);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLeakIsDrift(LeakyStorm.Leak leak) {
        try (LeakyStorm storm = new LeakyStorm(leak)) {
            AssertionError failure = assertThrows(AssertionError.class, () -> soak(storm));
            String what = leak == LeakyStorm.Leak.HEAP ? "heap grew" : leak.name().toLowerCase() + " threads grew";
            assertTrue(failure.getMessage().contains(what), failure::getMessage);
        }
    }

    @Test
    void withoutALeakThereIsNoDrift() {
        assertDoesNotThrow(() -> soak(new GroupStorm(Threads.Kind.VIRTUAL)));
    }

    @Test
    void oneOddReadingIsNoDrift() {
        Reading even = new Reading(1_000_000, 10, 0);
        Reading odd = new Reading(100_000_000, 100, 100);
        assertEquals(List.of(),
                Drift.in(List.of(even, even, even, even, even, even, even, even, even, even, even, odd)));
        assertEquals(3, Drift.in(List.of(even, even, even, even, even, even, odd, odd)).size());
    }

    @Test
    void aRoundThatFailsNamesTheStormTheSeedAndTheRound() {
        AssertionError failure = assertThrows(AssertionError.class, () -> soak(storm(() -> {
            throw new Boom("on purpose");
        })));
        for (String expected : List.of("storm broken", "round 0", "-Dheddle.test.seed=" + Seed.VALUE, "on purpose")) {
            assertTrue(failure.getMessage().contains(expected), failure::getMessage);
        }
    }

    @Test
    void aRoundThatHangsIsNoticed() {
        CountDownLatch noticed = new CountDownLatch(1);
        boolean[] inTime = new boolean[1];
        Storm hanging = storm(() -> inTime[0] = noticed.await(Limits.HANG.toSeconds(), TimeUnit.SECONDS));
        try (HangWatch watch = new HangWatch(Duration.ofMillis(1), noticed::countDown)) {
            new Soak(List.of(hanging), Pace.ofRounds(Drift.FEWEST), new Counters()).run(watch);
        }
        assertTrue(inTime[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "soon", "1 2", "1 --quietly"})
    void wrongUsageIsToldInOneLine(String line) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertEquals(2, Soak.run(System.out, new PrintStream(err), line.isEmpty() ? new String[0] : line.split(" ")));
        assertEquals(1, err.toString().lines().count(), err::toString);
    }

    private static Storm storm(Action round) {
        return new Storm() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public void round(SplittableRandom random, Counters counters) throws Exception {
                round.run();
            }
        };
    }
}
