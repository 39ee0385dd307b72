package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import dev.heddle.testing.Effort;
import dev.heddle.testing.Limits;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Threads.Kind;
import dev.heddle.testing.Until;
import dev.heddle.testing.Watchdog;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls on platform threads, so many at a time. */
class OffloadTest {
    private static final Duration LONG = Duration.ofDays(1);
    private static final int CALLS = Effort.of(2_000, 50_000);

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicInteger interrupts = new AtomicInteger();

    /** Goes on until it is let, whatever interrupts come. */
    private int stubborn() {
        begun.countDown();
        for (;;) {
            try {
                go.await();
                return 7;
            } catch (InterruptedException e) {
                interrupts.incrementAndGet();
            }
        }
    }

    private int patient() throws InterruptedException {
        begun.countDown();
        go.await();
        return 0;
    }

    private static void untilQueued(Offload offload, int callers) {
        Until.holds(callers + " queue", () -> offload.queued() == callers);
    }

    // ---- what a call is

    @ParameterizedTest
    @EnumSource
    void aCallRunsOnADaemonPlatformThreadOfItsOwnAndItsCallerWaits(Kind kind) {
        try (Offload offload = Offload.open(2); Threads threads = new Threads(kind)) {
            threads.start("caller", () -> {
                Thread first = offload.call(Thread::currentThread);
                assertFalse(first.isVirtual());
                assertTrue(first.isDaemon());
                assertEquals("offload-0", first.getName());
                Until.holds("it has ended", () -> !first.isAlive());
                assertTrue(first != offload.call(Thread::currentThread));
                assertNull(offload.call(() -> null));
                Thread[] ofAction = new Thread[1];
                offload.call(() -> {
                    ofAction[0] = Thread.currentThread();
                });
                assertFalse(ofAction[0].isVirtual());
                assertEquals(1, offload.<Integer>call(LONG, () -> 1));
            });
        }
    }

    @Test
    void whatTheBodyThrowsIsTheCauseOfATaskFailedException() {
        IOException checked = new IOException("checked");
        StackOverflowError error = new StackOverflowError();
        try (Offload offload = Offload.open(1)) {
            TaskFailedException thrown = assertThrows(TaskFailedException.class, () -> offload.call(() -> {
                throw checked;
            }));
            assertSame(checked, thrown.getCause());
            assertEquals("task '#1' of group 'offload' failed: java.io.IOException: checked", thrown.getMessage());
            assertSame(error, assertThrows(TaskFailedException.class, () -> offload.call(LONG, () -> {
                throw error;
            })).getCause());
            assertEquals(0, offload.running());
        }
    }

    @Test
    void soManyRunAtATimeTheOthersQueueInOrderAndAllOfItIsVisible() throws Exception {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        try (TaskGroup group = TaskGroup.open(); Offload offload = Offload.open(group, "cpus", 1)) {
            assertEquals("Offload[cpus, 0 of 1 running, 0 queued]", offload.toString());
            group.fork(() -> offload.call(this::patient));
            begun.await();
            for (int i = 0; i < 5; i++) {
                int number = i;
                AtomicReference<Thread> caller = new AtomicReference<>();
                group.fork(() -> {
                    caller.set(Thread.currentThread());
                    return offload.call(() -> order.add(number));
                });
                untilQueued(offload, i + 1);
                Until.waiting(caller.get()); // and has looked for the last time
            }
            assertEquals("Offload[cpus, 1 of 1 running, 5 queued]", offload.toString());
            assertEquals(1, offload.running());
            assertEquals(1, offload.size());
            assertEquals("cpus", offload.name());
            go.countDown();
            group.join();
            assertEquals(List.of(0, 1, 2, 3, 4), order);
            assertEquals("Offload[cpus, 0 of 1 running, 0 queued]", offload.toString());
        }
    }

    @Test
    void anOffloadHasAtLeastOneThread() {
        for (int threads : new int[]{0, -1}) {
            assertThrows(IllegalArgumentException.class, () -> Offload.open(threads));
        }
    }

    // ---- interrupts and cancellation

