package dev.heddle.storm;

import dev.heddle.internal.park.CancelScope;
import dev.heddle.internal.park.CurrentScope;
import dev.heddle.internal.park.Interruption;
import dev.heddle.task.CancelReason;
import dev.heddle.task.DeadlineExceededException;
import dev.heddle.task.FailurePolicy;
import dev.heddle.task.GroupOptions;
import dev.heddle.task.Outcome;
import dev.heddle.task.Task;
import dev.heddle.task.TaskFailedException;
import dev.heddle.task.TaskGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** One group from its opening to its close, and the books that are balanced then. */
final class Block {
    final Tree tree;
    final Crowd crowd;
    TaskGroup group;
    Callbacks callbacks;

    /** Whether somebody may have told the group to stop, and whether it may have had a deadline. */
    volatile boolean asked;
    volatile boolean limited;

    private final boolean keepsGoing;

    /** Whether a handler is told of every failure. */
    private final boolean tells;
    private final boolean joins;
    private final CancelScope around = CurrentScope.get();
    private final ConcurrentLinkedQueue<Throwable> told = new ConcurrentLinkedQueue<>();
    private final List<Throwable> joinsThrew = new ArrayList<>();
    private final AtomicInteger foreignForks = new AtomicInteger();
    private Throwable closeThrew;
    private boolean joined;

    private Block(Tree tree, SplittableRandom random) {
        this.tree = tree;
        this.crowd = new Crowd(tree, tree.name("block"));
        this.keepsGoing = random.nextInt(3) == 0;
        this.tells = keepsGoing || random.nextBoolean();
        this.joins = random.nextInt(8) != 0;
    }

    /** Runs a block on the calling thread, and throws what comes of it. */
    static void run(Tree tree, Victim victim, SplittableRandom random, int depth) throws Exception {
        Block block = new Block(tree, random);
        GroupOptions options = GroupOptions.of(block.crowd.name).failures(block.policy());
        if (random.nextInt(8) == 0) {
            block.limited = true;
            options = options.deadline(Duration.ofNanos(random.nextInt(1_000_000)));
        }
        block.run(options, victim, random, depth);
    }

    private FailurePolicy policy() {
        if (keepsGoing) {
            return FailurePolicy.keepGoing(this::tell);
        }
        return tells ? FailurePolicy.failFast(this::tell) : FailurePolicy.failFast();
    }

    private void tell(Task<?> task, Throwable failure) {
        told.add(failure);
    }

    private void run(GroupOptions options, Victim victim, SplittableRandom random, int depth) throws Exception {
        Throwable thrown = null;
        group = TaskGroup.open(options);
        callbacks = new Callbacks(group, crowd);
        tree.blocks.add(this);
        try {
            new Program(this, crowd, victim, random, depth, true).run();
            if (joins) {
                join();
            }
        } catch (Throwable e) {
            thrown = reason(e);
        }
        try {
            group.close();
        } catch (Throwable e) {
            closeThrew = e;
        }
        tree.blocks.remove(this);
        balance(thrown);
        switch (merge(thrown, closeThrew)) {
            case null -> {
            }
            case Exception e -> throw e;
            case Error e -> throw e;
            default -> throw new AssertionError(thrown);
        }
    }

    /** As try-with-resources does it. */
    private static Throwable merge(Throwable thrown, Throwable closeThrew) {
        if (thrown == null || closeThrew == null) {
            return thrown == null ? closeThrew : thrown;
        }
        thrown.addSuppressed(closeThrew);
        return thrown;
    }

    void join() throws Exception {
        try {
            group.join();
            joined = true;
        } catch (Throwable e) {
            joinsThrew.add(e);
            throw e;
        }
    }

    /** A wait that was ended by the group's cancellation does not tell why: its join does. */
    private Throwable reason(Throwable e) {
        if (!(e instanceof CancellationException) || group.cancellation().isEmpty() || joinsThrew.contains(e)) {
            return e;
        }
        try {
            join();
            return null;
        } catch (Throwable real) {
            return real;
        }
    }

    // ---- what programs do with it

    /** Forks a task as the caller wishes; null if the group is closed. */
    Run fork(SplittableRandom random, int depth, boolean daemon, boolean owned) {
        Run run = crowd.next();
        if (owned) {
            run.owned = true;
            tree.owners.add(run);
        }
        SplittableRandom chance = random.split();
        Callable<Integer> body =
                crowd.body(run, chance, victim -> new Program(this, crowd, victim, chance, depth, false).run());
        return start(run, daemon, owned, body);
    }

    /** Forks a task that ends when it is told to stop, and not before. */
    Run forkForEver(SplittableRandom random, boolean daemon) {
        Run run = crowd.next();
        SplittableRandom chance = random.split();
        return start(run, daemon, false, crowd.body(run, chance, victim -> Program.forEver(chance, victim)));
    }

