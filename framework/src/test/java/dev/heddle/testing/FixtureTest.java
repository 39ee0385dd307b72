package dev.heddle.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.heddle.queue.WorkQueue;
import dev.heddle.task.TaskGroup;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the other tests rely on. */
class FixtureTest {

    @ParameterizedTest
    @EnumSource
    void aFailedAssertionInAThreadFailsTheTest(Threads.Kind kind) {
        Threads threads = new Threads(kind);
        threads.start("fine", () -> {});
        threads.start("failing", () -> fail("seen"));
        AssertionError failure = assertThrows(AssertionError.class, threads::close);
        assertEquals("seen", failure.getCause().getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void everyThreadIsJoined(Threads.Kind kind) {
        boolean[] ended = new boolean[1];
        try (Threads threads = new Threads(kind)) {
            CountDownLatch go = new CountDownLatch(1);
            threads.start("late", () -> {
                go.await();
                ended[0] = true;
            });
            go.countDown();
        }
        assertTrue(ended[0]);
    }

    /** What happens in another JVM. */
    static final class Child {
        static final int LINES = 20_000; // more than a pipe holds

        private Child() {}

        public static void main(String[] args) throws Exception {
            for (int i = 0; i < LINES; i++) {
                System.out.println("line " + i);
            }
            if (args[0].equals("stays")) {
                Thread.sleep(Limits.HANG.multipliedBy(4)); // longer than its test may take
            }
            System.exit(3);
        }
    }

    @Tag("once")
    @Test
    void allThatAJvmSaysIsHeardAndItsExitCode() throws Exception {
        ChildJvm.Ended ended = ChildJvm.run(List.of(), Child.class, "ends");
        assertEquals(3, ended.code());
        assertEquals(Child.LINES, ended.lines().size());
        ended.said("line " + (Child.LINES - 1));
        assertThrows(AssertionError.class, () -> ended.saidNot("line 0"));
        assertThrows(AssertionError.class, () -> ended.said("nothing"));
    }

    @Tag("once")
    @Test
    void aJvmThatTakesTooLongIsKilledAndFailsTheTest() {
        AssertionError late = assertThrows(AssertionError.class,
                () -> ChildJvm.run(Limits.MOMENT, List.of(), (child, line) -> {}, Child.class, "stays"));
        assertTrue(late.getMessage().contains("has not ended within PT0.02S"), late::getMessage);
        Until.holds("it is gone", () -> ProcessHandle.current().children().findAny().isEmpty());
    }

    @Tag("once")
    @Test
    void aJvmDoesNotOutliveATestThatIsInterrupted() throws Exception {
        CompletableFuture<ProcessHandle> begun = new CompletableFuture<>();
        try (Threads threads = new Threads(Threads.Kind.PLATFORM)) {
            Thread test = threads.start("test", () -> assertThrows(InterruptedException.class,
                    () -> ChildJvm.run(List.of(), (child, line) -> begun.complete(child), Child.class, "stays")));
            ProcessHandle child = begun.get();
            test.interrupt();
            child.onExit().get();
        }
    }

    @Test
    void theDumpOfAHangShowsVirtualThreadsGroupsAndQueues() throws Exception {
        try (TaskGroup group = TaskGroup.open("dumped group")) {
            WorkQueue<String> queue = WorkQueue.bounded(group, "dumped queue", 3);
            group.fork("dumped task", queue::take);
            Until.holds("the task waits", () -> queue.stats().waitingTakers() == 1);
            String dump = Watchdog.dump();
            for (String expected : new String[]{"dumped group", "dumped queue", "dumped task"}) {
                assertTrue(dump.contains(expected), () -> expected + " is missing in\n" + dump);
            }
            group.cancel();
        }
    }
}
