package dev.heddle.internal.jdk;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.ThreadFactory;

/** JDK 21 to 24: {@code new StructuredTaskScope(name, factory)}, whose base class cancels nothing by itself. */
final class ClassContainer extends ScopeContainer {
    private static final MethodHandle NEW;

    static {
        try {
            NEW = MethodHandles.publicLookup()
                    .findConstructor(Shapes.scope(), methodType(void.class, String.class, ThreadFactory.class))
                    .asType(methodType(Object.class, String.class, ThreadFactory.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    ClassContainer(String name, UserThreads users) {
        super(name, users);
    }

    /** Fails if this JDK has another shape. */
    static void verify() {}

    @Override
    Object openScope(String name, ThreadFactory threads) throws Throwable {
        return (Object) NEW.invokeExact(name, threads);
    }
}