    @Test
    void r1_aCallThrowsOnEntryAndNeverBegins() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        try (Offload offload = Offload.open(1)) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> offload.call(ran::incrementAndGet));
            assertFalse(Thread.interrupted());
            try (TaskGroup group = TaskGroup.open()) {
                group.cancel();
                assertThrows(CancellationException.class, () -> offload.call(ran::incrementAndGet));
                assertThrows(CancellationException.class, () -> offload.call(LONG, ran::incrementAndGet));
            }
            assertEquals(0, offload.running());
        }
        assertEquals(0, ran.get());
    }

    @Test
    void whoIsCancelledInTheQueueLeavesItAndNeverRuns() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        try (TaskGroup group = TaskGroup.open(); Offload offload = Offload.open(group, 1)) {
            group.fork(() -> offload.call(this::patient));
            begun.await();
            Task<Integer> queued = group.fork(() -> offload.call(ran::incrementAndGet));
            Task<Integer> behind = group.fork(() -> offload.call(() -> 7));
            untilQueued(offload, 2);
            queued.cancel(true);
            assertThrows(CancellationException.class, queued::get);
            untilQueued(offload, 1);
            go.countDown();
            group.join();
            assertEquals(7, behind.resultNow());
        }
        assertEquals(0, ran.get());
    }

    @Test
    void r2_theCallerOfACancelledCallWaitsUntilThatHasEnded() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        try (TaskGroup group = TaskGroup.open(); Offload offload = Offload.open(group, 1)) {
            Task<Integer> task = group.fork(() -> offload.call(() -> {
                begun.countDown();
                try {
                    return patient();
                } finally {
                    assertFalse(Thread.currentThread().isInterrupted());
                    stubborn();
                    ended.set(true);
                }
            }));
            begun.await();
            task.cancel(true);
            assertThrows(TimeoutException.class, () -> task.get(Limits.MOMENT));
            assertEquals(1, offload.running());
            go.countDown();
            assertThrows(CancellationException.class, task::get);
            assertTrue(ended.get());
            assertEquals(0, offload.running());
            group.join();
        }
    }

    @Test
    void t4_anInterruptedCallerWaitsAndIsToldWhenTheBodyHasEnded() throws Exception {
        try (Offload offload = Offload.open(1); Threads threads = new Threads(Kind.VIRTUAL)) {
            Thread caller = threads.start("caller", () -> {
                assertThrows(InterruptedException.class, () -> offload.call(this::patient));
                assertFalse(Thread.currentThread().isInterrupted());
                assertEquals(0, offload.running());
            });
            begun.await();
            Until.waiting(caller);
            caller.interrupt();
        }
    }

    @Test
    void r1_aResultThatComesAllTheSameIsReturnedAndTheInterruptStays() throws Exception {
        try (Offload offload = Offload.open(1); Threads threads = new Threads(Kind.VIRTUAL)) {
            Thread caller = threads.start("caller", () -> {
                assertEquals(7, offload.<Integer>call(this::stubborn));
                assertTrue(Thread.interrupted());
            });
            begun.await();
            caller.interrupt();
            Until.holds("the body was told", () -> interrupts.get() == 1);
            go.countDown();
        }
    }

    @Test
    void r1_aResultThatComesAfterACancellationIsReturned() throws Exception {
        try (TaskGroup group = TaskGroup.open(); Offload offload = Offload.open(group, 1)) {
            Task<Integer> task = group.fork(() -> offload.call(this::stubborn));
            begun.await();
            group.cancel();
            Until.holds("the body was told", () -> interrupts.get() == 1);
            go.countDown();
            group.join();
            assertEquals(7, task.resultNow(), "it has happened");
        }
    }

    @Test
    void aBodyThatComputesIsStoppedAtItsCheckpoint() throws Exception {
        try (TaskGroup group = TaskGroup.open(); Offload offload = Offload.open(group, 1)) {
            Task<Object> task = group.fork(() -> offload.call(() -> {
                for (begun.countDown();; Thread.onSpinWait()) {
                    TaskGroup.checkpoint();
                }
            }));
            begun.await();
            task.cancel(true);
            assertThrows(CancellationException.class, task::get);
            group.join();
        }
    }

    // ---- time

    @Test
    void aClosedOffloadSaysSoEvenIfThereIsNoTime() {
        Offload offload = Offload.open(1);
        offload.close();
        String refused =
                assertThrows(IllegalStateException.class, () -> offload.call(Duration.ZERO, () -> 1)).getMessage();
        assertTrue(refused.contains("closed"), refused);
    }

    @Test
    void timeThatIsUpInTheQueue() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        try (TaskGroup group = TaskGroup.open(); Offload offload = Offload.open(group, "cpus", 1)) {
            group.fork(() -> offload.call(this::patient));
            begun.await();
            TimeoutException late = assertThrows(TimeoutException.class,
                    () -> offload.call(Duration.ofMillis(1), ran::incrementAndGet));
            assertTrue(late.getMessage().contains("1 of 1 running"), late::getMessage);
            untilQueued(offload, 0);
            go.countDown();
            group.join();
            assertThrows(TimeoutException.class, () -> offload.call(Duration.ZERO, ran::incrementAndGet));
        }
        assertEquals(0, ran.get());
    }

    @Test
    void t7_aBodyWhoseTimeIsUpHasEndedBeforeTheTimeoutIsThrown() {
        AtomicBoolean ended = new AtomicBoolean();
        IllegalStateException cleanUp = new IllegalStateException("clean-up");
        Callable<Integer> body = () -> {
            try {
                assertTrue(TaskGroup.remaining().isPresent());
                return patient();
            } finally {
                ended.set(true);
                throwIt(cleanUp);
            }
        };
        try (Offload offload = Offload.open(1)) {
            TimeoutException late = null;
            for (int millis = 5; !ended.get(); millis *= 2) { // it may be up before the body has begun
                Duration time = Duration.ofMillis(millis);
                late = assertThrows(TimeoutException.class, () -> offload.call(time, body));
                assertEquals(begun.getCount() == 0, ended.get());
            }
            assertInstanceOf(TaskFailedException.class, late.getSuppressed()[0]);
            assertSame(cleanUp, late.getSuppressed()[0].getCause());
            assertEquals(0, offload.running());
        }
    }

    private static void throwIt(RuntimeException exception) {
        throw exception;
    }

    @Test
    void aDumpShowsTheThreadOfACallBelowItsOffload() throws Exception {
        try (TaskGroup group = TaskGroup.open(); Offload offload = Offload.open(group, "cpus", 1)) {
            group.fork("caller", () -> offload.call(this::patient));
            begun.await();
            String dump = Watchdog.threads(ThreadDumpFormat.JSON);
            int container = dump.indexOf("\"container\": \"cpus");
            assertTrue(container > 0 && dump.indexOf("\"name\": \"cpus-0\"", container) > container, dump);
            go.countDown();
            group.join();
        }
    }

    // ---- context

    @Test
    void theCallersContextIsSeen() throws Exception {
        InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
        ThreadLocal<String> left = new ThreadLocal<>();
        List<String> wrapped = new ArrayList<>();
        GroupOptions options = GroupOptions.of("around").deadline(LONG).decorate(body -> () -> {
            wrapped.add(Thread.currentThread().isVirtual() ? "task" : "call");
            body.run();
        });
        inherited.set("seen");
        try (TaskGroup group = TaskGroup.open(options); Offload offload = Offload.open(group, 1)) {
            assertEquals("seen", offload.call(() -> {
                left.set("left");
                assertTrue(TaskGroup.remaining().isPresent());
                return inherited.get();
            }));
            assertNull(offload.call(left::get), "no call sees what another has left in its thread");
            group.fork(() -> offload.call(() -> 1)).get();
            group.join();
        } finally {
            inherited.remove();
        }
        assertEquals(List.of("call", "call", "task", "call"), wrapped);
    }

    @Test
    void aBodyMayHaveGroupsOfItsOwnWhichAreCancelledWithTheCaller() throws Exception {
        try (TaskGroup group = TaskGroup.open(); Offload offload = Offload.open(group, 1)) {
            Task<Integer> task = group.fork(() -> offload.call(() -> {
                try (TaskGroup within = TaskGroup.open("within")) {
                    within.fork(this::patient);
                    within.join();
                    return 1;
                }
            }));
            begun.await();
            group.cancel();
            group.join();
            assertTrue(task.isCancelled());
        }
    }

    @Test
    void aCallWithinACallIsRefusedHoweverDeep() throws Exception {
        try (Offload offload = Offload.open(5); Offload other = Offload.open(1)) {
            Callable<Integer> nested = () -> offload.call(() -> 1);
            ExecutionException direct = assertThrows(ExecutionException.class, () -> offload.call(nested));
            assertTrue(direct.getMessage().contains("within one of its own calls"), direct::getMessage);
            ExecutionException deep =
                    assertThrows(ExecutionException.class, () -> offload.call(() -> TaskGroup.gather(List.of(nested))));
            assertInstanceOf(IllegalStateException.class, deep.getCause().getCause());
            Action close = offload::close;
            assertThrows(ExecutionException.class, () -> offload.call(() -> {
                close.run();
                return 1;
            }));
            assertEquals(1, other.<Integer>call(nested), "another's is not");
        }
    }

    // ---- the end

    @Test
    void closeRefusesWhoQueuesCancelsWhatRunsAndWaits() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        AtomicBoolean ended = new AtomicBoolean();
        Offload offload = Offload.open(1);
        try (Threads threads = new Threads(Kind.VIRTUAL)) {
            threads.start("runs", () -> assertThrows(CancellationException.class, () -> offload.call(() -> {
                try {
                    return patient();
                } finally {
                    stubborn();
                    ended.set(true);
                }
            })));
            begun.await();
            threads.start("queues", () -> {
                IllegalStateException refusal =
                        assertThrows(IllegalStateException.class, () -> offload.call(ran::incrementAndGet));
                assertTrue(refusal.getMessage().contains("'offload', which is closed, by close()"),
                        refusal::getMessage);
            });
            untilQueued(offload, 1);
            Thread closer = threads.start("closes", () -> {
                offload.close();
                assertTrue(ended.get());
            });
            untilQueued(offload, 0);
            Until.waiting(closer);
            assertFalse(ended.get());
            go.countDown();
        }
        assertThrows(IllegalStateException.class, () -> offload.call(ran::incrementAndGet));
        offload.close();
        assertEquals(0, ran.get());
        assertEquals("Offload[offload, 0 of 1 running, 0 queued, closed by close()]", offload.toString());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anOffloadEndsWithItsGroupAndWhenThatIsCancelled(boolean cancelled) throws Exception {
        AtomicReference<Offload> kept = new AtomicReference<>();
        try (Threads threads = new Threads(Kind.PLATFORM)) {
            try (TaskGroup group = TaskGroup.open("owner")) {
                Offload offload = Offload.open(group, 1);
                kept.set(offload);
                threads.start("stranger",
                        () -> assertThrows(CancellationException.class, () -> offload.call(this::patient)));
                begun.await();
                if (cancelled) {
                    group.cancel();
                    threads.join();
                }
            }
            assertEquals(0, kept.get().running());
        }
        IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> kept.get().call(() -> 1));
        assertTrue(refusal.getMessage().contains("group 'owner'"), refusal::getMessage);
        TaskGroup over = TaskGroup.open();
        over.close();
        assertThrows(IllegalStateException.class, () -> Offload.open(over, 1));
    }

    // ---- all at once

    @Test
    @Tag("storm")
    void r1_neverTooManyAndEachCallRanOnceOrNotAtAll() throws Exception {
        int places = 3;
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger ran = new AtomicInteger();
        AtomicInteger returned = new AtomicInteger();
        AtomicInteger stopped = new AtomicInteger();
        Random random = new Random(1);
        try (TaskGroup group = TaskGroup.open(); Offload offload = Offload.open(group, places)) {
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                int spins = random.nextInt(1_000);
                boolean timed = random.nextInt(4) == 0;
                tasks.add(group.fork(() -> {
                    AtomicInteger mine = new AtomicInteger();
                    try {
                        Callable<Integer> body = () -> {
                            assertTrue(inside.incrementAndGet() <= places);
                            try {
                                for (int spin = 0; spin < spins; spin++) {
                                    Thread.onSpinWait();
                                }
                                return mine.incrementAndGet();
                            } finally {
                                inside.decrementAndGet();
                            }
                        };
                        assertEquals(1, timed ? offload.call(Duration.ofNanos(100_000), body) : offload.call(body));
                        returned.incrementAndGet();
                    } catch (CancellationException | InterruptedException | TimeoutException e) {
                        assertEquals(0, mine.get(), "it has happened, and its caller was not told");
                        stopped.incrementAndGet();
                    } finally {
                        ran.addAndGet(mine.get());
                    }
                }));
                if (random.nextInt(3) == 0) {
                    tasks.get(random.nextInt(tasks.size())).cancel(true);
                }
            }
            assertEquals(CALLS, tasks.size());
            for (Task<?> task : tasks) {
                Until.holds("it has ended", task::isDone);
            }
            assertEquals(ran.get(), returned.get());
            assertEquals("Offload[offload, 0 of 3 running, 0 queued]", offload.toString());
            group.cancel();
        }
        assertTrue(returned.get() > 0 && stopped.get() > 0, returned + " returned, " + stopped + " stopped");
    }
}
