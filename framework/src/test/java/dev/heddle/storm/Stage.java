package dev.heddle.storm;

import dev.heddle.internal.park.CurrentScope;
import dev.heddle.internal.park.Interruption;
import dev.heddle.queue.PoolOptions;
import dev.heddle.queue.QueueClosedException;
import dev.heddle.queue.QueueStats;
import dev.heddle.queue.WorkQueue;
import dev.heddle.queue.WorkerPool;
import dev.heddle.queue.WorkerReport;
import dev.heddle.task.TaskGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** A queue of jobs with its workers, and the books of the two. */
final class Stage {
    private static final int A_MOMENT = 50_000;

    final WorkQueue<Job> queue;
    final WorkerPool<Job> pool;

    /** Whether the queue belongs to the group. */
    final boolean scoped;

    /** What the error handler was told and threw. */
    final ConcurrentLinkedQueue<Throwable> told = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<Throwable> thrownOnError = new ConcurrentLinkedQueue<>();

    private final Pipeline pipeline;
    private final Problems problems;
    private final Stage next;
    private final boolean listens;
    private final boolean fails;
    private final ConcurrentLinkedQueue<Job> put = new ConcurrentLinkedQueue<>();
    private final LongAdder handled = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder givenBack = new LongAdder();

    /** @param next where handled jobs go; null for nowhere */
    Stage(Pipeline pipeline, TaskGroup group, SplittableRandom random, Stage next) {
        this.pipeline = pipeline;
        this.problems = pipeline.problems;
        this.next = next;
        this.scoped = random.nextInt(4) != 0;
        int capacity = 1 + random.nextInt(random.nextBoolean() ? 3 : 100);
        this.queue = scoped ? WorkQueue.bounded(group, "stage", capacity) : WorkQueue.bounded(capacity);
        this.listens = random.nextBoolean();
        this.fails = random.nextInt(3) == 0;
        int workers = 1 + random.nextInt(4);
        this.pool =
                listens ? WorkerPool.start(group, queue, PoolOptions.size(workers).onError(this::failed), this::handle)
                        : WorkerPool.start(group, queue, workers, this::handle);
    }

    /** Puts a job, in one way or another; throws what the queue throws, and then it is not in. */
    void put(Job job, int how) throws InterruptedException {
        switch (how) {
            case 0 -> {
                while (!queue.offer(job, Duration.ofNanos(A_MOMENT))) {}
            }
            case 1 -> queue.putAll(List.of(job));
            default -> queue.put(job);
        }
        put.add(job);
    }

    private void handle(Job job) throws Exception {
        pipeline.threads.add(Thread.currentThread());
        job.move(Job.State.WAITING, Job.State.HELD, problems);
        try {
            work(job.chance);
            if (next != null) {
                next.put(new Job(0, 31 * job.chance + 7), 2);
            }
        } catch (Throwable e) {
            if (CurrentScope.get().isCancelled() && Interruption.isShapeOf(e)) {
                givenBack.increment();
                job.move(Job.State.HELD, Job.State.WAITING, problems);
            } else {
                boolean expected = e instanceof Boom || e instanceof QueueClosedException;
                problems.check(expected, () -> "a worker that was not told to stop saw " + e);
                failed.increment();
                job.failure = e;
                job.move(Job.State.HELD, Job.State.FAILED, problems);
            }
            throw e;
        }
        handled.increment();
        job.move(Job.State.HELD, Job.State.HANDLED, problems);
    }

    private void work(int chance) throws InterruptedException {
        switch (Math.floorMod(chance, fails ? 40 : 39)) {
            case 0 -> Thread.sleep(0, Math.floorMod(chance, A_MOMENT));
            case 1 -> LockSupport.parkNanos(A_MOMENT);
            case 2 -> TaskGroup.checkpoint();
            case 39 -> throw new Boom("handler");
            default -> {
            }
        }
    }

    private void failed(Job job, Throwable failure) {
        problems.check(job.failure == failure, () -> "told of " + failure + ", not " + job.failure);
        told.add(failure);
        if (job.chance % 16 == 0) {
            Boom boom = new Boom("error handler");
            thrownOnError.add(boom);
            throw boom;
        }
    }

    // ---- afterwards

    /** Jobs that came back from the queue or the pool. */
    void handedBack(List<Job> jobs) {
        jobs.forEach(job -> job.move(Job.State.WAITING, Job.State.HANDED_BACK, problems));
    }

    /** All workers have ended, the ending has said. */
    void checkEnded(String ending) {
        int alive = pool.alive();
        problems.check(alive == 0, () -> ending + " has returned, with " + alive + " workers alive");
    }

    /** All jobs were handled, the ending has said. */
    void checkAllHandled(String ending) {
        for (Job job : put) {
            boolean settled = job.state() == Job.State.HANDLED || job.state() == Job.State.FAILED;
            problems.check(settled, () -> ending + " has returned: " + job);
        }
    }

    /** When the group has ended. */
    void balance(Iterable<Throwable> reports, Object sentinel) {
        List<Job> rest = new ArrayList<>(queue.closeNow());
        rest.removeIf(job -> job == sentinel);
        handedBack(rest);
        int all = 0;
        List<Throwable> failures = new ArrayList<>();
        for (Job job : put) {
            all++;
            switch (job.state()) {
                case WAITING, HELD -> problems.add("lost: " + job + " of " + queue, null);
                case FAILED -> failures.add(job.failure);
                case HANDLED, HANDED_BACK -> {
                }
            }
        }
        pipeline.counters.items.add(all);
        checkFailures(failures, reports);
        QueueStats stats = queue.stats();
        problems.check(stats.unfinished() == 0, () -> "unfinished: " + stats);
        problems.check(stats.waitingPutters() == 0 && stats.waitingTakers() == 0, () -> "a leaked waiter: " + stats);
        problems.check(stats.redelivered() == givenBack.sum(), () -> givenBack + " given back: " + stats);
        checkReport();
    }

    private void checkFailures(List<Throwable> failures, Iterable<Throwable> reports) {
        if (listens) {
            boolean same = failures.size() == told.size() && Tree.identical(failures, told);
            problems.check(same, () -> "the error handler was told " + told + ", of " + failures);
        }
        var mentioned = Tree.all(reports);
        for (Throwable failure : listens ? thrownOnError : failures) {
            problems.check(mentioned.contains(failure), () -> "lost: " + failure);
        }
    }

    private void checkReport() {
        long[] sums = new long[3];
        for (WorkerReport worker : pool.report()) {
            sums[0] += worker.handled();
            sums[1] += worker.failed();
            sums[2] += worker.givenBack();
            problems.check(!worker.alive(), () -> "alive after its group: " + worker);
        }
        boolean right = sums[0] == handled.sum() && sums[1] == failed.sum() && sums[2] == givenBack.sum();
        problems.check(right,
                () -> handled + " handled, " + failed + " failed, " + givenBack + " given back; " + pool.report());
        problems.check(pool.alive() == 0, () -> "workers are alive: " + pool);
    }
}
