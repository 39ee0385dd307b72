package dev.heddle.model;

import dev.heddle.queue.Overflow;
import dev.heddle.queue.QueueOptions;
import dev.heddle.queue.WorkQueue;
import dev.heddle.task.Action;
import dev.heddle.testing.Effort;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.LincheckSettings;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.jvm.agent.InstrumentationMode;
import org.jetbrains.lincheck.jvm.agent.LincheckInstrumentation;

/**
 * Runs a scenario of a few threads again and again, each time under another schedule: one thread at a time, with a switch
 * at this or that access to shared memory. First all schedules without a switch that is not needed, then those with one,
 * with two, until the effort is spent. A schedule under which a thread hangs fails the test, as one does under which the
 * scenario throws; the failure shows the schedule.
 *
 * <pre>{@code
 * Schedules.explore(() -> {
 *     WorkQueue<String> queue = WorkQueue.bounded(1);
 *     Schedules threads = new Schedules();
 *     threads.add(() -> queue.put("a"));
 *     threads.add(() -> assertEquals("a", queue.take()));
 *     threads.run();
 *     assertEquals(0, queue.size());
 * });
 * }</pre>
 *
 * <p>What the model is: memory is sequentially consistent; threads are platform threads; a park may end for no reason;
 * interrupts are real, and reach a thread between any two of its accesses to shared memory; the clock stands still, so that
 * a deadline has either passed from the beginning or never passes.
 */
public final class Schedules {
    /** The schedules to try of one scenario; fewer are tried if there are no more. */
    private static final int SCHEDULES = Effort.of(100, 500);

    /** The random scenarios to try, under some schedules each: wide rather than deep. */
    private static final int SCENARIOS = Effort.of(10, 50);

    /** A check that starts fewer threads, in all its schedules, checks nothing. */
    private static final int LEAST = 40;

    /** After so many rounds a loop is left for another thread, and not explored any further: a waiter's patience must be less. */
    private static final int ROUNDS = 20;

    /** If that has not helped for so many rounds, it hangs. Parks end for no reason here, so a wait is such a loop. */
    private static final int HANG = 20 * ROUNDS;

    private static volatile Object lastShared;

    private final List<Thread> threads = new ArrayList<>();
    private final List<Throwable> thrown = new ArrayList<>();

    static {
        install();
    }

    /**
     * Lincheck instruments all classes anew for each check, and takes that back afterwards, which costs more than the checks
     * themselves: the JIT begins anew as well. In a JVM of its own the instrumentation can stay.
     */
    private static void install() {
        LincheckInstrumentation.INSTANCE.attachJavaAgentStatically(instrumentation());
        LincheckInstrumentation.INSTANCE.install(InstrumentationMode.MODEL_CHECKING);
        loadClasses();
        if (!finds(Schedules::race)) {
            throw new AssertionError("Lincheck does not find a plain race here: its instrumentation has no effect");
        }
    }

    /** By reflection, because javac warns of annotations in that class which are nowhere to be found. */
    private static Instrumentation instrumentation() {
        try {
            return (Instrumentation) Class.forName("net.bytebuddy.agent.ByteBuddyAgent").getMethod("install")
                    .invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** A class that is loaded within a schedule is instrumented there, and the time counts as a hang on a busy machine. */
    private static void loadClasses() {
        try {
            WorkQueue<Integer> queue = WorkQueue.open(QueueOptions.fifo().capacity(1).overflow(Overflow.DROP_NEWEST));
            queue.offer(1, Duration.ZERO);
            queue.offer(2, Duration.ZERO);
            queue.poll(Duration.ZERO);
            queue.poll(Duration.ZERO);
            queue.join(Duration.ZERO);
            queue.closeNow();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean finds(Action scenario) {
        try {
            explore(scenario);
            return false;
        } catch (LincheckAssertionError found) {
            return true;
        }
    }

    /** Two threads count to two without a lock. */
    private static void race() throws Exception {
        int[] count = new int[1];
        Schedules threads = new Schedules();
        threads.add(() -> count[0]++);
        threads.add(() -> count[0]++);
        threads.run();
        if (count[0] != 2) {
            throw new AssertionError("found");
        }
    }

    /** Runs the scenario under as many schedules as the effort allows. */
    public static void explore(Action scenario) {
        long first = newThreadId();
        Lincheck.runConcurrentTestInternal$lincheck(SCHEDULES, new LincheckSettings(true, ROUNDS, HANG, 20), () -> {
            try {
                scenario.run();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        long threads = newThreadId() - first;
        if (threads < LEAST) {
            throw new AssertionError("only " + threads + " threads were started: hardly a schedule was tried");
        }
    }

    /** Whatever a schedule changes is set back, or else this would count them. */
    private static long newThreadId() {
        return new Thread().threadId();
    }

    /** Runs random scenarios of a class's operations, and compares what they give with what they give one after the other. */
    static void explore(int threads, Class<?> subject, Class<?> specification) {
        new ModelCheckingOptions().threads(threads).actorsPerThread(3).actorsBefore(1).actorsAfter(2)
                .iterations(SCENARIOS).invocationsPerIteration(50).minimizeFailedScenario(true)
                .loopIterationsBeforeThreadSwitch(ROUNDS).loopBound(HANG).sequentialSpecification(specification)
                .check(subject);
    }

    /**
     * Makes known what a lambda holds: Lincheck switches at accesses to what it knows to be shared, does not see into lambdas, and
     * takes what only they hold for one thread's own.
     */
    private static void share(Object lambda) {
        try {
            for (Field field : lambda.getClass().getDeclaredFields()) {
                field.setAccessible(true);
                Object held = field.get(lambda);
                lastShared = held;
                if (held != null && held.getClass().isHidden()) {
                    share(held);
                }
            }
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    /** A thread of the scenario, which does not run yet. */
    public Thread add(Action body) {
        share(body);
        Thread thread = new Thread(() -> {
            try {
                body.run();
            } catch (Throwable e) {
                synchronized (thrown) {
                    thrown.add(e);
                }
            }
        });
        threads.add(thread);
        return thread;
    }

    /** Runs the threads until all have ended, and throws what they threw. */
    public void run() throws InterruptedException {
        start();
        join();
    }

    /** Lets the threads run. */
    public void start() {
        threads.forEach(Thread::start);
    }

    /** Waits until the threads have ended, and throws what they threw. */
    public void join() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
        if (!thrown.isEmpty()) {
            AssertionError failure = new AssertionError("a thread failed: " + thrown.get(0), thrown.get(0));
            thrown.subList(1, thrown.size()).forEach(failure::addSuppressed);
            throw failure;
        }
    }
}
