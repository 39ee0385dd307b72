package dev.heddle.queue;

import dev.heddle.internal.Seam;
import dev.heddle.internal.Thrown;
import dev.heddle.internal.park.CancelScope;
import dev.heddle.internal.park.Cancellation;
import dev.heddle.internal.park.CurrentScope;
import dev.heddle.internal.park.Deadline;
import dev.heddle.internal.park.Interruption;
import dev.heddle.internal.park.WaitList;
import dev.heddle.task.Action;
import dev.heddle.task.CancelReason;
import dev.heddle.task.DeadlineExceededException;
import dev.heddle.task.Outcome;
import dev.heddle.task.Task;
import dev.heddle.task.TaskFailedException;
import dev.heddle.task.TaskGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;

/**
 * Workers that take items from a source and handle them, as daemons of a group.
 *
 * <p>A handler that returns has finished its item. One that throws has too, and the failure is reported with the item: to
 * the error handler, if there is one, and the worker goes on; else it fails the worker, and with it a group that fails
 * fast (in one that keeps going another worker takes its place, so a pool never shrinks unnoticed). A worker that is
 * cancelled gives its item back.
 *
 * <h2>How workers end</h2>
 *
 * What people get wrong has names here. Each method waits until all workers have ended; the timed forms tell whether they
 * have.
 *
 * <ul>
 *   <li>{@link #drain}: the queue is closed, the workers handle the rest. Producers that are not done get an exception.
 *   <li>{@link #sentinel}: after the items that are in the queue, a last one for each worker tells it to end.
 *   <li>{@link #joinThenCancel}: when every item put has been handled, the idle workers are cancelled.
 *   <li>{@link #cancelNow}: the workers are cancelled at once; what was not handled is handed back.
 *   <li>Or the source ends by itself, such as a queue with {@link WorkQueue#closeAfter(Task...)}: {@link #awaitEnd} waits for
 *       that.
 * </ul>
 *
 * <p>If the group is cancelled meanwhile, because a worker or another task failed or because its time is up, whoever owns the
 * group gets from each of these methods what {@link TaskGroup#join()} gives: it waits until all tasks have ended, for at most
 * the timeout, and throws {@link TaskFailedException} or {@link DeadlineExceededException}. Tasks get {@link
 * CancellationException}.
 *
 * <p>Until then the pool may be {@linkplain #resize resized}: workers are added at once, and surplus ones end when they hold
 * nothing.
 *
 * <p>Thread-safe.
 *
 * @param <T> the type of the items
 */
public final class WorkerPool<T> {
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    /** How long a worker asks a source of the user's at a time; any number would do. */
    private static final Duration A_WHILE = Duration.ofMinutes(1);

    private static final int MOST_FAILURES = 64;
    private static final boolean UNTOLD_IDLE = Seam.mutant("untold-idle");
    private static final boolean UNTOLD_OWNER = Seam.mutant("untold-owner");

    private final TaskGroup group;
    private final String name;
    private final WorkSource<T> source;

    /** The source, if it is a queue; null otherwise. */
    private final WorkQueue<T> queue;

    /** How its workers take from the queue: not at all while there are more than are wanted. */
    private final WaitList.Contended<Object> whileWanted;
    private final Handler<? super T> handler;
    private final BiConsumer<? super T, ? super Throwable> onError;

    /** For each item; null for none. */
    private final Duration timeLimit;
    private final Roster<Worker> roster;
    private final List<HandlerFailedException> failures = new CopyOnWriteArrayList<>();
    private final AtomicInteger placesForFailures = new AtomicInteger(MOST_FAILURES);
    private final EndActions onEnd = new EndActions();
    private final WaitList ended = new WaitList(this);
    private final AtomicInteger sentinelsDue = new AtomicInteger();
    private volatile Object sentinel;
    private volatile boolean stopping;
    private volatile boolean finished;
    private final AtomicReference<Throwable> cutShort = new AtomicReference<>();

