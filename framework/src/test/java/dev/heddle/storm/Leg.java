package dev.heddle.storm;

import dev.heddle.queue.QueueClosedException;
import dev.heddle.queue.WorkQueue;
import dev.heddle.testing.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** One queue of a {@link QueueStorm}, from its making to its end: what threads do at it, and how they leave. */
final class Leg {
    private static final int NO_END = 4;
    private static final int LONGEST_JOIN = 1_000_000;
    private static final int LONGEST_REST = 50_000;
    private static final int LOOKS = 4_000;
    private static final long A_LITTLE = 1_000;

    private final boolean brief;
    private final List<SplittableRandom> chances = new ArrayList<>();
    private final Problems problems;
    private final WorkQueue<Item> queue;

    /** Nothing ever comes through it: for selects, which so wait in two places. */
    private final WorkQueue<Item> idle = WorkQueue.bounded(1);
    private final Books books;
    private final Boom cause = new Boom("closed exceptionally");
    private final ConcurrentLinkedQueue<List<Item>> handedBack = new ConcurrentLinkedQueue<>();
    private final CountDownLatch due = new CountDownLatch(1);
    private final AtomicBoolean drains = new AtomicBoolean();

    private final Mood mood;

    private final Debts debts;

    /** Whether one item is never done, from the very beginning. */
    private final boolean anchored;

    /** Whether it ends when no more is put and all is done: so nothing that comes later heals a lost wake-up. */
    private final boolean quiet;
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Whether the producer whose item was the last that is wanted ends it at once, in place of a closer. */
    private final boolean endedByProducer;
    private final long most;
    private final int end;
    private final int secondEnd;

    /** @param brief whether a few items are enough: then its beginning and its end are what matters */
    Leg(SplittableRandom random, int producers, int consumers, boolean brief, Problems problems) {
        for (int i = 0; i <= producers + consumers; i++) {
            chances.add(random.split());
        }
        this.brief = brief;
        this.problems = problems;
        QueueKind kind = QueueKind.any(random);
        int capacity = kind.capacity(random);
        this.queue = kind.open(capacity);
        this.books = new Books(queue, capacity, kind.keepsOrder(), producers, consumers, problems);
        Mood any = Mood.values()[random.nextInt(Mood.values().length)];
        this.mood = capacity == 0 && any == Mood.RESTLESS ? Mood.MIXED : any; // two who never wait never meet
        this.quiet = random.nextInt(3) == 0;
        this.anchored = !quiet && capacity > 0 && random.nextInt(3) == 0;
        this.debts = quiet ? Debts.NONE : anchored || random.nextInt(4) == 0 ? Debts.KEPT : Debts.PAID;
        this.endedByProducer = !quiet && (brief || random.nextBoolean());
        this.most = 1 + random.nextInt(brief ? 3 : random.nextInt(3) == 0 ? 1_000 : 100);
        this.end = random.nextInt(NO_END);
        this.secondEnd = quiet ? NO_END : random.nextInt(2 * NO_END);
        if (anchored) {
            books.anchor();
        }
    }

    // ---- what threads do; each of them has its own chance

    /** A visit of one thread: it makes attempts until the queue ends, and leaves. */
    interface Visit extends AutoCloseable {
        void attempt() throws InterruptedException;

        @Override
        default void close() {}
    }

    Visit produce(int producer) {
        SplittableRandom chance = chances.get(1 + producer);
        Puts puts = new Puts(queue, idle, books, chance, producer, mood);
        return () -> {
            try {
                if (quiet && due.getCount() == 0) {
                    ended.await();
                }
                if (brief) {
                    LockSupport.parkNanos(chance.nextInt(LONGEST_REST)); // so that takers look in vain meanwhile
                }
                puts.once();
            } finally {
                if (books.allPut() >= most && due.getCount() > 0) {
                    due.countDown();
                    if (endedByProducer) {
                        close(end);
                    }
                }
            }
        };
    }

