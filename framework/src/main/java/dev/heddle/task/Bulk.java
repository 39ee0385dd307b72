package dev.heddle.task;

import dev.heddle.internal.Thrown;
import dev.heddle.internal.park.Deadline;
import dev.heddle.internal.park.Interruption;
import dev.heddle.internal.park.WaitList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Groups that open and close within one call. Only their owner forks, so they do without a spawner. */
final class Bulk {
    private Bulk() {}

    static <T> List<T> gather(Collection<? extends Callable<? extends T>> calls)
            throws InterruptedException, ExecutionException {
        List<Callable<? extends T>> checked = checked(calls);
        try (OwnedGroup group = OwnedGroup.openPrivate(GroupOptions.of("gather"))) {
            List<Task<T>> tasks = forkAll(group, checked);
            group.join();
            return results(tasks);
        }
    }

    static <T> List<Outcome<T>> outcomes(Collection<? extends Callable<? extends T>> calls)
            throws InterruptedException {
        List<Callable<? extends T>> checked = checked(calls);
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        GroupOptions options =
                GroupOptions.of("outcomes").failures(FailurePolicy.keepGoing((task, failure) -> failures.add(failure)));
        List<Outcome<T>> outcomes = List.of();
        Throwable thrown = null;
        try (OwnedGroup group = OwnedGroup.openPrivate(options)) {
            List<Task<T>> tasks = forkAll(group, checked);
            group.join();
            outcomes = tasks.stream().map(Task::outcome).toList();
        } catch (Throwable e) {
            thrown = e;
        }
        for (Outcome<T> outcome : outcomes) {
            if (outcome instanceof Outcome.Failure<T>(Throwable cause)) {
                failures.removeIf(failure -> failure == cause);
            }
        }
        for (Throwable failure : failures) { // of a callback, or while a call was being cancelled: no outcome tells of it
            thrown = Thrown.both(thrown == null ? new IllegalStateException("beside the outcomes", failure) : thrown,
                    failure);
        }
        if (thrown != null) {
            throw Thrown.raise(thrown);
        }
        return outcomes;
    }

    static <T> List<T> race(Collection<? extends Callable<? extends T>> calls, int winners)
            throws InterruptedException, ExecutionException {
        List<Callable<? extends T>> checked = checked(calls);
        if (winners < 1 || winners > checked.size()) {
            throw new IllegalArgumentException(refusal(winners, checked.size()));
        }
        Failures failures = new Failures();
        List<T> results = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger places = new AtomicInteger(winners);
        AtomicInteger spare = new AtomicInteger(checked.size() - winners);
        GroupOptions options = GroupOptions.of("race").failures(FailurePolicy.keepGoing(failures::add));
        try (OwnedGroup group = OwnedGroup.openPrivate(options)) {
            for (Callable<? extends T> call : checked) {
                group.fork(() -> {
                    T result;
                    try {
                        result = call.call();
                    } catch (Throwable e) {
                        if (spare.decrementAndGet() < 0) { // too few are left to win
                            if (Interruption.isShapeOf(e) && group.cancellation().isEmpty()) {
                                failures.add(Task.current().orElseThrow(), e); // it will look like a cancelled one
                            }
                            group.cancel();
                        }
                        throw e;
                    }
                    int left = places.decrementAndGet();
                    if (left >= 0) {
                        results.add(result);
                    }
                    if (left == 0) {
                        group.cancel();
                    }
                    return null;
                });
            }
            group.join();
        }
        if (results.size() < winners) {
            TaskFailedException failed = failures.report("race");
            if (failed == null) {
                throw new CancellationException("too many calls of a race were cancelled");
            }
            throw failed;
        }
        return Collections.unmodifiableList(results);
    }

    private static String refusal(int winners, int calls) {
        if (calls == 0) {
            return "a race needs at least 1 call";
        }
        if (winners < 1) {
            return "a race has at least 1 winner, not " + winners;
        }
        return "a race of " + (calls == 1 ? "1 call" : calls + " calls") + " cannot have " + winners + " winners";
    }

    static <A, R> List<R> map(Iterable<? extends A> items, int atMost, Body<? super A, ? extends R> body)
            throws InterruptedException, ExecutionException {
        Objects.requireNonNull(items, "items");
        Objects.requireNonNull(body, "body");
        if (atMost < 1) {
            throw new IllegalArgumentException("map runs at least 1 task at a time, not " + atMost);
        }
        Places places = new Places(atMost);
        try (OwnedGroup group = OwnedGroup.openPrivate(GroupOptions.of("map"))) {
            List<Task<R>> tasks = new ArrayList<>();
            try {
                for (A item : items) {
                    TaskGroup.checkpoint(); // in a cancelled group there would always be a place
                    places.take();
                    Task<R> task = group.fork(() -> body.apply(item));
                    task.onEnd(places::giveBack);
                    tasks.add(task);
                }
            } catch (Throwable e) {
                boolean told = e instanceof CancellationException && group.cancellation().isPresent();
                if (!told) {
                    group.cancel();
                    throw e;
                }
            }
            group.join(); // which tells why, if the group was cancelled
            return results(tasks);
        }
    }

    /** Places for tasks, as a semaphore has permits; but the wait for one ends with the group. */
    private static final class Places implements WaitList.Condition<Boolean> {
        private final WaitList waiting = new WaitList(this);
        private final AtomicInteger free;

        Places(int free) {
            this.free = new AtomicInteger(free);
        }

        void take() throws InterruptedException {
            waiting.await(this, Deadline.NEVER);
        }

        void giveBack() {
            free.incrementAndGet();
            waiting.signal();
        }

        /** Only the owner takes, so nobody is faster. */
        @Override
        public Boolean attempt() {
            if (free.get() == 0) {
                return null;
            }
            free.decrementAndGet();
            return Boolean.TRUE;
        }
    }

    /** A copy of the input, refused before anything has started if there is a null in it. */
    private static <T> List<Callable<? extends T>> checked(Collection<? extends Callable<? extends T>> calls) {
        List<Callable<? extends T>> copy = new ArrayList<>(Objects.requireNonNull(calls, "calls"));
        for (int i = 0; i < copy.size(); i++) {
            Objects.requireNonNull(copy.get(i), "calls[" + i + "]");
        }
        return copy;
    }

    private static <T> List<Task<T>> forkAll(OwnedGroup group, List<Callable<? extends T>> calls) {
        List<Task<T>> tasks = new ArrayList<>(calls.size());
        for (Callable<? extends T> call : calls) {
            tasks.add(group.fork(call));
        }
        return tasks;
    }

    private static <T> List<T> results(List<Task<T>> tasks) {
        List<T> results = new ArrayList<>(tasks.size());
        for (Task<T> task : tasks) {
            results.add(task.resultNow());
        }
        return Collections.unmodifiableList(results);
    }
}
