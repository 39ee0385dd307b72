package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What went wrong in groups within groups can be read in one stack trace; and what is stuck is named. */
class FailureTreeTest {
    private static final int MANY = 100;

    /** shop: orders (orders: parse (lines: line 1 and line 2 fail)), and stock, whose clean-up fails. */
    private static TaskFailedException shop() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        CountDownLatch stocked = new CountDownLatch(1);
        try (TaskGroup shop = TaskGroup.open("shop")) {
            shop.fork("stock", Bodies.whenInterrupted(stocked, new IOException("the stock is not closed")));
            shop.fork("orders", () -> {
                stocked.await();
                try (TaskGroup orders = TaskGroup.open("order desk")) {
                    orders.fork("parse", () -> {
                        try (TaskGroup lines = TaskGroup.open("lines")) {
                            lines.fork("line 1", () -> fail(both, "bad number"));
                            lines.fork("line 2", () -> fail(both, "bad date"));
                            lines.join();
                        }
                    });
                    orders.join();
                }
            });
            return assertThrows(TaskFailedException.class, shop::join);
        }
    }

    private static void fail(CountDownLatch both, String text) {
        both.countDown();
        Bodies.passUninterruptibly(both);
        throw new IllegalStateException(text);
    }

    @Test
    void aThreeLevelTreeNamesEachGroupAndTaskAndTellsEachCauseOnce() throws Exception {
        AtomicReference<TaskFailedException> thrown = new AtomicReference<>();
        try (Threads threads = new Threads(Threads.Kind.VIRTUAL)) {
            threads.start("main", () -> thrown.set(shop())); // where the stack is short
        }
        String trace = Trees.print(thrown.get());
        System.out.println(trace);
        for (String named : List.of("task 'orders' of group 'shop'", "task 'parse' of group 'order desk'",
                "of group 'lines'", "'line ")) {
            assertTrue(trace.contains(named), () -> named + " is not named in\n" + trace);
        }
        List<String> headers = trace.lines().map(String::strip)
                .filter(line -> line.startsWith("Caused by: ") || line.startsWith("Suppressed: ")).toList();
        for (String cause : List.of("IllegalStateException: bad number", "IllegalStateException: bad date",
                "IOException: the stock is not closed")) {
            assertEquals(1, headers.stream().filter(line -> line.endsWith(cause) && !line.contains("task '")).count(),
                    () -> cause + " is not told once in\n" + trace);
        }
        assertFalse(trace.contains("CIRCULAR"), trace);
        assertFalse(trace.contains("CancellationException"), "nobody's cancellation is a failure:\n" + trace);
    }

    /** The second failure of a group is as important as the first: a reader wants to know whose it is. */
    @Test
    void theTasksWhoseFailuresAreSuppressedAreNamedToo() throws Exception {
        String trace = Trees.print(shop());
        for (String named : List.of("'orders'", "'stock'", "'parse'", "'line 1'", "'line 2'")) {
            assertTrue(trace.contains(named), () -> named + " is not named in\n" + trace);
        }
    }

    @Test
    void theFirstLineTellsTheStoryInShort() throws Exception {
        TaskFailedException failed = shop();
        String reason = "java.lang.IllegalStateException: bad (number|date)";
        assertTrue(
                failed.getMessage()
                        .matches("task 'orders' of group 'shop' failed: " + reason + " \\(and 1 more failure.*\\)"),
                failed::getMessage);
        TaskFailedException desk = (TaskFailedException) failed.getCause();
        assertTrue(desk.getMessage().matches("task 'parse' of group 'order desk' failed: " + reason), desk::getMessage);
        TaskFailedException lines = (TaskFailedException) desk.getCause();
        assertTrue(lines.getMessage()
                .matches("task 'line [12]' of group 'lines' failed: java.lang.IllegalStateException: bad (number|date) "
                        + "\\(and 1 more failure.*\\)"),
                lines::getMessage);
        assertEquals(2, lines.failures().size());
        assertEquals(2, failed.failures().size());
    }

    /** The second task fails because of the first one's result: wrapped or not, it is the same failure. */
    @Test
    void t2_aCauseThatReachesTheGroupByTwoWaysIsToldOnce() throws Exception {
        IOException disk = new IOException("disk");
        try (TaskGroup group = TaskGroup.open("shop")) {
            CountDownLatch both = new CountDownLatch(2);
            Task<Void> first = group.fork("first", () -> {
                both.countDown();
                Bodies.passUninterruptibly(both);
                throw disk;
            });
            group.fork("second", () -> {
                both.countDown();
                Until.holds("the first has failed", first::isDone);
                throw new UncheckedIOException((IOException) first.exceptionNow());
            });
            TaskFailedException failed = assertThrows(TaskFailedException.class, group::join);
            assertEquals(List.of(disk), failed.failures());
            assertEquals(List.of("Caused by: java.io.IOException: disk"), Trees.print(failed).lines().map(String::strip)
                    .filter(line -> line.contains("disk") && !line.contains("task '")).toList());
        }
    }

    @Test
    void r3_ofMoreThan64FailuresEachIsTold() throws Exception {
        AtomicInteger told = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(MANY);
        TaskFailedException failed = assertThrows(TaskFailedException.class, () -> {
            try (TaskGroup outer = TaskGroup.open("outer")) {
                outer.fork("stage", () -> {
                    GroupOptions options = GroupOptions.of("inner")
                            .failures(FailurePolicy.failFast((task, why) -> told.incrementAndGet()));
                    try (TaskGroup inner = TaskGroup.open(options)) {
                        for (int i = 0; i < MANY; i++) {
                            inner.fork(() -> fail(all, "bad"));
                        }
                        inner.join();
                    }
                });
                outer.join();
            }
        });
        TaskFailedException inner = (TaskFailedException) failed.getCause();
        assertEquals(TaskFailedException.MOST_LISTED, inner.failures().size());
        assertEquals(MANY, told.get());
        assertTrue(inner.getMessage().contains(MANY + " failures in all"), inner::getMessage);
        assertEquals("task 'stage' of group 'outer' failed: java.lang.IllegalStateException: bad", failed.getMessage());
    }

    @Test
    void r3_failuresOfCloseAreToldInTheSameTree() throws Exception {
        IOException disk = new IOException("disk");
        IllegalStateException boom = new IllegalStateException("boom");
        TaskFailedException failed = assertThrows(TaskFailedException.class, () -> {
            try (TaskGroup outer = TaskGroup.open("outer")) {
                outer.fork("stage", () -> {
                    try (TaskGroup inner = TaskGroup.open("inner")) {
                        inner.onClose(() -> {
                            throw disk;
                        });
                        inner.fork("loser", () -> {
                            throw boom;
                        });
                        inner.join();
                    }
                });
                outer.join();
            }
        });
        assertTrue(Trees.mentions(failed, boom), () -> Trees.print(failed));
        assertTrue(Trees.mentions(failed, disk), () -> Trees.print(failed));
        assertSame(boom, failed.getCause().getCause());
    }

    // ---- what is stuck

    @Test
    void toStringNamesTheTaskThatHoldsUpTheCloseAndDoesNotSayClosedYet() throws Exception {
        AtomicReference<TaskGroup> opened = new AtomicReference<>();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        try (Threads threads = new Threads(Threads.Kind.VIRTUAL)) {
            Thread owner = threads.start("owner", () -> {
                TaskGroup group = TaskGroup.open("shop");
                for (int i = 0; i < MANY; i++) {
                    group.fork("quick " + i, Bodies::forEver);
                }
                group.fork("stuck", Bodies.stubborn(begun, gate));
                begun.await();
                group.cancel();
                opened.set(group);
                group.close();
            });
            begun.await();
            Until.holds("only one is left", () -> opened.get() != null && opened.get().live().size() == 1);
            Until.waiting(owner);
            String text = opened.get().toString();
            gate.countDown();
            assertTrue(text.contains("1 live: stuck"), text);
            assertTrue(text.contains("'shop' was cancelled"), text);
            assertFalse(text.contains("closed"), "it is not closed while a task lives: " + text);
        }
        assertTrue(opened.get().toString().contains("closed, 0 live"), opened.get()::toString);
    }
}
