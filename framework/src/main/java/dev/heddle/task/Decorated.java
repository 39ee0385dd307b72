package dev.heddle.task;

import dev.heddle.internal.Thrown;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;

/** A task's body within the wrapper of its group: a Runnable for the wrapper, a result or an exception for the task. */
final class Decorated<T> implements Callable<T> {
    private final Callable<? extends T> body;
    private final Runnable wrapped;
    private boolean ran;
    private T value;
    private Throwable thrown;

    private Decorated(Callable<? extends T> body, UnaryOperator<Runnable> wrapper) {
        this.body = body;
        this.wrapped = Objects.requireNonNull(wrapper.apply(this::run), "the decorator of the group gave null");
    }

    /** The body itself, where there is no wrapper. */
    static <T> Callable<? extends T> by(UnaryOperator<Runnable> wrapper, Callable<? extends T> body) {
        return wrapper == null ? body : new Decorated<T>(body, wrapper);
    }

    private void run() {
        ran = true;
        try {
            value = body.call();
        } catch (Exception e) {
            thrown = e;
        } catch (Error e) {
            thrown = e;
            throw e; // a Runnable can tell of it
        }
    }

    @Override
    public T call() throws Exception {
        try {
            wrapped.run();
        } catch (Throwable e) {
            throw Thrown.raise(Thrown.both(e, thrown));
        }
        if (thrown instanceof Error error) {
            throw error; // which the wrapper has caught
        }
        if (thrown != null) {
            throw (Exception) thrown;
        }
        if (!ran) {
            throw new IllegalStateException("the decorator of the group did not run the task");
        }
        return value;
    }
}
