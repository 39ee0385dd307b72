package dev.heddle.task;

import static dev.heddle.task.PairStressTest.Act.CLOSE;
import static dev.heddle.task.PairStressTest.Act.DEADLINE;
import static dev.heddle.task.PairStressTest.Act.FAIL;
import static dev.heddle.task.PairStressTest.Act.FORK_BY_STRANGER;
import static dev.heddle.task.PairStressTest.Act.FORK_BY_TASK;
import static dev.heddle.task.PairStressTest.Act.JOIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.testing.Effort;
import dev.heddle.testing.Limits;
import dev.heddle.testing.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every two things that can happen to a group, at the same moment, many times over; in every third round somebody interrupts
 * the owner as well. After each round nobody of the group lives, each failure has reached the owner, and so has each
 * interrupt, once.
 *
 * <p>{@code -Dheddle.test.rounds=100000} for those who have the time.
 */
@Tag("storm")
class PairStressTest {
    private static final int ROUNDS = Integer.getInteger("heddle.test.rounds", Effort.of(500, 10_000));
    private static final int DITHER = 150;
    private static final int SPINS = 1_000;
    private static final long A_LITTLE = 10_000;
    private static final Set<Act> OWNERS = EnumSet.of(JOIN, CLOSE);
    private static final Set<Act> TASKS = EnumSet.of(FORK_BY_TASK, FAIL);
    private static final Set<Act> FORKS = EnumSet.of(FORK_BY_TASK, FORK_BY_STRANGER);

    enum Act {
        FORK_BY_TASK, FORK_BY_STRANGER, FAIL, JOIN, CANCEL_GROUP, CANCEL_TASK, CLOSE, DEADLINE
    }

    private record Pair(Act one, Act other) {
        boolean has(Act act) {
            return one == act || other == act;
        }

        /** Whether what happens ends a task that would not end by itself. */
        boolean endsTheVictim() {
            boolean closesOnceJoined = has(JOIN) && has(CLOSE);
            return !closesOnceJoined && (ends(one) || ends(other));
        }

        private static boolean ends(Act act) {
            return !FORKS.contains(act) && act != JOIN;
        }

    }

    static Stream<Arguments> pairs() {
        List<Arguments> pairs = new ArrayList<>();
        for (Act one : Act.values()) {
            for (Act other : Act.values()) {
                boolean twiceByTheOwner = OWNERS.contains(one) && one == other;
                if (one.compareTo(other) <= 0 && !twiceByTheOwner) {
                    pairs.add(Arguments.of(one, other));
                }
            }
        }
        return pairs.stream();
    }

    /** Where there is but one carrier, threads of the platform's make for more that happens at the same moment. */
    private static final Threads.Kind KIND = Integer.getInteger("jdk.virtualThreadScheduler.parallelism", 2) > 1
            ? Threads.Kind.VIRTUAL : Threads.Kind.PLATFORM;

    @ParameterizedTest
    @MethodSource("pairs")
    void r2_r3_r5_nothingLeaksAndNothingIsLost(Act one, Act other) throws Exception {
        long begin = System.nanoTime();
        Map<String, Integer> seen = new TreeMap<>();
        try (Threads owner = new Threads(KIND)) {
            Thread thread = owner.start("owner", () -> race(new Pair(one, other), seen));
            while (thread.isAlive()) {
                thread.join(); // as long as it takes: it has a limit for each of its waits
            }
        }
        if (Boolean.getBoolean("heddle.test.tell")) {
            long millis = (System.nanoTime() - begin) / 1_000_000;
            System.out.println(one + " x " + other + ": " + ROUNDS + " rounds, " + millis + " ms, thrown " + seen);
        }
    }

    private static void race(Pair pair, Map<String, Integer> seen) {
        try (Threads threads = new Threads(KIND); Stranger first = new Stranger(threads);
                Stranger second = new Stranger(threads)) {
            for (int round = 0; round < ROUNDS; round++) {
                Round now = new Round(pair, round, List.of(first, second));
                try {
                    now.run();
                } catch (Throwable e) {
                    throw new AssertionError("in round " + round + " of " + now, e);
                }
                now.thrown.forEach(e -> seen.merge(e.getClass().getSimpleName(), 1, Integer::sum));
            }
        }
    }

