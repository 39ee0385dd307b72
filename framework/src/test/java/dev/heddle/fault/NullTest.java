package dev.heddle.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.queue.Generator;
import dev.heddle.queue.Handler;
import dev.heddle.queue.Lease;
import dev.heddle.queue.PoolOptions;
import dev.heddle.queue.QueueClosedException;
import dev.heddle.queue.QueueOptions;
import dev.heddle.queue.Select;
import dev.heddle.queue.WorkQueue;
import dev.heddle.queue.WorkSource;
import dev.heddle.queue.WorkerPool;
import dev.heddle.task.Action;
import dev.heddle.task.Body;
import dev.heddle.task.Event;
import dev.heddle.task.FailurePolicy;
import dev.heddle.task.GroupOptions;
import dev.heddle.task.Offload;
import dev.heddle.task.Ready;
import dev.heddle.task.Service;
import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Until;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rule 6 for null: every reference parameter of every public method refuses it at once, and nothing has happened. */
class NullTest {

    /** Where null means something, by the documentation. */
    private static final Set<String> ALLOWED = Set.of("QueueClosedException.new(String, Throwable)[1]",
            "QueueClosedException.new(String, Throwable)[0]", "FailurePolicy.equals(Object)[0]",
            "QueueStats.equals(Object)[0]", "WorkerReport.equals(Object)[0]");

    /** Interfaces that users implement: what they refuse is their affair. */
    private static final Set<Class<?>> OF_USERS = Set.of(Handler.class, Lease.class, WorkSource.class, Action.class,
            Body.class, Service.class, Generator.Body.class);

    /** One parameter of one method. */
    record Parameter(Executable of, int index) {
        @Override
        public String toString() {
            return Api.name(of) + "[" + index + "]";
        }
    }

