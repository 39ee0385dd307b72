package dev.heddle.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.heddle.queue.WorkQueue;
import dev.heddle.task.GroupOptions;
import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.ChildJvm;
import dev.heddle.testing.Limits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A heap that is really full, in a JVM of its own. What may fail: any call, with OutOfMemoryError. What may not: an
 * item that is lost, a failure that nobody is told of, a close that does not return.
 */
@Tag("once")
class OutOfMemoryTest {

    /** What happens in the other JVM. */
    static final class Child {
        private static final int HANGS = 3;

        private Child() {}

        public static void main(String[] args) throws Exception {
            Thread.ofPlatform().daemon().start(Child::haltIfItHangs);
            run(args[0]);
            System.out.println("fine");
            System.exit(0);
        }

        private static void run(String what) throws Exception {
            switch (what) {
                case "put" -> put();
                case "give back" -> giveBack();
                case "a task at its end" -> endOfTask();
                case "a thread before its task" -> beforeTask();
                case "fork until it is full" -> forkUntilFull();
                default -> throw new IllegalArgumentException(what);
            }
        }

        /** Half a hang, so that it can tell before it is killed. */
        private static void haltIfItHangs() {
            try {
                Thread.sleep(Limits.HANG.dividedBy(2));
                System.out.println("HANGS");
                for (var entry : Thread.getAllStackTraces().entrySet()) {
                    System.out.println(entry.getKey() + "\n    at " + List.of(entry.getValue()));
                }
                System.out.flush();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            } finally {
                Runtime.getRuntime().halt(HANGS);
            }
        }

        private static void check(boolean holds, String what) {
            if (!holds) {
                Hog.letGo();
                System.out.println("FAILED: " + what);
                System.exit(1);
            }
        }

        /** Until the buffer cannot grow: what is in it must stay in it. To speak takes memory, so that is done at the end. */
        private static void put() throws Exception {
            WorkQueue<Integer> before = WorkQueue.unbounded();
            for (int i = 0; i < 1_000; i++) { // so all classes are there, and all that the JVM makes at the first use
                before.put(i % 100);
            }
            for (int i = 0; i < 1_000; i++) {
                check(before.poll() == i % 100, "item " + i + " was lost");
                before.taskDone();
            }
            check(before.join(Duration.ZERO), "join");
            WorkQueue<Integer> queue = WorkQueue.unbounded();
            int puts = 0;
            int size = 0;
            long unfinished = 0;
            try {
                for (;; puts++) {
                    queue.put(puts % 100);
                }
            } catch (OutOfMemoryError full) {
                size = queue.size();
                unfinished = queue.unfinished();
            }
            int lost = 0;
            for (int i = 0; i < puts; i++) {
                Integer item = queue.poll();
                if (item == null || item != i % 100) {
                    lost++;
                } else {
                    queue.taskDone();
                }
            }
            check(lost == 0, lost + " of " + puts + " items were lost");
            check(size == puts, puts + " items were put, and the queue said that it held " + size);
            check(unfinished == puts, puts + " items were put, and " + unfinished + " were unfinished");
            check(queue.join(Duration.ZERO), "join");
            queue.put(1);
            check(queue.take() == 1, "the queue goes on");
        }

        private static void giveBack() throws Exception {
            WorkQueue<Integer> queue = WorkQueue.unbounded();
            int most = 100_000;
            for (int i = 0; i < most; i++) {
                queue.put(i);
            }
            var leases = queue.lease(most, Duration.ZERO);
            leases.get(0).giveBack();
            leases.set(0, queue.lease(1, Duration.ZERO).get(0)); // and all classes are there
            int back = 0;
            try {
                Hog.fill();
                for (; back < most; back++) {
                    leases.get(back).giveBack();
                }
            } catch (OutOfMemoryError full) {
                Hog.letGo();
            }
            if (queue.stats().awaitingRedelivery() == back) {
                leases.get(back).giveBack(); // the call that threw did nothing, and is made again
            }
            back++;
            int there = queue.stats().awaitingRedelivery();
            check(there == back, back + " items were given back, and " + there + " are there");
            for (int i = 0; i < back; i++) {
                Integer item = queue.poll();
                check(item != null && item == i, "item " + i + " of " + back + " was lost: " + item);
            }
        }

