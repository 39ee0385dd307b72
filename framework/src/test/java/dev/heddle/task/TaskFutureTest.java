package dev.heddle.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Limits;
import dev.heddle.testing.Threads;
import dev.heddle.testing.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A task is a {@link Future}, to the letter. */
class TaskFutureTest {
    private static final int MANY = 1_000;

    private final IllegalStateException boom = new IllegalStateException("boom");

    @Test
    void t13_aSuccessStaysReadableAfterTheGroupHasClosed() throws Exception {
        Task<String> task;
        Task<String> nothing;
        try (TaskGroup group = TaskGroup.open("closed")) {
            task = group.fork("task", () -> "woven");
            nothing = group.fork(() -> null);
            group.join();
        }
        assertEquals(Future.State.SUCCESS, task.state());
        assertTrue(task.isDone());
        assertFalse(task.isCancelled());
        assertEquals("woven", task.get());
        assertEquals("woven", task.get(0, TimeUnit.NANOSECONDS));
        assertEquals("woven", task.get(Duration.ofNanos(-1)));
        assertEquals("woven", task.resultNow());
        assertEquals(new Outcome.Success<>("woven"), task.outcome());
        assertThrows(IllegalStateException.class, task::exceptionNow);
        assertFalse(task.cancel(true));
        assertEquals("woven", task.resultNow(), "cancel came too late");
        assertNull(nothing.resultNow());
    }

    @Test
    void t13_aFailureStaysReadableAfterTheGroupHasClosed() throws Exception {
        Task<String> task;
        try (TaskGroup group = TaskGroup.open("closed")) {
            task = group.fork("task", () -> {
                throw boom;
            });
            assertThrows(TaskFailedException.class, group::join);
        }
        assertEquals(Future.State.FAILED, task.state());
        assertFalse(task.isCancelled());
        assertSame(boom, task.exceptionNow());
        assertEquals(new Outcome.Failure<>(boom), task.outcome());
        for (Action get : List.<Action>of(task::get, () -> task.get(Limits.HANG))) {
            TaskFailedException failed = assertThrows(TaskFailedException.class, get::run);
            assertSame(boom, failed.getCause());
            assertEquals(List.of(boom), failed.failures());
            assertEquals("task 'task' of group 'closed' failed: " + boom, failed.getMessage());
        }
        assertSame(boom, assertThrows(IllegalStateException.class, task::resultNow).getCause());
    }

