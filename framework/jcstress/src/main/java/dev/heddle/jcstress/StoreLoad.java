package dev.heddle.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.queue.WorkQueue;
import dev.heddle.task.Event;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Dekker's pattern: two threads each change one thing, then look at the other's. At least one of them sees the other, or a
 * full fence is missing, which is the one thing that x86 does not give for nothing.
 *
 * <p>The waiting protocol stands on it (I2 in {@code Waiter}): who has changed a queue looks next whether somebody waits. So
 * whatever an operation has changed is visible to everybody when it returns.
 */
public class StoreLoad {
    private StoreLoad() {}

    /** Each offers to one queue and looks at the other's size. */
    @JCStressTest
    @Outcome(id = {"0, 1", "1, 0", "1, 1"}, expect = ACCEPTABLE, desc = "at least one sees the other's item")
    @Outcome(expect = FORBIDDEN, desc = "neither sees the other's item: no full fence")
    @State
    public static class OfferThenSize {
        private final WorkQueue<Item> a = WorkQueue.bounded(1);
        private final WorkQueue<Item> b = WorkQueue.bounded(1);

        /** Changes a, looks at b. */
        @Actor
        public void one(II_Result r) {
            a.offer(new Item(1));
            r.r1 = b.size();
        }

        /** Changes b, looks at a. */
        @Actor
        public void other(II_Result r) {
            b.offer(new Item(1));
            r.r2 = a.size();
        }
    }

    /** Each offers to one queue and polls the other. */
    @JCStressTest
    @Outcome(id = {"0, 1", "1, 0", "1, 1"}, expect = ACCEPTABLE, desc = "at least one gets the other's item")
    @Outcome(expect = FORBIDDEN, desc = "neither gets the other's item: no full fence")
    @State
    public static class OfferThenPoll {
        private final WorkQueue<Item> a = WorkQueue.unbounded();
        private final WorkQueue<Item> b = WorkQueue.unbounded();

        /** Changes a, looks at b. */
        @Actor
        public void one(II_Result r) {
            a.offer(new Item(1));
            r.r1 = b.poll() == null ? 0 : 1;
        }

        /** Changes b, looks at a. */
        @Actor
        public void other(II_Result r) {
            b.offer(new Item(1));
            r.r2 = a.poll() == null ? 0 : 1;
        }
    }

    /** Each makes space in one queue and offers to the other, which is full. */
    @JCStressTest
    @Outcome(id = {"0, 1", "1, 0", "1, 1"}, expect = ACCEPTABLE, desc = "at least one finds the other's space")
    @Outcome(expect = FORBIDDEN, desc = "neither finds the other's space: no full fence")
    @State
    public static class PollThenOffer {
        private final WorkQueue<Item> a = WorkQueue.bounded(1);
        private final WorkQueue<Item> b = WorkQueue.bounded(1);

        /** Both are full. */
        public PollThenOffer() {
            a.offer(new Item(1));
            b.offer(new Item(1));
        }

        /** Changes a, looks at b. */
        @Actor
        public void one(II_Result r) {
            a.poll();
            r.r1 = b.offer(new Item(2)) ? 1 : 0;
        }

        /** Changes b, looks at a. */
        @Actor
        public void other(II_Result r) {
            b.poll();
            r.r2 = a.offer(new Item(2)) ? 1 : 0;
        }
    }

    /** One queue: an item is put and the number of the finished is looked at, while that is changed and an item looked for. */
    @JCStressTest
    @Outcome(id = {"0, 1", "1, 0", "1, 1"}, expect = ACCEPTABLE, desc = "at least one sees the other's change")
    @Outcome(expect = FORBIDDEN, desc = "neither sees the other's change: no full fence")
    @State
    public static class OfferAgainstTaskDone {
        private final WorkQueue<Item> queue = WorkQueue.bounded(2);

        /** One item has been taken and is not done. */
        public OfferAgainstTaskDone() {
            queue.offer(new Item(1));
            queue.poll();
        }

        /** Puts, then looks for what is done. */
        @Actor
        public void putter(II_Result r) {
            queue.offer(new Item(2));
            r.r1 = (int) queue.stats().done();
        }

        /** Reports as done, then looks for what was put. */
        @Actor
        public void consumer(II_Result r) {
            queue.taskDone();
            r.r2 = queue.poll() == null ? 0 : 1;
        }
    }

    /** Each closes one queue and looks whether the other is closed. */
    @JCStressTest
    @Outcome(id = {"0, 1", "1, 0", "1, 1"}, expect = ACCEPTABLE, desc = "at least one sees the other's close")
    @Outcome(expect = FORBIDDEN, desc = "neither sees the other's close: no full fence")
    @State
    public static class CloseThenIsClosed {
        private final WorkQueue<Item> a = WorkQueue.bounded(1);
        private final WorkQueue<Item> b = WorkQueue.bounded(1);

        /** Changes a, looks at b. */
        @Actor
        public void one(II_Result r) {
            a.close();
            r.r1 = b.isClosed() ? 1 : 0;
        }

        /** Changes b, looks at a. */
        @Actor
        public void other(II_Result r) {
            b.close();
            r.r2 = a.isClosed() ? 1 : 0;
        }
    }

    /** Each sets one event and looks whether the other is set. */
    @JCStressTest
    @Outcome(id = {"0, 1", "1, 0", "1, 1"}, expect = ACCEPTABLE, desc = "at least one sees the other's event")
    @Outcome(expect = FORBIDDEN, desc = "neither sees the other's event: no full fence")
    @State
    public static class SetThenIsSet {
        private final Event a = new Event();
        private final Event b = new Event();

        /** Changes a, looks at b. */
        @Actor
        public void one(II_Result r) {
            a.set();
            r.r1 = b.isSet() ? 1 : 0;
        }

        /** Changes b, looks at a. */
        @Actor
        public void other(II_Result r) {
            b.set();
            r.r2 = a.isSet() ? 1 : 0;
        }
    }
}