    Visit consume(int consumer) {
        SplittableRandom chance = chances.get(chances.size() - 1 - consumer);
        Takes takes = new Takes(queue, idle, books, problems, chance, mood, debts);
        return new Visit() {
            @Override
            public void attempt() throws InterruptedException {
                takes.once();
                if (quiet && consumer > 0 && takes.hasGivenBack()) {
                    ended.await(); // it is for the first one to take it now
                }
            }

            @Override
            public void close() {
                takes.close();
            }
        };
    }

    /** Makes an attempt; false at the end of the queue. */
    boolean goesOn(Visit visit, Victim victim) {
        try {
            visit.attempt();
            letOthersRun();
            return true;
        } catch (InterruptedException e) {
            victim.hasSeen("a call that threw");
            return true;
        } catch (CancellationException e) {
            problems.check(Thread.interrupted(), () -> "an iterator sets the flag again: " + e);
            victim.hasSeen("an iterator");
            return true;
        } catch (QueueClosedException e) {
            boolean right = queue.isClosed() && (e.getCause() == null || e.getCause() == cause);
            problems.check(right, () -> "no end: " + e + " of " + queue);
            return false;
        }
    }

    /**
     * Virtual threads that never wait, or that only wake each other, keep newcomers from running, such as those that are to
     * close the queue.
     */
    private void letOthersRun() {
        if (due.getCount() == 0 && !quiet) {
            LockSupport.parkNanos(A_LITTLE);
        }
    }

    /** When a join returns, all that was put before it was called is done. While the anchor lies, none does. */
    void joinNowAndThen() throws InterruptedException {
        SplittableRandom chance = chances.get(0);
        try {
            while (!queue.isClosed()) {
                if (anchored) {
                    lookForZeros();
                }
                long before = books.allPut();
                boolean joined = true;
                if (debts == Debts.KEPT || chance.nextBoolean()) {
                    joined = queue.join(Duration.ofNanos(chance.nextInt(LONGEST_JOIN)));
                } else {
                    queue.join();
                }
                long done = books.doneBegun.sum();
                boolean right = !joined || (!anchored && (done >= before || drains.get()));
                problems.check(right, () -> "joined with " + before + " put and " + done + " done"
                        + (anchored ? ", and one never done" : "") + " (Q6)");
                LockSupport.parkNanos(A_LITTLE);
            }
        } catch (QueueClosedException e) {
            problems.check(e.getCause() == cause, () -> "join of a queue that is only closed: " + e);
        }
    }

    /** With a look at the queue between any two steps of the others. */
    private void lookForZeros() {
        for (int i = 0; i < LOOKS && !queue.isClosed(); i++) {
            problems.check(queue.unfinished() > 0, () -> "a zero that never was (Q6), of " + queue);
        }
    }

    /** Starts those that end it, one or two at the same time. */
    void startClosers(Threads threads) {
        if (!endedByProducer) {
            threads.start("closer", () -> {
                due.await();
                if (quiet) {
                    queue.join();
                }
                close(end);
                ended.countDown();
            });
        }
        if (secondEnd < NO_END) {
            threads.start("another closer", () -> {
                due.await();
                close(secondEnd);
            });
        }
    }

    private void close(int how) {
        switch (how) {
            case 0, 1 -> queue.close();
            case 2 -> {
                drains.set(true);
                handedBack.add(queue.closeNow());
            }
            default -> queue.closeExceptionally(cause);
        }
        idle.close();
        problems.check(queue.isClosed(), () -> "not closed: " + queue);
    }

    // ---- afterwards

    /** When all have left. */
    void balance(Counters counters) {
        boolean sealed = end == 3 || secondEnd == 3;
        List<Item> rest = queue.closeNow();
        problems.check(sealed || rest.isEmpty(), () -> rest.size() + " items left by takers (Q8)");
        handedBack.add(rest);
        handedBack.forEach(books::handedBack);
        books.balance();
        counters.items.add(books.allPut());
        counters.closes.increment();
    }
}
