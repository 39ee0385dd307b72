package dev.heddle.task;

import dev.heddle.internal.Thrown;
import dev.heddle.internal.park.CancelScope;
import dev.heddle.internal.park.Cancellation;
import dev.heddle.internal.park.CurrentScope;
import dev.heddle.internal.park.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A block that a cancellation from outside does not reach: for clean-up that has to wait.
 *
 * <pre>{@code
 * try {
 *     work(connection);
 * } finally {
 *     try (var shield = Shield.open(Duration.ofSeconds(2))) {   // the group may have been cancelled
 *         connection.sayGoodbye();
 *     }
 * }
 * }</pre>
 *
 * <p>In the block, waits of Heddle's do not end because the task or group around it is cancelled, and the interrupt that
 * such a cancellation has set or would set is held back; it is given back at the end of the block. Interrupts by others come
 * through. Groups opened in the block are shielded too.
 *
 * <p>A shield has a time limit, since it holds up everybody who waits for the task. When it is reached, the block is
 * cancelled by itself: its waits in Heddle throw {@link java.util.concurrent.CancellationException} with a {@link
 * DeadlineExceededException} as cause, and a thread of Heddle's is interrupted.
 *
 * <p>For one thread, and closed in the reverse order of opening. Trio's {@code CancelScope(shield=True)} with {@code
 * move_on_after}.
 */
public final class Shield implements AutoCloseable {
    private final Thread thread = Thread.currentThread();
    private final CancelScope enclosing = CurrentScope.get();
    private final List<CancelScope> masked;
    private final CancelScope scope;
    private final Expiry expiry;
    private boolean closed;

    private Shield(Duration atMost) {
        this.masked = ofThread();
        Objects.requireNonNull(atMost, "atMost");
        this.scope = CancelScope.shield(enclosing, this);
        this.expiry = new Expiry(() -> Thread.startVirtualThread(this::expire));
        CurrentScope.set(scope);
        masked.forEach(CancelScope::mask);
        if (!masked.isEmpty()) {
            scope.bind();
        }
        expiry.move(atMost);
    }

    /**
     * Begins a shielded block on the calling thread.
     *
     * @param atMost how long it may take
     * @return to be closed at its end
     */
    public static Shield open(Duration atMost) {
        return new Shield(atMost);
    }

    /**
     * The scopes whose cancellation would interrupt this thread: of the task that it runs, of a group that it runs the body of,
     * and of a shield around, which has masked those beyond.
     */
    private List<CancelScope> ofThread() {
        List<CancelScope> bound = new ArrayList<>();
        for (CancelScope s = enclosing; s != null; s = s.label() instanceof Shield ? null : s.parent()) {
            if (s.isBoundTo(thread)) {
                bound.add(s);
            }
        }
        return bound;
    }

    Deadline deadline() {
        return expiry.deadline();
    }

    private void expire() {
        DeadlineExceededException cause = DeadlineExceededException.ofShield();
        scope.cancel(new Cancellation(CancelReason.DEADLINE, cause.getMessage(), cause));
    }

    /**
     * Ends the block. Again: no effect.
     *
     * @throws WrongThreadException if the calling thread is not the one that opened it
     * @throws IllegalStateException if a group or shield that was opened in the block is still open, which is closed then too
     */
    @Override
    public void close() {
        if (Thread.currentThread() != thread) {
            throw new WrongThreadException("a shield is closed by the thread that opened it");
        }
        if (closed) {
            return;
        }
        closed = true;
        expiry.end();
        Throwable problem = OwnedGroup.closeLeaked(scope, null);
        problem = Thrown.both(problem, scope.end());
        masked.forEach(CancelScope::unmask);
        CurrentScope.set(enclosing);
        if (problem instanceof Error error) {
            throw error;
        }
        if (problem != null) {
            throw problem instanceof RuntimeException e ? e : new IllegalStateException(problem);
        }
    }
}
