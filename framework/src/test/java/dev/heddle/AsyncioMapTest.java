package dev.heddle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.queue.Generator;
import dev.heddle.queue.QueueClosedException;
import dev.heddle.queue.QueueOptions;
import dev.heddle.queue.Select;
import dev.heddle.queue.WorkQueue;
import dev.heddle.queue.WorkerPool;
import dev.heddle.task.Event;
import dev.heddle.task.FailurePolicy;
import dev.heddle.task.Futures;
import dev.heddle.task.GroupOptions;
import dev.heddle.task.Offload;
import dev.heddle.task.Outcome;
import dev.heddle.task.Ready;
import dev.heddle.task.Shield;
import dev.heddle.task.Started;
import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import dev.heddle.task.Until;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The right column of {@code framework/docs/asyncio.md}, line by line. */
class AsyncioMapTest {
    private static final String END = new String("end");

    private final List<Callable<Integer>> calls = List.of(this::f, this::g);
    private final List<String> handled = Collections.synchronizedList(new ArrayList<>());
    private final Event never = new Event();

    private record Job(int due) {}

    private int f() {
        return 1;
    }

    private int g() {
        return 2;
    }

    private int fails() throws Exception {
        throw new Exception("failing");
    }

    private void handle(String item) {
        handled.add(item);
    }

    private int forEver() throws InterruptedException {
        never.await();
        return 0;
    }

    private void serve() throws InterruptedException {
        forEver();
    }

    @Test
    void tasks() throws Exception {
        try (var group = TaskGroup.open("name")) {
            Task<Integer> task = group.fork("f", this::f);
            assertEquals(1, task.get());
            List<Task<Integer>> tasks = List.of(task, group.fork("g", this::g));
            var waited = group.await(tasks, Until.FIRST_COMPLETED);
            assertTrue(waited.done().contains(task) && !waited.pending().contains(task));
            int sum = 0;
            for (Task<Integer> done : group.asCompleted(tasks)) {
                sum += done.resultNow();
            }
            assertEquals(3, sum);
            Task<?> current = group.fork(() -> Task.current().orElseThrow()).get();
            assertTrue(current.isDone());
            AtomicInteger called = new AtomicInteger();
            task.onEnd(called::incrementAndGet);
            assertEquals(1, called.get());
            Thread.sleep(Duration.ofSeconds(0));
            TaskGroup.checkpoint();
            group.join();
            assertEquals(1, task.resultNow());
        }
    }

    @Test
    void severalAtOnce() throws Exception {
        assertEquals(List.of(1, 2), TaskGroup.gather(List.of(this::f, this::g)));
        assertEquals(List.of(1, 2), TaskGroup.gather(calls));
        List<Outcome<Integer>> outcomes = TaskGroup.outcomes(List.<Callable<Integer>>of(this::f, this::fails));
        assertTrue(outcomes.get(0) instanceof Outcome.Success && outcomes.get(1) instanceof Outcome.Failure);
        assertTrue(TaskGroup.race(calls) > 0);
        assertEquals(List.of(2, 4, 6), TaskGroup.map(List.of(1, 2, 3), 8, n -> 2 * n));
    }

    @Test
    void time() throws Exception {
        int one = TaskGroup.within(Duration.ofMinutes(1), this::f);
        assertEquals(1, one);
        assertThrows(TimeoutException.class, () -> TaskGroup.within(Duration.ofMillis(1), this::forEver));
        assertEquals(Optional.empty(), TaskGroup.tryWithin(Duration.ofMillis(1), group -> forEver()));
        assertFalse(TaskGroup.tryWithin(Duration.ofMillis(1), () -> {
            forEver();
        }));
    }

    @Test
    void offloading() throws Exception {
        try (var group = TaskGroup.open("offloading")) {
            Offload offload = Offload.open(group, 4);
            Task<Integer> task = group.fork(() -> offload.call(this::f));
            assertEquals(1, task.get());
            assertEquals(2, offload.<Integer>call(Duration.ofMinutes(1), this::g));
            assertEquals(List.of(0, 4, 0), List.of(offload.running(), offload.size(), offload.queued()));
            assertEquals(1, Offload.<Integer>abandonable("f", this::f));
            dev.heddle.testing.Until.holds("none is left behind", () -> Offload.abandoned().isEmpty());
            group.join();
        }
    }

    @Test
    void futures() throws Exception {
        Executor executor = Thread::startVirtualThread;
        try (var group = TaskGroup.open("futures")) {
            CompletableFuture<Integer> future = new CompletableFuture<>();
            group.fork(() -> future.complete(f()));
            assertEquals(1, Futures.<Integer>await(future));
            assertEquals(1, Futures.<Integer>await(future, Duration.ofMinutes(1)));
            assertEquals(1, Futures.<Integer>await(future.copy()));
            assertEquals(2, Futures.<Integer>await(CompletableFuture.supplyAsync(this::g, executor)));
            assertEquals(2, Futures.<Integer>await(CompletableFuture.supplyAsync(this::g, group.asExecutor())));
            Task<Integer> task = Futures.fork(group, "f", future);
            assertEquals(1, Futures.toCompletableFuture(task).thenApply(n -> n).get());
            group.join();
        }
    }

