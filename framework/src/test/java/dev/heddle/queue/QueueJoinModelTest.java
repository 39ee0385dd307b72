package dev.heddle.queue;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.internal.park.Deadline;
import dev.heddle.model.ModelChecked;
import dev.heddle.model.Schedules;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The zero that is touched only: here because it needs to see that a joiner waits. */
@ModelChecked
class QueueJoinModelTest {

    @Test
    void q6_aTaskDoneThatFindsZeroReleasesWhoWaitsThenThoughAPutFollows() {
        Schedules.explore(() -> {
            WorkQueue<Integer> queue = WorkQueue.bounded(1);
            queue.put(1);
            queue.take();
            AtomicInteger looks = new AtomicInteger();
            AtomicBoolean released = new AtomicBoolean();
            Schedules threads = new Schedules();
            Thread joiner = threads.add(() -> released.set(queue.join(Deadline.NEVER, looks::incrementAndGet)));
            threads.add(() -> {
                boolean waits = looks.get() >= 2; // the second look is that of a thread which is in the list
                queue.taskDone();
                queue.put(2);
                if (waits) {
                    joiner.join();
                    assertTrue(released.get());
                } else {
                    queue.take();
                    queue.taskDone();
                }
            });
            threads.run();
        });
    }
}
