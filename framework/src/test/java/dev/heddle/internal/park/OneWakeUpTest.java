package dev.heddle.internal.park;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.heddle.testing.HeldCarriers;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** I7: one wake-up at a time, but nobody depends on one thread. The woken thread is kept from running, by holding all carriers. */
class OneWakeUpTest {
    private static final int SO_MANY = 256;

    private final Permits permits = new Permits();
    private final Threads virtual = new Threads(Threads.Kind.VIRTUAL);
    private final Threads platform = new Threads(Threads.Kind.PLATFORM);

    @AfterEach
    void end() {
        virtual.close();
        platform.close();
        assertEquals(0, permits.list.size());
    }

    private void startVirtual(int waiters) throws Exception {
        int before = permits.list.size();
        for (int i = 0; i < waiters; i++) {
            virtual.start("virtual", permits::acquire);
        }
        Until.holds("they wait", () -> permits.list.size() == before + waiters);
    }

    @Test
    void i7_whileOneIsWakingNobodyElseIsWoken() throws Exception {
        startVirtual(3);
        HeldCarriers.during(() -> {
            permits.release(1);
            permits.release(1);
            permits.release(1);
            assertEquals(2, permits.list.size(), "it passes them on");
        });
    }

    @Test
    void i7_afterSoManySignalsAnotherIsWoken() throws Exception {
        startVirtual(2);
        HeldCarriers.during(() -> {
            permits.release(2);
            for (int signals = 0; signals < SO_MANY; signals++) {
                permits.list.signal();
            }
            assertEquals(0, permits.list.size());
        });
    }

    @Test
    void i7_aPlatformThreadInLineDoesNotDependOnAVirtualOne() throws Exception {
        startVirtual(1);
        platform.start("platform", permits::acquire);
        Until.holds("both wait", () -> permits.list.size() == 2);
        HeldCarriers.during(() -> {
            permits.release(1); // for the virtual one
            permits.release(1);
            Until.holds("the platform thread has one", () -> permits.left.get() == 1);
        });
    }

    @Test
    void i7_aPlatformThreadThatComesLaterDoesNotDependOnAVirtualOne() throws Exception {
        startVirtual(1);
        HeldCarriers.during(() -> {
            permits.list.signal();
            platform.start("platform", permits::acquire);
            Until.holds("it waits", () -> permits.list.size() == 1);
            permits.release(2);
            Until.holds("it has one", () -> permits.left.get() == 1);
        });
    }
}
