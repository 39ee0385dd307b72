package dev.heddle.samples.queues;

import dev.heddle.queue.PoolOptions;
import dev.heddle.queue.WorkQueue;
import dev.heddle.queue.WorkerPool;
import dev.heddle.samples.Show;
import dev.heddle.task.TaskGroup;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Three producers, two consumers, and a ledger of theirs behind a lock.
 *
 * <p>In Python: producers and consumers on one {@code asyncio.Queue}, with an {@code asyncio.Lock} around what they share.
 *
 * <pre>
 * sales: {Ann=10, Ben=20, Cleo=30}
 * </pre>
 *
 * <p>Better here: the lock is for the ledger alone; the queue needs none, and the consumers run on all processors. The pool
 * says what each sale came to: done, or failed with its item.
 */
public final class QueueWithLock {
    private static final int SALES_EACH = 10;

    private record Sale(String seller, int amount) {}

    private QueueWithLock() {}

    /** Runs it; takes {@code --scale FACTOR}. */
    public static void main(String... arguments) {
        Show.main(QueueWithLock.class, QueueWithLock::run, arguments);
    }

    /** The example. */
    public static void run(Show show) throws InterruptedException, ExecutionException {
        Map<String, Integer> ledger = new TreeMap<>();
        ReentrantLock lock = new ReentrantLock();
        try (TaskGroup group = TaskGroup.open("shop")) {
            WorkQueue<Sale> sales = WorkQueue.bounded(group, "sales", 4);
            WorkerPool<Sale> clerks = WorkerPool.start(group, sales, PoolOptions.size(2).named("clerk"), sale -> {
                lock.lockInterruptibly();
                try {
                    ledger.merge(sale.seller(), sale.amount(), Integer::sum);
                } finally {
                    lock.unlock();
                }
            });
            int amount = 0;
            for (String seller : List.of("Ann", "Ben", "Cleo")) {
                Sale sale = new Sale(seller, ++amount);
                group.fork(seller, () -> sell(sale, sales, show));
            }
            group.join();
            clerks.drain();
        }
        show.say("sales: " + ledger);
    }

    private static void sell(Sale sale, WorkQueue<Sale> sales, Show show) throws InterruptedException {
        for (int i = 0; i < SALES_EACH; i++) {
            show.sleepUpTo(0.1);
            sales.put(sale);
        }
    }
}
