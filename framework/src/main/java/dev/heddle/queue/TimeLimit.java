package dev.heddle.queue;

import dev.heddle.internal.SafeText;
import dev.heddle.internal.Thrown;
import dev.heddle.internal.park.Cancellation;
import dev.heddle.internal.park.Deadline;
import dev.heddle.internal.park.Interruption;
import dev.heddle.task.CancelReason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The time that one worker has for each of its items. For the worker's thread; the JDK's timer looks in.
 *
 * <p>There is no timer for each item: one is set when the worker begins an item and none is pending; when it rings it looks at
 * what is being handled then, and is set again for what that has left. So it rings once in a limit, however many items there
 * are, and not at all while the worker is idle. The worker writes `turn`, THEN sets the timer if none is pending; the timer
 * says that it is not, THEN reads `turn`: so one of the two sees to the item.
 */
final class TimeLimit {
    private static final Cancellation TIME_IS_UP =
            new Cancellation(CancelReason.DEADLINE, "the time for an item was up", null);

    /** One item's time. */
    private record Turn(Stretch stretch, Deadline deadline) {}

    private final Duration limit;
    private final String whose;
    private final AtomicBoolean pending = new AtomicBoolean();
    private volatile Turn turn;
    private volatile CompletableFuture<Void> timer;
    private volatile boolean ended;

    /** @param whose for messages */
    TimeLimit(Duration limit, String whose) {
        this.limit = limit;
        this.whose = whose;
    }

    /**
     * Handles an item. When its time is up the thread is interrupted, for this item and for nothing after it.
     *
     * @throws TimeUp if the handler ended because of that
     */
    <T> void handle(T item, Handler<? super T> handler) throws Exception {
        Deadline deadline = Deadline.after(limit);
        if (deadline.remaining() <= 0) {
            throw new TimeUp(item, whose, limit);
        }
        Stretch stretch = Stretch.begin(deadline);
        Throwable thrown = null;
        try {
            begin(new Turn(stretch, deadline));
            handler.handle(item);
        } catch (Throwable e) {
            thrown = e;
        } finally {
            turn = null;
            boolean late = thrown != null && stretch.wasStoppedAlone();
            thrown = Thrown.both(thrown, stretch.end());
            if (late) {
                TimeUp timeUp = new TimeUp(item, whose, limit);
                thrown = Interruption.isShapeOf(thrown) ? Thrown.both(timeUp, thrown) : Thrown.both(thrown, timeUp);
            }
        }
        if (thrown != null) {
            throw Thrown.<Exception>raise(thrown);
        }
    }

    private void begin(Turn next) {
        turn = next;
        if (next.deadline != Deadline.NEVER && pending.compareAndSet(false, true)) {
            set(next.deadline);
        }
    }

    private void set(Deadline deadline) {
        CompletableFuture<Void> next = new CompletableFuture<>();
        timer = next;
        next.orTimeout(Math.max(0, deadline.remaining()), TimeUnit.NANOSECONDS)
                .whenComplete((nothing, how) -> rings(how));
        if (ended) {
            next.complete(null);
        }
    }

    /** On the thread of the JDK's timer, or not at all. */
    private void rings(Throwable how) {
        if (!(how instanceof TimeoutException)) {
            return;
        }
        Turn now = turn;
        if (now != null && now.deadline.remaining() > 0) {
            set(now.deadline);
            return;
        }
        if (now != null) {
            Thread.startVirtualThread(() -> now.stretch.stop(TIME_IS_UP)); // code of others may run in an interrupt
        }
        pending.set(false);
        Turn next = turn;
        if (next != null && next != now && pending.compareAndSet(false, true)) {
            set(next.deadline);
        }
    }

    /** The worker handles no more. */
    void end() {
        ended = true;
        CompletableFuture<Void> last = timer;
        if (last != null) {
            last.complete(null);
        }
    }

    /** What an item has failed with whose time was up. */
    static final class TimeUp extends TimeoutException {
        private static final long serialVersionUID = 1L;

        private TimeUp(Object item, String whose, Duration limit) {
            super("the handler of " + whose + " has not finished " + SafeText.of(item) + " within " + limit);
        }
    }
}
