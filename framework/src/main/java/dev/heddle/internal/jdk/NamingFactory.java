package dev.heddle.internal.jdk;

import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;

/**
 * Gives each thread the name of its strand. A scope asks its factory for a thread within {@code fork}, on the thread
 * that forks, and only the owner forks: so a plain field carries the strand across. The user's factory, if there is one,
 * is asked for the user's tasks only.
 *
 * <p>The {@link Spawner} of such a group is a platform thread: the JDK loses a virtual one for good when it finds no memory to
 * resume it, and a group of platform threads is not to hang for that.
 */
final class NamingFactory implements ThreadFactory {
    private static final ThreadFactory VIRTUAL = Thread.ofVirtual().factory();
    private static final ThreadFactory PLATFORM = Thread.ofPlatform().daemon().factory();

    private final UserThreads users;
    private Strand next;
    private UserThreads.Gate gate;

    NamingFactory(UserThreads users) {
        this.users = users;
    }

    /** The scope's task for this strand; the next thread asked for is the strand's. */
    Callable<Object> prepare(Strand strand) {
        next = strand;
        gate = null;
        return strand;
    }

    @Override
    public Thread newThread(Runnable body) {
        Strand strand = next;
        next = null;
        Thread thread;
        if (users == null) {
            thread = VIRTUAL.newThread(body);
        } else if (strand.isInternal()) {
            thread = (strand instanceof Spawner ? PLATFORM : VIRTUAL).newThread(body);
        } else {
            gate = users.newThread(strand, body);
            thread = gate.thread();
        }
        String name = strand.threadName();
        if (name != null) {
            thread.setName(name);
        }
        return thread;
    }

    /** The thread that was asked for has been started. */
    void started() {
        if (gate != null) {
            gate.started();
        }
    }

    /** The thread that was asked for, if it was, has not been started. */
    void refused() {
        if (gate != null) {
            gate.refused();
        }
    }
}
