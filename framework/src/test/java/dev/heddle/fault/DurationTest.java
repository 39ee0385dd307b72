package dev.heddle.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.queue.Generator;
import dev.heddle.queue.PoolOptions;
import dev.heddle.queue.Select;
import dev.heddle.queue.WorkQueue;
import dev.heddle.queue.WorkSource;
import dev.heddle.queue.WorkerPool;
import dev.heddle.task.Event;
import dev.heddle.task.Futures;
import dev.heddle.task.GroupOptions;
import dev.heddle.task.Offload;
import dev.heddle.task.Registration;
import dev.heddle.task.Shield;
import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Threads.Kind;
import dev.heddle.testing.Until;
import java.lang.reflect.Executable;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The edges of Duration, in every method that takes one. What waits, waits for something that never comes. */
class DurationTest {

    /** Time that is up at once, or so soon that nobody notices. */
    private static final List<Duration> UP = List.of(Duration.ZERO, Duration.ofNanos(1), Duration.ofNanos(-1),
            Duration.ofSeconds(-1), Duration.ofNanos(Long.MIN_VALUE), Duration.ofSeconds(Long.MIN_VALUE),
            Duration.ofSeconds(Long.MIN_VALUE, 999_999_999));

    /** Time that nobody lives to see the end of; sums with what the clock shows overflow. */
    private static final List<Duration> FOR_EVER =
            List.of(Duration.ofDays(100_000), Duration.ofNanos(Long.MAX_VALUE - 1), Duration.ofNanos(Long.MAX_VALUE),
                    Duration.ofNanos(Long.MAX_VALUE).plusNanos(1), Duration.ofMillis(Long.MAX_VALUE),
                    Duration.ofDays(106_751_991_167_300L), Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));

    /** What a call does with the time it is given: tells whether that was up before what it waits for had come. */
    private interface Use {
        boolean isTimeUp(Scene t, Duration time) throws Exception;
    }

    /** Things to wait for, of which nothing comes until it is let; made by the thread that waits. */
    private static final class Scene implements AutoCloseable {
        private final CountDownLatch let = new CountDownLatch(1);
        private final Event event = new Event();
        private final CompletableFuture<Integer> future = new CompletableFuture<>();
        private final WorkQueue<Integer> empty = WorkQueue.bounded(1);
        private final WorkQueue<Integer> full = WorkQueue.bounded(1);
        private final TaskGroup workers = TaskGroup.open("workers");
        private final WorkQueue<Integer> handled = WorkQueue.bounded(1);
        private final WorkerPool<Integer> pool = WorkerPool.start(workers, handled, 1, item -> waitForEver());
        private final TaskGroup own = TaskGroup.open("own");
        private final Task<Integer> task = own.fork(this::waitForEver);
        private final Offload offload = Offload.open(own, 1);
        private final Generator<Integer> generator = Generator.open(own, out -> out.emit(waitForEver()));

        Scene() throws InterruptedException {
            full.put(1);
            handled.put(1);
            handled.put(2); // the first is with its handler, this one is in the queue
        }

        private Integer waitForEver() throws InterruptedException {
            let.await();
            return 1;
        }

        /** Everything comes. */
        void let() throws InterruptedException {
            let.countDown();
            event.set();
            future.complete(1);
            empty.put(1);
            full.poll();
            full.taskDone();
        }

        @Override
        public void close() throws ExecutionException {
            let.countDown();
            own.cancel();
            own.close();
            workers.cancel();
            workers.close();
        }
    }

    private static final Map<String, Use> WAITS = new TreeMap<>(Map.ofEntries(
            Map.entry("TaskGroup.await(Collection, Until, Duration)",
                    (t, time) -> t.own.await(List.of(t.task), dev.heddle.task.Until.ALL_COMPLETED, time).done()
                            .isEmpty()),
            Map.entry("TaskGroup.asCompleted(Collection, Duration)",
                    (t, time) -> Told.by(() -> t.own.asCompleted(List.of(t.task), time).iterator().next()) != null),
            Map.entry("TaskGroup.join(Duration)", (t, time) -> !t.own.join(time)),
            Map.entry("Task.get(Duration)", (t, time) -> Told.by(() -> t.task.get(time)) != null),
            Map.entry("Event.await(Duration)", (t, time) -> !t.event.await(time)),
            Map.entry("Futures.await(CompletionStage, Duration)",
                    (t, time) -> Told.by(() -> Futures.await(t.future, time)) != null),
            Map.entry("Generator.next(Duration)", (t, time) -> Told.by(() -> t.generator.next(time)) != null),
            Map.entry("Offload.call(Duration, Callable)",
                    (t, time) -> Told.by(() -> t.offload.call(time, t::waitForEver)) != null),
            Map.entry("Offload.call(Duration, Action)", (t, time) -> Told.by(() -> t.offload.call(time, () -> {
                t.waitForEver();
            })) != null),
            Map.entry("Offload.abandonable(String, Duration, Callable)",
                    (t, time) -> Told.by(() -> Offload.abandonable("waits", time, t::waitForEver)) != null),
            Map.entry("WorkQueue.poll(Duration)", (t, time) -> t.empty.poll(time) == null),
            Map.entry("WorkQueue.lease(int, Duration)", (t, time) -> t.empty.lease(2, time).isEmpty()),
            Map.entry("WorkQueue.offer(Object, Duration)", (t, time) -> !t.full.offer(1, time)),
            Map.entry("WorkQueue.join(Duration)", (t, time) -> !t.full.join(time)),
            Map.entry("Select.await(Duration)", (t, time) -> Select.of(t.empty).await(time) == null),
            Map.entry("WorkerPool.awaitEnd(Duration)", (t, time) -> {
                t.handled.close();
                return !t.pool.awaitEnd(time);
            }), Map.entry("WorkerPool.drain(Duration)", (t, time) -> !t.pool.drain(time)),
            Map.entry("WorkerPool.sentinel(Object, Duration)", (t, time) -> !t.pool.sentinel(-1, time)),
            Map.entry("WorkerPool.joinThenCancel(Duration)", (t, time) -> !t.pool.joinThenCancel(time)),
            Map.entry("TaskGroup.within(Duration, Body)",
                    (t, time) -> Told.by(() -> TaskGroup.within(time, group -> t.waitForEver())) != null),
            Map.entry("TaskGroup.within(Duration, Callable)",
                    (t, time) -> Told.by(() -> TaskGroup.within(time, t::waitForEver)) != null),
            Map.entry("TaskGroup.within(Duration, Action)", (t, time) -> Told.by(() -> TaskGroup.within(time, () -> {
                t.waitForEver();
            })) != null),
            Map.entry("TaskGroup.tryWithin(Duration, Action)", (t, time) -> !TaskGroup.tryWithin(time, () -> {
                t.waitForEver();
            })),
            Map.entry("TaskGroup.tryWithin(Duration, Body)",
                    (t, time) -> TaskGroup.tryWithin(time, group -> t.waitForEver()).isEmpty()),
            Map.entry("TaskGroup.tryWithin(Duration, Callable)",
                    (t, time) -> TaskGroup.tryWithin(time, () -> t.waitForEver()).isEmpty()),
            Map.entry("TaskGroup.expireAfter(Duration)", (t, time) -> {
                try (TaskGroup group = TaskGroup.open("late")) {
                    group.expireAfter(time);
                    group.fork(t::waitForEver);
                    return Told.by(group::join) != null;
                }
            }), Map.entry("GroupOptions.deadline(Duration)", (t, time) -> {
                try (TaskGroup group = TaskGroup.open(GroupOptions.of("late").deadline(time))) {
                    group.fork(t::waitForEver);
                    return Told.by(group::join) != null;
                }
            }), Map.entry("PoolOptions.timeLimit(Duration)", (t, time) -> {
                List<Throwable> late = new CopyOnWriteArrayList<>();
                WorkQueue<Integer> queue = WorkQueue.bounded(t.own, 1);
                WorkerPool<Integer> pool = WorkerPool.start(t.own, queue,
                        PoolOptions.size(1).timeLimit(time).onError((item, why) -> late.add(why)),
                        item -> t.waitForEver());
                queue.put(1);
                pool.drain();
                return !late.isEmpty();
            }), Map.entry("Shield.open(Duration)", (t, time) -> {
                Shield shield = Shield.open(time);
                try {
                    return Told.by(t.event::await) != null;
                } finally {
                    shield.close();
                }
            })));

    /** What takes a time and does not wait itself. */
    private static final Map<String, Use> OTHERS = Map.of("TaskGroup.cancelOnExit(Duration)", (t, time) -> {
        try (Registration registration = t.own.cancelOnExit(time)) {
            return registration != null;
        }
    });

    private static Stream<Arguments> each(List<Duration> times) {
        return WAITS.keySet().stream().flatMap(name -> times.stream().map(time -> Arguments.of(name, time)));
    }

    static Stream<Arguments> up() {
        return each(UP);
    }

    static Stream<Arguments> forEver() {
        return each(FOR_EVER)
                .flatMap(of -> Stream.of(Kind.values()).map(kind -> Arguments.of(of.get()[0], of.get()[1], kind)));
    }

    @Test
    void everyMethodThatTakesADurationIsHere() {
        Set<String> taking = new HashSet<>();
        for (Executable executable : Api.all()) {
            if (Arrays.asList(executable.getParameterTypes()).contains(Duration.class)
                    && executable.getDeclaringClass() != WorkSource.class) {
                taking.add(Api.name(executable));
            }
        }
        Set<String> here = new HashSet<>(WAITS.keySet());
        here.addAll(OTHERS.keySet());
        assertEquals(here, taking);
    }

    @ParameterizedTest
    @MethodSource("up")
    void timeThatIsUpEndsTheWait(String name, Duration time) throws Exception {
        Bounded.run(() -> {
            try (Scene scene = new Scene()) {
                assertTrue(WAITS.get(name).isTimeUp(scene, time));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("forEver")
    void timeWithoutAnEndDoesNotOverflow(String name, Duration time, Kind kind) throws Exception {
        AtomicReference<Scene> scene = new AtomicReference<>();
        try (Threads threads = new Threads(kind)) {
            Thread waiting = threads.start("waiting", () -> {
                try (Scene own = new Scene()) {
                    scene.set(own);
                    assertFalse(WAITS.get(name).isTimeUp(own, time));
                }
            });
            Until.holds("the scene is set", () -> scene.get() != null || !waiting.isAlive());
            Until.waiting(waiting);
            scene.get().let();
        }
    }

    @ParameterizedTest
    @MethodSource("times")
    void whatDoesNotWaitTakesEveryTime(Duration time) throws Exception {
        for (Use use : OTHERS.values()) {
            try (Scene scene = new Scene()) {
                assertTrue(use.isTimeUp(scene, time));
            }
        }
    }

    static Stream<Duration> times() {
        return Stream.concat(UP.stream(), FOR_EVER.stream());
    }

    @Test
    void futuresOldFormOfTimeDoesNotOverflowEither() throws Exception {
        try (Scene scene = new Scene()) {
            for (TimeUnit unit : TimeUnit.values()) {
                for (long time : new long[]{Long.MIN_VALUE, -1, 0}) {
                    assertThrows(TimeoutException.class, () -> scene.task.get(time, unit));
                }
            }
            scene.let();
            assertEquals(1, scene.task.get(Long.MAX_VALUE, TimeUnit.DAYS));
        }
    }
}
