package dev.heddle.task;

import dev.heddle.internal.park.CurrentScope;
import dev.heddle.internal.park.Deadline;
import dev.heddle.internal.park.WaitList;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/**
 * A flag that threads wait for: {@code asyncio.Event}, for threads of every kind.
 *
 * <pre>{@code
 * Event ready = new Event();
 * group.fork("consumer", () -> { ready.await(); consume(); });
 * ready.set();                            // from anywhere: a task, a plain thread, a callback
 * }</pre>
 *
 * <p>{@link #set} wakes everyone who waits at that moment, even if {@link #clear} follows before they run: a wait ends when
 * the flag <i>was</i> set, and does not look whether it still is. So {@code while (!event.isSet()) event.await()} is wrong,
 * and so is an event with {@code clear} for handing over items, of which it loses some: that is what a queue is for.
 *
 * <p>Thread-safe. What a thread did before {@code set} <i>happens-before</i> what another does after a wait that this ends.
 */
public final class Event {
    private static final VarHandle TIMES;

    static {
        try {
            TIMES = MethodHandles.lookup().findVarHandle(Event.class, "times", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final WaitList waiters = new WaitList(this);
    private volatile boolean set;

    /** How often it was set: what waits looks for a change, so it cannot miss one. */
    private volatile long times;

    /** An event that is not set. */
    public Event() {}

    /** Sets the flag and wakes everyone who waits. */
    public void set() {
        set = true;
        TIMES.getAndAdd(this, 1L);
        waiters.signalAll();
    }

    /** Takes the flag back, for those who come later. */
    public void clear() {
        set = false;
    }

    /**
     * Whether the flag is set.
     *
     * @return true after {@link #set}, until {@link #clear}
     */
    public boolean isSet() {
        return set;
    }

    /**
     * Waits until the flag is set; returns at once if it is.
     *
     * @throws CancellationException if the task or group around this call is cancelled while this waits
     * @throws InterruptedException if the calling thread is interrupted
     */
    public void await() throws InterruptedException {
        await(Deadline.NEVER);
    }

    /**
     * The same, for at most {@code timeout}.
     *
     * @param timeout how long to wait; zero or less does not wait
     * @return false if the flag was not set in time
     * @throws CancellationException if the task or group around this call is cancelled while this waits
     * @throws InterruptedException if the calling thread is interrupted
     */
    public boolean await(Duration timeout) throws InterruptedException {
        return await(Deadline.after(timeout));
    }

    private boolean await(Deadline deadline) throws InterruptedException {
        CurrentScope.checkEntry();
        long seen = times;
        return waiters.awaitTrue(() -> set || times != seen, deadline);
    }

    @Override
    public String toString() {
        return "Event[" + (set ? "set" : "not set") + ", " + waiters.size() + " waiting]";
    }
}
