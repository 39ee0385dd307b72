package dev.heddle.internal.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.leak.UseEverything;
import dev.heddle.queue.WorkQueue;
import dev.heddle.task.Action;
import dev.heddle.task.Task;
import dev.heddle.task.TaskFailedException;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.ChildJvm;
import dev.heddle.testing.Until;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the JDK's Flight Recorder is told, and that it is left alone while nobody records. */
@Tag("once")
class FlightLogTest {
    private static final List<String> EVENTS = List.of("Group", "Task", "Failure", "Cancellation", "QueueWait");

    @TempDir
    Path folder;

    private List<RecordedEvent> record(Action use) throws Exception {
        Path file = folder.resolve("heddle.jfr");
        try (Recording recording = new Recording()) {
            for (String event : EVENTS) {
                recording.enable("dev.heddle." + event).withThreshold(Duration.ZERO);
            }
            recording.start();
            use.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file);
    }

    /** The one event of this type in which a field has this value. */
    private static RecordedEvent only(List<RecordedEvent> events, String type, String field, String value) {
        List<RecordedEvent> found =
                events.stream().filter(event -> event.getEventType().getName().equals("dev.heddle." + type))
                        .filter(event -> value.equals(event.getString(field))).toList();
        assertEquals(1, found.size(), () -> type + " with " + field + " " + value + " in " + events);
        return found.get(0);
    }

    @Test
    void groupsAndTasksAreToldWithTheirEnds() throws Exception {
        List<RecordedEvent> events = record(() -> {
            try (TaskGroup shop = TaskGroup.open("shop")) {
                try (TaskGroup group = TaskGroup.open("checkout")) {
                    group.fork("good", () -> 1);
                    group.forkDaemon("daemon", () -> new CountDownLatch(1).await());
                    group.join();
                }
                shop.join();
            }
        });
        RecordedEvent group = only(events, "Group", "group", "checkout");
        assertEquals("shop", group.getString("within"));
        assertEquals(0, group.getLong("failures"));
        assertEquals("CLOSED", group.getString("cancelled"));
        assertTrue(group.getDuration().isPositive());
        RecordedEvent outer = only(events, "Group", "group", "shop");
        assertNull(outer.getString("within"));
        assertNull(outer.getString("cancelled"));
        RecordedEvent good = only(events, "Task", "task", "good");
        assertEquals("checkout", good.getString("group"));
        assertEquals("SUCCESS", good.getString("outcome"));
        assertNull(good.getString("failure"));
        assertFalse(good.getBoolean("daemon"));
        assertTrue(good.getDuration("startDelay").isPositive());
        assertTrue(good.getDuration("startDelay").compareTo(group.getDuration()) < 0);
        RecordedEvent daemon = only(events, "Task", "task", "daemon");
        assertEquals("CANCELLED", daemon.getString("outcome"));
        assertTrue(daemon.getBoolean("daemon"));
    }

    @Test
    void failuresAndCancellationsAreToldWithWhoCancelled() throws Exception {
        List<RecordedEvent> events = record(() -> {
            try (TaskGroup group = TaskGroup.open("failing")) {
                Task<Void> told = group.fork("told", () -> new CountDownLatch(1).await());
                told.cancel(true);
                Until.holds("it has ended", told::isDone);
                group.fork("loser", () -> {
                    throw new IllegalStateException("boom");
                });
                assertThrows(TaskFailedException.class, group::join);
            }
        });
        RecordedEvent failure = only(events, "Failure", "task", "loser");
        assertEquals("failing", failure.getString("group"));
        assertEquals("java.lang.IllegalStateException: boom", failure.getString("failure"));
        assertEquals("java.lang.IllegalStateException: boom",
                only(events, "Task", "task", "loser").getString("failure"));
        assertEquals(1, only(events, "Group", "group", "failing").getLong("failures"));
        RecordedEvent asked = only(events, "Cancellation", "reason", "ASKED");
        assertEquals("told", asked.getString("task"));
        assertEquals("task 'told' of group 'failing' was cancelled", asked.getString("text"));
        assertNotNull(asked.getStackTrace());
        assertTrue(asked.getStackTrace().getFrames().stream()
                .anyMatch(frame -> frame.getMethod().getType().getName().startsWith(FlightLogTest.class.getName())));
        RecordedEvent failed = only(events, "Cancellation", "reason", "SIBLING_FAILED");
        assertNull(failed.getString("task"));
        assertEquals("failing", failed.getString("group"));
    }

    @Test
    void waitsOnQueuesAreToldByQueueAndSide() throws Exception {
        List<RecordedEvent> events = record(() -> {
            try (TaskGroup group = TaskGroup.open("waiting")) {
                WorkQueue<Integer> plate = WorkQueue.bounded(group, "plate", 1);
                Task<Integer> eater = group.fork(plate::take);
                Until.holds("it waits", () -> plate.stats().waitingTakers() == 1);
                plate.put(1);
                assertEquals(1, eater.get());
                plate.put(2);
                Task<Void> baker = group.fork(() -> plate.put(3));
                Until.holds("it waits", () -> plate.stats().waitingPutters() == 1);
                plate.take();
                baker.get();
                plate.take();
                group.join();
            }
        });
        for (String operation : List.of("put", "take")) {
            RecordedEvent wait = only(events, "QueueWait", "operation", operation);
            assertEquals("plate", wait.getString("queue"));
            assertTrue(wait.getDuration().isPositive());
        }
    }

    /** What happens in another JVM. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws Exception {
            UseEverything.now();
            System.out.println("used everything");
        }
    }

    private static List<String> loaded(String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("-Xlog:class+load");
        ChildJvm.Ended ended = ChildJvm.run(all, Child.class);
        assertEquals(0, ended.code(), ended::text);
        ended.said("used everything");
        assertTrue(ended.text().contains(FlightLog.class.getName() + " "), "it lists the classes");
        return ended.lines().stream().map(line -> line.replaceFirst("^(\\[[^\\]]*\\] *)*", "").replaceFirst(" .*$", ""))
                .filter(name -> name.startsWith("jdk.jfr.")
                        || name.startsWith(FlightLog.class.getPackageName() + ".") && name.endsWith("Event"))
                .distinct().toList();
    }

    @Test
    void withoutTheModuleNothingOfItIsLoaded() throws Exception {
        assertEquals(List.of(), loaded("--limit-modules", "java.base"));
    }

    @Test
    void whileNobodyRecordsOneClassIsLoadedAndNoEvent() throws Exception {
        assertEquals(List.of("jdk.jfr.FlightRecorder"), loaded());
    }
}