    private WorkerPool(TaskGroup group, WorkSource<T> source, PoolOptions<? super T> options,
            Handler<? super T> handler) {
        this.group = Objects.requireNonNull(group, "group");
        this.source = Objects.requireNonNull(source, "source");
        this.queue = source instanceof WorkQueue<T> same ? same : null;
        this.name = Objects.requireNonNull(options, "options").name();
        this.onError = options.onError();
        this.timeLimit = options.timeLimit();
        this.handler = Objects.requireNonNull(handler, "handler");
        Crew crew = queue == null ? null : queue.crew();
        this.roster = new Roster<>(options.size(), crew, i -> new Worker(name + "-" + i));
        this.whileWanted = queue == null ? null : queue.takeUnless(roster::hasSurplus);
    }

    /**
     * Starts workers whose failures fail the group.
     *
     * @param <T> the type of the items
     * @param group where they run, as daemons
     * @param source where they take items from, such as a {@link WorkQueue}
     * @param size how many at first; at least 1
     * @param handler what they do with each
     * @return the pool
     * @throws IllegalArgumentException if the size is less than 1
     * @throws IllegalStateException if the group is closed
     */
    public static <T> WorkerPool<T> start(TaskGroup group, WorkSource<T> source, int size, Handler<? super T> handler) {
        return start(group, source, PoolOptions.size(size), handler);
    }

    /**
     * Starts workers with a name whose failures fail the group.
     *
     * @param <T> the type of the items
     * @param group where they run, as daemons
     * @param name for messages and thread dumps: the workers are called after it, such as {@code hasher-1}
     * @param source where they take items from, such as a {@link WorkQueue}
     * @param size how many at first; at least 1
     * @param handler what they do with each
     * @return the pool
     * @throws IllegalArgumentException if the size is less than 1
     * @throws IllegalStateException if the group is closed
     */
    public static <T> WorkerPool<T> start(TaskGroup group, String name, WorkSource<T> source, int size,
            Handler<? super T> handler) {
        return start(group, source, PoolOptions.size(size).named(name), handler);
    }

    /**
     * Starts workers.
     *
     * @param <T> the type of the items
     * @param group where they run, as daemons
     * @param source where they take items from, such as a {@link WorkQueue}
     * @param options how the pool is to be
     * @param handler what they do with each
     * @return the pool
     * @throws IllegalStateException if the group is closed
     */
    public static <T> WorkerPool<T> start(TaskGroup group, WorkSource<T> source, PoolOptions<? super T> options,
            Handler<? super T> handler) {
        WorkerPool<T> pool = new WorkerPool<>(group, source, options, handler);
        try {
            pool.run(List.copyOf(pool.roster.all()));
        } catch (Throwable e) {
            pool.cancelWorkers(); // nobody will have this pool to end it
            throw e;
        }
        return pool;
    }

    // ---- resizing