    /** A thread that does what it is told, once per round, without being started anew each time. */
    private static final class Stranger implements AutoCloseable {
        private static final Runnable END = () -> {};
        private final Thread thread;
        private volatile Runnable told;

        Stranger(Threads threads) {
            thread = threads.start("stranger", () -> {
                for (;;) {
                    Runnable now = next();
                    if (now == END) {
                        return;
                    }
                    try {
                        now.run();
                    } finally {
                        told = null;
                    }
                }
            });
        }

        private Runnable next() {
            Runnable now;
            for (int spins = 0; (now = told) == null; spins++) {
                if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                }
            }
            return now;
        }

        void tell(Runnable what) {
            told = what;
            LockSupport.unpark(thread);
        }

        void awaitDone() {
            PairStressTest.await(() -> told == null);
        }

        @Override
        public void close() {
            tell(END);
        }
    }

    /** Spins, so as to be there at once; but there may be fewer processors than threads. */
    private static void relax(int spins) {
        if (spins < SPINS) {
            Thread.onSpinWait();
        } else if (Thread.currentThread().isInterrupted()) {
            Thread.yield(); // it could not park
        } else {
            LockSupport.parkNanos(A_LITTLE);
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Limits.HANG.toNanos();
        for (int spins = 0; !condition.getAsBoolean(); spins++) {
            relax(spins);
            if (spins > SPINS && System.nanoTime() - end > 0) {
                throw new AssertionError("hangs");
            }
        }
    }

    private static final class Boom extends RuntimeException {
        private static final long serialVersionUID = 1;

        Boom(String text) {
            super(text, null, true, false); // no stack trace: there will be very many of these
        }
    }

    private static final class Round {
        final Pair pair;
        final int number;
        final List<Stranger> strangers;
        final boolean interrupts;
        final boolean childrenFail;
        final List<Throwable> thrown = new ArrayList<>();

        private final Thread owner = Thread.currentThread();
        private final AtomicInteger ready = new AtomicInteger();
        private final AtomicInteger alive = new AtomicInteger();
        private final ConcurrentLinkedQueue<Boom> booms = new ConcurrentLinkedQueue<>();
        private final ConcurrentLinkedQueue<Thread> threads = new ConcurrentLinkedQueue<>();
        private final ConcurrentLinkedQueue<Task<?>> tasks = new ConcurrentLinkedQueue<>();
        private final ConcurrentLinkedQueue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
        private volatile boolean go;
        private TaskGroup group;
        private Task<Void> victim;

        Round(Pair pair, int number, List<Stranger> strangers) {
            this.pair = pair;
            this.number = number;
            this.strangers = strangers;
            this.interrupts = number % 3 == 2;
            this.childrenFail = number % 2 == 1;
        }

        @Override
        public String toString() {
            return pair + ", interrupts " + interrupts + ", children fail " + childrenFail + ", " + group + ", thrown "
                    + thrown + ", unexpected " + unexpected;
        }

        void run() {
            group = TaskGroup.open("race");
            try {
                prepare();
                go = true;
                // A deadline takes a while to be told, so the owner takes his time too.
                Bodies.dither(pair.has(DEADLINE) ? 20 * DITHER : DITHER);
                if (pair.has(JOIN)) {
                    attempt(group::join);
                }
                if (pair.has(CLOSE)) {
                    attempt(group::close);
                }
                strangers.forEach(Stranger::awaitDone);
                attempt(pair.has(CLOSE) ? () -> {} : group::join); // for what was forked meanwhile
            } finally {
                go = true;
                attempt(group::close);
            }
            check();
        }

        private void prepare() {
            boolean blocks = pair.endsTheVictim() && number % 2 == 0;
            victim = body("victim", blocks ? Bodies::forEver : () -> Bodies.dither(DITHER));
            int parties = 1;
            int strange = 0;
            for (Act act : List.of(pair.one, pair.other)) {
                if (TASKS.contains(act)) {
                    body(act.name(), () -> {
                        await(() -> go);
                        Bodies.dither(DITHER);
                        perform(act);
                    });
                    parties++;
                } else if (!OWNERS.contains(act)) {
                    boolean interrupter = interrupts && strange == 0;
                    strangers.get(strange++).tell(() -> {
                        ready.incrementAndGet();
                        await(() -> go);
                        Bodies.dither(DITHER);
                        performSafely(act);
                        interruptOwner(interrupter);
                    });
                    parties++;
                }
            }
            if (strange == 0 && interrupts) {
                strangers.get(0).tell(() -> {
                    ready.incrementAndGet();
                    await(() -> go);
                    interruptOwner(true);
                });
                parties++;
            }
            int all = parties;
            await(() -> ready.get() == all);
        }

        private void interruptOwner(boolean really) {
            if (really) {
                Bodies.dither(DITHER);
                owner.interrupt();
            }
        }

        private Task<Void> body(String name, Action what) {
            Task<Void> task = group.fork(name, () -> {
                threads.add(Thread.currentThread());
                alive.incrementAndGet();
                ready.incrementAndGet();
                try {
                    what.run();
                } finally {
                    alive.decrementAndGet();
                }
            });
            tasks.add(task);
            return task;
        }

        private void performSafely(Act act) {
            try {
                perform(act);
            } catch (Throwable e) {
                unexpected.add(e);
            }
        }

        private void perform(Act act) {
            switch (act) {
                case FORK_BY_TASK, FORK_BY_STRANGER -> fork(act);
                case FAIL -> fail("loser");
                case CANCEL_GROUP -> group.cancel();
                case CANCEL_TASK -> victim.cancel(true);
                case DEADLINE -> group.expireAfter(Duration.ZERO);
                case JOIN, CLOSE -> throw new AssertionError("the owner's");
            }
        }

        private void fork(Act act) {
            try {
                body("child", () -> {
                    Bodies.dither(DITHER);
                    if (childrenFail && pair.has(FAIL)) {
                        fail("child");
                    }
                });
            } catch (IllegalStateException e) {
                assertTrue(act == FORK_BY_STRANGER && pair.has(CLOSE), e::getMessage);
                assertTrue(e.getMessage().contains("closed"), e::getMessage);
            }
        }

        private void fail(String who) {
            Boom boom = new Boom(who);
            booms.add(boom);
            throw boom;
        }

        private void attempt(Action call) {
            try {
                call.run();
            } catch (Throwable e) {
                thrown.add(e);
            }
        }

        private void check() {
            boolean flag = Thread.interrupted();
            long asException = thrown.stream().filter(InterruptedException.class::isInstance).count();
            assertEquals(interrupts ? 1 : 0, asException + (flag ? 1 : 0), "interrupts seen by the owner");
            assertTrue(unexpected.isEmpty(), unexpected::toString);
            assertEquals(0, alive.get(), "bodies that run after close");
            assertEquals(List.of(), group.live());
            for (Thread thread : threads) {
                await(() -> !thread.isAlive()); // from its last line to its end it is the JDK's
            }
            for (Task<?> task : tasks) {
                assertTrue(task.isDone(), task::toString);
            }
            for (Boom boom : booms) {
                assertTrue(thrown.stream().anyMatch(e -> Trees.mentions(e, boom)), () -> "lost: " + boom);
            }
            thrown.forEach(this::checkKind);
            checkVictim();
        }

        private void checkKind(Throwable e) {
            boolean allowed = switch (e) {
                case TaskFailedException failed -> !booms.isEmpty();
                case DeadlineExceededException expired -> pair.has(DEADLINE) && expired.groupName().equals("race");
                case ExecutionException other -> false;
                case InterruptedException interrupted -> interrupts;
                case CancellationException told -> pair.has(CLOSE) || !booms.isEmpty();
                case IllegalStateException unjoined ->
                    pair.has(CLOSE) && unjoined.getMessage().contains("without join");
                default -> false;
            };
            if (!allowed) {
                throw new AssertionError("not to be thrown here", e);
            }
        }

        private void checkVictim() {
            switch (victim.outcome()) {
                case Outcome.Success<Void> success -> {
                }
                case Outcome.Cancelled<Void> cancelled -> {
                    boolean told = pair.endsTheVictim() || interrupts;
                    assertTrue(told, cancelled::toString);
                    assertFalse(cancelled.why() == CancelReason.PARENT, cancelled::toString);
                    assertTrue(cancelled.why() != CancelReason.DEADLINE || pair.has(DEADLINE), cancelled::toString);
                    assertTrue(cancelled.why() != CancelReason.SIBLING_FAILED || booms.contains(cancelled.cause()),
                            cancelled::toString);
                }
                case Outcome.Failure<Void> failure -> throw new AssertionError("it did not fail", failure.cause());
            }
        }
    }
}
