package dev.heddle.jmh;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Subtask;

/** The JDK's structured concurrency as JDK 21 to 24 have it, failing fast as Heddle's groups do. */
final class RawScope implements TaskPeer {
    @Override
    public void forkAndJoin(int times, Callable<Integer> call) throws Exception {
        try (var scope = new StructuredTaskScope.ShutdownOnFailure()) {
            for (int i = 0; i < times; i++) {
                scope.fork(call);
            }
            scope.join().throwIfFailed();
        }
    }

    @Override
    public List<Integer> gather(List<Callable<Integer>> calls) throws Exception {
        try (var scope = new StructuredTaskScope.ShutdownOnFailure()) {
            List<Subtask<Integer>> subtasks = new ArrayList<>(calls.size());
            for (Callable<Integer> call : calls) {
                subtasks.add(scope.fork(call));
            }
            scope.join().throwIfFailed();
            List<Integer> results = new ArrayList<>(calls.size());
            for (Subtask<Integer> subtask : subtasks) {
                results.add(subtask.get());
            }
            return results;
        }
    }
}