    @Test
    void t13_aCancellationStaysReadableAfterTheGroupHasClosed() throws Exception {
        Task<Void> task;
        CountDownLatch begun = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("closed")) {
            task = group.fork("task", Bodies.forEverAfter(begun));
            begun.await();
            group.fork(() -> {
                throw boom;
            });
            assertThrows(TaskFailedException.class, group::join);
        }
        assertEquals(Future.State.CANCELLED, task.state());
        assertTrue(task.isCancelled());
        assertTrue(task.isDone());
        assertEquals(new Outcome.Cancelled<>(CancelReason.SIBLING_FAILED, boom), task.outcome());
        for (Action get : List.<Action>of(task::get, () -> task.get(Limits.HANG))) {
            CancellationException cancelled = assertThrows(CancellationException.class, get::run);
            assertSame(boom, cancelled.getCause(), "the group's first failure, because that is why");
            assertTrue(cancelled.getMessage().contains("task 'task' of group 'closed' was cancelled"),
                    cancelled::getMessage);
        }
        assertThrows(IllegalStateException.class, task::exceptionNow);
    }

    /** A CancellationException is an IllegalStateException too, so Future's contract holds as well. */
    @Test
    void resultNowOfACancelledTaskThrowsCancellation() throws Exception {
        try (TaskGroup group = TaskGroup.open("cancelled")) {
            group.cancel();
            Task<Integer> task = group.fork(() -> 1);
            assertInstanceOf(CancellationException.class, assertThrows(IllegalStateException.class, task::resultNow));
        }
    }

    @Test
    void whatATaskThatRunsRefuses() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("running")) {
            Task<Void> task = group.fork("task", Bodies.stubborn(begun, gate));
            begun.await();
            assertEquals(Future.State.RUNNING, task.state());
            assertFalse(task.isDone());
            assertFalse(task.isCancelled());
            for (Action tooEarly : List.<Action>of(task::resultNow, task::exceptionNow, task::outcome)) {
                IllegalStateException refusal = assertThrows(IllegalStateException.class, tooEarly::run);
                assertTrue(refusal.getMessage().contains("task of running"), refusal::getMessage);
                assertTrue(refusal.getMessage().contains("has not ended"), refusal::getMessage);
            }
            gate.countDown();
            group.join();
        }
    }

    @Test
    void aTimedGetThrowsTimeoutAndCancelsNothing() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("slow")) {
            Task<Void> task = group.fork("task", Bodies.stubborn(begun, gate));
            begun.await();
            for (Action get : List.<Action>of(() -> task.get(Limits.MOMENT), () -> task.get(Duration.ZERO),
                    () -> task.get(Duration.ofSeconds(Long.MIN_VALUE)),
                    () -> task.get(Limits.MOMENT.toNanos(), TimeUnit.NANOSECONDS), () -> task.get(0, TimeUnit.DAYS),
                    () -> task.get(-1, TimeUnit.SECONDS))) {
                TimeoutException late = assertThrows(TimeoutException.class, get::run);
                assertTrue(late.getMessage().contains("task 'task' of group 'slow'"), late::getMessage);
            }
            assertTrue(group.cancellation().isEmpty());
            gate.countDown();
            task.get(Limits.HANG);
            group.join();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTimedGetTakesAnyTimeInAnyUnit(TimeUnit unit) throws Exception {
        try (TaskGroup group = TaskGroup.open("patient")) {
            Task<Integer> task = group.fork(() -> 1);
            assertEquals(1, task.get(Long.MAX_VALUE, unit));
            assertEquals(1, task.get(Long.MIN_VALUE, unit));
            group.join();
        }
    }

    @ParameterizedTest
    @EnumSource
    void getWaitsOnAnyThreadAndAnInterruptEndsItWithoutCancelling(Threads.Kind kind) throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("waited for"); Threads threads = new Threads(kind)) {
            Task<String> task = group.fork("task", () -> {
                gate.await();
                return "woven";
            });
            Thread patient = threads.start("patient", () -> assertEquals("woven", task.get()));
            Thread timed = threads.start("timed", () -> assertEquals("woven", task.get(Limits.HANG)));
            Thread interrupted = threads.start("interrupted", () -> {
                assertThrows(InterruptedException.class, task::get);
                assertFalse(Thread.currentThread().isInterrupted());
            });
            List.of(patient, timed, interrupted).forEach(Until::waiting);
            interrupted.interrupt();
            assertTrue(interrupted.join(Limits.HANG));
            assertFalse(task.isDone());
            gate.countDown();
            group.join();
        }
    }

    @Test
    void r1_getThrowsOnEntryWhenInterruptedAlready() throws Exception {
        try (TaskGroup group = TaskGroup.open("interrupted")) {
            Task<Integer> task = group.fork(() -> 1);
            group.join();
            for (Action get : List.<Action>of(task::get, () -> task.get(Limits.HANG))) {
                Thread.currentThread().interrupt();
                assertThrows(InterruptedException.class, get::run);
                assertFalse(Thread.interrupted());
            }
        }
    }

    @Test
    void r6_aTaskThatWaitsForItselfIsRefused() throws Exception {
        try (TaskGroup group = TaskGroup.open("self")) {
            Task<?> task = group.fork("ouroboros", () -> Task.current().orElseThrow().get());
            TaskFailedException failed = assertThrows(TaskFailedException.class, group::join);
            assertInstanceOf(IllegalStateException.class, failed.getCause());
            assertTrue(failed.getMessage().contains("'ouroboros'"), failed::getMessage);
            assertEquals(Future.State.FAILED, task.state());
        }
    }

    @Test
    void t13_cancelAsksAndIsDoneOnlyTurnsTrueWhenTheBodyHasEnded() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("stubborn")) {
            Task<Void> task = group.fork("task", Bodies.stubborn(begun, gate));
            Task<String> sibling = group.fork("sibling", () -> "goes on");
            begun.await();
            assertTrue(task.cancel(true));
            assertFalse(task.cancel(true), "it was told before");
            assertFalse(task.isDone());
            assertFalse(task.isCancelled());
            assertEquals(Future.State.RUNNING, task.state());
            gate.countDown();
            group.join();
            assertEquals(Future.State.SUCCESS, task.state(), "it ended by itself");
            assertEquals("goes on", sibling.resultNow());
        }
    }

    @Test
    void t13_cancelWithoutInterruptLetsATaskBeThatHasBegun() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("gentle")) {
            Task<String> task = group.fork("task", () -> {
                begun.countDown();
                gate.await(); // would throw if it were interrupted
                return "woven";
            });
            begun.await();
            assertFalse(task.cancel(false));
            gate.countDown();
            assertEquals("woven", task.get());
            group.join();
        }
    }

    @Test
    void t13_cancelWithoutInterruptKeepsATaskFromBeginning() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        CountDownLatch gate = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open(Bodies.heldBack(gate))) {
            Task<Integer> task = group.fork("task", ran::incrementAndGet);
            assertTrue(task.cancel(false));
            gate.countDown();
            group.join();
            assertTrue(task.isCancelled());
            assertEquals(new Outcome.Cancelled<>(CancelReason.ASKED, null), task.outcome());
        }
        assertEquals(0, ran.get());
    }

    @Test
    void onEndRunsOnceHoweverTheTaskEndsAndBeforeJoinNotices() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(3);
        CountDownLatch gate = new CountDownLatch(1);
        FailurePolicy policy = FailurePolicy.keepGoing((task, failure) -> {});
        try (TaskGroup group = TaskGroup.open(GroupOptions.of("ends").failures(policy))) {
            Task<Void> succeeds = group.fork(Bodies.stubborn(begun, gate));
            Task<Void> fails = group.fork(() -> {
                Bodies.stubborn(begun, gate).run();
                throw boom;
            });
            Task<Void> isCancelled = group.fork(Bodies.forEverAfter(begun));
            begun.await();
            for (Task<Void> task : List.of(succeeds, fails, isCancelled)) {
                task.onEnd(() -> {
                    assertTrue(task.isDone());
                    ran.incrementAndGet();
                });
                task.onEnd(ran::incrementAndGet);
            }
            isCancelled.cancel(true);
            gate.countDown();
            group.join();
            assertEquals(6, ran.get());
            succeeds.onEnd(ran::incrementAndGet);
            assertEquals(7, ran.get(), "at once, on this thread");
            assertThrows(NullPointerException.class, () -> succeeds.onEnd(null));
        }
    }

    @Test
    void anActionForTheEndThatIsTakenBackDoesNotRunAndTheOthersDoLastFirst() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        List<Integer> ran = Collections.synchronizedList(new ArrayList<>());
        List<Registration> registrations = new ArrayList<>();
        try (TaskGroup group = TaskGroup.open("ends")) {
            Task<Void> task = group.fork(Bodies.stubborn(begun, gate));
            for (int i = 0; i < MANY; i++) {
                int number = i;
                registrations.add(task.onEnd(() -> ran.add(number)));
                if (i % 4 == 0) {
                    registrations.get(i / 2).close();
                }
            }
            registrations.get(MANY - 1).close();
            registrations.get(MANY - 1).close();
            gate.countDown();
            group.join();
            List<Integer> left = IntStream.range(0, MANY).boxed()
                    .filter(i -> i < MANY - 1 && (i % 2 == 1 || 2 * i >= MANY)).toList();
            assertEquals(left.reversed(), ran);
            task.onEnd(() -> ran.add(MANY)).close();
            assertEquals(MANY, ran.getLast(), "at once, before it could be taken back");
        }
    }

    @Test
    void whatOnEndThrowsIsAFailureOfTheGroupAndTheOthersRunAllTheSame() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        AtomicInteger ran = new AtomicInteger();
        try (TaskGroup group = TaskGroup.open("ends")) {
            Task<Void> task = group.fork(Bodies.stubborn(begun, gate));
            task.onEnd(ran::incrementAndGet);
            task.onEnd(() -> {
                throw boom;
            });
            task.onEnd(ran::incrementAndGet);
            gate.countDown();
            assertSame(boom, assertThrows(TaskFailedException.class, group::join).getCause());
            assertEquals(Future.State.SUCCESS, task.state());
            assertEquals(2, ran.get());
        }
    }

    @Test
    void aTaskSaysWhatItIs() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open("says")) {
            Task<Void> task = group.fork("task", Bodies.stubborn(begun, gate));
            begun.await();
            assertEquals("Task[task of says, running]", task.toString());
            gate.countDown();
            group.join();
            assertEquals("Task[task of says, succeeded]", task.toString());
            group.cancel();
            assertEquals("Task[late of says, cancelled]", group.fork("late", () -> 1).toString());
        }
    }
}
