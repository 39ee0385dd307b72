package dev.heddle.storm;

import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** What all groups of one round of a {@link GroupStorm} share. Thread-safe. */
final class Tree {
    final Problems problems;
    final Counters counters;
    final Victims victims;

    /** Whether tasks are interrupted by strangers, and so may fail for that. */
    final boolean interrupts;
    final ConcurrentLinkedQueue<Thread> threads = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<Run> owners = new ConcurrentLinkedQueue<>();
    final CopyOnWriteArrayList<Block> blocks = new CopyOnWriteArrayList<>();
    private final AtomicInteger budget;
    private final AtomicInteger names = new AtomicInteger();
    private final Set<Throwable> swallowed =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    Tree(Problems problems, Counters counters, Victims victims, boolean interrupts, int budget) {
        this.problems = problems;
        this.counters = counters;
        this.victims = victims;
        this.interrupts = interrupts;
        this.budget = new AtomicInteger(budget);
    }

    /** Whether one more task, or group, or call may be made: so that each tree ends. */
    boolean spend() {
        return budget.getAndDecrement() > 0;
    }

    String name(String kind) {
        return kind + "-" + names.incrementAndGet();
    }

    /** One of the groups that are open, or were just now; null if there is none. */
    Block anyBlock(SplittableRandom random) {
        List<Block> now = List.of(blocks.toArray(Block[]::new));
        return now.isEmpty() ? null : now.get(random.nextInt(now.size()));
    }

    /** A program has caught this and does not pass it on: nobody else has to tell of what is in it. */
    void swallow(Throwable thrown) {
        swallowed.addAll(all(thrown));
    }

    boolean isSwallowed(Throwable thrown) {
        return swallowed.contains(thrown);
    }

    /** Afterwards: resources are closed once each, those of refused forks too. */
    void checkResources() {
        for (Run run : owners) {
            problems.check(run.closes.get() == 1, () -> "a resource closed " + run.closes + " times: " + run);
        }
    }

    /** An exception with all its causes and suppressed ones. */
    static Set<Throwable> all(Throwable thrown) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        collect(thrown, seen);
        return seen;
    }

    /** The same for several. */
    static Set<Throwable> all(Iterable<? extends Throwable> several) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        several.forEach(thrown -> collect(thrown, seen));
        return seen;
    }

    /** Whether these are the same exceptions, in whatever order, none of them twice. */
    static boolean identical(Collection<Throwable> some, Collection<Throwable> others) {
        Set<Throwable> one = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Throwable> other = Collections.newSetFromMap(new IdentityHashMap<>());
        one.addAll(some);
        other.addAll(others);
        return one.size() == some.size() && other.size() == others.size() && one.equals(other);
    }

    private static void collect(Throwable t, Set<Throwable> seen) {
        if (t != null && seen.add(t)) {
            collect(t.getCause(), seen);
            for (Throwable suppressed : t.getSuppressed()) {
                collect(suppressed, seen);
            }
        }
    }
}
