package dev.heddle.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.heddle.queue.WorkQueue;
import dev.heddle.task.TaskGroup;
import java.util.concurrent.CountDownLatch;
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
