package dev.heddle.storm;

import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** Leaks on purpose, to show that a soak notices: {@code -Dheddle.soak.leak=heap}, {@code platform} or {@code virtual}. */
final class LeakyStorm implements Storm, AutoCloseable {
    private static final int BYTES = 100_000;

    enum Leak {
        HEAP, PLATFORM, VIRTUAL;

        /** The one that was asked for; null for none. */
        static Leak asked() {
            String name = System.getProperty("heddle.soak.leak");
            return name == null ? null : valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    private final Leak leak;
    private final ConcurrentLinkedQueue<byte[]> kept = new ConcurrentLinkedQueue<>();
    private final CountDownLatch end = new CountDownLatch(1);

    LeakyStorm(Leak leak) {
        this.leak = leak;
    }

    @Override
    public String name() {
        return "leak, " + leak;
    }

    @Override
    public void round(SplittableRandom random, Counters counters) {
        switch (leak) {
            case HEAP -> kept.add(new byte[BYTES]);
            case PLATFORM -> Thread.ofPlatform().daemon().start(this::stay);
            case VIRTUAL -> Thread.ofVirtual().start(this::stay);
        }
    }

    private void stay() {
        try {
            end.await();
        } catch (InterruptedException e) {
            // then it goes
        }
    }

    @Override
    public void close() {
        end.countDown();
        kept.clear();
    }
}
