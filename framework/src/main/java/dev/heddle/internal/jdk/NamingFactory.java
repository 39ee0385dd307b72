package dev.heddle.internal.jdk;

import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;

/**
 * Gives each thread the name of its strand. A scope asks its factory for a thread within {@code fork}, on the thread
 * that forks, and only the owner forks: so a plain field carries the strand across. The user's factory is asked for the
 * user's tasks only.
 */
final class NamingFactory implements ThreadFactory {
    private static final ThreadFactory VIRTUAL = Thread.ofVirtual().factory();

    private final ThreadFactory threads;
    private Strand next;

    NamingFactory(ThreadFactory threads) {
        this.threads = threads;
    }

    /** The scope's task for this strand; the next thread asked for is the strand's. */
    Callable<Object> prepare(Strand strand) {
        next = strand;
        return () -> {
            strand.run();
            return null;
        };
    }

    @Override
    public Thread newThread(Runnable body) {
        Strand strand = next;
        next = null;
        Thread thread = (strand.isInternal() ? VIRTUAL : threads).newThread(body);
        String name = strand.threadName();
        if (thread != null && name != null) {
            thread.setName(name);
        }
        return thread;
    }
}