    private Run start(Run run, boolean daemon, boolean owned, Callable<Integer> body) {
        try {
            if (daemon) {
                group.forkDaemon("daemon", body::call);
            } else if (owned) {
                run.task = group.fork("owner", run, body);
            } else {
                run.task = group.fork(body);
            }
            return run;
        } catch (IllegalStateException e) {
            crowd.check(Crowd.isExpected(e), () -> "fork refused: " + e);
            return null;
        }
    }

    void strangersFork() {
        foreignForks.incrementAndGet();
    }

    void cancel() {
        asked = true;
        tree.counters.cancels.increment();
        group.cancel();
    }

    void expireAfter(Duration time) {
        limited = true;
        group.expireAfter(time);
    }

    // ---- afterwards

    private void balance(Throwable thrown) {
        crowd.close();
        crowd.check(CurrentScope.get() == around, () -> "the scope around " + crowd.name + " is not restored");
        crowd.check(group.live().isEmpty(), () -> "live after close: " + group);
        callbacks.check();
        joinsThrew.forEach(this::checkThrown);
        if (closeThrew != null) {
            checkThrown(closeThrew);
        }
        checkFailures(thrown);
        for (Run run : crowd.runs) {
            checkOutcome(run);
        }
    }

    private void checkThrown(Throwable e) {
        boolean allowed = switch (e) {
            case TaskFailedException failed -> true;
            case DeadlineExceededException expired -> limited && expired.groupName().equals(crowd.name);
            case InterruptedException interrupted -> e != closeThrew;
            case CancellationException cancelled -> e != closeThrew && around != null && around.isCancelled();
            case IllegalStateException unjoined -> e == closeThrew && unjoined.getMessage().contains("without join")
                    && (!joined || foreignForks.get() > 0);
            default -> false;
        };
        if (!allowed) {
            tree.problems.add("not to be thrown by " + crowd.name, e);
        }
    }

    /** Each failure is told of once, by the last join or else by close; and to the handler, if there is one. */
    private void checkFailures(Throwable thrown) {
        List<Throwable> reports = new ArrayList<>(told);
        reports.addAll(joinsThrew);
        if (closeThrew != null) {
            reports.add(closeThrew);
        }
        if (thrown != null) {
            reports.add(thrown); // what the owner itself has thrown
        }
        crowd.checkTold(reports);
        List<Throwable> listed = new ArrayList<>(joinsThrew.isEmpty() ? List.of() : listed(joinsThrew.getLast()));
        listed.addAll(closeThrew == null ? List.of() : listed(closeThrew));
        Set<Throwable> handled = Collections.newSetFromMap(new IdentityHashMap<>());
        told.forEach(failure -> handled.add(Interruption.rootOf(failure)));
        Set<Throwable> roots = Collections.newSetFromMap(new IdentityHashMap<>());
        boolean many = listed.size() >= 64; // the most that are kept
        for (Throwable failure : listed) {
            Throwable root = Interruption.rootOf(failure);
            boolean first = roots.add(root);
            crowd.check(first || many || keepsGoing, () -> crowd.name + " tells twice of " + root);
            boolean heard = !tells || keepsGoing || handled.contains(root);
            crowd.check(heard, () -> crowd.name + " tells its handler nothing of " + root);
        }
        roots.addAll(handled);
        for (Run run : crowd.runs) {
            if (run.task != null && run.task.isDone()
                    && run.task.outcome() instanceof Outcome.Failure<Integer>(Throwable why)) {
                boolean known = roots.contains(Interruption.rootOf(why));
                crowd.check(known, () -> crowd.name + " does not tell of " + why + ", of " + run);
            }
        }
    }

    private static List<Throwable> listed(Throwable thrown) {
        if (thrown instanceof TaskFailedException failed) {
            return failed.failures();
        }
        List<Throwable> within = new ArrayList<>();
        for (Throwable suppressed : thrown.getSuppressed()) {
            if (suppressed instanceof TaskFailedException failed) {
                within.addAll(failed.failures());
            }
        }
        return within;
    }

    private void checkOutcome(Run run) {
        Task<Integer> task = run.task;
        if (task == null) {
            return;
        }
        boolean right = switch (task.isDone() ? task.outcome() : null) {
            case null -> false;
            case Outcome.Success<Integer>(Integer value) ->
                run.begun.get() == 1 && run.thrown == null && value == run.value;
            case Outcome.Failure<Integer>(Throwable cause) -> cause == run.thrown;
            case Outcome.Cancelled<Integer>(CancelReason why, Throwable cause) ->
                (run.begun.get() == 0 || run.thrown != null) && isPossible(why, run);
        };
        crowd.check(right, () -> "a wrong outcome: " + (task.isDone() ? task.outcome() : "none") + " of " + run);
    }

    private boolean isPossible(CancelReason why, Run run) {
        return switch (why) {
            case ASKED -> run.asked || asked || tree.interrupts;
            case DEADLINE -> limited;
            case SIBLING_FAILED -> !joinsThrew.isEmpty() || closeThrew != null;
            case PARENT -> around != null;
            case CLOSED -> true;
        };
    }
}
