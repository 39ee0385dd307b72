package dev.heddle.jcstress;

import static dev.heddle.jcstress.Actors.quietly;
import static dev.heddle.jcstress.Actors.spinUntil;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.task.Event;
import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import java.util.concurrent.CancellationException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * What a thread did before {@code fork} happens-before the task, and what the task did before what is done after its end was
 * seen. One actor owns the group, from its opening to its close; the task is a third thread.
 */
public class TaskPublication {
    private TaskPublication() {}

    /** From {@code fork} to the task, and from the task to {@code join}, by one owner. */
    @JCStressTest
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "the task sees what its forker wrote, who sees what it wrote")
    @Outcome(expect = FORBIDDEN, desc = "the task or the owner misses what the other has written")
    @State
    public static class ForkToJoin {
        private int before;
        private int after;

        /** Forks and joins. */
        @Actor
        public void owner(II_Result r) {
            quietly(() -> {
                try (TaskGroup group = TaskGroup.open()) {
                    before = 1;
                    Task<Integer> task = group.fork(() -> {
                        int seen = before;
                        after = 2;
                        return seen;
                    });
                    group.join();
                    r.r2 = after;
                    r.r1 = task.resultNow();
                }
                return null;
            });
        }
    }

    /** From a {@code fork} by a stranger, which the group's own thread carries out, to the task. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "the task sees what its forker wrote")
    @Outcome(expect = FORBIDDEN, desc = "the task misses what its forker wrote")
    @State
    public static class ForkByAnother {
        private volatile TaskGroup group;
        private volatile Task<Integer> task;
        private int plain;

        /** Owns the group, and joins the task of the other. */
        @Actor
        public void owner(I_Result r) {
            quietly(() -> {
                try (TaskGroup opened = TaskGroup.open()) {
                    group = opened;
                    spinUntil(() -> task != null);
                    opened.join();
                    r.r1 = task.resultNow();
                }
                return null;
            });
        }

        /** Forks into it. */
        @Actor
        public void stranger() {
            spinUntil(() -> group != null);
            plain = 1;
            task = group.fork(() -> plain);
        }
    }

    /** From the task to a {@code get} by another thread than the owner. */
    @JCStressTest
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "the result's fields, and what the task wrote besides, are seen")
    @Outcome(expect = FORBIDDEN, desc = "the task has ended, and what it wrote is not seen")
    @State
    public static class TaskToGet {
        private volatile Task<Item> task;
        private int plain;

        /** Owns the group. */
        @Actor
        public void owner() {
            quietly(() -> {
                try (TaskGroup group = TaskGroup.open()) {
                    task = group.fork(() -> {
                        plain = 2;
                        return Item.of(1);
                    });
                    group.join();
                }
                return null;
            });
        }

        /** Waits for the task alone. */
        @Actor
        public void other(II_Result r) {
            spinUntil(() -> task != null);
            r.r1 = quietly(task::get).number();
            r.r2 = plain;
        }
    }

    /** From the task to whoever asks {@code isDone}. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "not done yet")
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "done, and what the task wrote is seen")
    @Outcome(expect = FORBIDDEN, desc = "the task has ended, and what it wrote is not seen")
    @State
    public static class TaskToIsDone {
        private volatile Task<?> task;
        private int plain;

        /** Owns the group. */
        @Actor
        public void owner() {
            quietly(() -> {
                try (TaskGroup group = TaskGroup.open()) {
                    task = group.fork(() -> plain = 2);
                    group.join();
                }
                return null;
            });
        }

        /** Looks once. */
        @Actor
        public void other(II_Result r) {
            spinUntil(() -> task != null);
            if (task.isDone()) {
                r.r1 = 1;
                r.r2 = plain;
            }
        }
    }

    /** From {@code cancel} to the task that it ends. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "the task sees what the canceller wrote")
    @Outcome(expect = FORBIDDEN, desc = "cancelled, and what was written before is not seen")
    @State
    public static class CancelToTask {
        private final Event never = new Event();
        private volatile TaskGroup group;
        private volatile boolean begun;
        private int plain;
        private int seen;

        /** Owns the group of a task that waits. */
        @Actor
        public void owner(I_Result r) {
            quietly(() -> {
                try (TaskGroup opened = TaskGroup.open()) {
                    opened.fork(() -> {
                        begun = true;
                        try {
                            never.await();
                        } catch (CancellationException e) {
                            seen = plain;
                        }
                    });
                    group = opened;
                    opened.join();
                    r.r1 = seen;
                }
                return null;
            });
        }

        /** Cancels. */
        @Actor
        public void canceller() {
            spinUntil(() -> group != null && begun);
            plain = 1;
            group.cancel();
        }
    }
}
