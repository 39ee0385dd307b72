package dev.heddle.storm;

import dev.heddle.internal.park.CurrentScope;
import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * A tree of groups and tasks that fork, wait, fail, cancel each other and open groups of their own, while strangers fork into
 * them, cancel them, move their deadlines and interrupt them. {@link Block} and {@link Crowd} keep the books.
 */
final class GroupStorm implements Storm {
    private static final int MOST_TASKS = 200;
    private static final int[] INTERRUPTS = {0, 0, 1, 5, 1_000_000};
    private static final int LONGEST_REST = 300_000;

    private final Threads.Kind kind;

    /** @param kind of the threads that own the outermost groups, and of the strangers */
    GroupStorm(Threads.Kind kind) {
        this.kind = kind;
    }

    @Override
    public String name() {
        return "groups, " + kind;
    }

    @Override
    public void round(SplittableRandom random, Counters counters) {
        Problems problems = new Problems();
        Victims victims = new Victims(problems);
        int interrupts = INTERRUPTS[random.nextInt(INTERRUPTS.length)];
        int budget = 1 + random.nextInt(random.nextInt(4) == 0 ? MOST_TASKS : 20);
        Tree tree = new Tree(problems, counters, victims, interrupts > 0, budget);
        AtomicBoolean over = new AtomicBoolean();
        try (Threads threads = new Threads(kind)) {
            SplittableRandom owners = random.split();
            threads.start("owner", () -> {
                try {
                    own(tree, owners);
                } finally {
                    over.set(true);
                    victims.leaveAlone();
                }
            });
            for (int i = random.nextInt(3); i > 0; i--) {
                SplittableRandom strangers = random.split();
                threads.start("stranger", () -> meddle(tree, strangers, over));
            }
            victims.start(threads, random.split(), interrupts, counters);
        }
        for (Thread thread : tree.threads) {
            Until.holds(thread + " ends", () -> !thread.isAlive()); // from its last line to its end it is the JDK's
        }
        tree.checkResources();
        problems.throwIfAny();
    }

    private static void own(Tree tree, SplittableRandom random) {
        Victim victim = tree.interrupts ? tree.victims.enlist(random) : new Victim(tree.problems);
        try {
            Block.run(tree, victim, random, 0);
        } catch (InterruptedException e) {
            victim.hasSeen("the owner");
        } catch (Exception e) {
            // the block has checked it
        }
        victim.end();
        tree.problems.check(CurrentScope.get() == null, () -> "a scope is left behind: " + CurrentScope.get());
        tree.problems.check(Task.current().isEmpty() && TaskGroup.remaining().isEmpty(), () -> "a task is left behind");
    }

    private static void meddle(Tree tree, SplittableRandom random, AtomicBoolean over) {
        int rest = 1 + random.nextInt(LONGEST_REST);
        while (!over.get()) {
            Block block = tree.anyBlock(random);
            if (block != null) {
                Program.meddle(block, random, 0);
            }
            LockSupport.parkNanos(1 + random.nextInt(rest));
        }
    }
}
