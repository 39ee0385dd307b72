package dev.heddle.storm;

import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * A pipeline: tasks that put jobs into a queue, workers that handle them or pass them on to the next stage, and an owner who
 * ends all that in one of the ways there are, while strangers interrupt him, cancel tasks, workers and the group, or close the
 * queues. {@link Pipeline} keeps the books.
 */
final class PoolStorm implements Storm {
    private static final int[] INTERRUPTS = {0, 0, 0, 1, 3};
    private static final int LONGEST_REST = 300_000;

    private final Threads.Kind kind;

    /** @param kind of the owner and the strangers */
    PoolStorm(Threads.Kind kind) {
        this.kind = kind;
    }

    @Override
    public String name() {
        return "pools, " + kind;
    }

    @Override
    public void round(SplittableRandom random, Counters counters) {
        Problems problems = new Problems();
        Victims victims = new Victims(problems);
        Pipeline pipeline = new Pipeline(random.split(), problems, counters);
        AtomicBoolean over = new AtomicBoolean();
        try (Threads threads = new Threads(kind)) {
            SplittableRandom owners = random.split();
            threads.start("owner", () -> {
                Victim victim = victims.enlist(owners);
                try {
                    pipeline.own(owners, victim);
                } finally {
                    over.set(true);
                    victims.leaveAlone();
                    victim.end();
                }
            });
            if (random.nextInt(3) == 0) {
                SplittableRandom strangers = random.split();
                threads.start("stranger", () -> meddle(pipeline, strangers, over));
            }
            victims.start(threads, random.split(), INTERRUPTS[random.nextInt(INTERRUPTS.length)], counters);
        }
        for (Thread thread : pipeline.threads) {
            Until.holds(thread + " ends", () -> !thread.isAlive());
        }
        pipeline.balance();
        problems.throwIfAny();
    }

    private static void meddle(Pipeline pipeline, SplittableRandom random, AtomicBoolean over) {
        int rest = 1 + random.nextInt(LONGEST_REST);
        while (!over.get()) {
            LockSupport.parkNanos(1 + random.nextInt(rest));
            pipeline.meddle(random);
        }
    }
}
