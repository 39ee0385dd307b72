package dev.heddle.storm;

import dev.heddle.internal.park.CurrentScope;
import dev.heddle.task.Action;
import dev.heddle.task.DeadlineExceededException;
import dev.heddle.task.TaskFailedException;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The bodies of one group: who is in them now, how each ended, what was thrown. Thread-safe. */
final class Crowd {
    final Tree tree;
    final String name;
    final ConcurrentLinkedQueue<Run> runs = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Boom> booms = new ConcurrentLinkedQueue<>();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger values = new AtomicInteger();
    private volatile boolean closed;

    Crowd(Tree tree, String name) {
        this.tree = tree;
        this.name = name;
    }

    Run next() {
        Run run = new Run(values.incrementAndGet());
        runs.add(run);
        return run;
    }

    /** What a program does on a thread that may be interrupted. */
    interface Script {
        void run(Victim victim) throws Exception;
    }

    /** A body that does what it is told, and keeps account of itself. */
    Callable<Integer> body(Run run, SplittableRandom random, Script script) {
        return () -> {
            check(run.begun.incrementAndGet() == 1, () -> "it runs twice: " + run);
            check(!closed, () -> "it begins when its group has ended: " + run);
            tree.counters.tasks.increment();
            tree.threads.add(Thread.currentThread());
            Victim victim = tree.interrupts ? tree.victims.enlist(random) : new Victim(tree.problems);
            enter();
            try {
                script.run(victim);
                return run.value;
            } catch (Throwable e) {
                run.thrown = e;
                checkOrigin(e, victim);
                throw e;
            } finally {
                victim.end();
                run.ended = true;
                leave();
            }
        };
    }

    /** Other code of the user's that runs in the group, such as a callback. */
    Action callback(Action action) {
        return () -> {
            check(!closed, () -> "a callback begins when its group has ended");
            tree.threads.add(Thread.currentThread());
            enter();
            try {
                action.run();
            } finally {
                leave();
            }
        };
    }

    private void enter() {
        inside.incrementAndGet();
    }

    private void leave() {
        inside.decrementAndGet();
    }

    Boom boom() {
        Boom boom = new Boom(tree.name("boom"));
        booms.add(boom);
        tree.counters.failures.increment();
        return boom;
    }

    /** A task that was not told to stop sees no cancellation, and no interrupt that nobody has sent. */
    private void checkOrigin(Throwable e, Victim victim) {
        boolean told = CurrentScope.get().isCancelled();
        boolean expected = switch (e) {
            case InterruptedException interrupted -> {
                victim.hasSeen("a task of " + name);
                yield true;
            }
            case CancellationException cancelled -> told;
            case Boom boom -> true;
            case TaskFailedException failed -> true;
            case DeadlineExceededException expired -> true;
            case TimeoutException timedOut -> true;
            case IllegalStateException state -> isExpected(state);
            default -> false;
        };
        if (!expected) {
            tree.problems.add("not to be thrown in a task of " + name + (told ? ", told to stop" : ""), e);
        }
    }

    static boolean isExpected(IllegalStateException e) {
        String text = e.getMessage();
        return text.contains("which is closed") || text.contains("without join")
                || text.contains("ended without saying that it was ready") || text.equals("beside the outcomes");
    }

    // ---- afterwards

    /** The group has ended: nobody is inside, and nobody will be. */
    void close() {
        int late = inside.get();
        check(late == 0, () -> late + " bodies of " + name + " run after its end (R2)");
        closed = true;
        for (Run run : runs) {
            check(run.begun.get() == 0 || run.ended, () -> "it has not ended: " + run);
            boolean open = run.owned && run.task != null && run.closes.get() == 0;
            check(!open, () -> "a resource is open after its group's end: " + run);
        }
    }

    /** Each failure made on purpose is told of by one of these. */
    void checkTold(Iterable<? extends Throwable> reports) {
        Set<Throwable> told = Tree.all(reports);
        for (Boom boom : booms) {
            check(told.contains(boom) || tree.isSwallowed(boom), () -> "lost: " + boom + " of " + name);
        }
    }

    void check(boolean holds, Supplier<String> otherwise) {
        tree.problems.check(holds, otherwise);
    }
}
