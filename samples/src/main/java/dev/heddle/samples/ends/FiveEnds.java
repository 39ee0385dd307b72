package dev.heddle.samples.ends;

import dev.heddle.queue.WorkQueue;
import dev.heddle.queue.WorkerPool;
import dev.heddle.samples.Show;
import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Three producers, three consumers, and the five ways in which they come to an end.
 *
 * <p>In Python: a sentinel for each consumer, or {@code join} and {@code cancel}; the other three are to be built by hand.
 *
 * <pre>
 * a sentinel each:   12 of 12 breads eaten
 * drain:             12 of 12 breads eaten
 * join, then cancel: 12 of 12 breads eaten
 * close after:       12 of 12 breads eaten
 * cancel now:        5 of 12 breads eaten, 7 handed back
 * </pre>
 *
 * <p>Better here: each has a name, and none of them can lose a bread. What a consumer held when it was cancelled is handed back
 * first.
 */
public final class FiveEnds {
    private static final int PRODUCERS = 3;
    private static final int BREADS_EACH = 4;
    private static final String END = new String("no bread");

    /** How the consumers end; gives what was handed back. */
    private interface End {
        List<String> come(TaskGroup group, WorkQueue<String> plate, List<Task<Void>> bakers, WorkerPool<String> eaters)
                throws InterruptedException, ExecutionException;
    }

    private final Show show;

    private FiveEnds(Show show) {
        this.show = show;
    }

    /** Runs it; takes {@code --scale FACTOR}. */
    public static void main(String... arguments) {
        Show.main(FiveEnds.class, FiveEnds::run, arguments);
    }

    /** The example. */
    public static void run(Show show) throws InterruptedException, ExecutionException {
        FiveEnds bakery = new FiveEnds(show);
        bakery.open("a sentinel each", (group, plate, bakers, eaters) -> {
            group.join(); // the bakers have ended: what is put after a sentinel is not eaten
            eaters.sentinel(END);
            return List.of();
        });
        bakery.open("drain", (group, plate, bakers, eaters) -> {
            group.join();
            eaters.drain();
            return List.of();
        });
        bakery.open("join, then cancel", (group, plate, bakers, eaters) -> {
            group.join();
            eaters.joinThenCancel();
            return List.of();
        });
        bakery.open("close after", (group, plate, bakers, eaters) -> {
            plate.closeAfter(bakers); // at once: the end travels with the breads
            eaters.awaitEnd();
            group.join();
            return List.of();
        });
        bakery.open("cancel now", (group, plate, bakers, eaters) -> {
            group.join();
            return eaters.cancelNow();
        });
    }

    private void open(String name, End end) throws InterruptedException, ExecutionException {
        try (TaskGroup group = TaskGroup.open("bakery")) {
            WorkQueue<String> plate = WorkQueue.unbounded(group);
            AtomicInteger eaten = new AtomicInteger();
            WorkerPool<String> eaters = WorkerPool.start(group, plate, 3, bread -> {
                show.sleepUpTo(0.2);
                eaten.incrementAndGet();
            });
            List<Task<Void>> bakers = new ArrayList<>();
            for (int i = 0; i < PRODUCERS; i++) {
                bakers.add(group.fork("baker " + i, () -> bake(plate)));
            }
            List<String> back = end.come(group, plate, bakers, eaters);
            show.say(String.format("%-18s %d of %d breads eaten%s", name + ":", eaten.get(), PRODUCERS * BREADS_EACH,
                    back.isEmpty() ? "" : ", " + back.size() + " handed back"));
        }
    }

    private void bake(WorkQueue<String> plate) throws InterruptedException {
        for (int bread = 1; bread <= BREADS_EACH; bread++) {
            show.sleepUpTo(0.1);
            plate.put("bread " + bread);
        }
    }
}
