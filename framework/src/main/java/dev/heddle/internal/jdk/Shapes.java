package dev.heddle.internal.jdk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Tells which shape StructuredTaskScope has on this JDK, and refuses one that nobody has tried. It is reached through
 * method handles because it is a preview API up to JDK 27: {@code javac} would mark a class that names it, and the JVM
 * runs marked classes on one release only, and only with a flag.
 */
final class Shapes {
    private enum Shape {
        /** 21 to 24: a class with a constructor. */
        CLASS,
        /** 25 and later: a sealed interface whose {@code open} takes a Joiner. */
        JOINER
    }

    /** What was found, or why nothing was: a failure must not surface as a class that does not initialise. */
    private static final Shape SHAPE;

    private static final Throwable UNKNOWN;

    static {
        Shape shape = null;
        Throwable unknown = null;
        try {
            if (scope().isInterface()) {
                JoinerContainer.verify();
                shape = Shape.JOINER;
            } else {
                ClassContainer.verify();
                shape = Shape.CLASS;
            }
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            unknown = e;
        }
        SHAPE = shape;
        UNKNOWN = unknown;
    }

    private Shapes() {}

    static Container open(String name, UserThreads users) {
        if (SHAPE == null) {
            throw refusal(UNKNOWN);
        }
        return SHAPE == Shape.CLASS ? new ClassContainer(name, users) : new JoinerContainer(name, users);
    }

    static UnsupportedOperationException refusal(Throwable cause) {
        return new UnsupportedOperationException("this version of Heddle does not know the StructuredTaskScope of JDK "
                + Runtime.version() + ": it knows those of JDK 21 to 28. A newer Heddle may.", cause);
    }

    static Class<?> scope() throws ClassNotFoundException {
        return Class.forName("java.util.concurrent.StructuredTaskScope");
    }

    /** A public virtual method as a handle of exactly this type, for {@code invokeExact}. */
    static MethodHandle method(Class<?> owner, String name, MethodType erased, Class<?>... parameters)
            throws ReflectiveOperationException {
        return MethodHandles.publicLookup().unreflect(owner.getMethod(name, parameters)).asType(erased);
    }

    /** Passes on what a method handle threw; the scope's methods declare nothing checked but interruption. */
    static RuntimeException rethrow(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException runtime) {
            throw runtime;
        }
        throw new IllegalStateException("StructuredTaskScope threw what it does not declare", thrown);
    }
}
