package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.testing.Threads;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Scoped values, reached through reflection because they are a preview API before JDK 25. */
class ScopedValueTest {
    private Object key;

    @BeforeEach
    void needsScopedValues() throws Exception {
        assumeTrue(Runtime.version().feature() >= 25, "scoped values are a preview API up to JDK 24");
        key = Class.forName("java.lang.ScopedValue").getMethod("newInstance").invoke(null);
    }

    /** {@code ScopedValue.where(key, value).run(body)}. */
    private void where(Object value, Action body) throws Exception {
        Method where = Class.forName("java.lang.ScopedValue").getMethod("where", key.getClass(), Object.class);
        Object carrier = where.invoke(null, key, value);
        AtomicReference<Exception> thrown = new AtomicReference<>();
        Runnable wrapped = () -> {
            try {
                body.run();
            } catch (Exception e) {
                thrown.set(e);
            }
        };
        try {
            Class.forName("java.lang.ScopedValue$Carrier").getMethod("run", Runnable.class).invoke(carrier, wrapped);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
        if (thrown.get() != null) {
            throw thrown.get();
        }
    }

    private Object value() throws Exception {
        return key.getClass().getMethod("orElse", Object.class).invoke(key, "unbound");
    }

    @Test
    void t16_everyTaskSeesWhatIsBoundAroundOpenHoweverItWasForked() throws Exception {
        Callable<Object> look = this::value;
        AtomicReference<List<Task<Object>>> nested = new AtomicReference<>();
        AtomicReference<Task<Object>> fromTask = new AtomicReference<>();
        AtomicReference<Object> inDaemon = new AtomicReference<>();
        where("bound", () -> {
            try (TaskGroup group = TaskGroup.open("scoped")) {
                Task<Object> byOwner = group.fork("by owner", look);
                group.fork("forker", () -> {
                    fromTask.set(group.fork("by task", look));
                    try (TaskGroup inner = TaskGroup.open("inner")) {
                        AtomicReference<Task<Object>> deeper = new AtomicReference<>();
                        Task<Object> direct = inner.fork(look);
                        inner.fork(() -> deeper.set(inner.fork(look)));
                        inner.join();
                        nested.set(List.of(direct, deeper.get()));
                    }
                });
                group.forkDaemon("daemon", () -> inDaemon.set(value())).get();
                group.join();
                assertEquals("bound", byOwner.resultNow());
                assertEquals("bound", fromTask.get().resultNow());
                assertEquals("bound", inDaemon.get());
                nested.get().forEach(task -> assertEquals("bound", task.resultNow()));
            }
            assertEquals(List.of("bound", "bound"), TaskGroup.gather(List.of(look, look)));
            assertEquals("bound", TaskGroup.call(GroupOptions.defaults(), group -> value()));
        });
        assertEquals("unbound", value());
    }

    @Test
    void t16_aForeignForkerHasNoSayInWhatTheTaskSees() throws Exception {
        AtomicReference<Task<Object>> task = new AtomicReference<>();
        where("owner's", () -> {
            try (TaskGroup group = TaskGroup.open("scoped"); Threads threads = new Threads(Threads.Kind.PLATFORM)) {
                threads.start("stranger", () -> where("stranger's", () -> task.set(group.fork(this::value))));
                threads.join();
                group.join();
                assertEquals("owner's", task.get().resultNow());
            }
        });
    }

    @Test
    void t16_callbacksSeeThemToo() throws Exception {
        AtomicReference<Object> onCancel = new AtomicReference<>();
        where("bound", () -> {
            try (TaskGroup group = TaskGroup.open("scoped")) {
                group.onCancel(() -> onCancel.set(value()));
                group.cancel();
            }
        });
        assertEquals("bound", onCancel.get());
    }

    @Test
    void t16_aForkByTheOwnerWithinALaterBindingIsAStructureViolationThatLeavesNothingBehind() throws Exception {
        AtomicInteger closed = new AtomicInteger();
        try (TaskGroup group = TaskGroup.open("scoped")) {
            Exception violation = assertThrows(RuntimeException.class,
                    () -> where("later", () -> group.fork("late", closed::incrementAndGet, () -> 1)));
            assertEquals("StructureViolationException", violation.getClass().getSimpleName());
            assertEquals(1, closed.get());
            assertTrue(group.live().isEmpty());
            Task<Integer> task = group.fork(() -> 2);
            group.join();
            assertEquals(2, task.resultNow());
        }
    }

    /** The JDK's own scopes refuse that to a thread that has bound nothing before. */
    @Test
    void t16_theOwnerForksAfterABindingThatHasComeAndGoneInItsBlock() throws Exception {
        AtomicReference<Integer> result = new AtomicReference<>();
        for (Threads.Kind kind : Threads.Kind.values()) {
            try (Threads threads = new Threads(kind)) {
                threads.start("fresh owner", () -> {
                    try (TaskGroup group = TaskGroup.open("scoped")) {
                        where("later", () -> {});
                        result.set(group.fork(() -> 1).get());
                        group.join();
                    }
                });
            }
            assertEquals(1, result.getAndSet(null), kind::toString);
        }
    }

    @Test
    void aTaskMayForkWithinABindingOfItsOwn() throws Exception {
        AtomicReference<Task<Object>> inner = new AtomicReference<>();
        where("outer", () -> {
            try (TaskGroup group = TaskGroup.open("scoped")) {
                group.fork(() -> where("task's", () -> inner.set(group.fork(this::value))));
                group.join();
                assertEquals("outer", inner.get().resultNow(), "what was bound around open");
            }
        });
    }

    @Test
    void anOffloadedCallSeesWhatIsBoundAroundIt() throws Exception {
        try (Offload offload = Offload.open(1)) {
            where("bound", () -> assertEquals("bound", offload.call(this::value)));
            assertEquals("unbound", offload.call(this::value));
        }
    }
}
