package dev.heddle.leak;

import dev.heddle.queue.Generator;
import dev.heddle.queue.PoolOptions;
import dev.heddle.queue.WorkQueue;
import dev.heddle.queue.WorkerPool;
import dev.heddle.task.Event;
import dev.heddle.task.FailurePolicy;
import dev.heddle.task.Futures;
import dev.heddle.task.GroupOptions;
import dev.heddle.task.Offload;
import dev.heddle.task.Ready;
import dev.heddle.task.Registration;
import dev.heddle.task.Shield;
import dev.heddle.task.Task;
import dev.heddle.task.TaskFailedException;
import dev.heddle.task.TaskGroup;
import dev.heddle.task.Until;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** One use of everything there is, unhappy ends included. Public, because the copy of another loader is run by name. */
public final class UseEverything {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofMillis(1);

    private UseEverything() {}

    /** Uses it all, on the calling thread and others; everything has ended when this returns. */
    public static void now() throws Exception {
        for (ThreadFactory threads : List.of(Thread.ofVirtual().factory(), Thread.ofPlatform().factory())) {
            groups(threads);
            failures(threads);
            queues(threads);
            generators(threads);
        }
        offloads();
        futures();
        bulk();
        time();
    }

    private static GroupOptions options(ThreadFactory threads) {
        return GroupOptions.of("used").threads(threads).deadline(LONG).decorate(body -> body::run);
    }

    private static void groups(ThreadFactory threads) throws Exception {
        try (TaskGroup group = TaskGroup.open(options(threads))) {
            CountDownLatch go = new CountDownLatch(1);
            Event event = new Event();
            Task<Integer> task = group.fork("forks", () -> {
                group.fork(() -> event.await()).get();
                return 1;
            });
            group.fork("owns", () -> {}, () -> 2);
            task.onEnd(() -> {});
            task.onCancel(() -> {});
            group.onCancel(() -> {}).close();
            group.onClose(() -> {});
            try (Registration exit = group.cancelOnExit(SOON); Shield shield = Shield.open(LONG)) {
                expect(exit != null && shield != null);
            }
            group.cancelOnExit(SOON);
            group.start("service", (Ready<Integer> ready) -> {
                ready.set(1);
                go.await();
            });
            group.await(List.of(task), Until.ALL_COMPLETED, Duration.ZERO);
            event.set();
            for (Task<Integer> done : group.asCompleted(List.of(task))) {
                expect(done.resultNow() == 1);
            }
            group.join();
        }
    }

    private static void failures(ThreadFactory threads) throws Exception {
        try (TaskGroup group = TaskGroup.open(options(threads).failures(FailurePolicy.failFast((t, e) -> {})))) {
            group.onCancel(() -> {});
            group.fork(() -> new CountDownLatch(1).await());
            group.fork(() -> {
                try (TaskGroup nested = TaskGroup.open("nested")) {
                    nested.fork(() -> {
                        throw new IllegalStateException("expected");
                    });
                    nested.join();
                }
            });
            group.join();
            expect(false);
        } catch (TaskFailedException e) {
            expect(e.getCause() instanceof ExecutionException);
        }
        AtomicInteger left = new AtomicInteger(1);
        try (TaskGroup group = TaskGroup.open(GroupOptions.of("short of threads").threads(body -> {
            return left.getAndDecrement() > 0 ? threads.newThread(body) : null;
        }))) {
            group.fork(() -> group.fork(() -> {}));
            group.join();
            expect(false);
        } catch (TaskFailedException e) {
            expect(e.failures().size() == 1);
        }
        TaskGroup abandoned = TaskGroup.open(options(threads));
        abandoned.fork(() -> new CountDownLatch(1).await());
        try {
            abandoned.close();
            expect(false);
        } catch (IllegalStateException forgotten) {
            expect(forgotten.getMessage().contains("join"));
        }
    }

