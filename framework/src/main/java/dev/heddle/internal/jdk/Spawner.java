package dev.heddle.internal.jdk;

import dev.heddle.internal.Thrown;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;

/**
 * Starts threads in a container for those who do not own it.
 *
 * <p>A StructuredTaskScope takes forks from its owner only (from JDK 25 on), and the owner may be stuck in a call of the
 * user's. So one helper thread inside the container owns a second, nested container and starts there what the tasks and
 * other threads ask for. It keeps what the JDK's scope gives: the scoped values of the outer owner (the helper inherited
 * them), the place in the thread dump, and the rule that nothing outlives the scope.
 *
 * <p>It starts together with its container because later is too late: whoever needs it is not the owner. The nested
 * container is opened at the first request. Requests are served in order and never block those who make them.
 */
public final class Spawner implements Strand {
    private final String name;
    private final ThreadFactory threads;
    private final Queue<Strand> requests = new ConcurrentLinkedQueue<>();
    private volatile Thread helper;
    private volatile boolean stopped;

    private Spawner(String name, ThreadFactory threads) {
        this.name = name;
        this.threads = threads;
    }

    /** Starts the helper. Only the container's owner may. */
    public static Spawner start(Container container, String name, ThreadFactory threads) {
        Spawner spawner = new Spawner(name, threads);
        container.start(spawner);
        return spawner;
    }

    /** Starts a thread soon; if that fails, {@code strand} is told. Any thread may call this, until the stop. */
    public void start(Strand strand) {
        requests.add(strand);
        LockSupport.unpark(helper);
    }

    /**
     * Ends the helper when the requests so far are served. Whoever stops it makes sure that none can follow, and waits
     * for the end by closing the container.
     */
    public void stop() {
        stopped = true;
        LockSupport.unpark(helper);
    }

    @Override
    public String threadName() {
        return name + " (spawner)";
    }

    @Override
    public boolean isInternal() {
        return true;
    }

    @Override
    public void refused(Throwable why) {
        throw new AssertionError("a spawner is started by the owner of its container", why);
    }

    @Override
    public void run() {
        helper = Thread.currentThread();
        Container nested = null;
        for (;;) {
            Strand strand = requests.poll();
            if (strand != null) {
                nested = serve(strand, nested);
            } else if (stopped) {
                break;
            } else {
                LockSupport.park(this);
                Thread.interrupted(); // nobody has a reason to interrupt it; a set flag would turn this wait into a spin
            }
        }
        if (nested != null) {
            nested.close();
        }
    }

    private Container serve(Strand strand, Container nested) {
        Container container = nested;
        try {
            if (container == null) {
                container = Container.open(name + " (forked by tasks)", threads);
            }
            container.start(strand);
        } catch (Throwable e) {
            refuse(strand, e, container);
        }
        return container;
    }

    /** Telling runs other people's code, which must not hold up the requests of others: it gets a thread, if there is one. */
    private static void refuse(Strand strand, Throwable why, Container container) {
        if (container != null && !strand.isInternal()) {
            try {
                container.start(new Refusal(strand, why));
                return;
            } catch (Throwable e) {
                strand.refused(Thrown.both(why, e));
                return;
            }
        }
        strand.refused(why);
    }

    private record Refusal(Strand strand, Throwable why) implements Strand {
        @Override
        public String threadName() {
            return strand.threadName();
        }

        @Override
        public boolean isInternal() {
            return true;
        }

        @Override
        public void run() {
            strand.refused(why);
        }

        @Override
        public void refused(Throwable again) {
            throw new AssertionError("started by the owner of the container", again);
        }
    }
}
