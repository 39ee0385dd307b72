package dev.heddle.internal.jdk;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads of a factory of the user's, which may give anything: a thread that runs already, or one that runs its body twice,
 * or never.
 *
 * <p>So a gate stands before each body. It lets one thread through, once: the one that the factory has returned, which must be
 * new. A thread that ends without having come to its gate (because what the factory has put before the body throws, say) makes
 * no event that anybody could wait for; therefore the group's {@link Spawner} looks after those which have been started and
 * have not come yet.
 */
public final class UserThreads {
    private final ThreadFactory factory;
    private final Set<Gate> awaited = ConcurrentHashMap.newKeySet();
    private volatile Thread watcher;

    public UserThreads(ThreadFactory factory) {
        this.factory = factory;
    }

    final class Gate implements Runnable {
        private final Strand strand;
        private final Runnable body;
        private volatile Thread thread;
        private volatile boolean started;
        private volatile boolean passed;

        private Gate(Strand strand, Runnable body) {
            this.strand = strand;
            this.body = body;
        }

        Thread thread() {
            return thread;
        }

        @Override
        public void run() {
            if (Thread.currentThread() == thread && !passed) {
                passed = true;
                awaited.remove(this);
                body.run();
            }
        }

        /** Its thread has been started. */
        void started() {
            started = true;
            if (!passed) {
                LockSupport.unpark(watcher);
            }
        }

        /** Its thread has not been started, and is not going to be. */
        void refused() {
            awaited.remove(this);
        }
    }

    /** A gate with a new thread for it. */
    Gate newThread(Strand strand, Runnable body) {
        Gate gate = new Gate(strand, body);
        Thread thread = factory.newThread(gate);
        if (thread == null || thread.getState() != Thread.State.NEW) {
            throw new RejectedExecutionException("the group's thread factory gave " + thread + ", not a new thread");
        }
        gate.thread = thread;
        awaited.add(gate);
        return gate;
    }

    /** Makes the calling thread the one that looks after them, to be unparked when there are any. */
    void watch() {
        watcher = Thread.currentThread();
    }

    /** Whether there are threads that have not come to their gate. */
    boolean anyAwaited() {
        return !awaited.isEmpty();
    }

    /** Takes out a strand whose thread has ended without having come to its gate; null if there is none. */
    Strand takeDeserted() {
        for (Gate gate : awaited) {
            if (gate.started && gate.thread.getState() == Thread.State.TERMINATED && awaited.remove(gate)) {
                return gate.strand;
            }
        }
        return null;
    }
}
