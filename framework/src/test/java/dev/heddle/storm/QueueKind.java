package dev.heddle.storm;

import dev.heddle.queue.QueueOptions;
import dev.heddle.queue.WorkQueue;
import java.util.Comparator;
import java.util.SplittableRandom;

/** In which order items leave a queue. */
enum QueueKind {
    FIFO(QueueOptions.fifo()),
    LIFO(QueueOptions.lifo()),

    /** The lower number first: so each producer's items leave in their order here as well. */
    PRIORITY(QueueOptions.priority(Comparator.<Item>comparingInt(item -> item.number))),
    RENDEZVOUS(QueueOptions.rendezvous());

    private static final int[] CAPACITIES = {1, 1, 2, 3, 7, 16, 1024, Integer.MAX_VALUE};

    private final QueueOptions<? super Item> options;

    QueueKind(QueueOptions<? super Item> options) {
        this.options = options;
    }

    /** Any of them, half of the time the one that most people use. */
    static QueueKind any(SplittableRandom random) {
        return random.nextBoolean() ? FIFO : values()[random.nextInt(values().length)];
    }

    /** A capacity that it can have. */
    int capacity(SplittableRandom random) {
        return this == RENDEZVOUS ? 0 : CAPACITIES[random.nextInt(CAPACITIES.length)];
    }

    WorkQueue<Item> open(int capacity) {
        return WorkQueue.open(this == RENDEZVOUS ? options : options.capacity(capacity));
    }

    /** Whether the items of a producer leave in the order in which it put them. */
    boolean keepsOrder() {
        return this != LIFO;
    }
}
