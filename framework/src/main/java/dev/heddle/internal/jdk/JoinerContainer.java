package dev.heddle.internal.jdk;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * JDK 25 and later: {@code StructuredTaskScope.open(joiner, configuration)}. The joiner is a proxy that never cancels
 * and keeps nothing: the one of the JDK that does so is gone since 27, and the remaining one keeps every subtask.
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
            JOINER = Proxy.newProxyInstance(JoinerContainer.class.getClassLoader(), new Class<?>[]{joiner},
                    (proxy, method, arguments) -> answer(proxy, method, arguments));
        } catch (ReflectiveOperationException e) {
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

    private static Object answer(Object proxy, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> "Heddle's joiner";
            default -> method.getReturnType() == boolean.class ? Boolean.FALSE : null;
        };
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
