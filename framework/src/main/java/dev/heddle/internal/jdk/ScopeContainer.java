package dev.heddle.internal.jdk;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;

/** What the shapes have in common: {@code fork}, {@code join} and {@code close}, alike on every JDK so far. */
abstract sealed class ScopeContainer implements Container permits ClassContainer, JoinerContainer {
    private static final MethodHandle FORK;
    private static final MethodHandle JOIN;
    private static final MethodHandle CLOSE;

    static {
        try {
            Class<?> scope = Shapes.scope();
            FORK = Shapes.method(scope, "fork", methodType(Object.class, Object.class, Callable.class), Callable.class);
            JOIN = Shapes.method(scope, "join", methodType(Object.class, Object.class));
            CLOSE = Shapes.method(scope, "close", methodType(void.class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final NamingFactory naming;
    private final Object scope;

    ScopeContainer(String name, UserThreads users) {
        this.naming = new NamingFactory(users);
        Bindings.settle();
        try {
            this.scope = openScope(name, naming);
        } catch (Throwable e) {
            throw Shapes.rethrow(e);
        }
    }

    /** Opens the JDK's scope. Called by the constructor, so it may not touch fields. */
    abstract Object openScope(String name, ThreadFactory threads) throws Throwable;

    @Override
    public final void start(Strand strand) {
        try {
            Object subtask = (Object) FORK.invokeExact(scope, naming.prepare(strand));
        } catch (Throwable e) {
            naming.refused();
            throw Shapes.rethrow(e);
        }
        naming.started();
    }

    /**
     * The JDK wants a {@code join} before {@code close}, and lets it be interrupted; {@code close} then waits for the
     * threads all the same. By now they have nothing of the user's left to run.
     */
    @Override
    public final void close() {
        boolean interrupted = Thread.interrupted();
        try {
            try {
                Object ignored = (Object) JOIN.invokeExact(scope);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            CLOSE.invokeExact(scope);
        } catch (Throwable e) {
            throw Shapes.rethrow(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
