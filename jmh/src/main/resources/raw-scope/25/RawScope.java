package dev.heddle.jmh;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Subtask;

/**
 * The JDK's structured concurrency as JDK 25 and later have it, with the default joiner, which fails fast as Heddle's groups
 * do. Its types differ from 25 to 27, which `var` hides.
 */
final class RawScope implements TaskPeer {
    @Override
    public void forkAndJoin(int times, Callable<Integer> call) throws Exception {
        try (var scope = StructuredTaskScope.open()) {
            for (int i = 0; i < times; i++) {
                scope.fork(call);
            }
            scope.join();
        }
    }

    @Override
    public List<Integer> gather(List<Callable<Integer>> calls) throws Exception {
        try (var scope = StructuredTaskScope.open()) {
            List<Subtask<Integer>> subtasks = new ArrayList<>(calls.size());
            for (Callable<Integer> call : calls) {
                subtasks.add(scope.fork(call));
            }
            scope.join();
            List<Integer> results = new ArrayList<>(calls.size());
            for (Subtask<Integer> subtask : subtasks) {
                results.add(subtask.get());
            }
            return results;
        }
    }
}
