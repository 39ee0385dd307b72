package dev.heddle.storm;

import dev.heddle.queue.HandlerFailedException;
import dev.heddle.queue.QueueClosedException;
import dev.heddle.task.FailurePolicy;
import dev.heddle.task.GroupOptions;
import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;

/** One group with producers and one or two stages of workers, from its beginning to its end, and its books. */
final class Pipeline {
    private enum Ending {
        DRAIN, DRAIN_EARLY, SENTINEL, JOIN_THEN_CANCEL, CANCEL_NOW, CLOSE_AFTER, CANCEL, FAIL
    }

    private static final int MOST_JOBS = 300;

    final Problems problems;
    final Counters counters;
    final ConcurrentLinkedQueue<Thread> threads = new ConcurrentLinkedQueue<>();

    private final GroupOptions options;
    private final Ending ending;
    private final ConcurrentLinkedQueue<Throwable> reports = new ConcurrentLinkedQueue<>();
    private final List<Task<Void>> producers = new ArrayList<>();
    private final Job end = new Job(-1, 0);
    /** Whether a stranger has done something to it. */
    private volatile boolean disturbed;
    private volatile Throwable closeThrew;
    private volatile TaskGroup group;
    private volatile Stage first;
    private volatile Stage second;

    Pipeline(SplittableRandom random, Problems problems, Counters counters) {
        this.problems = problems;
        this.counters = counters;
        GroupOptions named = GroupOptions.of("pipeline").failures(random.nextBoolean() ? FailurePolicy.failFast()
                : FailurePolicy.keepGoing((task, failure) -> reports.add(failure)));
        this.options = random.nextInt(8) == 0 ? named.deadline(Duration.ofNanos(random.nextInt(5_000_000))) : named;
        this.ending = Ending.values()[random.nextInt(Ending.values().length)];
    }

    /** The whole of it, on the owner's thread. */
    void own(SplittableRandom random, Victim victim) {
        TaskGroup mine = TaskGroup.open(options);
        try {
            begin(mine, random);
            finish(victim);
        } catch (Throwable e) {
            report(e, victim);
        }
        try {
            mine.close();
        } catch (Throwable e) {
            closeThrew = e;
            report(e, victim);
        }
    }

    private void begin(TaskGroup mine, SplittableRandom random) {
        second = random.nextInt(3) == 0 ? new Stage(this, mine, random, null) : null;
        first = new Stage(this, mine, random, second);
        if (second != null) {
            second.queue.closeAfter(first.pool);
        }
        group = mine;
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            SplittableRandom chance = random.split();
            int jobs = random.nextInt(MOST_JOBS);
            producers.add(mine.fork("producer-" + i, () -> produce(jobs, chance)));
        }
    }

    private void produce(int jobs, SplittableRandom random) throws InterruptedException {
        threads.add(Thread.currentThread());
        counters.tasks.increment();
        try {
            for (int i = 1; i <= jobs; i++) {
                first.put(new Job(i, random.nextInt()), random.nextInt(8));
            }
        } catch (QueueClosedException e) {
            // the others go on
        }
    }

    private void finish(Victim victim) throws Exception {
        switch (ending) {
            case DRAIN -> {
                group.join();
                first.pool.drain();
            }
            case DRAIN_EARLY -> {
                first.pool.drain();
                group.join();
            }
            case SENTINEL -> {
                group.join();
                first.pool.sentinel(end);
            }
            case JOIN_THEN_CANCEL -> {
                group.join();
                first.pool.joinThenCancel();
            }
            case CANCEL_NOW -> {
                first.handedBack(first.pool.cancelNow());
                group.join();
            }
            case CLOSE_AFTER -> {
                first.queue.closeAfter(producers);
                group.join();
                first.pool.drain();
            }
            case CANCEL -> {
                counters.cancels.increment();
                group.cancel();
                group.join();
            }
            case FAIL -> group.fork("failing", () -> {
                throw new Boom("on purpose");
            });
        }
        if (ending != Ending.FAIL && ending != Ending.CANCEL) {
            first.checkEnded(ending.toString());
        }
        if (second != null && ending != Ending.FAIL) {
            second.pool.drain();
            second.checkEnded(ending.toString());
        }
        group.join();
        if (!disturbed && group.cancellation().isEmpty() && ending != Ending.CANCEL_NOW && reports.isEmpty()) {
            first.checkAllHandled(ending.toString());
            if (second != null) {
                second.checkAllHandled(ending.toString());
            }
        }
    }

    private void report(Throwable e, Victim victim) {
        reports.add(e);
        if (e instanceof InterruptedException) {
            victim.hasSeen("the owner");
        }
    }

    /** By a stranger, at any time. */
    void meddle(SplittableRandom random) {
        TaskGroup now = group;
        if (now == null) {
            return;
        }
        int what = random.nextInt(14);
        disturbed |= what <= 6;
        switch (what) {
            case 0 -> {
                counters.cancels.increment();
                now.cancel();
            }
            case 1 -> now.expireAfter(Duration.ofNanos(random.nextInt(100_000)));
            case 2, 3 -> {
                List<Task<?>> live = now.live();
                if (!live.isEmpty()) {
                    counters.cancels.increment();
                    live.get(random.nextInt(live.size())).cancel(random.nextBoolean());
                }
            }
            case 4 -> first.queue.close();
            case 5 -> first.handedBack(first.queue.closeNow().stream().filter(job -> job != end).toList());
            case 6 -> first.queue.closeExceptionally(new Boom("closed by a stranger"));
            case 7, 8 -> resize(second == null || random.nextBoolean() ? first : second, 1 + random.nextInt(5));
            default -> {
                first.toString();
                now.live();
            }
        }
    }

    /** Changes no more than who handles what. */
    private static void resize(Stage stage, int size) {
        try {
            stage.pool.resize(size);
        } catch (IllegalStateException e) {
            // it has ended, or is about to
        }
    }

    // ---- afterwards

    /** When the owner and all strangers have ended. */
    void balance() {
        int left = first.queue.size() + first.queue.stats().awaitingRedelivery();
        boolean told = closeThrew != null && Tree.all(closeThrew).stream()
                .anyMatch(e -> e.getMessage() != null && e.getMessage().contains("undelivered"));
        if (first.scoped && second == null && !disturbed) {
            problems.check(told == left > 0,
                    () -> left + " undelivered items, and close threw " + closeThrew + " (Q15)");
        }
        reports.forEach(this::checkThrown);
        first.balance(reports, end);
        if (second != null) {
            second.balance(reports, end);
        }
    }

    /** Whoever waits for the pipeline sees no exception but these. */
    private void checkThrown(Throwable e) {
        boolean expected = switch (e) {
            case InterruptedException interrupted -> true;
            case CancellationException cancelled -> group.cancellation().isPresent();
            case ExecutionException failed -> true;
            case QueueClosedException closed -> closed.getCause() != null || disturbed;
            case HandlerFailedException failed -> true;
            case Boom boom -> true;
            case IllegalStateException state ->
                state.getMessage().contains("undelivered") || state.getMessage().contains("without join")
                        || state.getMessage().contains("whose workers have ended");
            default -> false;
        };
        if (!expected) {
            problems.add("not to be thrown", e);
        }
    }
}