    private static void queues(ThreadFactory threads) throws Exception {
        try (TaskGroup group = TaskGroup.open(options(threads))) {
            WorkQueue<Integer> first = WorkQueue.bounded(group, 1);
            WorkQueue<Integer> second = WorkQueue.unbounded(group);
            AtomicInteger sum = new AtomicInteger();
            WorkerPool<Integer> doublers = WorkerPool.start(group, first, 2, item -> second.put(2 * item));
            WorkerPool<Integer> adders = WorkerPool.start(group, second,
                    PoolOptions.size(2).named("adder").onError((item, why) -> {}), sum::addAndGet);
            second.closeAfter(doublers);
            first.closeAfter(group.fork(() -> first.putAll(List.of(1, 2, 3))));
            group.join();
            doublers.drain(); // which closes the second queue
            adders.drain();
            expect(sum.get() == 12);
        }
        WorkQueue<Integer> alone = WorkQueue.bounded(1);
        expect(alone.poll(SOON) == null);
        alone.put(1);
        expect(!alone.offer(2, SOON));
        alone.lease(1, SOON).get(0).giveBack();
        expect(alone.closeNow().size() == 1);
    }

    private static void generators(ThreadFactory threads) throws Exception {
        try (TaskGroup group = TaskGroup.open(options(threads))) {
            Generator<Integer> forgotten = Generator.open(group, 3, out -> out.emit(1));
            expect(forgotten.next().isPresent());
            Generator<Integer> failing = Generator.open(group, out -> {
                throw new IllegalStateException("expected");
            });
            try (Generator<Integer> left = Generator.open(group, out -> out.emit(2)); failing) {
                for (int item : left) {
                    expect(item == 2);
                    break;
                }
                failing.next(LONG);
                expect(false);
            } catch (IllegalStateException e) {
                expect(failing.next().isEmpty());
            }
            group.join();
        }
    }

    private static void offloads() throws Exception {
        try (TaskGroup group = TaskGroup.open("offloads")) {
            Offload offload = Offload.open(group, 1);
            expect(group.fork(() -> offload.call(() -> 1)).get() == 1);
            CountDownLatch end = new CountDownLatch(1);
            for (Callable<Integer> late : List.<Callable<Integer>>of(() -> offload.call(SOON, () -> await(end)),
                    () -> Offload.abandonable("left", SOON, () -> await(end)))) {
                try {
                    late.call();
                    expect(false);
                } catch (TimeoutException e) {
                    expect(offload.running() == 0);
                }
            }
            group.join();
        }
        while (!Offload.abandoned().isEmpty()) {
            Thread.onSpinWait();
        }
    }

    private static int await(CountDownLatch end) throws InterruptedException {
        end.await();
        return 1;
    }

    private static void futures() throws Exception {
        try (TaskGroup group = TaskGroup.open("futures")) {
            CompletableFuture<Integer> given = CompletableFuture.supplyAsync(() -> 1, group.asExecutor());
            Task<Integer> owned = Futures.fork(group, "owned", given.thenApply(n -> n + 1));
            expect(Futures.await(Futures.toCompletableFuture(owned), LONG) == 2);
            try {
                Futures.await(new CompletableFuture<>(), SOON);
                expect(false);
            } catch (TimeoutException e) {
                expect(e.getMessage() != null);
            }
            group.join();
        }
    }

    private static void bulk() throws Exception {
        List<Callable<Integer>> calls = List.of(() -> 1, () -> 2);
        expect(TaskGroup.gather(calls).size() == 2);
        expect(TaskGroup.outcomes(calls).size() == 2);
        expect(TaskGroup.race(calls) > 0);
        expect(TaskGroup.map(List.of(1, 2, 3), 2, i -> i).size() == 3);
        expect(TaskGroup.call(GroupOptions.defaults(), group -> {
            Task<Integer> task = group.fork(() -> 3);
            group.join();
            return task.resultNow();
        }) == 3);
    }

    private static void time() throws Exception {
        expect(TaskGroup.within(LONG, group -> 1) == 1);
        try {
            TaskGroup.within(SOON, group -> {
                new CountDownLatch(1).await();
                return 1;
            });
            expect(false);
        } catch (TimeoutException e) {
            expect(e.getMessage() != null);
        }
        try (TaskGroup group = TaskGroup.open("late")) {
            group.fork(() -> new CountDownLatch(1).await());
            group.expireAfter(LONG);
            group.expireAfter(SOON);
            group.join();
            expect(false);
        } catch (ExecutionException e) {
            expect(e.getMessage().contains("late"));
        }
    }

    private static void expect(boolean holds) {
        if (!holds) {
            throw new AssertionError("not as expected");
        }
    }
}
