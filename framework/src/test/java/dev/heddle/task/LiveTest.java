package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What a group tells of itself. */
class LiveTest {

    @Test
    void liveListsWhatHasBeenForkedAndHasNotEnded() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        try (TaskGroup group = TaskGroup.open("lively")) {
            assertTrue(group.live().isEmpty());
            Task<Void> daemon = group.forkDaemon("daemon", Bodies.forEverAfter(begun));
            Task<Void> task = group.fork("task", Bodies.forEverAfter(begun));
            begun.await();
            assertEquals(Set.of(daemon, task), Set.copyOf(group.live()));
            try (TaskGroup inner = TaskGroup.open("inner")) {
                assertEquals(2, group.live().size(), "a group within is no task");
                assertTrue(inner.live().isEmpty());
            }
            task.cancel(true);
            group.join();
            assertEquals(Set.of(daemon), Set.copyOf(group.live()));
            group.cancel();
            group.join();
            assertTrue(group.live().isEmpty());
        }
    }

    @Test
    void liveIsACopyThatCannotBeChanged() throws Exception {
        List<Task<?>> before;
        try (TaskGroup group = TaskGroup.open("copy")) {
            Task<Void> daemon = group.forkDaemon("daemon", Bodies::forEver);
            before = group.live();
            assertThrows(UnsupportedOperationException.class, before::clear);
            daemon.cancel(true);
        }
        assertEquals(1, before.size());
    }

    @Test
    void toStringNamesTheGroupItsTasksAndWhyItIsCancelled() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch gate = new CountDownLatch(1);
        TaskGroup group = TaskGroup.open("told");
        assertEquals("TaskGroup[told, 0 live]", group.toString());
        group.fork("warp", Bodies.stubborn(begun, gate));
        group.fork("weft", Bodies.stubborn(begun, gate));
        begun.await();
        String two = group.toString();
        assertTrue(two.startsWith("TaskGroup[told, 2 live: "), two);
        assertTrue(two.contains("warp") && two.contains("weft"), two);
        group.cancel();
        assertTrue(group.toString().contains("cancelled: group 'told' was cancelled"), group::toString);
        gate.countDown();
        group.close();
        assertTrue(group.toString().contains("0 live"), group::toString);
    }

    @Test
    void toStringShowsTheFirstFewOfMany() throws Exception {
        try (TaskGroup group = TaskGroup.open("crowd")) {
            for (int i = 0; i < 100; i++) {
                group.fork("task" + i, Bodies::forEver);
            }
            String text = group.toString();
            assertTrue(text.contains("100 live"), text);
            assertTrue(text.endsWith(", ...]"), text);
            assertFalse(text.length() > 200, text);
            group.cancel();
        }
    }

    @Test
    void aRefusedJoinNamesTheThreadThatTried() throws Exception {
        try (TaskGroup group = TaskGroup.open("mine")) {
            Task<Void> task = group.fork("stranger", () -> {
                group.join();
            });
            assertThrows(TaskFailedException.class, group::join);
            assertTrue(task.exceptionNow().getMessage().contains("stranger"), () -> task.exceptionNow().getMessage());
        }
    }
}
