package dev.heddle.jmh;

import dev.heddle.task.TaskGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Ways to run calls at the same time, each on a virtual thread of its own, and to wait for them. */
interface TaskPeer {

    /** Starts a call so many times and waits for all. The results are not looked at. */
    void forkAndJoin(int times, Callable<Integer> call) throws Exception;

    /** Starts the calls, waits for all and gives their results in order. */
    List<Integer> gather(List<Callable<Integer>> calls) throws Exception;

    /** One of those that are compared, by its name in the parameters and the results. */
    static TaskPeer named(String name) {
        return switch (name) {
            case "TaskGroup" -> new Groups();
            case "StructuredTaskScope" -> RawScopeCompiler.compile();
            case "ExecutorService" -> new Executor();
            case "CompletableFuture" -> new Futures();
            case "Thread" -> new Threads();
            default -> throw new IllegalArgumentException("there is nothing called '" + name + "' to compare");
        };
    }

    /** Heddle's. */
    record Groups() implements TaskPeer {
        @Override
        public void forkAndJoin(int times, Callable<Integer> call) throws Exception {
            try (var group = TaskGroup.open()) {
                for (int i = 0; i < times; i++) {
                    group.fork(call);
                }
                group.join();
            }
        }

        @Override
        public List<Integer> gather(List<Callable<Integer>> calls) throws Exception {
            return TaskGroup.gather(calls);
        }
    }

    /**
     * The JDK's executor that starts a virtual thread per task, opened and closed as a group is. Unlike a group it tells
     * nobody of a failure, unless asked.
     */
    record Executor() implements TaskPeer {
        @Override
        public void forkAndJoin(int times, Callable<Integer> call) throws Exception {
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < times; i++) {
                    executor.submit(call);
                }
            }
        }

        @Override
        public List<Integer> gather(List<Callable<Integer>> calls) throws Exception {
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Integer> results = new ArrayList<>(calls.size());
                for (Future<Integer> ended : executor.invokeAll(calls)) {
                    results.add(ended.get());
                }
                return results;
            }
        }
    }

    /** {@code allOf}, without any structure around it. */
    record Futures() implements TaskPeer {
        @Override
        public void forkAndJoin(int times, Callable<Integer> call) {
            CompletableFuture<?>[] futures = new CompletableFuture<?>[times];
            for (int i = 0; i < times; i++) {
                futures[i] = start(call);
            }
            CompletableFuture.allOf(futures).join();
        }

        @Override
        public List<Integer> gather(List<Callable<Integer>> calls) {
            List<CompletableFuture<Integer>> futures = new ArrayList<>(calls.size());
            for (Callable<Integer> call : calls) {
                futures.add(start(call));
            }
            CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new)).join();
            List<Integer> results = new ArrayList<>(calls.size());
            for (CompletableFuture<Integer> ended : futures) {
                results.add(ended.join());
            }
            return results;
        }

        private static CompletableFuture<Integer> start(Callable<Integer> call) {
            return CompletableFuture.supplyAsync(() -> {
                try {
                    return call.call();
                } catch (Exception e) {
                    throw new CompletionException(e);
                }
            }, Thread::startVirtualThread);
        }
    }

    /** Bare threads and a latch, which nobody could cancel and whose failures nobody would see: the floor for all others. */
    record Threads() implements TaskPeer {
        @Override
        public void forkAndJoin(int times, Callable<Integer> call) throws Exception {
            CountDownLatch ended = new CountDownLatch(times);
            for (int i = 0; i < times; i++) {
                Thread.startVirtualThread(() -> {
                    run(call);
                    ended.countDown();
                });
            }
            ended.await();
        }

        @Override
        public List<Integer> gather(List<Callable<Integer>> calls) throws Exception {
            Integer[] results = new Integer[calls.size()];
            CountDownLatch ended = new CountDownLatch(results.length);
            for (int i = 0; i < results.length; i++) {
                int index = i;
                Thread.startVirtualThread(() -> {
                    results[index] = run(calls.get(index));
                    ended.countDown();
                });
            }
            ended.await();
            return List.of(results);
        }

        private static Integer run(Callable<Integer> call) {
            try {
                return call.call();
            } catch (Exception e) {
                throw new IllegalStateException("no call of the benchmarks fails", e);
            }
        }
    }
}
