package dev.heddle.leak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import dev.heddle.task.GroupOptions;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Threads.Kind;
import dev.heddle.testing.Until;
import dev.heddle.testing.Watchdog;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a group leaves in threads: none of its own, and nothing in those of others. */
class ThreadLeakTest {
    private static final String NAME = "thread leak test group";

    /** Short, so that a hook that is forgotten does not hold the JVM of the tests back. */
    private static final Duration GRACE = Duration.ofMillis(1);

    private final Collectable garbage = new Collectable();

    /** How a group comes to its end. */
    private enum End {
        JOINED, CANCELLED, FAILED, FORGOTTEN, EXPIRED
    }

    private static void use(End end) throws Exception {
        try (TaskGroup group = TaskGroup.open(GroupOptions.of(NAME))) {
            CountDownLatch go = new CountDownLatch(1);
            group.fork(NAME + ", a task", () -> group.fork(NAME + ", forked by a task", () -> go.await()));
            group.forkDaemon(NAME + ", a daemon", () -> new CountDownLatch(1).await());
            group.onCancel(() -> {});
            switch (end) {
                case JOINED -> go.countDown();
                case CANCELLED -> group.cancel();
                case FAILED -> group.fork(() -> {
                    throw new IllegalStateException("expected");
                });
                case FORGOTTEN -> {
                    return;
                }
                case EXPIRED -> group.expireAfter(Duration.ofNanos(1));
            }
            group.join();
        }
    }

    private static void useAndExpect(End end) {
        Exception thrown = null;
        try {
            use(end);
        } catch (Exception e) {
            thrown = e;
        }
        assertEquals(end == End.JOINED || end == End.CANCELLED, thrown == null, () -> "ended by " + end);
    }

    @ParameterizedTest
    @EnumSource
    void r2_nobodyOfAGroupLivesAfterItsClose(End end) throws Exception {
        try (TaskGroup group = TaskGroup.open(NAME)) {
            assertTrue(Watchdog.threads(ThreadDumpFormat.JSON).contains(group.name()), "a dump shows it");
        }
        useAndExpect(end);
        String dump = Watchdog.threads(ThreadDumpFormat.JSON);
        assertFalse(dump.contains(NAME), dump);
    }

    @ParameterizedTest
    @EnumSource
    void aThreadThatHadGroupsHoldsNothingOfThem(Kind kind) throws Exception {
        CountDownLatch used = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try (Threads threads = new Threads(kind)) {
            Thread owner = threads.start("owner", () -> {
                for (End how : End.values()) {
                    noteAndUse(how);
                }
                UseEverything.now();
                assertEquals(Optional.empty(), TaskGroup.remaining());
                used.countDown();
                end.await();
            });
            Until.holds("the owner has used it", () -> used.getCount() == 0 || !owner.isAlive());
            if (owner.isAlive()) {
                garbage.assertAllGone();
            }
            end.countDown();
        }
    }

    @Test
    void aPooledThreadHoldsNothingOfGroupsThatItOwnedOrForkedInto() throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
            pool.submit(() -> {
                noteAndUse(End.FAILED);
                return null;
            }).get();
            forkFrom(pool);
            garbage.assertAllGoneWhile(pool);
        }
    }

    private void forkFrom(ExecutorService pool) throws Exception {
        try (TaskGroup group = garbage.note("a group that was forked into", TaskGroup.open(NAME))) {
            pool.submit(() -> group.fork(() -> {}).get()).get();
            group.join();
        }
    }

    private void noteAndUse(End end) throws Exception {
        try (TaskGroup outer = garbage.note("a group", TaskGroup.open(NAME))) {
            useAndExpect(end);
            TaskGroup leaked = garbage.note("a group that was left open", TaskGroup.open("left open"));
            assertEquals("left open", leaked.name());
            outer.cancel();
        } catch (IllegalStateException leftOpen) {
            assertTrue(leftOpen.getMessage().contains("left open"), leftOpen::getMessage);
        }
    }

    @Test
    void anExitHookThatWasTakenBackOrWhoseGroupIsClosedHoldsNothing() throws Exception {
        for (int i = 0; i < 100; i++) {
            withExitHook(i % 2 == 0);
        }
        garbage.assertAllGone();
    }

    private void withExitHook(boolean takenBack) throws Exception {
        try (TaskGroup group = garbage.note("a group", TaskGroup.open(NAME))) {
            var registration = garbage.note("a registration", group.cancelOnExit(GRACE));
            if (takenBack) {
                registration.close();
            }
        }
    }

    @Test
    void anExitHookThatWasTakenBackLetsGoOfAGroupThatGoesOn() throws Exception {
        try (TaskGroup group = TaskGroup.open(NAME)) {
            var before = Reach.of(group);
            for (int i = 0; i < 100; i++) {
                group.cancelOnExit(GRACE).close();
            }
            assertEquals(before, Reach.of(group));
        }
    }
}
