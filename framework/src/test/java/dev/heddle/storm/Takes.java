package dev.heddle.storm;

import dev.heddle.queue.Lease;
import dev.heddle.queue.Select;
import dev.heddle.queue.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** One thread that takes from a queue in all ways, and settles what it has got, until the queue's end. */
final class Takes {
    /** Virtual threads that never wait keep others from running. */
    private static final long A_LITTLE = 1_000;

    private static final Exception REASON = new Boom("rejected");

    private final WorkQueue<Item> queue;
    private final Books books;
    private final Books.Taken taken;
    private final Problems problems;
    private final SplittableRandom random;
    private final Mood mood;
    private final Debts habit;
    private final Iterator<Item> items;
    private final Select<Item> either;
    private int due;
    private boolean gaveBack;

    /** @param idle where nothing ever comes */
    Takes(WorkQueue<Item> queue, WorkQueue<Item> idle, Books books, Problems problems, SplittableRandom random,
            Mood mood, Debts habit) {
        this.queue = queue;
        this.books = books;
        this.taken = books.new Taken();
        this.problems = problems;
        this.random = random;
        this.mood = mood;
        this.habit = habit;
        this.items = queue.items().iterator();
        this.either = Select.of(idle, queue);
    }

    /** Takes once; throws what the queue throws, and then has taken nothing. */
    void once() throws InterruptedException {
        gaveBack = false;
        if (mood != Mood.PATIENT && random.nextInt(32) == 0) {
            LockSupport.parkNanos(A_LITTLE);
        }
        switch (mood.choose(random, 4, 12, 5)) {
            case 0 -> got(queue.take());
            case 1 -> got(items.hasNext() ? items.next() : queue.take());
            case 2 -> lease(1 + random.nextInt(3), Duration.ofDays(random.nextBoolean() ? 1 : 1_000_000));
            case 3 -> got(either.await());
            case 4 -> got(queue.poll(briefly()));
            case 5 -> lease(1 + random.nextInt(5), briefly());
            case 6 -> got(either.await(briefly()));
            case 7 -> lease(1 + random.nextInt(5), Duration.ZERO);
            case 8 -> got(queue.poll(Duration.ZERO));
            case 9 -> got(queue.poll());
            case 10 -> got(either.poll());
            default -> drain();
        }
        if (random.nextInt(64) == 0) {
            books.checkBounds();
        }
    }

    /** Whether something of what it has just taken went back. */
    boolean hasGivenBack() {
        return gaveBack;
    }

    private Duration briefly() {
        return Duration.ofNanos(random.nextInt(50_000) - 100);
    }

    private void got(Item item) {
        if (item != null) {
            taken.add(item);
            due++;
            pay(habit == Debts.NONE ? due : random.nextInt(4));
        }
    }

    private void lease(int most, Duration atMost) throws InterruptedException {
        List<Lease<Item>> leases = queue.lease(most, atMost);
        problems.check(leases.size() <= most, () -> leases.size() + " leases, " + most + " asked for");
        for (Lease<Item> lease : leases) {
            taken.add(lease.item());
            int attempts = lease.item().attempts();
            problems.check(lease.attempt() == attempts, () -> lease + " is attempt " + attempts);
        }
        for (Lease<Item> lease : leases) {
            switch (random.nextInt(8)) {
                case 0, 1 -> {
                    gaveBack = true;
                    taken.goesBack(lease.item(), true);
                    lease.giveBack();
                }
                case 2 -> {
                    books.rejected.increment();
                    books.doneBegun.increment();
                    lease.reject(REASON);
                }
                default -> {
                    books.doneBegun.increment();
                    lease.done();
                }
            }
        }
    }

    /** Into a collection that refuses one at times, which then goes back. */
    private void drain() {
        int most = 1 + random.nextInt(6);
        int[] room = {random.nextInt(12)};
        Collection<Item> target = new ArrayList<>() {
            private static final long serialVersionUID = 1;

            @Override
            public boolean add(Item item) {
                taken.add(item);
                if (room[0]-- == 0) {
                    taken.goesBack(item, false);
                    throw new Boom("full");
                }
                due++;
                return super.add(item);
            }
        };
        try {
            int count = queue.drainTo(target, most);
            problems.check(count == target.size() && count <= most, () -> count + " drained: " + target);
        } catch (Boom full) {
            // what came before it is taken all the same
        }
        pay(habit == Debts.NONE ? due : 0);
    }

    private void pay(int most) {
        for (int i = Math.min(most, due); i > 0; i--) {
            due--;
            books.doneBegun.increment();
            queue.taskDone();
        }
    }

    /** The end: pays, or leaves its debts in the books. */
    void close() {
        if (habit == Debts.KEPT) {
            books.owed.add(due);
        } else {
            pay(due);
        }
        taken.close();
    }
}
