package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.heddle.testing.Effort;
import dev.heddle.testing.Until;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A group that runs for ever holds memory for live tasks only. */
class ChainTest {
    /** A million, for those who have the time. */
    private static final int LINKS = Effort.of(100_000, 1_000_000);

    /** How many tasks the group's internals may still hold by accident: the last one here, the last one there. */
    private static final int A_FEW = 5;

    private static final int SAMPLES = 1_000;

    private final List<WeakReference<Task<?>>> samples = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger ran = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);

    @Test
    void t18_aChainOfTasksEachForkingTheNextRunsInConstantMemory() throws Exception {
        try (TaskGroup group = TaskGroup.open("chain")) {
            group.fork(() -> link(group, LINKS));
            end.await();
            assertEquals(LINKS, ran.get());
            Until.holds("the last one is alone", () -> group.live().size() == 1);
            onlyAFewAreHeld();
            gate.countDown();
            group.join();
        }
    }

    private void link(TaskGroup group, int left) throws InterruptedException {
        ran.incrementAndGet();
        if (left % Math.max(1, LINKS / SAMPLES) == 0) {
            samples.add(new WeakReference<>(Task.current().orElseThrow()));
        }
        if (left > 1) {
            group.fork(() -> link(group, left - 1));
        } else {
            end.countDown();
            gate.await();
        }
    }

    @Test
    void tasksForkedByTheOwnerOneAfterTheOtherAreNotHeldEither() throws Exception {
        try (TaskGroup group = TaskGroup.open("long-lived")) {
            for (int i = 0; i < SAMPLES; i++) {
                Task<int[]> task = group.fork(() -> new int[100]);
                samples.add(new WeakReference<>(task));
                group.join();
            }
            onlyAFewAreHeld();
        }
    }

    @Test
    void callbacksThatWereTakenBackAreNotHeld() throws Exception {
        List<WeakReference<Action>> callbacks = new ArrayList<>();
        try (TaskGroup group = TaskGroup.open("long-lived")) {
            for (int i = 0; i < SAMPLES; i++) {
                int[] resource = new int[i];
                Action callback = () -> assertSame(resource, resource);
                callbacks.add(new WeakReference<>(callback));
                try (Registration cancel = group.onCancel(callback); Registration close = group.onClose(callback)) {
                    assertEquals(i, resource.length, () -> cancel + " and " + close);
                }
            }
            Until.holds("they are collected", () -> {
                System.gc();
                return callbacks.stream().filter(callback -> callback.get() != null).count() <= A_FEW;
            });
        }
    }

    private void onlyAFewAreHeld() {
        Until.holds("the tasks that have ended are collected", () -> {
            System.gc();
            return samples.stream().filter(sample -> sample.get() != null).count() <= A_FEW;
        });
    }
}
