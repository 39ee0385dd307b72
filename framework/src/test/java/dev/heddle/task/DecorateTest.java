package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Threads;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The decorator of a group: it carries context from the thread that forks to that of the task. */
class DecorateTest {
    private static final ThreadLocal<String> CONTEXT = new ThreadLocal<>();
    private static final Duration LATE = Duration.ofHours(1);

    private final IllegalStateException boom = new IllegalStateException("boom");
    private final IllegalStateException late = new IllegalStateException("late");
    private final ConcurrentLinkedQueue<Thread> appliedBy = new ConcurrentLinkedQueue<>();

    /** What logging and tracing libraries do. */
    private Runnable carry(Runnable body) {
        appliedBy.add(Thread.currentThread());
        String context = CONTEXT.get();
        return () -> {
            CONTEXT.set(context);
            try {
                body.run();
            } finally {
                CONTEXT.remove();
            }
        };
    }

    private static UnaryOperator<Runnable> counting(AtomicInteger count) {
        return body -> {
            count.incrementAndGet();
            return body;
        };
    }

    private GroupOptions carrying() {
        return GroupOptions.of("carrying").decorate(this::carry);
    }

    private static Action in(String context, Action body) {
        return () -> {
            CONTEXT.set(context);
            try {
                body.run();
            } finally {
                CONTEXT.remove();
            }
        };
    }

    // ---- where it is applied

    @Test
    void itIsAppliedInTheThreadThatForksAndRunsInTheTasks() throws Exception {
        in("mine", () -> {
            try (TaskGroup group = TaskGroup.open(carrying())) {
                assertEquals("mine", group.fork(CONTEXT::get).get());
                assertEquals(List.of(Thread.currentThread()), List.copyOf(appliedBy));
                assertEquals("mine", group.fork("owning", () -> {}, CONTEXT::get).get());
                group.forkDaemon("daemon", () -> assertEquals("mine", CONTEXT.get())).get();
                group.<String>start("service", ready -> {
                    assertEquals("mine", CONTEXT.get());
                    ready.set("up");
                }).task().get();
                group.join();
            }
        }).run();
    }

    @Test
    void forksByTasksAndStrangersCarryTheirsAndNotTheOwners() throws Exception {
        try (Threads threads = new Threads(Threads.Kind.PLATFORM); TaskGroup group = TaskGroup.open(carrying())) {
            Thread stranger = threads.start("stranger",
                    in("strange", () -> assertEquals("strange", group.fork(CONTEXT::get).get())));
            threads.join();
            assertEquals(List.of(stranger), List.copyOf(appliedBy));
            Task<Task<String>> nested = group.fork(() -> {
                CONTEXT.set("the task's");
                return group.fork(CONTEXT::get);
            });
            group.join();
            assertEquals("the task's", nested.resultNow().resultNow());
        }
    }

    @Test
    void t17_aTaskThatNeverBeginsIsNotWrappedAroundAnything() throws Exception {
        AtomicBoolean ran = new AtomicBoolean();
        UnaryOperator<Runnable> noting = body -> () -> {
            ran.set(true);
            body.run();
        };
        try (TaskGroup group = TaskGroup.open(GroupOptions.of("cancelled").decorate(noting))) {
            group.cancel();
            assertTrue(group.fork(() -> 1).isCancelled());
        }
        assertFalse(ran.get());
    }

    // ---- who inherits it

    @Test
    void groupsWithinABlockOrATaskInheritIt() throws Exception {
        in("outer", () -> {
            try (TaskGroup group = TaskGroup.open(carrying())) {
                try (TaskGroup inner = TaskGroup.open("inner")) {
                    assertEquals("outer", inner.fork(CONTEXT::get).get());
                    inner.join();
                }
                Task<String> task = group.fork(() -> {
                    try (TaskGroup inner = TaskGroup.open("inner"); TaskGroup innermost = TaskGroup.open("innermost")) {
                        Task<String> deep = innermost.fork(CONTEXT::get);
                        innermost.join();
                        return deep.resultNow() + inner.live();
                    }
                });
                assertEquals("outer[]", task.get());
                try (Shield shield = Shield.open(LATE); TaskGroup inner = TaskGroup.open("inner")) {
                    assertEquals("outer", inner.fork(CONTEXT::get).get(), shield::toString);
                    inner.join();
                }
                group.join();
            }
        }).run();
    }

    @Test
    void bulkCallsWithinInheritItToo() throws Exception {
        in("outer", () -> {
            try (TaskGroup group = TaskGroup.open(carrying())) {
                assertEquals(List.of("outer"), TaskGroup.<String>gather(List.of(CONTEXT::get)));
                assertEquals(List.of(new Outcome.Success<>("outer")),
                        TaskGroup.<String>outcomes(List.of(CONTEXT::get)));
                assertEquals("outer", TaskGroup.<String>race(List.of(CONTEXT::get)));
                assertEquals(List.of("outer1"), TaskGroup.<Integer, String>map(List.of(1), 1, i -> CONTEXT.get() + i));
                assertEquals("outer", TaskGroup.<String>within(LATE, inner -> CONTEXT.get()));
                assertEquals("outer",
                        TaskGroup.<String>within(LATE, inner -> inner.fork(CONTEXT::get).get() + joined(inner)));
                assertEquals("outer", TaskGroup.<String>call(GroupOptions.of("called"), inner -> CONTEXT.get()));
                assertEquals(0, group.live().size());
            }
        }).run();
    }

    private static String joined(TaskGroup group) throws Exception {
        group.join();
        return "";
    }

