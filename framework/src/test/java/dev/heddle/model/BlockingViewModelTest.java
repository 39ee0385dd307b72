package dev.heddle.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.queue.WorkQueue;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who looks at the items of a queue, while others put and take. */
@ModelChecked
class BlockingViewModelTest {

    @Test
    void q2_peekIsLinearizable() {
        Schedules.explore(3, View.class, Plain.class);
    }

    /** The view of a queue of two. */
    @Param(name = "item", gen = IntGen.class, conf = "1:9")
    public static class View {
        private final WorkQueue<Integer> queue = WorkQueue.bounded(2);
        private final BlockingQueue<Integer> view = queue.asBlockingQueue();

        @Operation
        public boolean offer(@Param(name = "item") int item) {
            return view.offer(item);
        }

        @Operation
        public Integer poll() {
            return view.poll();
        }

        @Operation
        public Integer peek() {
            return view.peek();
        }

        @Validate
        public void whatIsNotTakenIsUnfinished() {
            assertEquals(view.size(), queue.unfinished());
        }
    }

    /** The same calls, for one thread at a time. */
    public static class Plain {
        private final Queue<Integer> items = new ArrayDeque<>();

        public boolean offer(int item) {
            return items.size() < 2 && items.add(item);
        }

        public Integer poll() {
            return items.poll();
        }

        public Integer peek() {
            return items.peek();
        }
    }

    /** In a ring of two slots (heddle.test.tight), each is used again while somebody may be looking at it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void b3_s4_aSnapshotShowsWhatStaysAndNothingTwice(boolean ring) {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = ring ? WorkQueue.bounded(2) : WorkQueue.unbounded();
            queue.put(0);
            queue.put(1);
            Schedules threads = new Schedules();
            threads.add(() -> {
                queue.take();
                queue.put(2);
            });
            threads.add(() -> {
                List<Integer> shown = List.copyOf(queue.asBlockingQueue());
                assertTrue(List.of(List.of(0, 1), List.of(1), List.of(1, 2)).contains(shown), shown::toString);
            });
            threads.run();
        });
    }
}
