package dev.heddle.internal.jdk;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/**
 * The scoped values that are bound in a thread. A scope of the JDK's notes them when it is opened, and refuses to fork when the
 * thread has others; they are compared by identity, and "none, and never any" differs from "none any more". So a thread
 * that has never bound a value, opens a scope, binds one and lets it go (as does, on JDK 26, who makes an {@code HttpClient})
 * could not fork any more.
 */
final class Bindings {
    private static final MethodHandle BIND_AND_LET_GO;

    static {
        try {
            Class<?> key = Class.forName("java.lang.ScopedValue");
            Class<?> carrier = Class.forName("java.lang.ScopedValue$Carrier");
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Object value = lookup.findStatic(key, "newInstance", methodType(key)).invoke();
            Object bound = lookup.findStatic(key, "where", methodType(carrier, key, Object.class)).invoke(value, "");
            MethodHandle run = lookup.findVirtual(carrier, "run", methodType(void.class, Runnable.class));
            Runnable nothing = () -> {};
            BIND_AND_LET_GO = MethodHandles.insertArguments(run, 0, bound, nothing);
        } catch (Throwable e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Bindings() {}

    /** Makes the calling thread one that has bound a value before; what is bound in it stays. */
    static void settle() {
        try {
            BIND_AND_LET_GO.invokeExact();
        } catch (Throwable e) {
            throw Shapes.rethrow(e);
        }
    }
}