        /**
         * The heap is full when a task fails, and until it has ended. Not in the first round: the JVM takes memory itself when
         * code is used for the first time, to load and link it, and where it gets none there is nothing to be done.
         */
        private static void endOfTask() throws Exception {
            for (int round = 0; round < 5; round++) {
                boolean full = round > 0;
                CountDownLatch begun = new CountDownLatch(1);
                Throwable told = null;
                try (TaskGroup group = TaskGroup.open(FULL)) {
                    group.fork("sibling", () -> new CountDownLatch(1).await());
                    Task<Void> task = group.fork("fills the heap", () -> {
                        begun.countDown();
                        if (full) {
                            Hog.fill();
                        }
                        throw FAILURE;
                    });
                    begun.await();
                    while (!task.isDone()) {
                        Thread.onSpinWait();
                    }
                    Hog.letGo();
                    group.join();
                } catch (Throwable e) {
                    told = e;
                }
                Hog.letGo();
                check(told != null, "a task failed while the heap was full, and join and close returned normally");
            }
        }

        /** The heap is full for as long as a thread of the user's takes to come to its task, while its group looks after it. */
        private static void beforeTask() throws Exception {
            for (int round = 0; round < 5; round++) {
                boolean full = round > 0;
                AtomicInteger ran = new AtomicInteger();
                GroupOptions slow = FULL.threads(body -> new Thread(() -> {
                    if (full) {
                        Hog.fill();
                    }
                    LockSupport.parkNanos(LOOKED_FOR.toNanos()); // the time itself is what matters, not what happens in it
                    Hog.letGo();
                    body.run();
                }));
                try (TaskGroup group = TaskGroup.open(slow)) {
                    group.fork(ran::incrementAndGet);
                    while (ran.get() == 0) {
                        Thread.onSpinWait();
                    }
                    group.join();
                }
                check(ran.get() == 1, "the task has run");
            }
        }

        /** A few times what a group lets pass before it looks again. */
        private static final Duration LOOKED_FOR = Duration.ofMillis(100);

        private static final GroupOptions FULL = GroupOptions.of("full").threads(Thread.ofPlatform().factory());
        private static final Error FAILURE = new InternalError("expected");

        /**
         * The heap fills up with tasks; in the first round, which is for the JVM again, a failure comes before that. They are
         * platform threads: the JDK itself loses a virtual one for good when it finds no memory to resume it.
         */
        private static void forkUntilFull() throws Exception {
            check(forkAndFail(10) == FAILURE, "it is told of the failure");
            Throwable told = forkAndFail(Integer.MAX_VALUE);
            check(told instanceof OutOfMemoryError || told.getCause() instanceof OutOfMemoryError, "told was " + told);
        }

        private static Throwable forkAndFail(int after) {
            AtomicInteger begun = new AtomicInteger();
            AtomicInteger ended = new AtomicInteger();
            Throwable told = null;
            try (TaskGroup group = TaskGroup.open(FULL)) {
                CountDownLatch never = new CountDownLatch(1);
                for (int i = 0; i < after; i++) {
                    if (group.cancellation().isPresent()) {
                        group.join(); // tells of the task that had no memory to begin
                    }
                    byte[] held = new byte[1 << 17];
                    group.fork(() -> {
                        begun.addAndGet(held.length);
                        try {
                            never.await();
                        } finally {
                            ended.addAndGet(held.length);
                        }
                    });
                }
                throw FAILURE;
            } catch (Throwable e) {
                told = e;
            }
            check(begun.get() == ended.get(), begun + " have begun, and " + ended + " have ended");
            return told;
        }
    }

    /** Takes the whole heap. */
    static final class Hog {
        private static volatile Object held;

        private Hog() {}

        /** On a thread of its own: one that catches an OutOfMemoryError loses its scoped values, and may not fork. */
        static void fill() {
            try {
                Thread.ofPlatform().start(Hog::take).join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        private static void take() {
            Object[] chain = null;
            for (int size = 1 << 20; size >= 8; size /= 2) {
                try {
                    for (;;) {
                        Object[] link = new Object[size / 4];
                        link[0] = chain;
                        chain = link;
                        held = chain;
                    }
                } catch (OutOfMemoryError full) {
                    // with smaller pieces then
                }
            }
        }

        static void letGo() {
            held = null;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"put", "give back", "a task at its end", "a thread before its task",
        "fork until it is full"})
    void aFullHeapLosesNothingAndHangsNobody(String what) throws Exception {
        ChildJvm.Ended ended = ChildJvm.run(List.of("-Xmx24m", "-XX:+UseSerialGC", "-XX:-UseTLAB",
                "-Dheddle.test.hangSeconds=" + Limits.HANG.toSeconds()), Child.class, what);
        assertEquals(0, ended.code(), ended::text);
        assertEquals("fine", ended.lines().getLast());
    }
}
