package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.heddle.testing.ChildJvm;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A million tasks in a small heap, in a JVM of their own. */
@Tag("once")
class MemoryTest {
    private static final int TASKS = 1_000_000;
    private static final int AT_ONCE = 100;
    private static final long MEGABYTE = 1 << 20;

    /** What happens in the other JVM: it says how much of the heap it needed. */
    static final class Child {
        private static final AtomicInteger RAN = new AtomicInteger();

        private Child() {}

        public static void main(String[] args) throws Exception {
            switch (args[0]) {
                case "through one group" -> throughOneGroup();
                case "forked by a stranger" -> forkedByAStranger();
                case "chain" -> chain();
                default -> throw new IllegalArgumentException(args[0]);
            }
            long peak =
                    ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP)
                            .mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
            System.gc();
            long live = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            long after = ManagementFactory.getMemoryPoolMXBeans().stream().map(MemoryPoolMXBean::getCollectionUsage)
                    .filter(usage -> usage != null).mapToLong(usage -> usage.getUsed()).sum();
            System.out.println(RAN.get() + " tasks " + args[0] + ": heap at its peak " + peak / MEGABYTE
                    + " MB (with what nobody had collected yet), alive at the end " + live / MEGABYTE
                    + " MB, after the last collection " + after / MEGABYTE + " MB");
            System.exit(RAN.get() == TASKS ? 0 : 1);
        }

        private static void throughOneGroup() throws Exception {
            Semaphore places = new Semaphore(AT_ONCE);
            try (TaskGroup group = TaskGroup.open("a million")) {
                for (int i = 0; i < TASKS; i++) {
                    places.acquire();
                    group.fork(() -> {
                        RAN.incrementAndGet();
                        places.release();
                    });
                }
                group.join();
            }
        }

        private static void forkedByAStranger() throws Exception {
            Semaphore places = new Semaphore(AT_ONCE);
            try (TaskGroup group = TaskGroup.open("a million")) {
                Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < TASKS; i++) {
                        places.acquireUninterruptibly();
                        group.fork(() -> {
                            RAN.incrementAndGet();
                            places.release();
                        });
                    }
                }).join();
                group.join();
            }
        }

        private static void chain() throws Exception {
            try (TaskGroup group = TaskGroup.open("chain")) {
                group.fork(() -> link(group, TASKS));
                group.join();
            }
        }

        private static void link(TaskGroup group, int left) {
            RAN.incrementAndGet();
            if (left > 1) {
                group.fork(() -> link(group, left - 1));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"through one group", "forked by a stranger", "chain"})
    void t18_aMillionTasksRunInASmallHeap(String what) throws Exception {
        ChildJvm.Ended ended = ChildJvm.run(List.of("-Xmx64m", "-XX:+ExitOnOutOfMemoryError"), Child.class, what);
        System.out.println(ended.text());
        assertEquals(0, ended.code(), ended::text);
    }
}