    @Test
    void cancelling() throws Exception {
        try (var group = TaskGroup.open("cancelled")) {
            Task<Integer> task = group.fork(this::forEver);
            task.cancel(true);
            assertThrows(CancellationException.class, task::get);
            group.cancel();
            try (var shield = Shield.open(Duration.ofMinutes(1))) {
                assertEquals(List.of(1, 2), TaskGroup.gather(calls), shield::toString);
            }
            assertThrows(CancellationException.class, () -> never.await());
        }
    }

    @Test
    void startingAndSupervising() throws Exception {
        AtomicInteger failures = new AtomicInteger();
        GroupOptions options =
                GroupOptions.of("x").failures(FailurePolicy.keepGoing((task, why) -> failures.incrementAndGet()));
        try (var group = TaskGroup.open(options)) {
            Started<Integer> server = group.start("server", (Ready<Integer> ready) -> {
                ready.set(8080);
                serve();
            });
            assertEquals(8080, server.value());
            group.fork(this::fails);
            group.join();
            assertEquals(1, failures.get());
        }
    }

    @Test
    void queues() throws Exception {
        try (var group = TaskGroup.open("queues")) {
            WorkQueue<String> q = WorkQueue.bounded(group, 6);
            assertEquals(Integer.MAX_VALUE, WorkQueue.<String>unbounded(group).capacity());
            WorkQueue<Job> jobs = WorkQueue.open(group, QueueOptions.priority(Comparator.comparing(Job::due)));
            jobs.putAll(List.of(new Job(2), new Job(1)));
            assertEquals(List.of(1, 2), List.of(jobs.take().due(), jobs.take().due()));
            WorkQueue<String> lifo = WorkQueue.open(group, QueueOptions.lifo().capacity(6));
            lifo.putAll(List.of("a", "b"));
            assertEquals(List.of("b", "a"), List.of(lifo.take(), lifo.take()));
            q.put("a");
            assertSame("a", q.take());
            q.taskDone();
            assertTrue(q.offer("b"));
            assertEquals("b", q.poll());
            q.taskDone();
            assertEquals(null, q.poll(Duration.ofMillis(1)));
            q.join();
            WorkerPool<String> pool = WorkerPool.start(group, q, 3, this::handle);
            q.putAll(List.of("c", "d"));
            pool.joinThenCancel();
            assertEquals(2, handled.size());
            assertThrows(QueueClosedException.class, () -> q.put("late"));
        }
    }

    @Test
    void channelsOfGo() throws Exception {
        try (var group = TaskGroup.open("channels")) {
            WorkQueue<String> a = WorkQueue.rendezvous(group);
            WorkQueue<String> b = WorkQueue.rendezvous(group);
            group.fork(() -> b.put("from b"));
            assertEquals("from b", Select.of(a, b).await());
            group.join();
        }
    }

    @Test
    void endsOfQueues() throws Exception {
        try (var group = TaskGroup.open("ends")) {
            WorkQueue<String> q = WorkQueue.bounded(group, 6);
            WorkerPool<String> pool = WorkerPool.start(group, q, 3, this::handle);
            q.put("a");
            pool.sentinel(END);
            assertEquals(List.of("a"), handled);
            q.put("rest");
            assertEquals(List.of("rest"), q.closeNow());

            WorkQueue<String> shut = WorkQueue.unbounded(group);
            shut.put("left");
            shut.close();
            assertEquals("left", shut.take());
            assertThrows(QueueClosedException.class, shut::take);

            WorkQueue<String> channel = WorkQueue.bounded(group, 1);
            channel.closeAfter(group.fork(() -> channel.put("b")), group.fork(() -> channel.put("c")));
            List<String> received = new ArrayList<>();
            for (String x : channel.items()) {
                received.add(x);
            }
            assertEquals(List.of("b", "c"), received.stream().sorted().toList());
            channel.forEach(this::handle);
            group.join();
        }
    }

    @Test
    void generators() throws Exception {
        List<Integer> received = new ArrayList<>();
        try (var group = TaskGroup.open("generators")) {
            try (Generator<Integer> squares = Generator.open(group, out -> {
                for (int i = 0; i < 4; i++) {
                    out.emit(i * i);
                }
            })) {
                for (int x : squares) {
                    received.add(x);
                }
                assertEquals(Optional.empty(), squares.next());
            }
            try (Generator<Integer> ahead = Generator.open(group, 10, out -> out.emit(f()))) {
                assertEquals(Optional.of(1), ahead.next(Duration.ofMinutes(1)));
            }
            group.join();
        }
        assertEquals(List.of(0, 1, 4, 9), received);
    }

    /** A method that comes to the page has to come here too. */
    @Test
    void everyMethodOnTheRightIsCalledHere() throws IOException {
        String here = Files.readString(Path.of("src", "test", "java", "dev", "heddle", "AsyncioMapTest.java"));
        Pattern right = Pattern.compile("^\\|.*\\|([^|]*)\\|$", Pattern.MULTILINE);
        Pattern call = Pattern.compile("\\w+\\(");
        Set<String> missing = right.matcher(Files.readString(Path.of("docs", "asyncio.md"))).results()
                .flatMap(row -> call.matcher(row.group(1)).results()).map(MatchResult::group)
                .filter(name -> !here.contains(name)).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), missing);
    }
}
