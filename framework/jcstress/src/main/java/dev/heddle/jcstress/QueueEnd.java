package dev.heddle.jcstress;

import static dev.heddle.jcstress.Actors.quietly;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.queue.QueueClosedException;
import dev.heddle.queue.WorkQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** What happened before a close happens-before the exception that tells of it. */
public class QueueEnd {
    private QueueEnd() {}

    /** From {@code close} to the last taker, who waits. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the last item, and what was written before the close")
    @Outcome(expect = FORBIDDEN, desc = "the end without what was before it, or no last item")
    @State
    public static class CloseToTake {
        private final WorkQueue<Item> queue = WorkQueue.bounded(1);
        private int plain;

        /** Puts the last item and closes. */
        @Actor
        public void closer() {
            queue.offer(Item.of(1));
            plain = 1;
            queue.close();
        }

        /** Takes until the end. */
        @Actor
        public void taker(II_Result r) {
            try {
                for (;;) {
                    r.r1 += quietly(queue::take).number();
                }
            } catch (QueueClosedException e) {
                r.r2 = plain;
            }
        }
    }

    /** The same with {@code poll}, which does not wait. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "not closed yet")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "closed, and what was written before is seen")
    @Outcome(expect = FORBIDDEN, desc = "the end is seen without what was before it")
    @State
    public static class CloseToPoll {
        private final WorkQueue<Item> queue = WorkQueue.bounded(1);
        private int plain;

        /** Closes. */
        @Actor
        public void closer() {
            plain = 1;
            queue.close();
        }

        /** Polls once. */
        @Actor
        public void taker(II_Result r) {
            try {
                queue.poll();
            } catch (QueueClosedException e) {
                r.r1 = 1;
                r.r2 = plain;
            }
        }
    }

    /** From {@code closeExceptionally} to a putter: the cause is there, and its fields are. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "not closed yet")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "closed, with the cause and what was written before")
    @Outcome(expect = FORBIDDEN, desc = "closed without its cause, or without what was before it")
    @State
    public static class CloseExceptionallyToOffer {
        /** A failure with a plain field. */
        private static final class Broken extends Exception {
            private static final long serialVersionUID = 1;
            int code;

            Broken() {
                super(null, null, false, false);
            }
        }

        private final WorkQueue<Item> queue = WorkQueue.bounded(1);
        private final Broken why = new Broken();
        private int plain;

        /** Closes with a cause. */
        @Actor
        public void closer() {
            why.code = 1;
            plain = 1;
            queue.closeExceptionally(why);
        }

        /** Offers once. */
        @Actor
        public void putter(II_Result r) {
            try {
                queue.offer(Item.of(1));
            } catch (QueueClosedException e) {
                r.r1 = e.getCause() instanceof Broken broken ? broken.code : -1;
                r.r2 = plain;
            }
        }
    }
}
