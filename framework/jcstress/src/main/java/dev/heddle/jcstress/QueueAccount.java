package dev.heddle.jcstress;

import static dev.heddle.jcstress.Actors.quietly;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.queue.WorkQueue;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** What happened before {@code taskDone} happens-before the return of a {@code join} that it releases. */
public class QueueAccount {
    private QueueAccount() {}

    /** A queue whose only items have been taken and are not done. */
    private static WorkQueue<Item> taken(int items) {
        WorkQueue<Item> queue = WorkQueue.unbounded();
        for (int i = 0; i < items; i++) {
            queue.offer(Item.of(1));
            queue.poll();
        }
        return queue;
    }

    /** From {@code taskDone} to a {@code join} that waits. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "what the consumer did is seen")
    @Outcome(expect = FORBIDDEN, desc = "the item is done, and what the consumer did is not seen")
    @State
    public static class TaskDoneToJoin {
        private final WorkQueue<Item> queue = taken(1);
        private int plain;

        /** Finishes the item. */
        @Actor
        public void consumer() {
            plain = 1;
            queue.taskDone();
        }

        /** Joins. */
        @Actor
        public void joiner(I_Result r) {
            quietly(() -> {
                queue.join();
                return null;
            });
            r.r1 = plain;
        }
    }

    /** The same with a {@code join} that does not wait. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "not done yet")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "done, and what the consumer did is seen")
    @Outcome(expect = FORBIDDEN, desc = "the item is done, and what the consumer did is not seen")
    @State
    public static class TaskDoneToJoinAtOnce {
        private final WorkQueue<Item> queue = taken(1);
        private int plain;

        /** Finishes the item. */
        @Actor
        public void consumer() {
            plain = 1;
            queue.taskDone();
        }

        /** Joins, not longer than no time. */
        @Actor
        public void joiner(II_Result r) {
            if (quietly(() -> queue.join(Duration.ZERO))) {
                r.r1 = 1;
                r.r2 = plain;
            }
        }
    }

    /** Two consumers: whoever joins sees the work of both, and no {@code taskDone} gets lost. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "what both consumers did is seen")
    @Outcome(expect = FORBIDDEN, desc = "the other's work is not seen, or not counted")
    @State
    public static class TaskDoneByTwo {
        private final WorkQueue<Item> queue = taken(2);
        private int plain;

        /** Finishes an item. */
        @Actor
        public void consumer() {
            plain = 1;
            queue.taskDone();
        }

        /** Finishes the other, then joins. */
        @Actor
        public void joiner(II_Result r) {
            queue.taskDone();
            quietly(() -> {
                queue.join();
                return null;
            });
            r.r1 = plain;
        }

        /** Counts what is left. */
        @Arbiter
        public void account(II_Result r) {
            r.r2 = (int) queue.unfinished();
        }
    }
}
