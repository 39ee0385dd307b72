package dev.heddle.storm;

import dev.heddle.internal.park.CancelScope;
import dev.heddle.internal.park.CurrentScope;
import dev.heddle.task.Event;
import dev.heddle.task.Shield;
import dev.heddle.task.Started;
import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import dev.heddle.task.Until;
import dev.heddle.task.Waited;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;

/** What a task or the owner of a group does, as chance has it: a few steps, each of which may fail. */
final class Program {
    private static final int DEEPEST = 5;
    private static final int A_MOMENT = 100_000;
    private static final Duration LONG = Duration.ofDays(1);

    private final Block block;
    private final Crowd crowd;
    private final Tree tree;
    private final Victim victim;
    private final SplittableRandom random;
    private final int depth;
    private final boolean owner;
    private final List<Run> forked = new ArrayList<>();
    private int shields;

    /**
     * @param block the group around, which this may fork into; null in calls whose group nobody has
     * @param crowd whose failures are this program's
     * @param owner whether the calling thread owns that group
     */
    Program(Block block, Crowd crowd, Victim victim, SplittableRandom random, int depth, boolean owner) {
        this.block = block;
        this.crowd = crowd;
        this.tree = crowd.tree;
        this.victim = victim;
        this.random = random;
        this.depth = depth;
        this.owner = owner;
    }

    void run() throws Exception {
        for (int i = random.nextInt(owner ? 8 : 4); i >= 0; i--) {
            step();
        }
    }

    private void step() throws Exception {
        switch (random.nextInt(30)) {
            case 0, 1 -> rest();
            case 2 -> TaskGroup.checkpoint();
            case 3, 4, 5, 6 -> fork();
            case 7 -> forkAndGet();
            case 8 -> forkAndCancel();
            case 9 -> forkDaemon();
            case 10, 11 -> nest();
            case 12 -> call(Calls::gather);
            case 13 -> call(Calls::outcomes);
            case 14 -> call(Calls::map);
            case 15 -> call(Calls::race);
            case 16, 17 -> call(Calls::within);
            case 18 -> shield();
            case 19 -> start();
            case 20 -> register();
            case 21 -> fail();
            case 22 -> meddle();
            case 23 -> new Event().await(moment());
            case 24 -> await();
            case 25 -> asCompleted();
            case 26 -> awaitCancel();
            default -> swallow();
        }
    }

    private Duration moment() {
        return Duration.ofNanos(random.nextInt(A_MOMENT) - 10);
    }

    private boolean mayGoDeeper() {
        return depth < DEEPEST && tree.spend();
    }

    // ---- steps

