package dev.heddle.storm;

import dev.heddle.testing.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/**
 * Plain threads that put and take in all ways, and join, while others interrupt them and close the queue; then all go on to the
 * next queue. In some rounds few interrupts come and nobody is in a hurry, so that nothing heals a lost wake-up; in some the
 * queues end as soon as they have begun.
 */
final class QueueStorm implements Storm {
    private static final int[] INTERRUPTS = {0, 0, 1, 3, 20, 1_000_000};
    private static final int MOST_THREADS = 4;
    private static final int MOST_LEGS = 6;
    private static final int MOST_BRIEF_LEGS = 40;

    private final Threads.Kind kind;

    QueueStorm(Threads.Kind kind) {
        this.kind = kind;
    }

    @Override
    public String name() {
        return "queue, " + kind;
    }

    @Override
    public void round(SplittableRandom random, Counters counters) {
        Problems problems = new Problems();
        boolean brief = random.nextInt(3) == 0;
        int producers = 1 + random.nextInt(brief ? 2 : MOST_THREADS);
        int consumers = 1 + random.nextInt(brief ? 2 : MOST_THREADS);
        List<Leg> legs = new ArrayList<>();
        for (int i = 1 + random.nextInt(brief ? MOST_BRIEF_LEGS : MOST_LEGS); i > 0; i--) {
            legs.add(new Leg(random.split(), producers, consumers, brief, problems));
        }
        Victims victims = new Victims(problems);
        CountDownLatch left = new CountDownLatch(producers + consumers);
        try (Threads threads = new Threads(kind)) {
            for (int i = 0; i < producers; i++) {
                int producer = i;
                SplittableRandom chance = random.split();
                threads.start("producer-" + i, () -> visit(legs, victims, chance, left, leg -> leg.produce(producer)));
            }
            for (int i = 0; i < consumers; i++) {
                int consumer = i;
                SplittableRandom chance = random.split();
                threads.start("consumer-" + i, () -> visit(legs, victims, chance, left, leg -> leg.consume(consumer)));
            }
            threads.start("joiner", () -> {
                for (Leg leg : legs) {
                    leg.joinNowAndThen();
                }
            });
            legs.forEach(leg -> leg.startClosers(threads));
            victims.start(threads, random.split(), INTERRUPTS[random.nextInt(INTERRUPTS.length)], counters);
            threads.start("end", () -> {
                left.await();
                victims.leaveAlone();
            });
        }
        legs.forEach(leg -> leg.balance(counters));
        problems.throwIfAny();
    }

    private static void visit(List<Leg> legs, Victims victims, SplittableRandom random, CountDownLatch left,
            Function<Leg, Leg.Visit> how) {
        Victim victim = victims.enlist(random);
        try {
            for (Leg leg : legs) {
                try (Leg.Visit visit = how.apply(leg)) {
                    while (leg.goesOn(visit, victim)) {}
                }
            }
        } finally {
            victim.end();
            left.countDown();
        }
    }
}
