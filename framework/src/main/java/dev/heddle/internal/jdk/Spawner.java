package dev.heddle.internal.jdk;

import dev.heddle.internal.Thrown;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
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
 *
 * <p>In a group with a thread factory of the user's it also refuses the tasks whose thread has ended without them.
 */
public final class Spawner implements Strand {
    /** How often it looks at threads that have been started and have not begun their task. */
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final String name;
    private final UserThreads users;
    private final Queue<Strand> requests = new ConcurrentLinkedQueue<>();
    private volatile Thread helper;
    private volatile boolean stopped;

    /** Made, and used, by the helper. */
    private Container nested;

    private Spawner(String name, UserThreads users) {
        this.name = name;
        this.users = users;
    }

    /** Starts the helper. Only the container's owner may. */
    public static Spawner start(Container container, String name, UserThreads users) {
        Spawner spawner = new Spawner(name, users);
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
        if (users != null) {
            users.watch();
        }
        for (;;) {
            Strand strand = requests.poll();
            if (strand != null) {
                serve(strand);
            } else if (stopped) {
                break;
            } else {
                pause();
                Thread.interrupted(); // nobody has a reason to interrupt it; a set flag would turn this wait into a spin
            }
        }
        if (nested != null) {
            nested.close();
        }
    }

    private void pause() {
        if (users == null || !users.anyAwaited()) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
            refuseDeserted();
        }
    }

    private void refuseDeserted() {
        try {
            for (Strand deserted = users.takeDeserted(); deserted != null; deserted = users.takeDeserted()) {
                refuse(deserted, desertion());
            }
        } catch (OutOfMemoryError e) {
            // it looks again before long
        }
    }

    private static Throwable desertion() {
        try {
            return new IllegalStateException("its thread has ended without having begun it:"
                    + " see what the group's thread factory runs before the body that it is given");
        } catch (OutOfMemoryError e) {
            return e;
        }
    }

    private void serve(Strand strand) {
        try {
            nested().start(strand);
        } catch (Throwable e) {
            refuse(strand, e);
        }
    }

    private Container nested() {
        if (nested == null) {
            nested = Container.open(name + " (forked by tasks)", users);
        }
        return nested;
    }

    /** Telling runs other people's code, which must not hold up the requests of others: it gets a thread, if there is one. */
    private void refuse(Strand strand, Throwable why) {
        Throwable told = why;
        if (!strand.isInternal()) {
            try {
                nested().start(new Refusal(strand, why));
                return;
            } catch (Throwable e) {
                told = Thrown.both(why, e);
            }
        }
        strand.refused(told);
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
