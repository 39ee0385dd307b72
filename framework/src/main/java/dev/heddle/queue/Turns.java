package dev.heddle.queue;

import dev.heddle.internal.Seam;
import dev.heddle.internal.park.CurrentScope;
import dev.heddle.internal.park.Deadline;
import dev.heddle.internal.park.WaitList;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Items from one producer to one consumer, who take turns: the producer goes on while fewer items have been emitted than are
 * wanted. The consumer wants one more than it has taken; a buffer lets the producer be so many ahead of that.
 *
 * <p>Three counts, each with one writer. {@code emitted} is written after its item is there, {@code over} after the last one;
 * each side writes its own, then wakes the other (I2 in {@code Waiter}). What was wanted stays wanted when the consumer
 * gives up waiting: the item is there for its next step.
 */
final class Turns<T> {
    private static final boolean RUNS_AHEAD = Seam.mutant("runs-ahead");

    private final int ahead;
    private final Queue<T> ready = new ConcurrentLinkedQueue<>();
    private final WaitList producer = new WaitList(this);
    private final WaitList consumer = new WaitList(this);
    private volatile long wanted;
    private volatile long emitted;
    private volatile long taken;
    private volatile boolean over;

    /**
     * @param ahead how many items the producer may be ahead of what is wanted; 0 for lock-step
     */
    Turns(int ahead) {
        this.ahead = ahead;
    }

    // ---- the producer

    /** Waits until it is the producer's turn. */
    void awaitTurn() throws InterruptedException {
        if (!RUNS_AHEAD) {
            producer.awaitTrue(() -> emitted - wanted < ahead, Deadline.NEVER);
        }
    }

    /** Hands an item over, then waits for the next turn. A cancelled producer hands nothing over, however often it tries. */
    void emit(T item) throws InterruptedException {
        CurrentScope.checkpoint(CurrentScope.get());
        ready.add(item);
        emitted++; // volatile, with one writer
        consumer.signalAll();
        awaitTurn();
    }

    /** Nothing more will come. */
    void end() {
        over = true;
        consumer.signalAll();
    }

    // ---- the consumer

    /**
     * Gives the turn to the producer and waits for its item.
     *
     * @return the item; empty at the end; null if the deadline passed first
     */
    Optional<T> next(Deadline deadline) throws InterruptedException {
        wanted = taken + 1;
        producer.signalAll();
        return consumer.await(this::tryNext, deadline);
    }

    private Optional<T> tryNext() {
        boolean last = over; // before the look: the last item comes before the end
        T item = ready.poll();
        if (item != null) {
            taken++; // volatile, with one writer
            return Optional.of(item);
        }
        return last ? Optional.empty() : null;
    }

    /** Waits for the end, whatever is cancelled; an interrupt is kept for later. Any thread may. */
    void awaitEnd() {
        consumer.awaitUninterruptibly(WaitList.isTrue(() -> over));
    }

    // ---- looking

    @Override
    public String toString() {
        String who = over ? "ended" : producer.isEmpty() ? "running" : "waiting for its turn";
        return taken + " taken, " + Math.max(0, emitted - taken) + " ready, producer " + who;
    }
}
