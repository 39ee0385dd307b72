package dev.heddle.task;

import dev.heddle.internal.Seam;
import dev.heddle.internal.park.CancelScope;
import dev.heddle.internal.park.CurrentScope;
import dev.heddle.internal.park.Deadline;
import dev.heddle.internal.park.Interruption;
import dev.heddle.internal.park.WaitList;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The limit itself: a count of the places that are taken, and a list of those who want one. Whoever has a place runs its body
 * as the only task of a group of its own, so all else is as with any task.
 */
final class BoundedOffload implements Offload {
    private final String name;
    private final int size;
    private final GroupOptions options;
    private final WaitList queue = new WaitList(this);
    private final WaitList idle = new WaitList(this);
    private final Place place = new Place();
    private final AtomicInteger running = new AtomicInteger();

    /** One for each call that runs: they are cancelled at the end. */
    private final Set<OwnedGroup> calls = ConcurrentHashMap.newKeySet();

    private final AtomicReference<String> closedBy = new AtomicReference<>();
    private final List<Registration> registrations;

    BoundedOffload(TaskGroup group, String name, int threads) {
        this.name = Objects.requireNonNull(name, "name");
        if (threads < 1) {
            throw new IllegalArgumentException("an offload has at least 1 thread, not " + threads);
        }
        this.size = threads;
        this.options = GroupOptions.of(name).threads(Thread.ofPlatform().daemon().name(name + "-", 0).factory());
        this.registrations = group == null ? List.of()
                : List.of(group.onCancel(() -> end("the cancellation of group '" + group.name() + "'")),
                        group.onClose(() -> close("the end of group '" + group.name() + "'")));
        Seam.created(this);
    }

    // ---- calling

    @Override
    public <T> T call(Callable<? extends T> body) throws InterruptedException, ExecutionException {
        Objects.requireNonNull(body, "body");
        try {
            return call(body, null, Deadline.NEVER);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void call(Action body) throws InterruptedException, ExecutionException {
        call(OwnedGroup.callable(body));
    }

    @Override
    public <T> T call(Duration timeout, Callable<? extends T> body)
            throws InterruptedException, ExecutionException, TimeoutException {
        Objects.requireNonNull(body, "body");
        return call(body, timeout, Deadline.after(Objects.requireNonNull(timeout, "timeout")));
    }

    @Override
    public void call(Duration timeout, Action body) throws InterruptedException, ExecutionException, TimeoutException {
        call(timeout, OwnedGroup.callable(body));
    }

    private <T> T call(Callable<? extends T> body, Duration timeout, Deadline deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        refuseWithin("a call");
        CurrentScope.checkpoint(CurrentScope.get());
        refuseClosed();
        if (deadline.remaining() <= 0 || queue.await(place, deadline) == null) {
            throw new TimeoutException("no thread of " + this + " was free within " + timeout);
        }
        try {
            return run(body, timeout, deadline);
        } finally {
            running.decrementAndGet();
            queue.signal();
            idle.signalAll();
        }
    }

    private <T> T run(Callable<? extends T> body, Duration timeout, Deadline deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        try (OwnedGroup group = OwnedGroup.openPrivate(options)) {
            calls.add(group);
            try {
                if (closedBy.get() != null) {
                    group.cancel(); // whoever closes may have looked before
                }
                group.announceDeadline(deadline);
                Task<T> task = group.fork(body);
                try {
                    return OwnThread.awaitWithin(timeout, deadline, group, task);
                } catch (InterruptedException | CancellationException e) {
                    if (task.state() != Task.State.SUCCESS) {
                        throw e;
                    }
                    Interruption.keep(e);
                    return task.resultNow(); // it has happened
                }
            } finally {
                calls.remove(group);
            }
        }
    }

    /** Takes one of the places, if one is free. */
    private final class Place implements WaitList.Contended<Boolean> {
        @Override
        public Boolean attempt() {
            refuseClosed();
            int taken;
            do {
                taken = running.get();
            } while (taken < size && !running.compareAndSet(taken, taken + 1));
            return taken < size ? Boolean.TRUE : null;
        }

        @Override
        public boolean holds() {
            return running.get() < size || closedBy.get() != null;
        }
    }

    private void refuseClosed() {
        if (closedBy.get() != null) {
            throw new IllegalStateException("a call of offload '" + name + "', which is closed, by " + closedBy);
        }
    }

    private void refuseWithin(String what) {
        for (CancelScope s = CurrentScope.get(); s != null; s = s.parent()) {
            if (s.label() instanceof OwnedGroup group && calls.contains(group)) {
                throw new IllegalStateException(what + " of offload '" + name + "' within one of its own calls, which"
                        + " would wait for itself: that has a platform thread already");
            }
        }
    }

    // ---- ending

    @Override
    public void close() {
        refuseWithin("close");
        close("close()");
    }

    private void close(String by) {
        end(by);
        idle.awaitUninterruptibly(WaitList.isTrue(() -> running.get() == 0));
        registrations.forEach(Registration::close);
    }

    private void end(String by) {
        closedBy.compareAndSet(null, by);
        queue.signalAll();
        calls.forEach(TaskGroup::cancel);
    }

    // ---- looking

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int running() {
        return running.get();
    }

    @Override
    public int queued() {
        return queue.size();
    }

    /** The name and the figures. */
    @Override
    public String toString() {
        return "Offload[" + name + ", " + running() + " of " + size + " running, " + queued() + " queued"
                + (closedBy.get() == null ? "]" : ", closed by " + closedBy + "]");
    }
}