    /**
     * Changes the number of workers, and does not wait for that. More: they start at once, under the names of workers that have
     * ended, or else with the next numbers. Fewer: those that are idle end, or else whoever is done with its item first. No
     * handler is interrupted for it, and no item given back.
     *
     * <p>The size is what the pool is to have from now on: a worker that was cancelled alone has another in its place then.
     * {@link #alive} counts those still that have yet to end. While a queue is drained the pool may be resized; when a worker
     * has come to its end, not any more. Any thread may call this, a worker too.
     *
     * @param size how many; at least 1
     * @throws IllegalArgumentException if it is less: {@link #drain} and {@link #cancelNow} end a pool
     * @throws IllegalStateException if the pool has ended, is being cancelled, has come to the end of its source, or has its
     *     {@linkplain #sentinel sentinels}; or if the group is closed
     * @throws CancellationException if the task or group around this call is cancelled
     */
    public void resize(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("a pool has at least 1 worker, not " + size
                    + ": drain() ends it when all is handled, cancelNow() at once");
        }
        CancelScope scope = CurrentScope.get();
        if (scope != null) {
            scope.throwIfCancelled();
        }
        List<Worker> hired = stopping || group.cancellation().isPresent() ? null : roster.resize(size);
        if (hired == null) {
            throw new IllegalStateException("resize(" + size + ") of pool '" + name + "', which " + whyNotResizable());
        }
        run(hired);
        if (roster.hasSurplus() && !UNTOLD_IDLE) {
            tellIdle();
        }
    }

    private String whyNotResizable() {
        if (roster.alive() == 0) {
            return "has ended";
        }
        if (stopping || group.cancellation().isPresent()) {
            return "is being cancelled";
        }
        return sentinel != null ? "has got a sentinel for each of its workers" : "has come to the end of its source";
    }

    /** Those who wait for an item look whether they are still wanted. */
    private void tellIdle() {
        if (queue != null) {
            queue.askTakers();
            return;
        }
        for (Worker worker : roster.all()) {
            Stretch asking = worker.asking;
            if (asking != null) {
                asking.stop(new Cancellation(CancelReason.ASKED, "pool '" + name + "' has a surplus of workers", null));
            }
        }
    }

    // ---- working

    /** Starts all of them; when one cannot be started, neither are those after it. */
    private void run(List<Worker> hired) {
        int started = 0;
        try {
            for (Worker worker : hired) {
                run(worker);
                started++;
            }
        } catch (Throwable e) {
            List<Worker> missing = hired.subList(started, hired.size());
            missing.forEach(roster::withdraw);
            missing.forEach(this::dismiss);
            throw e;
        }
    }

    private void run(Worker worker) {
        worker.failedOnAnItem = false;
        worker.task = group.forkDaemon(worker.name, worker);
        if (stopping) {
            worker.task.cancel(true); // whoever stops the pool may have missed it
        }
        worker.task.onEnd(() -> workerEnded(worker));
    }

    /** One worker: its loop and its counts, which it alone writes; its task is a new one after a failure. */
    private final class Worker extends Roster.Entry implements Action {
        final String name;
        volatile Task<Void> task;
        volatile long handled;
        volatile long failed;
        volatile long timedOut;
        volatile long givenBack;
        private boolean failedOnAnItem;

        /** The time for each item, or null. */
        private TimeLimit time;

        /** What waits for an item of a source of the user's, while it does. */
        volatile Stretch asking;

        Worker(String name) {
            this.name = name;
        }

        @Override
        public void run() throws InterruptedException {
            CancelScope scope = CurrentScope.get();
            if (queue != null) {
                queue.crew().enter();
            }
            time = timeLimit == null ? null : new TimeLimit(timeLimit, "pool '" + WorkerPool.this.name + "'");
            try {
                while (work(scope)) {}
            } finally {
                if (time != null) {
                    time.end();
                }
                if (queue != null) {
                    queue.crew().leave();
                }
            }
        }

        /** Handles one item; false if there are no more for this worker. */
        private boolean work(CancelScope scope) throws InterruptedException {
            Lease<T> lease = next(scope);
            if (lease == null) {
                return false;
            }
            if (lease.item() == sentinel) {
                lease.done();
                roster.leavesAtSentinel(this);
                return false;
            }
            failedOnAnItem = true; // unless it does not
            long failedBefore = failed;
            try {
                HandlerFailedException failure = Handling.handle(lease, this::handle, this::report);
                if (failure != null && onError == null) {
                    throw failure;
                }
            } catch (CancellationException | InterruptedException e) {
                boolean rejected = queue != null && queue.isLastAttempt(lease.attempt());
                if (failed == failedBefore && !rejected) { // stopped while it handled, and not while it reported
                    givenBack++; // volatile, with one writer, as all these
                    countTaken(-1);
                }
                throw e;
            }
            failedOnAnItem = false;
            return true;
        }

        private void handle(T item) throws Exception {
            if (time == null) {
                handler.handle(item);
            } else {
                handleInTime(item);
            }
            handled++;
        }

        private void handleInTime(T item) throws Exception {
            try {
                time.handle(item, handler);
            } catch (TimeLimit.TimeUp e) {
                timedOut++;
                throw e;
            }
        }

        @SuppressWarnings("unchecked") // the item is one of the source's
        private void report(HandlerFailedException failure) {
            failed++;
            if (placesForFailures.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                failures.add(failure);
            }
            if (onError != null) {
                onError.accept((T) failure.item(), failure.getCause());
            }
        }

        /** The next item; null if there is none for this worker. */
        private Lease<T> next(CancelScope scope) throws InterruptedException {
            try {
                Lease<T> lease = null;
                while (lease == null && !roster.retires(this)) {
                    lease = queue != null ? queue.leaseNext(scope, whileWanted) : ask(scope);
                }
                if (lease != null) {
                    countTaken(1);
                }
                return lease;
            } catch (QueueClosedException e) {
                roster.endResizing();
                if (e.getCause() != null) {
                    throw e;
                }
                return null;
            }
        }

        /** The next item of a source that is no queue; null if there was none for a while, or this was told to stop asking. */
        private Lease<T> ask(CancelScope scope) throws InterruptedException {
            CurrentScope.checkpoint(scope);
            List<Lease<T>> leases = List.of();
            Stretch stretch = Stretch.begin(Deadline.NEVER);
            Throwable thrown = null;
            asking = stretch;
            try {
                if (!roster.hasSurplus()) { // now that it can be told (P2)
                    leases = source.lease(1, A_WHILE);
                }
            } catch (Throwable e) {
                thrown = stretch.wasStoppedAlone() && Interruption.isShapeOf(e) ? null : e;
            } finally {
                asking = null;
                thrown = Thrown.both(thrown, stretch.end());
            }
            if (thrown != null) {
                leases.forEach(Lease::giveBack);
                throw Thrown.raise(thrown);
            }
            leases.stream().skip(1).forEach(Lease::giveBack); // more than was asked for
            return leases.isEmpty() ? null : leases.get(0);
        }

        private void countTaken(int items) {
            if (queue != null) {
                queue.crew().countTaken(items);
            }
        }
    }

    private void workerEnded(Worker worker) {
        Outcome<Void> how = worker.task.outcome();
        if (how instanceof Outcome.Failure && worker.failedOnAnItem && !stopping && group.cancellation().isEmpty()) {
            try {
                run(worker); // the group keeps going, and so does the pool
                return;
            } catch (Throwable e) { // no thread, or the decorator's
                cutShort.compareAndSet(null, e);
                dismiss(worker);
                throw e;
            }
        }
        if (!stopping) {
            cutShort.compareAndSet(null, Ends.cutShort(worker.task));
        }
        dismiss(worker);
    }

    private void dismiss(Worker worker) {
        if (queue != null) {
            queue.dismissWorker(); // first (P5)
        }
        if (roster.dismiss(worker) == 0) {
            onEnd.take().forEach(Runnable::run);
            finished = true; // the next stage knows, before whoever waits for this one
            ended.signalAll();
        }
    }

    /** Runs an action when the last worker has ended; at once if it has. */
    void onEnd(Runnable action) {
        if (!onEnd.add(action)) {
            action.run();
        }
    }

    /** Why its workers have not handled all: a failure, or a cancellation from outside; null if they have. */
    Throwable cutShort() {
        return cutShort.get();
    }

    // ---- ending

    /**
     * Closes the queue and waits until the workers have handled the rest and ended.
     *
     * @throws TaskFailedException (an {@code ExecutionException}) if the caller owns the group and a task failed, when all have
     *     ended
     * @throws DeadlineExceededException (an {@code ExecutionException}) if the caller owns the group and its time was up, when
     *     all tasks have ended
     * @throws CancellationException if the task or group around this call is cancelled otherwise
     * @throws InterruptedException if the calling thread is interrupted
     * @throws ExecutionException as {@code TaskFailedException} or {@code DeadlineExceededException}
     * @throws IllegalStateException if the calling thread is one of the workers
     * @throws UnsupportedOperationException if the source is not a {@link WorkQueue}
     */
    public void drain() throws InterruptedException, ExecutionException {
        drain(FOREVER);
    }

    /**
     * The same, but waits for at most {@code timeout}.
     *
     * @param timeout how long to wait at most; zero or less does not wait
     * @return false if workers have not ended by then; they go on
     * @throws TaskFailedException (an {@code ExecutionException}) if the caller owns the group and a task failed, when all have
     *     ended
     * @throws DeadlineExceededException (an {@code ExecutionException}) if the caller owns the group and its time was up, when
     *     all tasks have ended
     * @throws CancellationException if the task or group around this call is cancelled otherwise
     * @throws InterruptedException if the calling thread is interrupted
     * @throws ExecutionException as {@code TaskFailedException} or {@code DeadlineExceededException}
     * @throws IllegalStateException if the calling thread is one of the workers
     * @throws UnsupportedOperationException if the source is not a {@link WorkQueue}
     */
    public boolean drain(Duration timeout) throws InterruptedException, ExecutionException {
        Deadline deadline = Deadline.after(timeout);
        WorkQueue<T> target = queue("drain");
        return awaitOrJoin(deadline, () -> {
            CurrentScope.checkEntry();
            target.close("drain() of pool '" + name + "'");
            return awaitEnd(deadline);
        });
    }

    /**
     * Puts a sentinel for each worker, and waits until each has got its own and ended. To be called when the producers have
     * ended: what is put after the sentinels is not handled.
     *
     * @param end an object that is no item; compared by identity
     * @throws TaskFailedException (an {@code ExecutionException}) if the caller owns the group and a task failed, when all have
     *     ended
     * @throws DeadlineExceededException (an {@code ExecutionException}) if the caller owns the group and its time was up, when
     *     all tasks have ended
     * @throws CancellationException if the task or group around this call is cancelled otherwise
     * @throws QueueClosedException if the queue is closed before every sentinel is in
     * @throws InterruptedException if the calling thread is interrupted
     * @throws ExecutionException as {@code TaskFailedException} or {@code DeadlineExceededException}
     * @throws IllegalStateException if tasks of the group are alive that may still put, while the queue is open; if another
     *     pool takes from the same queue; if the queue does not keep the order of its items, or drops some; if this is called
     *     again with another object; if no worker is left to take a sentinel; or if the calling thread is one of the workers
     * @throws UnsupportedOperationException if the source is not a {@link WorkQueue}
     */
    public void sentinel(T end) throws InterruptedException, ExecutionException {
        sentinel(end, FOREVER);
    }

    /**
     * The same, but waits for at most {@code timeout}.
     *
     * @param end an object that is no item; compared by identity
     * @param timeout how long to wait at most; zero or less does not wait
     * @return false if workers have not ended by then, or not every sentinel could be put; called again, it goes on
     * @throws TaskFailedException (an {@code ExecutionException}) if the caller owns the group and a task failed, when all have
     *     ended
     * @throws DeadlineExceededException (an {@code ExecutionException}) if the caller owns the group and its time was up, when
     *     all tasks have ended
     * @throws CancellationException if the task or group around this call is cancelled otherwise
     * @throws QueueClosedException if the queue is closed before every sentinel is in
     * @throws InterruptedException if the calling thread is interrupted
     * @throws ExecutionException as {@code TaskFailedException} or {@code DeadlineExceededException}
     * @throws IllegalStateException if tasks of the group are alive that may still put, while the queue is open; if another
     *     pool takes from the same queue; if the queue does not keep the order of its items, or drops some; if this is called
     *     again with another object; if no worker is left to take a sentinel; or if the calling thread is one of the workers
     * @throws UnsupportedOperationException if the source is not a {@link WorkQueue}
     */
    public boolean sentinel(T end, Duration timeout) throws InterruptedException, ExecutionException {
        Objects.requireNonNull(end, "end");
        Deadline deadline = Deadline.after(timeout);
        WorkQueue<T> target = queue("sentinel");
        if (!target.keepsOrder()) {
            throw new IllegalStateException("sentinel() of pool '" + name + "', but queue '" + target.name()
                    + "' does not keep the order of its items, or drops some: a sentinel would not be the last of them. Close"
                    + " the queue instead, and drain() it");
        }
        if (roster.isNotAlone()) {
            throw new IllegalStateException("sentinel() of pool '" + name + "', but another pool takes from queue '"
                    + target.name() + "' too and would handle the sentinels: close the queue instead, for both");
        }
        if (sentinel != null && sentinel != end) {
            throw new IllegalStateException(
                    "sentinel() of pool '" + name + "' called again with another object: workers"
                            + " that have not seen the first would take it for an item");
        }
        return awaitOrJoin(deadline, () -> {
            CurrentScope.checkEntry();
            refuseWhileProducersLive("sentinel", target);
            return putSentinels(target, end, deadline) && awaitEnd(deadline);
        });
    }

    /** Whether all are in now. */
    private boolean putSentinels(WorkQueue<T> target, T end, Deadline deadline) throws InterruptedException {
        sentinelsDue.addAndGet(roster.countSentinels());
        sentinel = end;
        while (sentinelsDue.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            boolean in = false;
            try {
                in = target.put(end, deadline, () -> refuseSentinelForNobody(target));
            } finally {
                if (!in) {
                    sentinelsDue.incrementAndGet();
                }
            }
            if (!in) {
                return false;
            }
        }
        return true;
    }

    /**
     * Waits until every item has been handled, then closes the queue, cancels the workers, which are idle, and waits until
     * they have ended. To be called when the producers have ended.
     *
     * @throws TaskFailedException (an {@code ExecutionException}) if the caller owns the group and a task failed, when all have
     *     ended
     * @throws DeadlineExceededException (an {@code ExecutionException}) if the caller owns the group and its time was up, when
     *     all tasks have ended
     * @throws CancellationException if the task or group around this call is cancelled otherwise
     * @throws QueueClosedException with the cause, if the queue was closed exceptionally
     * @throws InterruptedException if the calling thread is interrupted
     * @throws ExecutionException as {@code TaskFailedException} or {@code DeadlineExceededException}
     * @throws IllegalStateException if tasks of the group are alive that may still put, while the queue is open; if no
     *     worker is left while items are unfinished; or if the calling thread is one of the workers
     * @throws UnsupportedOperationException if the source is not a {@link WorkQueue}
     */
    public void joinThenCancel() throws InterruptedException, ExecutionException {
        joinThenCancel(FOREVER);
    }

    /**
     * The same, but waits for at most {@code timeout}.
     *
     * @param timeout how long to wait at most; zero or less does not wait
     * @return false if items were unfinished or workers had not ended by then; called again, it goes on
     * @throws TaskFailedException (an {@code ExecutionException}) if the caller owns the group and a task failed, when all have
     *     ended
     * @throws DeadlineExceededException (an {@code ExecutionException}) if the caller owns the group and its time was up, when
     *     all tasks have ended
     * @throws CancellationException if the task or group around this call is cancelled otherwise
     * @throws QueueClosedException with the cause, if the queue was closed exceptionally
     * @throws InterruptedException if the calling thread is interrupted
     * @throws ExecutionException as {@code TaskFailedException} or {@code DeadlineExceededException}
     * @throws IllegalStateException if tasks of the group are alive that may still put, while the queue is open; if no
     *     worker is left while items are unfinished; or if the calling thread is one of the workers
     * @throws UnsupportedOperationException if the source is not a {@link WorkQueue}
     */
    public boolean joinThenCancel(Duration timeout) throws InterruptedException, ExecutionException {
        Deadline deadline = Deadline.after(timeout);
        WorkQueue<T> target = queue("joinThenCancel");
        return awaitOrJoin(deadline, () -> {
            CurrentScope.checkEntry();
            refuseWhileProducersLive("joinThenCancel", target);
            if (!target.join(deadline, () -> refuseWithoutWorkers(target))) {
                return false;
            }
            target.close("joinThenCancel() of pool '" + name + "': its producers should have ended before");
            // Once more, for what was put between the two; it was the last.
            if (!target.join(deadline, () -> refuseWithoutWorkers(target))) {
                return false;
            }
            cancelWorkers();
            return awaitEnd(deadline);
        });
    }

    private void refuseWithoutWorkers(WorkQueue<T> target) {
        if (target.crew().alive() == 0 && target.unfinished() > 0) {
            throw new IllegalStateException(
                    "joinThenCancel() of pool '" + name + "', whose workers have ended and left " + target.unfinished()
                            + " items of queue '" + target.name() + "' unfinished");
        }
    }

    private void refuseSentinelForNobody(WorkQueue<T> target) {
        if (target.crew().alive() == 0) {
            throw new IllegalStateException(
                    "sentinel() of pool '" + name + "', whose workers have ended before it came; " + target.unfinished()
                            + " items of queue '" + target.name() + "' are unfinished");
        }
    }

    /**
     * Closes the queue, cancels the workers, waits until they have ended, and hands back what was not handled. The items
     * count as done. If this throws, they are still in the queue: {@link WorkQueue#closeNow} hands them back.
     *
     * @return the items, those first that a worker had begun; empty if the source is not a {@link WorkQueue}, which has
     *     got back what the workers held. The list is the caller's own
     * @throws TaskFailedException (an {@code ExecutionException}) if the caller owns the group and a task failed, when all have
     *     ended
     * @throws DeadlineExceededException (an {@code ExecutionException}) if the caller owns the group and its time was up, when
     *     all tasks have ended
     * @throws CancellationException if the task or group around this call is cancelled otherwise
     * @throws InterruptedException if the calling thread is interrupted
     * @throws ExecutionException as {@code TaskFailedException} or {@code DeadlineExceededException}
     * @throws IllegalStateException if the calling thread is one of the workers
     */
    public List<T> cancelNow() throws InterruptedException, ExecutionException {
        refuseWorkers("cancelNow");
        awaitOrJoin(Deadline.NEVER, () -> {
            CurrentScope.checkEntry();
            // Before a worker can come to the end of the queue: the next stage must not take what it got for all there is.
            cutShort.compareAndSet(null, new CancellationException("cancelNow() of pool '" + name + "'"));
            if (queue != null) {
                queue.close("cancelNow() of pool '" + name + "'");
            }
            cancelWorkers();
            return awaitEnd(Deadline.NEVER);
        });
        return queue != null ? queue.closeNow() : new ArrayList<>();
    }

    /**
     * Waits until all workers have ended, and does nothing to end them: for sources that end by themselves.
     *
     * @throws TaskFailedException (an {@code ExecutionException}) if the caller owns the group and a task failed, when all have
     *     ended
     * @throws DeadlineExceededException (an {@code ExecutionException}) if the caller owns the group and its time was up, when
     *     all tasks have ended
     * @throws CancellationException if the task or group around this call is cancelled otherwise
     * @throws InterruptedException if the calling thread is interrupted
     * @throws ExecutionException as {@code TaskFailedException} or {@code DeadlineExceededException}
     * @throws IllegalStateException if the calling thread is one of the workers
     */
    public void awaitEnd() throws InterruptedException, ExecutionException {
        awaitEnd(FOREVER);
    }

    /**
     * The same, but waits for at most {@code timeout}.
     *
     * @param timeout how long to wait at most; zero or less does not wait
     * @return false if workers have not ended by then
     * @throws TaskFailedException (an {@code ExecutionException}) if the caller owns the group and a task failed, when all have
     *     ended
     * @throws DeadlineExceededException (an {@code ExecutionException}) if the caller owns the group and its time was up, when
     *     all tasks have ended
     * @throws CancellationException if the task or group around this call is cancelled otherwise
     * @throws InterruptedException if the calling thread is interrupted
     * @throws ExecutionException as {@code TaskFailedException} or {@code DeadlineExceededException}
     * @throws IllegalStateException if the calling thread is one of the workers
     */
    public boolean awaitEnd(Duration timeout) throws InterruptedException, ExecutionException {
        Deadline deadline = Deadline.after(timeout);
        refuseWorkers("awaitEnd");
        return awaitOrJoin(deadline, () -> awaitEnd(deadline));
    }

    /** One of the waits above: false when time is up. */
    private interface Wait {
        boolean hasEnded() throws InterruptedException;
    }

    /**
     * Waits; but the owner of the group, once that is cancelled, joins it. Else it would be by chance what tells him of a
     * failure: the cancellation, the queue that is closed for it, the workers that are gone, or nothing, until the group's
     * close does.
     */
    private boolean awaitOrJoin(Deadline deadline, Wait wait) throws InterruptedException, ExecutionException {
        try {
            boolean ended = !isForJoinToTell() && wait.hasEnded();
            if (!isForJoinToTell()) {
                return ended;
            }
        } catch (InterruptedException | RuntimeException e) {
            if (!isForJoinToTell()) {
                throw e;
            }
            Interruption.keep(e);
        }
        return group.join(Duration.ofNanos(deadline.remaining()));
    }

    /** Whether the group is cancelled, and not by a plain request, and the calling thread owns it. */
    private boolean isForJoinToTell() {
        CancelReason why = group.cancelReason().orElse(CancelReason.ASKED);
        return !UNTOLD_OWNER && why != CancelReason.ASKED && isOwner();
    }

    /** Whether the calling thread is in the group's block: in groups and shields that it has opened since, but in no task. */
    private boolean isOwner() {
        CancelScope scope = CurrentScope.get();
        while (scope != null && scope.label() != group && !(scope.label() instanceof Task)) {
            scope = scope.parent();
        }
        return scope != null && scope.label() == group;
    }

    private void cancelWorkers() {
        stopping = true;
        for (Worker worker : roster.all()) {
            Task<Void> task = worker.task;
            if (task != null) {
                task.cancel(true);
            }
        }
    }

    private boolean awaitEnd(Deadline deadline) throws InterruptedException {
        CurrentScope.checkEntry();
        return ended.awaitTrue(() -> finished, deadline);
    }

    private WorkQueue<T> queue(String what) {
        refuseWorkers(what);
        if (queue == null) {
            throw new UnsupportedOperationException(what + "() ends workers through their WorkQueue, and pool '" + name
                    + "' takes from " + source.getClass().getName() + ": end that, or use cancelNow()");
        }
        return queue;
    }

    private void refuseWorkers(String what) {
        for (Worker worker : roster.all()) {
            if (isCurrent(worker.task)) {
                throw new IllegalStateException(
                        what + "() of pool '" + name + "' by one of its own workers, which it would wait for");
            }
        }
    }

    private void refuseWhileProducersLive(String what, WorkQueue<T> target) {
        if (target.isClosed()) {
            return;
        }
        List<String> producers = new ArrayList<>();
        for (Task<?> task : group.live()) {
            if (!task.isDaemon() && !isCurrent(task)) {
                producers.add(task.name());
            }
        }
        if (!producers.isEmpty()) {
            throw new IllegalStateException(what + "() of pool '" + name + "' while tasks of group '" + group.name()
                    + "' may still put: " + producers + ". Join the group first, or use closeAfter()");
        }
    }

    /** Whether the calling thread runs this task, directly or in groups opened by it. */
    static boolean isCurrent(Task<?> task) {
        for (CancelScope s = CurrentScope.get(); s != null; s = s.parent()) {
            if (s.label() == task) {
                return task != null;
            }
        }
        return false;
    }

    // ---- looking

    /**
     * What each worker has done so far, those included that have ended. One that is hired after another has ended goes on with
     * its name and figures: so there are as many as there were at one time.
     *
     * @return in the order of their numbers
     */
    public List<WorkerReport> report() {
        return roster.all().stream()
                .map(w -> new WorkerReport(w.name, w.handled, w.failed, w.timedOut, w.givenBack, w.isAlive())).toList();
    }

    /**
     * What went wrong, with the items: the first {@value #MOST_FAILURES}.
     *
     * @return in the order in which it was noticed
     */
    public List<HandlerFailedException> failures() {
        return List.copyOf(failures);
    }

    /**
     * The name.
     *
     * @return as given in its options, or "worker"
     */
    public String name() {
        return name;
    }

    /**
     * How many workers the pool is to have: what it was started with, or what {@link #resize} said last. One less for each that
     * has got its {@linkplain #sentinel sentinel}, or for which there was no thread.
     *
     * @return the number; {@link #alive} tells how many there are
     */
    public int size() {
        return roster.wanted();
    }

    /**
     * The workers that have not ended: those too that are about to, because the pool was {@linkplain #resize made smaller}.
     *
     * @return the number
     */
    public int alive() {
        return roster.alive();
    }

    @Override
    public String toString() {
        return "WorkerPool[" + name + ", " + roster.alive() + " of " + roster.all().size() + " workers alive]";
    }
}
