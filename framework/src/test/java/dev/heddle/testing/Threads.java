package dev.heddle.testing;

import dev.heddle.task.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The threads of one test: each is joined at the end, and what it threw fails the test.
 *
 * <pre>{@code
 * try (var threads = new Threads(Kind.VIRTUAL)) {
 *     Thread taker = threads.start("taker", () -> assertEquals("a", queue.take()));
 *     Until.waiting(taker);
 *     queue.put("a");
 * }
 * }</pre>
 */
public final class Threads implements AutoCloseable {
    /** What the threads are. */
    public enum Kind {
        VIRTUAL, PLATFORM
    }

    private final Kind kind;
    private final List<Thread> started = new ArrayList<>();
    private final ConcurrentLinkedQueue<Throwable> thrown = new ConcurrentLinkedQueue<>();

    public Threads(Kind kind) {
        this.kind = kind;
    }

    /** Starts a thread. */
    public Thread start(String name, Action body) {
        Thread.Builder builder = kind == Kind.VIRTUAL ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
        Thread thread = builder.name(name).unstarted(() -> {
            try {
                body.run();
            } catch (Throwable e) {
                thrown.add(e);
            }
        });
        started.add(thread);
        thread.start();
        return thread;
    }

    /** Waits for all of them, and throws what they threw. */
    public void join() {
        for (Thread thread : started) {
            try {
                if (!thread.join(Limits.HANG)) {
                    thrown.add(new AssertionError(thread + " has not ended, it is at", stackOf(thread)));
                    thread.interrupt();
                }
            } catch (InterruptedException e) {
                thrown.add(e);
            }
        }
        started.clear();
        Throwable first = thrown.poll();
        if (first != null) {
            AssertionError failure = new AssertionError("a thread of the test failed: " + first, first);
            thrown.forEach(failure::addSuppressed);
            thrown.clear();
            throw failure;
        }
    }

    /** One turn of a loop that waits by spinning. It ends with its test: a JVM may crash that exits while virtual threads spin. */
    public static void spin() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Thread.yield();
    }

    private static Throwable stackOf(Thread thread) {
        Throwable stack = new Throwable("stack of " + thread);
        stack.setStackTrace(thread.getStackTrace());
        return stack;
    }

    @Override
    public void close() {
        join();
    }
}
