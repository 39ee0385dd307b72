package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import dev.heddle.testing.Watchdog;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The JDK's own thread dump shows the tree of groups. */
class ThreadDumpTest {

    @Test
    void t16_theJsonThreadDumpShowsTheTreeWithTheNamesGiven() throws Exception {
        CountDownLatch begun = new CountDownLatch(5);
        try (TaskGroup group = TaskGroup.open("dumped")) {
            group.fork("stage", () -> {
                group.fork("forked by a task", Bodies.forEverAfter(begun));
                try (TaskGroup inner = TaskGroup.open("dumped within")) {
                    inner.fork("worker", Bodies.forEverAfter(begun));
                    begun.countDown();
                    inner.join();
                }
            });
            group.forkDaemon("helper", Bodies.forEverAfter(begun));
            group.fork(Bodies.forEverAfter(begun));
            begun.await();
            List<JsonObject> containers = containers(Watchdog.threads(ThreadDumpFormat.JSON));
            JsonObject outer = only(containers, "dumped");
            assertEquals(Set.of("stage", "helper", "dumped (spawner)", ""), threads(outer));
            assertEquals(String.valueOf(Thread.currentThread().threadId()), String.valueOf(outer.get("owner")));
            JsonObject spawned = childWithThread(containers, outer, "forked by a task");
            assertEquals(Set.of("forked by a task"), threads(spawned));
            assertTrue(spawned.getString("container").startsWith("dumped ("), () -> spawned.getString("container"));
            JsonObject within = only(containers, "dumped within");
            assertEquals(outer.getString("container"), within.getString("parent"));
            assertEquals(Set.of("worker", "dumped within (spawner)"), threads(within));
            group.cancel();
        }
        assertEquals(0,
                containers(Watchdog.threads(ThreadDumpFormat.JSON)).stream()
                        .filter(c -> c.getString("container").startsWith("dumped")).count(),
                "nothing is left when the group has closed");
    }

    private static List<JsonObject> containers(String dump) throws Exception {
        return objects(JsonParser.object().from(dump).getObject("threadDump").getArray("threadContainers"));
    }

    private static List<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast).toList();
    }

    /** The JDK appends a slash and what it is. */
    private static JsonObject only(List<JsonObject> containers, String name) {
        List<JsonObject> found =
                containers.stream().filter(c -> c.getString("container").startsWith(name + "/")).toList();
        assertEquals(1, found.size(), () -> name + " among " + containers);
        return found.get(0);
    }

    private static JsonObject childWithThread(List<JsonObject> containers, JsonObject parent, String thread) {
        List<JsonObject> found =
                containers.stream().filter(c -> parent.getString("container").equals(c.getString("parent")))
                        .filter(c -> threads(c).contains(thread)).toList();
        assertEquals(1, found.size(), () -> thread + " among " + containers);
        return found.get(0);
    }

    private static Set<String> threads(JsonObject container) {
        return objects(container.getArray("threads")).stream().map(thread -> thread.getString("name"))
                .collect(Collectors.toSet());
    }
}