    @Test
    void aGroupThatHasItsOwnDoesNotUseTheInheritedOne() throws Exception {
        AtomicInteger outer = new AtomicInteger();
        AtomicInteger inner = new AtomicInteger();
        try (TaskGroup around = TaskGroup.open(GroupOptions.of("outer").decorate(counting(outer)))) {
            try (TaskGroup group = TaskGroup.open(GroupOptions.of("inner").decorate(counting(inner)))) {
                group.fork(() -> {
                    TaskGroup.gather(List.of(() -> 1, () -> 2));
                });
                group.join();
            }
            assertEquals(0, outer.get());
            assertEquals(3, inner.get());
            around.fork(() -> 1);
            around.join();
        }
        assertEquals(1, outer.get());
        try (TaskGroup unrelated = TaskGroup.open("afterwards")) {
            unrelated.fork(() -> 1);
            unrelated.join();
        }
        assertEquals(1, outer.get(), "it ends with its group");
    }

    @Test
    void theOtherOptionsKeepIt() throws Exception {
        AtomicInteger count = new AtomicInteger();
        GroupOptions options = GroupOptions.of("kept").decorate(counting(count)).deadline(LATE)
                .failures(FailurePolicy.failFast()).threads(Thread.ofVirtual().factory());
        try (TaskGroup group = TaskGroup.open(options)) {
            assertTrue(TaskGroup.remaining().isPresent());
            group.fork(() -> 1);
            group.join();
        }
        assertEquals(1, count.get());
    }

    /** The body of call runs on another thread too: it wants its context there as much as a task does. */
    @Test
    void theBodyOfCallIsDecoratedByTheCallsOwnDecorator() throws Exception {
        in("caller's", () -> assertEquals("caller's", TaskGroup.<String>call(carrying(), group -> CONTEXT.get())))
                .run();
    }

    // ---- failures

    @Test
    void r3_failuresComeThroughUnchanged() throws Exception {
        for (Throwable thrown : List.of(boom, new IOException("disk"), new StackOverflowError("deep"))) {
            try (TaskGroup group = TaskGroup.open(carrying())) {
                group.fork(() -> {
                    switch (thrown) {
                        case Exception e -> throw e;
                        default -> throw (Error) thrown;
                    }
                });
                assertSame(thrown, assertThrows(TaskFailedException.class, group::join).getCause());
            }
        }
    }

    @Test
    void r3_anErrorIsNotLostInADecoratorThatCatchesIt() throws Exception {
        UnaryOperator<Runnable> catching = body -> () -> {
            try {
                body.run();
            } catch (Throwable e) {
                assertTrue(e instanceof Error, "it writes it into its log");
            }
        };
        StackOverflowError deep = new StackOverflowError("deep");
        try (TaskGroup group = TaskGroup.open(GroupOptions.of("catching").decorate(catching))) {
            Task<Integer> task = group.fork(() -> {
                throw deep;
            });
            assertSame(deep, assertThrows(TaskFailedException.class, group::join).getCause(), task::toString);
        }
    }

    @Test
    void r3_whatTheDecoratorThrowsIsAFailureAndHidesNoneOfTheBody() throws Exception {
        UnaryOperator<Runnable> failing = body -> () -> {
            body.run();
            throw late;
        };
        try (TaskGroup group = TaskGroup.open(GroupOptions.of("failing").decorate(failing))) {
            group.fork(() -> 1);
            assertSame(late, assertThrows(TaskFailedException.class, group::join).getCause());
        }
        try (TaskGroup group = TaskGroup.open(GroupOptions.of("failing").decorate(failing))) {
            group.fork(() -> {
                throw boom;
            });
            TaskFailedException failed = assertThrows(TaskFailedException.class, group::join);
            assertTrue(Trees.mentions(failed, late), () -> Trees.print(failed));
            assertTrue(Trees.mentions(failed, boom), () -> Trees.print(failed));
        }
    }

    @Test
    void r6_aDecoratorThatDoesNotRunTheTaskIsTold() throws Exception {
        try (TaskGroup group = TaskGroup.open(GroupOptions.of("lazy").decorate(body -> () -> {}))) {
            group.fork("task", () -> 1);
            TaskFailedException failed = assertThrows(TaskFailedException.class, group::join);
            assertTrue(failed.getMessage().contains("did not run the task"), failed::getMessage);
        }
    }

    @Test
    void r6_aDecoratorThatFailsToWrapFailsTheForkAndItsResourceIsClosed() throws Exception {
        AtomicInteger closed = new AtomicInteger();
        UnaryOperator<Runnable> failing = body -> {
            throw boom;
        };
        try (TaskGroup group = TaskGroup.open(GroupOptions.of("failing").decorate(failing))) {
            assertSame(boom, assertThrows(IllegalStateException.class,
                    () -> group.fork("owning", closed::incrementAndGet, () -> 1)));
            assertEquals(List.of(), group.live());
            assertEquals(1, closed.get(), "the resource is closed, whatever happens");
            group.join();
        }
    }

    @Test
    void r6_aDecoratorThatGivesNothingIsRefusedWhereItIsAppliedNotInTheTask() throws Exception {
        AtomicInteger closed = new AtomicInteger();
        CountDownLatch ran = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open(GroupOptions.of("nothing").decorate(body -> null))) {
            NullPointerException e = assertThrows(NullPointerException.class,
                    () -> group.fork("owning", closed::incrementAndGet, ran::countDown));
            assertTrue(e.getMessage().contains("decorator"), e::getMessage);
            assertEquals(1, closed.get());
            group.join();
        }
        assertEquals("wrapper",
                assertThrows(NullPointerException.class, () -> GroupOptions.of("x").decorate(null)).getMessage());
    }
}
