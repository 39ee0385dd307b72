package dev.heddle.task;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/** Groups that open and close within one call. Only their owner forks, so they do without a spawner. */
final class Bulk {
    private Bulk() {}

    static <T> List<T> gather(Collection<? extends Callable<? extends T>> calls)
            throws InterruptedException, ExecutionException {
        List<Callable<? extends T>> checked = checked(calls);
        try (TaskGroup group = TaskGroup.openPrivate(GroupOptions.named("gather"))) {
            List<Task<T>> tasks = forkAll(group, checked);
            group.join();
            List<T> results = new ArrayList<>(tasks.size());
            for (Task<T> task : tasks) {
                results.add(task.resultNow());
            }
            return Collections.unmodifiableList(results);
        }
    }

    static <T> List<Outcome<T>> outcomes(Collection<? extends Callable<? extends T>> calls)
            throws InterruptedException {
        List<Callable<? extends T>> checked = checked(calls);
        GroupOptions options = GroupOptions.named("outcomes").failures(FailurePolicy.keepGoing((task, failure) -> {}));
        try (TaskGroup group = TaskGroup.openPrivate(options)) {
            List<Task<T>> tasks = forkAll(group, checked);
            group.join();
            return tasks.stream().map(Task::outcome).toList();
        } catch (ExecutionException e) {
            throw new AssertionError("a group that keeps going has no failures to report", e);
        }
    }

    static <T> T call(GroupOptions options, Body<? super TaskGroup, ? extends T> body)
            throws InterruptedException, ExecutionException {
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(body, "body");
        TaskFailedException[] within = new TaskFailedException[1];
        try (TaskGroup outer = TaskGroup.openPrivate(GroupOptions.named(options.name()))) {
            Task<T> task = outer.fork("body", () -> {
                try (TaskGroup group = TaskGroup.open(options)) {
                    return body.apply(group);
                } catch (TaskFailedException e) {
                    within[0] = e;
                    throw e;
                }
            });
            outer.join();
            return task.resultNow();
        } catch (TaskFailedException e) {
            // The caller sees what its body saw: the failure of a task, not that of the body that passed it on.
            throw e.getCause() == within[0] && e.failures().size() == 1 ? within[0] : e;
        }
    }

    /** A copy of the input, refused before anything has started if there is a null in it. */
    private static <T> List<Callable<? extends T>> checked(Collection<? extends Callable<? extends T>> calls) {
        List<Callable<? extends T>> copy = new ArrayList<>(calls);
        for (int i = 0; i < copy.size(); i++) {
            Objects.requireNonNull(copy.get(i), "calls[" + i + "]");
        }
        return copy;
    }

    private static <T> List<Task<T>> forkAll(TaskGroup group, List<Callable<? extends T>> calls) {
        List<Task<T>> tasks = new ArrayList<>(calls.size());
        for (Callable<? extends T> call : calls) {
            tasks.add(group.fork(call));
        }
        return tasks;
    }
}
