package dev.heddle.model;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.task.Event;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Events: set, cleared, waited for. */
@ModelChecked
class EventModelTest {

    private static boolean isWaitedFor(Event event) {
        return event.toString().contains(" 1 waiting");
    }

    /** Who has been seen waiting before the set needs no second one. */
    @Test
    void w1_setWakesWhoWaitsThoughClearFollows() {
        Schedules.explore(() -> {
            Event event = new Event();
            AtomicBoolean woken = new AtomicBoolean();
            Schedules threads = new Schedules();
            Thread waiter = threads.add(() -> {
                event.await();
                woken.set(true);
            });
            threads.add(() -> {
                boolean waits = isWaitedFor(event);
                event.set();
                event.clear();
                if (waits) {
                    waiter.join();
                    assertTrue(woken.get());
                } else {
                    event.set();
                }
            });
            threads.run();
            assertTrue(event.toString().contains(" 0 waiting"));
        });
    }

    @Test
    void w1_setWakesEveryone() {
        Schedules.explore(() -> {
            Event event = new Event();
            Schedules threads = new Schedules();
            threads.add(event::await);
            threads.add(() -> assertTrue(event.await(Duration.ofDays(1))));
            threads.add(event::set);
            threads.run();
            assertTrue(event.isSet());
            assertTrue(event.toString().contains(" 0 waiting"));
        });
    }

    @Test
    void aWaitInTimeSawTheEventAndOneTooLateDidNot() {
        Schedules.explore(() -> {
            Event event = new Event();
            AtomicBoolean setting = new AtomicBoolean();
            Schedules threads = new Schedules();
            threads.add(() -> {
                boolean before = event.isSet();
                boolean inTime = event.await(Duration.ZERO);
                assertTrue(inTime || !before, "it was set, and the wait has not seen it");
                assertTrue(!inTime || setting.get(), "it was not set, and the wait has seen it");
            });
            threads.add(() -> {
                setting.set(true);
                event.set();
            });
            threads.run();
        });
    }

    @Test
    void aWaitThatNobodyEndsIsInterrupted() {
        Schedules.explore(() -> {
            Event event = new Event();
            Schedules threads = new Schedules();
            Thread waiter = threads.add(() -> assertThrows(InterruptedException.class, event::await));
            threads.add(waiter::interrupt);
            threads.add(event::clear);
            threads.run();
            assertFalse(event.isSet());
            assertTrue(event.toString().contains(" 0 waiting"));
        });
    }
}
