package dev.heddle.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.heddle.queue.QueueClosedException;
import dev.heddle.queue.WorkQueue;
import dev.heddle.task.Action;
import dev.heddle.task.Event;
import dev.heddle.task.GroupOptions;
import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.ChildJvm;
import dev.heddle.testing.Effort;
import dev.heddle.testing.Until;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Virtual threads that wait for one thing, in a JVM of their own: one call wakes them all. With {@code
 * -Dheddle.test.effort=deep} they are a million, which takes up to a minute each time, half of it to make them. The time grows
 * with the number and not faster, so a few tell as much, unless something is wrong.
 */
@Tag("once")
class MillionWaitersTest {
    private static final int WAITERS = Effort.of(10_000, 1_000_000);
    private static final long MEGABYTE = 1 << 20;

    /** What happens in the other JVM: it says what a waiter costs, and how long the waking took. */
    static final class Child {
        private static final AtomicInteger WOKEN = new AtomicInteger();
        private static long begin;

        private Child() {}

        public static void main(String[] args) throws Exception {
            WorkQueue<Integer> queue = WorkQueue.bounded(1);
            Event event = new Event();
            switch (args[0]) {
                case "take, closeNow" ->
                    plain(() -> woken(queue::take), () -> queue.stats().waitingTakers(), queue::closeNow);
                case "put, closeNow" -> {
                    queue.put(0);
                    plain(() -> woken(() -> queue.put(1)), () -> queue.stats().waitingPutters(), queue::closeNow);
                }
                case "join, taskDone" -> {
                    queue.put(0);
                    queue.take();
                    plain(queue::join, () -> WAITERS, queue::taskDone);
                }
                case "event, set" -> plain(event::await, () -> waiting(event), event::set);
                case "get, the end of the task" -> get();
                case "tasks, cancel" -> tasks(queue, true);
                case "tasks, close" -> tasks(queue, false);
                default -> throw new IllegalArgumentException(args[0]);
            }
            System.out.printf("%s: %d waiters woken within %d ms%n", args[0], WOKEN.get(),
                    (System.nanoTime() - begin) / 1_000_000);
            System.exit(WOKEN.get() == WAITERS ? 0 : 1);
        }

        private static int waiting(Event event) {
            return Integer.parseInt(event.toString().replaceAll("\\D", ""));
        }

        private static void woken(Action wait) throws Exception {
            try {
                wait.run();
            } catch (QueueClosedException | CancellationException e) {
                return;
            }
            throw new AssertionError("ended without being woken");
        }

        private static void plain(Action wait, IntSupplier waiting, Action wake) throws Exception {
            Thread[] threads = new Thread[WAITERS];
            for (int i = 0; i < WAITERS; i++) {
                threads[i] = Thread.startVirtualThread(() -> {
                    try {
                        wait.run();
                        WOKEN.incrementAndGet();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
            }
            Until.holds("all wait", () -> waiting.getAsInt() == WAITERS);
            for (Thread thread : threads) {
                Until.waiting(thread);
            }
            measure();
            wake.run();
            for (Thread thread : threads) {
                thread.join();
            }
        }

        private static void get() throws Exception {
            CountDownLatch end = new CountDownLatch(1);
            try (TaskGroup group = TaskGroup.open("waited for")) {
                Task<Void> task = group.fork(() -> end.await());
                plain(task::get, () -> WAITERS, end::countDown);
                group.join();
            }
        }

        private static void tasks(WorkQueue<Integer> queue, boolean cancel) throws Exception {
            try (TaskGroup group = TaskGroup.open(GroupOptions.of("a million tasks"))) {
                for (int i = 0; i < WAITERS; i++) {
                    group.fork(() -> {
                        try {
                            queue.take();
                        } finally {
                            WOKEN.incrementAndGet();
                        }
                    });
                }
                Until.holds("all wait", () -> queue.stats().waitingTakers() == WAITERS);
                measure();
                if (cancel) {
                    group.cancel();
                }
            } catch (IllegalStateException forgotten) {
                if (cancel) {
                    throw forgotten;
                }
            }
        }

        private static void measure() {
            System.gc();
            long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            System.out.println("heap with all of them " + used / MEGABYTE + " MB, each " + used / WAITERS + " bytes");
            begin = System.nanoTime();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"take, closeNow", "put, closeNow", "join, taskDone", "event, set",
        "get, the end of the task", "tasks, cancel", "tasks, close"})
    void oneCallWakesThemAll(String what) throws Exception {
        ChildJvm.Ended ended = ChildJvm.run(List.of("-Xmx3g", "-XX:+UseParallelGC", "-XX:+ExitOnOutOfMemoryError",
                "-Djdk.trackAllThreads=false", "-Dheddle.test.effort=" + Effort.NOW), Child.class, what);
        System.out.println(ended.text());
        assertEquals(0, ended.code(), ended::text);
    }
}
