package dev.heddle.internal.jdk;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * JDK 25 and later: {@code StructuredTaskScope.open(joiner, configuration)}. The joiner never cancels and keeps nothing: the
 * one of the JDK that does so is gone since 27, and the remaining one keeps every subtask. So this is one with the JDK's
 * default methods and a result of null, made like a lambda.
 */
final class JoinerContainer extends ScopeContainer {
    private static final MethodHandle OPEN;
    private static final MethodHandle WITH_NAME;
    private static final MethodHandle WITH_THREADS;
    private static final Object JOINER;

    static {
        try {
            Class<?> scope = Shapes.scope();
            Class<?> joiner = Class.forName(scope.getName() + "$Joiner");
            Class<?> configuration = Class.forName(scope.getName() + "$Configuration");
            Method open = openMethod(scope, joiner);
            OPEN = MethodHandles.publicLookup().unreflect(open)
                    .asType(methodType(Object.class, Object.class, UnaryOperator.class));
            WITH_NAME = Shapes.method(configuration, "withName", methodType(Object.class, Object.class, String.class),
                    String.class);
            WITH_THREADS = Shapes.method(configuration, "withThreadFactory",
                    methodType(Object.class, Object.class, ThreadFactory.class), ThreadFactory.class);
            JOINER = joiner(joiner);
        } catch (Throwable e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    JoinerContainer(String name, UserThreads users) {
        super(name, users);
    }

    /** Fails if this JDK has another shape. */
    static void verify() {}

    /** 25 takes the configuration as a Function, later releases as a UnaryOperator, which is one. */
    private static Method openMethod(Class<?> scope, Class<?> joiner) throws NoSuchMethodException {
        try {
            return scope.getMethod("open", joiner, UnaryOperator.class);
        } catch (NoSuchMethodException e) {
            return scope.getMethod("open", joiner, Function.class);
        }
    }

    private static Object joiner(Class<?> type) throws Throwable {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        MethodType result = methodType(Object.class);
        MethodHandle nothing = lookup.findStatic(JoinerContainer.class, "nothing", result);
        return LambdaMetafactory.metafactory(lookup, "result", methodType(type), result, nothing, result).getTarget()
                .invoke();
    }

    private static Object nothing() {
        return null;
    }

    @Override
    Object openScope(String name, ThreadFactory threads) throws Throwable {
        UnaryOperator<Object> configure = configuration -> {
            try {
                Object named = (Object) WITH_NAME.invokeExact(configuration, name);
                return (Object) WITH_THREADS.invokeExact(named, threads);
            } catch (Throwable e) {
                throw Shapes.rethrow(e);
            }
        };
        return (Object) OPEN.invokeExact(JOINER, configure);
    }
}