    private void rest() throws InterruptedException {
        switch (random.nextInt(4)) {
            case 0 -> Thread.sleep(moment().isNegative() ? Duration.ZERO : moment());
            case 1 -> LockSupport.parkNanos(random.nextInt(A_MOMENT));
            case 2 -> Thread.yield();
            default -> {
                for (int i = random.nextInt(200); i > 0; i--) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    private Run fork() {
        if (block == null || !tree.spend()) {
            return null;
        }
        Run run = block.fork(random, depth + 1, false, random.nextInt(4) == 0);
        if (run != null && owner) {
            forked.add(run);
        }
        return run;
    }

    private void forkAndGet() throws Exception {
        Run run = fork();
        if (run == null) {
            return;
        }
        try {
            int value = run.task.get();
            crowd.check(value == run.value, () -> "not its value: " + value + " of " + run);
        } catch (CancellationException e) {
            if (CurrentScope.get().isCancelled()) {
                throw e;
            }
            // It was the task that was cancelled: alone, or this would have been too.
            crowd.check(run.task.isCancelled() && (run.asked || shields > 0), () -> "not cancelled: " + run);
        } catch (ExecutionException e) {
            crowd.check(run.task.exceptionNow() == e.getCause(), () -> "not its failure: " + e + " of " + run);
            throw e;
        }
    }

    private void forkAndCancel() {
        if (block == null || !tree.spend()) {
            return;
        }
        tree.counters.cancels.increment();
        if (random.nextBoolean()) {
            Run run = block.forkForEver(random, false);
            if (run != null) {
                run.cancel(true);
            }
            return;
        }
        Run run = fork();
        if (run != null) {
            run.cancel(random.nextBoolean());
        }
    }

    private void forkDaemon() {
        if (block != null && tree.spend()) {
            block.forkForEver(random, true);
        }
    }

    private void nest() throws Exception {
        if (mayGoDeeper()) {
            Block.run(tree, victim, random.split(), depth + 1);
        }
    }

    private interface Call {
        void run(Calls calls) throws Exception;
    }

    private void call(Call call) throws Exception {
        if (mayGoDeeper()) {
            call.run(new Calls(tree, random, depth + 1));
        }
    }

    /** In a shield, no cancellation from outside is seen; only that of its own time. */
    private void shield() throws Exception {
        boolean brief = random.nextInt(4) == 0;
        Shield shield = Shield.open(brief ? moment() : LONG);
        CancelScope scope = CurrentScope.get();
        shields++;
        try {
            for (int i = random.nextInt(3); i >= 0; i--) {
                step();
            }
        } catch (InterruptedException | CancellationException e) {
            boolean mine = CurrentScope.get().isCancelled();
            crowd.check(!mine || brief, () -> "a day has passed: " + e);
            if (e instanceof InterruptedException) {
                victim.hasSeen("a shield");
            } else {
                crowd.check(mine, () -> "a cancellation came through a shield: " + e);
            }
            tree.swallow(e);
        } finally {
            shields--;
            shield.close();
            if (scope.isCancelled()) {
                victim.giveUp(); // its time was up, which may have interrupted as well
            }
        }
    }

    private void start() throws Exception {
        if (block == null || !tree.spend()) {
            return;
        }
        Run run = crowd.next();
        SplittableRandom chance = random.split();
        int kind = random.nextInt(8);
        try {
            Started<Integer> started = block.group.start("service", ready -> block.crowd.body(run, chance, mine -> {
                if (kind == 0) {
                    throw block.crowd.boom();
                }
                if (kind == 1) {
                    return;
                }
                ready.set(run.value);
                forEver(chance, mine);
            }).call());
            crowd.check(started.value() == run.value, () -> "not its value: " + started);
        } catch (ExecutionException e) {
            crowd.check(kind == 0 || tree.interrupts, () -> "it did not fail: " + e);
        } catch (CancellationException e) {
            boolean mine = CurrentScope.get().isCancelled();
            crowd.check(mine || shields > 0, () -> "start was not cancelled: " + e);
            if (mine) {
                throw e;
            }
        } catch (IllegalStateException e) {
            crowd.check(Crowd.isExpected(e), () -> "start refused: " + e);
        }
    }

    private void register() {
        if (block != null) {
            block.callbacks.register(random.nextInt(8) == 0, random.nextInt(4) == 0);
        }
    }

    private void fail() {
        if (random.nextInt(3) == 0) {
            throw crowd.boom();
        }
    }

    /** Does something to one of the groups that are open, whoever's it is. */
    private void meddle() {
        Block other = tree.anyBlock(random);
        if (other != null) {
            meddle(other, random, depth);
        }
    }

    static void meddle(Block other, SplittableRandom random, int depth) {
        switch (random.nextInt(16)) {
            case 0 -> other.cancel();
            case 1 -> other.expireAfter(Duration.ofNanos(random.nextInt(A_MOMENT) - 10));
            case 2 -> other.expireAfter(LONG);
            case 3, 4, 5 -> {
                Run[] runs = other.crowd.runs.toArray(Run[]::new);
                Run run = runs.length == 0 ? null : runs[random.nextInt(runs.length)];
                if (run != null && run.task != null) {
                    other.tree.counters.cancels.increment();
                    run.cancel(random.nextInt(4) != 0);
                }
            }
            default -> {
                if (other.tree.spend()) {
                    other.strangersFork();
                    other.fork(random, depth + 1, false, random.nextBoolean());
                }
            }
        }
    }

    private List<Task<Integer>> forkedTasks() {
        return forked.stream().map(run -> run.task).toList();
    }

    private void await() throws InterruptedException {
        List<Task<Integer>> tasks = forkedTasks();
        if (tasks.isEmpty()) {
            return;
        }
        Until until = Until.values()[random.nextInt(3)];
        boolean limited = random.nextBoolean();
        Waited<Task<Integer>> waited =
                limited ? block.group.await(tasks, until, moment()) : block.group.await(tasks, until);
        Set<Task<Integer>> both = new HashSet<>(waited.done());
        both.addAll(waited.pending());
        boolean all = both.size() == waited.done().size() + waited.pending().size() && both.equals(Set.copyOf(tasks));
        crowd.check(all, () -> "not all, or not once: " + waited);
        boolean enough = switch (until) {
            case FIRST_COMPLETED -> !waited.done().isEmpty();
            case FIRST_FAILED -> waited.pending().isEmpty()
                    || waited.done().stream().anyMatch(task -> task.state() == Task.State.FAILED);
            case ALL_COMPLETED -> waited.pending().isEmpty();
        };
        crowd.check(limited || enough, () -> until + " too soon: " + waited);
    }

    private void asCompleted() {
        List<Task<Integer>> tasks = forkedTasks();
        Set<Task<Integer>> seen = new HashSet<>();
        if (tasks.isEmpty()) {
            return;
        }
        try {
            for (Task<Integer> task : block.group.asCompleted(tasks, LONG)) {
                crowd.check(task.isDone() && seen.add(task), () -> "not done, or again: " + task);
            }
            crowd.check(seen.equals(Set.copyOf(tasks)), () -> seen + " of " + tasks);
        } catch (CancellationException e) {
            crowd.check(Thread.interrupted(), () -> "the flag is set again: " + e);
            victim.hasSeen("asCompleted");
        }
    }

    /** Nobody interrupts the owner of a group, but its cancellation ends his waits in Heddle. */
    private void awaitCancel() throws InterruptedException {
        if (owner && shields == 0 && random.nextInt(4) == 0) {
            block.group.fork("canceller", block::cancel);
            new Event().await();
        }
    }

    /** Some people catch everything. */
    private void swallow() throws Exception {
        try {
            step();
        } catch (InterruptedException e) {
            victim.hasSeen("a step");
            tree.swallow(e);
        } catch (CancellationException e) {
            crowd.check(CurrentScope.get().isCancelled(), () -> "nobody was cancelled: " + e);
            tree.swallow(e);
        } catch (Exception e) {
            tree.swallow(e);
        }
    }

    /** Waits until it is told to stop, in one way or another; and sometimes does not listen at once. */
    static void forEver(SplittableRandom random, Victim victim) throws InterruptedException {
        if (random.nextInt(4) == 0) {
            try {
                waitForEver(random);
            } catch (InterruptedException e) {
                victim.hasSeen("a task that does not listen");
            } catch (CancellationException e) {
                // once more, then
            }
            new Event().await(); // told to stop, it ends at once; interrupted by a stranger, it waits for that
        }
        waitForEver(random);
    }

    private static void waitForEver(SplittableRandom random) throws InterruptedException {
        switch (random.nextInt(4)) {
            case 0 -> Thread.sleep(LONG);
            case 1 -> new CountDownLatch(1).await();
            default -> new Event().await();
        }
    }
}
