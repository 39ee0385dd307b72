package dev.heddle.task;

import dev.heddle.internal.SafeText;
import dev.heddle.internal.park.WaitList;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/**
 * How a task that was {@linkplain TaskGroup#start started} says that it is ready. Thread-safe.
 *
 * @param <R> what it is ready with, such as the port that it listens on
 */
public final class Ready<R> {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(Ready.class, "value", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final WaitList waiting = new WaitList(this);
    private volatile Object value;

    Ready() {}

    /**
     * Says that it is ready: whoever started it goes on.
     *
     * @param value what it is ready with; not null
     * @throws IllegalStateException if it has said so before
     */
    public void set(R value) {
        Objects.requireNonNull(value, "value");
        if (!VALUE.compareAndSet(this, null, value)) {
            throw new IllegalStateException(
                    "a task is ready once: it has said so before, with " + SafeText.of(this.value));
        }
        waiting.signalAll();
    }

    @SuppressWarnings("unchecked") // only set() sets it
    R value() {
        return (R) value;
    }

    WaitList waiting() {
        return waiting;
    }
}
