package dev.heddle.jcstress;

import static dev.heddle.jcstress.Actors.quietly;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.heddle.queue.Lease;
import dev.heddle.queue.WorkQueue;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** What a thread did before it put an item happens-before what another does after it has taken it. */
public class QueuePublication {
    private QueuePublication() {}

    /** From {@code put} to {@code take}: the item's own fields, and whatever else the putter wrote before. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the item and what was written before it are seen")
    @Outcome(expect = FORBIDDEN, desc = "the item came without what was written before it")
    @State
    public static class PutToTake {
        private final WorkQueue<Item> queue = WorkQueue.unbounded();
        private int plain;

        /** Puts. */
        @Actor
        public void putter() {
            plain = 1;
            quietly(() -> {
                queue.put(Item.of(1));
                return null;
            });
        }

        /** Takes, waiting if need be. */
        @Actor
        public void taker(II_Result r) {
            r.r1 = quietly(queue::take).number();
            r.r2 = plain;
        }
    }

    /** From {@code offer} to {@code poll}: the same without any waiting, which would hide a missing barrier. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "nothing there yet")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the item and what was written before it are seen")
    @Outcome(expect = FORBIDDEN, desc = "the item came without what was written before it")
    @State
    public static class OfferToPoll {
        private final WorkQueue<Item> queue = WorkQueue.bounded(2);
        private int plain;

        /** Offers. */
        @Actor
        public void putter() {
            plain = 1;
            queue.offer(Item.of(1));
        }

        /** Polls. */
        @Actor
        public void taker(II_Result r) {
            Item item = queue.poll();
            if (item != null) {
                r.r1 = item.number();
                r.r2 = plain;
            }
        }
    }

    /** The only slot of {@code bounded(1)}, put into again: the second lap never shows what was there in the first. */
    @JCStressTest
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "each lap has its own item")
    @Outcome(expect = FORBIDDEN, desc = "the first lap shows in the second")
    @State
    public static class ReusedSlotByPut {
        private final WorkQueue<Item> queue = WorkQueue.bounded(1);

        /** Puts twice; the second waits for space. */
        @Actor
        public void putter() {
            quietly(() -> {
                queue.put(Item.of(1));
                queue.put(Item.of(2));
                return null;
            });
        }

        /** Takes twice. */
        @Actor
        public void taker(II_Result r) {
            r.r1 = quietly(queue::take).number();
            r.r2 = quietly(queue::take).number();
        }
    }

    /** The same slot in its second lap, by the forms that do not wait. */
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "nothing there yet")
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "the item of this lap")
    @Outcome(expect = FORBIDDEN, desc = "the lap before shows, or an item without its fields")
    @State
    public static class ReusedSlotByOffer {
        private final WorkQueue<Item> queue = WorkQueue.bounded(1);

        /** The first lap. */
        public ReusedSlotByOffer() {
            queue.offer(Item.of(1));
            queue.poll();
        }

        /** Offers. */
        @Actor
        public void putter() {
            queue.offer(Item.of(2));
        }

        /** Polls. */
        @Actor
        public void taker(I_Result r) {
            Item item = queue.poll();
            r.r1 = item == null ? 0 : item.number();
        }
    }

    /** From {@code offer} to a look at the item that nobody takes. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "nothing there yet")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the item and what was written before it are seen")
    @Outcome(expect = FORBIDDEN, desc = "the item is seen without what was written before it")
    @State
    public static class OfferToPeek {
        private final WorkQueue<Item> queue = WorkQueue.bounded(2);
        private final BlockingQueue<Item> view = queue.asBlockingQueue();
        private int plain;

        /** Offers. */
        @Actor
        public void putter() {
            plain = 1;
            queue.offer(Item.of(1));
        }

        /** Looks. */
        @Actor
        public void looker(II_Result r) {
            Item item = view.peek();
            if (item != null) {
                r.r1 = item.number();
                r.r2 = plain;
            }
        }
    }

    /** One of two slots is used again while somebody looks at both. */
    @JCStressTest
    @Outcome(id = "12", expect = ACCEPTABLE, desc = "as it was")
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "the first was taken")
    @Outcome(id = "23", expect = ACCEPTABLE, desc = "the first was taken and another put")
    @Outcome(expect = FORBIDDEN, desc = "one is missing, shown twice, in the wrong place, or without its fields")
    @State
    public static class ReusedSlotToLook {
        private final WorkQueue<Item> queue = WorkQueue.bounded(2);
        private final BlockingQueue<Item> view = queue.asBlockingQueue();

        /** Both slots are in use. */
        public ReusedSlotToLook() {
            queue.offer(Item.of(1));
            queue.offer(Item.of(2));
        }

        /** Takes and puts. */
        @Actor
        public void user() {
            queue.poll();
            queue.offer(Item.of(3));
        }

        /** Looks at all: their numbers as the digits of one. */
        @Actor
        public void looker(I_Result r) {
            for (Item item : view) {
                r.r1 = 10 * r.r1 + item.number();
            }
        }
    }

    /** From {@code giveBack} to the next taker: what the first one did with the item until then. */
    @JCStressTest
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "the next taker sees what the first has left")
    @Outcome(expect = FORBIDDEN, desc = "the item came without what its first taker wrote")
    @State
    public static class GiveBackToTake {
        private final WorkQueue<Item> queue = WorkQueue.bounded(1);
        private final Lease<Item> lease;
        private int plain;

        /** The first taker has the item. */
        public GiveBackToTake() {
            queue.offer(Item.of(1));
            lease = quietly(() -> queue.lease(1, Duration.ZERO)).get(0);
        }

        /** Works on the item, then gives it back. */
        @Actor
        public void giver() {
            plain = 1;
            lease.item().made = 2;
            lease.item().filled = 2;
            lease.giveBack();
        }

        /** Takes it again. */
        @Actor
        public void taker(II_Result r) {
            int number = quietly(queue::take).number();
            r.r1 = plain;
            r.r2 = number;
        }
    }
}