    static Stream<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        for (Executable executable : Api.all()) {
            for (int i = 0; i < executable.getParameterCount(); i++) {
                Parameter parameter = new Parameter(executable, i);
                if (!executable.getParameterTypes()[i].isPrimitive() && !ALLOWED.contains(parameter.toString())
                        && !OF_USERS.contains(executable.getDeclaringClass())) {
                    parameters.add(parameter);
                }
            }
        }
        return parameters.stream();
    }

    private final CountDownLatch end = new CountDownLatch(1);
    private final Map<Class<?>, Object> values = new HashMap<>();
    private TaskGroup group;
    private Task<Void> task;
    private WorkQueue<Object> queue;
    private WorkQueue<Object> ofPool;
    private WorkerPool<Object> pool;

    /** A live one of each class, and a value for each type of parameter. */
    @BeforeEach
    void make() throws Exception {
        group = TaskGroup.open("nulls");
        CountDownLatch begun = new CountDownLatch(1);
        task = group.forkDaemon("lives", () -> {
            begun.countDown();
            end.await();
        });
        begun.await();
        queue = WorkQueue.unbounded();
        queue.put("on lease");
        queue.put("there");
        ofPool = WorkQueue.unbounded();
        pool = WorkerPool.start(group, ofPool, 1, item -> {});
        List<Ready<Object>> ready = new ArrayList<>();
        group.start("ready", (Ready<Object> itself) -> {
            ready.add(itself);
            itself.set("once");
        }).task().get();
        List<Generator.Out<Object>> outs = new ArrayList<>();
        Generator<Object> generator = Generator.open(group, outs::add);
        generator.next();
        Until.holds("only the task and the worker live", () -> group.live().size() == 2);
        for (Object value : List.of(queue, pool, new Event(), GroupOptions.defaults(), "text", Duration.ZERO,
                dev.heddle.task.Until.ALL_COMPLETED, TimeUnit.DAYS, FailurePolicy.failFast())) {
            values.put(value.getClass(), value);
        }
        values.put(TaskGroup.class, group);
        values.put(QueueOptions.class, QueueOptions.fifo());
        values.put(PoolOptions.class, PoolOptions.size(1));
        values.put(Select.class, Select.of(WorkQueue.unbounded()));
        values.put(Select.Case[].class, new Select.Case<?>[]{Select.take(queue, item -> item)});
        values.put(WorkQueue[].class, new WorkQueue<?>[]{queue});
        values.put(WorkerPool[].class, new WorkerPool<?>[]{pool});
        values.put(Function.class, Function.identity());
        values.put(Supplier.class, (Supplier<Object>) () -> "supplied");
        values.put(Generator.class, generator);
        values.put(Generator.Body.class, (Generator.Body<Object>) out -> {});
        values.put(Generator.Out.class, outs.get(0));
        values.put(Offload.class, Offload.open(group, 1));
        values.put(Ready.class, ready.get(0));
        values.put(Lease.class, queue.lease(1, Duration.ZERO).get(0));
        values.put(Task.class, task);
        values.put(Task[].class, new Task<?>[]{task});
        values.put(Object.class, "item");
        values.put(Throwable.class, new IllegalStateException("given"));
        values.put(Callable.class, (Callable<Integer>) () -> 1);
        values.put(Action.class, (Action) () -> {});
        values.put(Runnable.class, (Runnable) () -> {});
        values.put(CompletionStage.class, CompletableFuture.completedFuture(1));
        values.put(AutoCloseable.class, (AutoCloseable) () -> {});
        values.put(Service.class, (Service<Integer>) itself -> itself.set(1));
        values.put(Body.class, (Body<Object, Integer>) any -> 1);
        values.put(Handler.class, (Handler<Object>) any -> {});
        values.put(BiConsumer.class, (BiConsumer<Object, Object>) (one, other) -> {});
        values.put(UnaryOperator.class, UnaryOperator.identity());
        values.put(ThreadFactory.class, Thread.ofVirtual().factory());
        values.put(Collection.class, List.of(task));
        values.put(Iterable.class, List.of(1));
        values.put(WorkSource.class, queue);
        values.put(int.class, 1);
        values.put(long.class, 1L);
        values.put(boolean.class, false);
    }

    @AfterEach
    void end() throws Exception {
        end.countDown();
        group.cancel();
        group.close();
    }

    @Test
    void thereAreMethodsToTest() {
        assertTrue(parameters().count() > 50, () -> "only " + parameters().toList());
        ALLOWED.stream().filter(name -> !name.contains("equals"))
                .forEach(name -> assertTrue(Api.all().stream().anyMatch(e -> name.startsWith(Api.name(e))),
                        () -> "there is no " + name));
    }

    @ParameterizedTest
    @MethodSource("parameters")
    void r6_nullIsRefusedAtOnceAndNothingHasHappened(Parameter parameter) throws Exception {
        String before = state();
        Throwable thrown = Told.by(() -> call(parameter));
        assertNotNull(thrown, () -> parameter + " takes null without a word");
        assertInstanceOf(NullPointerException.class, thrown);
        assertNotNull(thrown.getMessage(), "which one it was");
        assertFalse(thrown.getMessage().startsWith("Cannot "), () -> "by accident: " + thrown.getMessage());
        assertEquals(before, state());
    }

    private String state() {
        return group + " " + task + " " + queue + " " + queue.stats() + " " + pool + " " + pool.report() + " "
                + ofPool.isClosed();
    }

    private void call(Parameter parameter) throws Exception {
        Executable of = parameter.of();
        Object[] arguments = new Object[of.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = i == parameter.index() ? null : value(of.getParameterTypes()[i]);
        }
        try {
            if (of instanceof Constructor<?> constructor) {
                constructor.newInstance(arguments);
            } else {
                Method method = (Method) of;
                Object on = Modifier.isStatic(method.getModifiers()) ? null : value(method.getDeclaringClass());
                method.invoke(on, arguments);
            }
        } catch (InvocationTargetException e) {
            throw Faults.<Exception>unchecked(e.getCause());
        }
    }

    private Object value(Class<?> type) {
        Object value = values.get(type);
        assertNotNull(value, () -> "this test needs to know a value of " + type);
        return value;
    }
}
