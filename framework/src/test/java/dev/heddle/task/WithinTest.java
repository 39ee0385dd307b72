package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code within} and {@code tryWithin}: a body that may not take longer than so long. */
class WithinTest {
    private static final Duration SOON = Duration.ofMillis(1);

    /** Time enough for a body to begin, as a rule. */
    private static final Duration BRIEF = Duration.ofMillis(100);
    private static final Duration LATE = Duration.ofHours(1);
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);
    private static final int ROUNDS = 1_000;

    private final IOException disk = new IOException("disk");
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicBoolean entered = new AtomicBoolean();

    /** What a call says whose body has come as far as to say that it is {@link #entered}; one that came too late is repeated. */
    private <V> V inTime(Callable<V> call) throws Exception {
        for (;;) {
            entered.set(false);
            try {
                V value = call.call();
                if (entered.get()) {
                    return value;
                }
            } catch (TimeoutException e) {
                if (entered.get()) {
                    throw e;
                }
            }
        }
    }

    private static int forEver() throws InterruptedException {
        Bodies.forEver();
        return 0;
    }

    @Test
    void t7_aBodyThatEndsInTimeGivesItsResult() throws Exception {
        Thread caller = Thread.currentThread();
        for (Duration timeout : List.of(LATE, FOREVER)) {
            assertEquals(3, TaskGroup.<Integer>within(timeout, group -> {
                assertNotSame(caller, Thread.currentThread());
                Task<Integer> one = group.fork(() -> 1);
                Task<Integer> two = group.fork(() -> 2);
                group.join();
                return one.resultNow() + two.resultNow();
            }));
        }
        assertNull(TaskGroup.within(LATE, group -> null));
        assertEquals(Optional.of(1), TaskGroup.tryWithin(LATE, group -> 1));
        assertEquals(Optional.of(1), TaskGroup.tryWithin(LATE, () -> 1));
    }

    @Test
    void t7_aBodyWithoutAGroupIsGivenUpWhenItsTimeIsUp() throws Exception {
        assertEquals(Optional.empty(), TaskGroup.tryWithin(SOON, () -> forEver()));
        assertEquals(Optional.empty(), TaskGroup.tryWithin(Duration.ZERO, () -> 1));
        assertThrows(NullPointerException.class, () -> TaskGroup.tryWithin(LATE, () -> null));
    }

    /** A body with a group of its own, too, whose stop is told by that group's join. */
    @Test
    void r3_whatABodyThrowsInItsCleanUpIsTold() throws Exception {
        AtomicInteger entered = new AtomicInteger();
        Body<TaskGroup, Integer> body = group -> {
            try (Closeable broken = () -> {
                throw disk;
            }) {
                assertNotNull(broken);
                entered.incrementAndGet();
                return forEver();
            }
        };
        TimeoutException late;
        do { // it may be up before the body has come so far
            late = assertThrows(TimeoutException.class, () -> TaskGroup.within(SOON, body));
        } while (entered.get() == 0);
        assertSame(disk, late.getSuppressed()[0].getCause());
        Throwable failure = null;
        while (failure == null) {
            try {
                assertEquals(Optional.empty(), TaskGroup.tryWithin(SOON, body));
                assertEquals(1, entered.get());
            } catch (TaskFailedException e) {
                failure = e.getCause();
            }
        }
        assertSame(disk, failure);
        IllegalStateException boom = new IllegalStateException("boom");
        TaskFailedException failed =
                assertThrows(TaskFailedException.class, () -> TaskGroup.call(GroupOptions.of("call"), group -> {
                    group.fork(() -> {
                        begun.await();
                        throw boom;
                    });
                    begun.countDown();
                    return body.apply(group);
                }));
        assertSame(boom, failed.getCause());
        assertEquals(List.of(disk), List.of(failed.getSuppressed()));
        assertEquals(List.of(boom, disk), failed.failures());
    }

    /** What the failure of a sibling has suppressed is that one's, and not of those whom it stops. */
    @Test
    void r3_theReasonOfAStopIsNoFailureOfTheOneThatIsStopped() {
        IllegalStateException boom = new IllegalStateException("boom");
        boom.addSuppressed(disk);
        TaskFailedException failed =
                assertThrows(TaskFailedException.class, () -> TaskGroup.call(GroupOptions.of("call"), group -> {
                    group.fork(() -> {
                        throw boom;
                    });
                    new Event().await();
                    return 1;
                }));
        assertEquals(List.of(boom), failed.failures());
        assertEquals(0, failed.getSuppressed().length);
    }

    @Test
    void t7_theTimeoutSaysInWhichTaskItWas() throws Exception {
        try (TaskGroup group = TaskGroup.open("crawl")) {
            group.fork("page 7", () -> TaskGroup.within(Duration.ZERO, () -> 1));
            TaskFailedException failed = assertThrows(TaskFailedException.class, group::join);
            assertEquals("the body has not ended within PT0S, in task 'page 7' of group 'crawl'",
                    failed.getCause().getMessage());
        }
        TimeoutException outside = assertThrows(TimeoutException.class, () -> TaskGroup.within(Duration.ZERO, () -> 1));
        assertEquals("the body has not ended within PT0S", outside.getMessage());
    }

    /** It is the body's failure, however it looks. */
    @Test
    void t7_anExecutionExceptionOfTheBodysOwnIsAFailure() {
        ExecutionException own = new ExecutionException("of a future", disk);
        for (Executable call : List.<Executable>of(() -> TaskGroup.within(LATE, () -> {
            throw own;
        }), () -> TaskGroup.call(GroupOptions.of("call"), group -> {
            throw own;
        }))) {
            TaskFailedException failed = assertThrows(TaskFailedException.class, call);
            assertSame(own, failed.getCause());
            assertTrue(failed.getMessage().endsWith("failed: " + disk), failed::getMessage);
        }
    }

    @Test
    void t7_whenTimeIsUpTheBodyAndItsTasksHaveEndedBeforeTheTimeoutIsThrown() {
        AtomicInteger alive = new AtomicInteger();
        TimeoutException timeUp =
                assertThrows(TimeoutException.class, () -> inTime(() -> TaskGroup.within(BRIEF, group -> {
                    alive.incrementAndGet();
                    CountDownLatch running = new CountDownLatch(1);
                    try {
                        group.fork(() -> {
                            alive.incrementAndGet();
                            running.countDown();
                            try {
                                Bodies.forEver();
                            } finally {
                                Bodies.dither(10_000);
                                alive.decrementAndGet();
                            }
                        });
                        running.await();
                        entered.set(true);
                        return forEver();
                    } finally {
                        Bodies.dither(10_000);
                        alive.decrementAndGet();
                    }
                })));
        assertEquals(0, alive.get());
        assertTrue(timeUp.getMessage().contains("PT0.1S"), timeUp::getMessage);
        assertEquals(0, timeUp.getSuppressed().length);
    }

    @Test
    void t7_theBodyIsInTimeAlsoInAWaitOfHeddles() {
        assertThrows(TimeoutException.class, () -> TaskGroup.within(SOON, group -> {
            group.fork(Bodies::forEver);
            group.join();
            return 1;
        }));
        assertThrows(TimeoutException.class, () -> TaskGroup.within(SOON, group -> {
            new Event().await();
            return 1;
        }));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void t7_zeroOrLessNeverStartsTheBody(long seconds) throws Exception {
        AtomicBoolean ran = new AtomicBoolean();
        Duration timeout = Duration.ofSeconds(seconds);
        Body<TaskGroup, Boolean> body = group -> ran.getAndSet(true);
        assertThrows(TimeoutException.class, () -> TaskGroup.within(timeout, body));
        assertEquals(Optional.empty(), TaskGroup.tryWithin(timeout, body));
        assertFalse(ran.get());
    }

    @Test
    void t7_aBodyThatReturnsAllTheSameWins() throws Exception {
        Body<TaskGroup, String> stubborn = group -> {
            entered.set(true);
            try {
                Bodies.forEver();
            } catch (InterruptedException timeUp) {
                // and yet
            }
            return "done";
        };
        assertEquals("done", inTime(() -> TaskGroup.within(BRIEF, stubborn)));
        assertEquals(Optional.of("done"), inTime(() -> TaskGroup.tryWithin(BRIEF, stubborn)));
    }

    @Test
    void t7_whatTheBodyThrowsWhileItIsCancelledIsSuppressedInTheTimeout() {
        TimeoutException timeUp =
                assertThrows(TimeoutException.class, () -> inTime(() -> TaskGroup.within(BRIEF, this::fails)));
        assertEquals(1, timeUp.getSuppressed().length);
        assertSame(disk, assertInstanceOf(TaskFailedException.class, timeUp.getSuppressed()[0]).getCause());
        assertSame(disk,
                assertThrows(TaskFailedException.class, () -> inTime(() -> TaskGroup.tryWithin(BRIEF, this::fails)))
                        .getCause(),
                "tryWithin has no timeout to put it in");
    }

    private int fails(TaskGroup group) throws IOException {
        entered.set(true);
        try {
            return forEver();
        } catch (InterruptedException e) {
            throw disk;
        }
    }

    @Test
    void r3_theFailureOfATaskWhileItIsCancelledIsSuppressedToo() {
        TimeoutException timeUp =
                assertThrows(TimeoutException.class, () -> inTime(() -> TaskGroup.within(BRIEF, group -> {
                    CountDownLatch running = new CountDownLatch(1);
                    group.fork(Bodies.whenInterrupted(running, disk));
                    running.await();
                    entered.set(true);
                    group.join();
                    return 1;
                })));
        assertTrue(Trees.mentions(timeUp, disk), () -> Trees.print(timeUp));
    }

    @Test
    void r4_failureTimeoutAndTheBodysOwnTimeoutAreToldApart() {
        assertSame(disk, assertThrows(TaskFailedException.class, () -> TaskGroup.within(LATE, group -> {
            throw disk;
        })).getCause());
        TimeoutException own = new TimeoutException("the body's");
        assertSame(own, assertThrows(TaskFailedException.class, () -> TaskGroup.within(LATE, group -> {
            throw own;
        })).getCause());
        assertEquals("within", assertThrows(DeadlineExceededException.class, () -> TaskGroup.within(LATE, group -> {
            group.expireAfter(Duration.ZERO);
            return forEver();
        })).groupName());
        TaskFailedException nested = assertThrows(TaskFailedException.class,
                () -> TaskGroup.within(LATE, group -> TaskGroup.within(SOON, inner -> forEver())));
        assertInstanceOf(TimeoutException.class, nested.getCause(), "the inner body's time was up, not the outer's");
    }

    @Test
    void t7_theOuterOfTwoEndsTheInner() {
        AtomicBoolean inner = new AtomicBoolean();
        assertThrows(TimeoutException.class, () -> inTime(() -> TaskGroup.within(BRIEF, group -> {
            entered.set(true);
            try {
                return TaskGroup.within(LATE, within -> forEver());
            } catch (CancellationException e) {
                inner.set(true);
                throw e;
            }
        })));
        assertTrue(inner.get(), "not a timeout of the inner one's");
    }

    @Test
    void r4_tryWithinIsEmptyForATimeoutOnly() throws Exception {
        assertEquals(Optional.empty(), TaskGroup.tryWithin(SOON, group -> forEver()));
        assertThrows(TaskFailedException.class, () -> TaskGroup.tryWithin(LATE, group -> {
            throw disk;
        }));
        NullPointerException none =
                assertThrows(NullPointerException.class, () -> TaskGroup.tryWithin(LATE, group -> null));
        assertTrue(none.getMessage() != null && none.getMessage().contains("null"),
                "it names the rule: " + none.getMessage());
    }

    @Test
    void aBodyThatNeedsNoGroupNeedNotTakeOne() throws Exception {
        AtomicBoolean ran = new AtomicBoolean();
        assertEquals(3, TaskGroup.<Integer>within(LATE, () -> {
            assertEquals("body", Task.current().orElseThrow().name());
            assertTrue(TaskGroup.remaining().orElseThrow().compareTo(LATE) <= 0);
            return 3;
        }));
        TaskGroup.within(LATE, () -> ran.set(true));
        assertTrue(ran.getAndSet(false));
        assertTrue(TaskGroup.tryWithin(LATE, () -> ran.set(true)));
        assertTrue(ran.get());
    }

    @Test
    void t7_aBodyWithoutAGroupHasEndedWhenItsTimeIsUp() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        Action body = () -> {
            entered.set(true);
            try {
                forEver();
            } finally {
                ended.set(true);
            }
        };
        assertThrows(TimeoutException.class, () -> inTime(() -> {
            TaskGroup.within(BRIEF, body);
            return null;
        }));
        assertTrue(ended.getAndSet(false));
        assertFalse(inTime(() -> TaskGroup.tryWithin(BRIEF, body)));
        assertTrue(ended.get());
        assertSame(disk, assertThrows(TaskFailedException.class, () -> TaskGroup.within(LATE, () -> {
            throw disk;
        })).getCause());
        assertSame(disk, assertThrows(TaskFailedException.class, () -> TaskGroup.tryWithin(LATE, () -> {
            throw disk;
        })).getCause());
    }

    // ---- interrupts

    @ParameterizedTest
    @EnumSource
    void t7_anInterruptOfTheCallerCancelsTheBodyAndIsThrownWhenItHasEnded(Threads.Kind kind) throws Exception {
        try (Threads threads = new Threads(kind)) {
            Thread caller = threads.start("caller", () -> {
                assertThrows(InterruptedException.class, () -> TaskGroup.within(LATE, group -> {
                    try {
                        begun.countDown();
                        return forEver();
                    } finally {
                        gate.countDown();
                    }
                }));
                assertEquals(0, gate.getCount());
                assertFalse(Thread.currentThread().isInterrupted());
            });
            begun.await();
            Until.waiting(caller);
            caller.interrupt();
        }
    }

    /** The body clings on; time is up, then the caller is interrupted. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void t7_anInterruptWinsOverTheTimeoutAndTheResultOverBoth(boolean ends) throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        try (Threads threads = new Threads(Threads.Kind.VIRTUAL)) {
            Thread caller = threads.start("caller", () -> {
                Body<TaskGroup, String> body = group -> {
                    entered.set(true);
                    group.onCancel(cancelled::countDown);
                    Bodies.passUninterruptibly(gate);
                    if (ends) {
                        return "done";
                    }
                    throw new InterruptedException();
                };
                if (ends) {
                    assertEquals("done", inTime(() -> TaskGroup.within(BRIEF, body)));
                    assertTrue(Thread.interrupted(), "it stays set");
                } else {
                    assertThrows(InterruptedException.class, () -> inTime(() -> TaskGroup.within(BRIEF, body)));
                    assertFalse(Thread.interrupted(), "it has been told");
                }
            });
            cancelled.await();
            Until.waiting(caller);
            caller.interrupt();
            gate.countDown();
        }
    }

    @Test
    void r3_aFailureIsNotLostWhenAnInterruptWinsOverTheTimeout() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        try (Threads threads = new Threads(Threads.Kind.VIRTUAL)) {
            Thread caller = threads.start("caller", () -> {
                Exception thrown = assertThrows(Exception.class, () -> inTime(() -> TaskGroup.within(BRIEF, group -> {
                    entered.set(true);
                    group.onCancel(cancelled::countDown);
                    Bodies.passUninterruptibly(gate);
                    throw disk;
                })));
                Thread.interrupted();
                assertTrue(Trees.mentions(thrown, disk), () -> Trees.print(thrown));
            });
            cancelled.await();
            Until.waiting(caller);
            caller.interrupt();
            gate.countDown();
        }
    }

    @Test
    void t7_anInterruptThatIsSetAlreadyIsThrownAndTheBodyDoesNotBegin() {
        AtomicBoolean ran = new AtomicBoolean();
        for (Duration timeout : List.of(LATE, Duration.ZERO)) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> TaskGroup.within(timeout, group -> ran.getAndSet(true)));
            assertFalse(Thread.currentThread().isInterrupted());
        }
        assertFalse(ran.get());
    }

    // ---- the scope around it

    @Test
    void w3_inACancelledGroupItDoesNotBegin() throws Exception {
        AtomicBoolean ran = new AtomicBoolean();
        try (TaskGroup group = TaskGroup.open("cancelled")) {
            group.cancel();
            for (Duration timeout : List.of(LATE, Duration.ZERO)) {
                assertThrows(CancellationException.class,
                        () -> TaskGroup.within(timeout, within -> ran.getAndSet(true)));
                assertThrows(CancellationException.class,
                        () -> TaskGroup.tryWithin(timeout, within -> ran.getAndSet(true)));
            }
        }
        assertFalse(ran.get());
    }

    @Test
    void aCancellationFromOutsideIsNoTimeout() throws Exception {
        try (TaskGroup group = TaskGroup.open("around")) {
            Task<Integer> task = group.fork(() -> TaskGroup.within(LATE, within -> {
                begun.countDown();
                return forEver();
            }));
            begun.await();
            group.cancel();
            group.join();
            assertTrue(task.isCancelled(), () -> task.outcome().toString());
        }
    }

    @Test
    void r6_nullsAreRefused() {
        assertThrows(NullPointerException.class, () -> TaskGroup.within(null, group -> 1));
        for (Executable misuse : List.<Executable>of(() -> TaskGroup.within(LATE, (Body<TaskGroup, Integer>) null),
                () -> TaskGroup.within(LATE, (Callable<Integer>) null),
                () -> TaskGroup.within(Duration.ZERO, (Action) null),
                () -> TaskGroup.tryWithin(Duration.ZERO, (Body<TaskGroup, Integer>) null),
                () -> TaskGroup.tryWithin(Duration.ZERO, (Action) null))) {
            assertEquals("body", assertThrows(NullPointerException.class, misuse).getMessage(),
                    "however short the time");
        }
    }

    @Test
    void t7_theTimeAgainstTheBodysEndGivesTheResultIfItHasReturned() throws Exception {
        int late = 0;
        for (int round = 0; round < ROUNDS || late == 0; round++) {
            AtomicBoolean returned = new AtomicBoolean();
            try {
                assertEquals(1, TaskGroup.<Integer>within(Duration.ofNanos(50_000), group -> {
                    Bodies.dither(10_000);
                    TaskGroup.checkpoint();
                    returned.set(true);
                    return 1;
                }));
            } catch (TimeoutException e) {
                late++;
                assertFalse(returned.get(), "the result was lost in round " + round);
                assertEquals(0, e.getSuppressed().length);
            }
            assertFalse(Thread.currentThread().isInterrupted(), "in round " + round);
        }
    }
}
