package dev.heddle.queue;

import dev.heddle.internal.Seam;
import dev.heddle.internal.buffer.Buffer;
import dev.heddle.internal.buffer.Handoff;
import dev.heddle.internal.buffer.Ledger;
import dev.heddle.internal.jfr.FlightLog;
import dev.heddle.internal.park.CancelScope;
import dev.heddle.internal.park.Cancellation;
import dev.heddle.internal.park.CurrentScope;
import dev.heddle.internal.park.Deadline;
import dev.heddle.internal.park.Interruption;
import dev.heddle.internal.park.WaitList;
import dev.heddle.task.CancelReason;
import dev.heddle.task.Registration;
import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/**
 * A queue that can end, and that knows when its items are finished: {@code asyncio.Queue} with {@code join} and {@code
 * task_done}, a Go channel with {@code close}, and a {@code BlockingQueue} that belongs to a group.
 *
 * <pre>{@code
 * try (var group = TaskGroup.open("bakery")) {
 *     WorkQueue<String> plate = WorkQueue.bounded(group, 6);
 *     WorkerPool<String> eaters = WorkerPool.start(group, plate, 2, bread -> eat(bread));
 *     group.fork("John", () -> bake("John", plate));
 *     group.fork("Mike", () -> bake("Mike", plate));
 *     group.join();                       // the bakers have ended
 *     eaters.joinThenCancel();            // every bread has been eaten
 * }
 * }</pre>
 *
 * <h2>Rules</h2>
 *
 * <ul>
 *   <li><b>Order.</b> Items leave in the order in which they came, or in the order set by {@link QueueOptions}. Those that were
 *       given back come first.
 *   <li><b>Capacity</b> is exact, and {@code put} waits when it is reached, unless the queue {@linkplain Overflow drops}.
 *   <li><b>Fairness.</b> A thread that waits keeps its place. One that never waited may overtake it, but not for ever:
 *       newcomers queue behind a waiter that has lost 16 times. The at-once forms cannot queue, and may always overtake.
 *   <li><b>Delivery.</b> A call that threw or timed out did nothing: such a {@code take} has removed nothing, such a {@code
 *       put} has left nothing behind. No item is lost, and none is held by two takers at a time.
 *   <li><b>Account.</b> Each item put is unfinished until it is {@linkplain #taskDone done}; {@link #join} waits for zero.
 *   <li><b>End.</b> {@link #close}: no more puts, takers get the rest, then {@link QueueClosedException}. {@link #closeNow}:
 *       the rest is handed back. {@link #closeExceptionally}: everybody sees the cause. All may be called again, by any
 *       thread, and none waits.
 *   <li><b>Scope.</b> A queue made with a group is closed exceptionally when the group is cancelled, and closed when the
 *       group ends; if it still holds items then, the group's {@code close} throws (unless it was cancelled from above).
 *   <li><b>Failure.</b> When a task fails while the owner of its group waits here, in {@code put}, {@code take} or {@code
 *       join}, or in {@link dev.heddle.task.Event#await()}, the owner gets a {@link CancellationException} with that failure as
 *       its cause; what {@code close} throws then, Java adds to its suppressed. {@link TaskGroup#call} throws the one {@link
 *       dev.heddle.task.TaskFailedException} instead, and so do the waits of {@link WorkerPool}.
 *   <li><b>Interrupts.</b> Calls that may wait throw on entry if the thread is interrupted. If an interrupt and an item come
 *       at the same time, the item wins and the interrupt stays set. The at-once forms {@link #offer(Object)} and {@link
 *       #poll()} do not look at interrupts.
 * </ul>
 *
 * <p>Thread-safe, for virtual and platform threads alike. What a thread did before it put an item <i>happens-before</i>
 * what another does after it has taken it; what happened before {@code taskDone} happens-before the return of a {@code
 * join} that it releases; and what happened before a close happens-before the exception that tells of it.
 *
 * @param <T> the type of the items, which are never null
 */
public final class WorkQueue<T> implements WorkSource<T> {
    /*
     * A queue is a buffer with a waiting list on either side and an account. The fast path of a put is one offer to the
     * buffer and one look at the list of the takers, and of a take the same mirrored; everything else is in `awaitSpace` and
     * `awaitEntry`, whose loop is in Place, by the protocol described in Waiter. The condition of a putter is "there is space,
     * or the queue is closed", that of a taker "there is an item, or there will be none": so each offer signals a taker, each
     * poll a putter, and each close everybody.
     *
     * Entries are the users' items, or a Redelivery around one that was given back.
     */
    private static final boolean DROPPED_ON_INTERRUPT = Seam.mutant("dropped-on-interrupt");
    private static final boolean LEASES_UNCOUNTED = Seam.mutant("leases-uncounted");
    private static final boolean REDELIVERED_FOR_EVER = Seam.mutant("redelivered-for-ever");
    private static final boolean VIEW_UNCOUNTED = Seam.mutant("view-uncounted");

    private record Redelivery(Object item, int attempt) {}

    /**
     * For how many items at the most a taker lets time pass before it looks again. A putter does for all that the queue holds:
     * who looks at a full queue sooner takes the cache line from those who empty it, and gains little.
     */
    private static final int TAKERS_BATCH = 16;

    private static final Runnable UNCHECKED = () -> {};
    private static final String CLOSE_AFTER = "closeAfter()";

    /**
     * How it ended.
     *
     * @param cause why that is no ordinary end, or null
     * @param sealed whether nothing more comes out
     * @param withGroup whether its group has ended, and so its tasks are told to stop
     */
    private record Ending(String by, Throwable cause, boolean sealed, boolean withGroup) {
        Ending(String by, Throwable cause, boolean sealed) {
            this(by, cause, sealed, false);
        }

        static Ending with(TaskGroup group) {
            return new Ending("the end of group '" + group.name() + "'", null, false, true);
        }
    }

    private final String name;
    private final QueueOptions<?> options;
    private final Buffer<Object> buffer;

    /** The buffer of a rendezvous; null for other kinds. */
    private final Handoff<Object> handoff;
    private final Ledger ledger;
    private final WaitList takers;
    private final WaitList putters;
    private final TakeAttempts takeAttempts = new TakeAttempts(() -> false);
    private final Crew crew = new Crew();
    private final Ends producers = new Ends(why -> end(new Ending(CLOSE_AFTER, why, false)));
    private final Ends consumers = new Ends(this::nobodyTakes);
    private final AtomicLong redelivered = new AtomicLong();
    private final AtomicLong rejected = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    // Items on lease are those begun less those ended; they are not for taskDone.
    private final LongAdder leasesBegun = new LongAdder();
    private final LongAdder leasesEnded = new LongAdder();
    private volatile List<Registration> registrations = List.of();
    private final AtomicReference<Ending> ending = new AtomicReference<>();

    /** Whether an end has been made: who takes the last item from now on lets go of the group. */
    private volatile boolean ended;

    /** Whether any item was ever taken on lease, and so may be given back. */
    private volatile boolean leased;

    private WorkQueue(TaskGroup group, QueueOptions<? super T> options) {
        this.name = options.name();
        this.options = options;
        this.buffer = options.newBuffer();
        this.handoff = buffer instanceof Handoff<Object> none ? none : null;
        this.ledger = new Ledger(buffer);
        this.takers = new WaitList(this, Math.min(buffer.capacity(), TAKERS_BATCH));
        this.putters = new WaitList(this, buffer.capacity());
        if (group != null) {
            registrations = register(group);
            unregisterIfExhausted(); // in a group that is cancelled already
        }
        Seam.created(this);
    }

    private List<Registration> register(TaskGroup group) {
        Registration onCancel = group.onCancel(() -> cancelledWith(group));
        try {
            return List.of(onCancel, group.onClose(() -> closedWith(group)));
        } catch (IllegalStateException e) {
            onCancel.close();
            throw new IllegalStateException("queue '" + name + "' in group '" + group.name() + "', which is closed", e);
        }
    }

    // ---- making

    /**
     * A queue that belongs to a group.
     *
     * @param <T> the type of the items
     * @param group the group with which it ends
     * @param options how it is to be
     * @return the queue
     * @throws IllegalStateException if the group is closed
     */
    public static <T> WorkQueue<T> open(TaskGroup group, QueueOptions<? super T> options) {
        return new WorkQueue<>(Objects.requireNonNull(group, "group"), Objects.requireNonNull(options, "options"));
    }

    /**
     * A queue on its own. Who made it sees to its end.
     *
     * @param <T> the type of the items
     * @param options how it is to be
     * @return the queue
     */
    public static <T> WorkQueue<T> open(QueueOptions<? super T> options) {
        return new WorkQueue<>(null, Objects.requireNonNull(options, "options"));
    }

    /**
     * A queue that belongs to a group and holds so many items.
     *
     * @param <T> the type of the items
     * @param group the group with which it ends
     * @param capacity the most it holds, exactly; at least 1
     * @return the queue
     * @throws IllegalArgumentException if the capacity is less than 1
     * @throws IllegalStateException if the group is closed
     */
    public static <T> WorkQueue<T> bounded(TaskGroup group, int capacity) {
        return bounded(group, "queue", capacity);
    }

    /**
     * A queue with a name that belongs to a group and holds so many items.
     *
     * @param <T> the type of the items
     * @param group the group with which it ends
     * @param name for messages
     * @param capacity the most it holds, exactly; at least 1
     * @return the queue
     * @throws IllegalArgumentException if the capacity is less than 1
     * @throws IllegalStateException if the group is closed
     */
    public static <T> WorkQueue<T> bounded(TaskGroup group, String name, int capacity) {
        return open(group, QueueOptions.fifo().named(name).capacity(capacity));
    }

    /**
     * A queue on its own that holds so many items. Who made it sees to its end.
     *
     * @param <T> the type of the items
     * @param capacity the most it holds, exactly; at least 1
     * @return the queue
     * @throws IllegalArgumentException if the capacity is less than 1
     */
    public static <T> WorkQueue<T> bounded(int capacity) {
        return open(QueueOptions.fifo().capacity(capacity));
    }

    /**
     * A queue that belongs to a group and whose {@code put} never waits.
     *
     * @param <T> the type of the items
     * @param group the group with which it ends
     * @return the queue
     * @throws IllegalStateException if the group is closed
     */
    public static <T> WorkQueue<T> unbounded(TaskGroup group) {
        return unbounded(group, "queue");
    }

    /**
     * A queue with a name that belongs to a group and whose {@code put} never waits.
     *
     * @param <T> the type of the items
     * @param group the group with which it ends
     * @param name for messages
     * @return the queue
     * @throws IllegalStateException if the group is closed
     */
    public static <T> WorkQueue<T> unbounded(TaskGroup group, String name) {
        return open(group, QueueOptions.fifo().named(name));
    }

    /**
     * A queue on its own whose {@code put} never waits. Who made it sees to its end.
     *
     * @param <T> the type of the items
     * @return the queue
     */
    public static <T> WorkQueue<T> unbounded() {
        return open(QueueOptions.fifo());
    }

    /**
     * A queue that belongs to a group and has no room: {@code put} hands its item to a taker.
     *
     * @param <T> the type of the items
     * @param group the group with which it ends
     * @return the queue
     * @throws IllegalStateException if the group is closed
     * @see QueueOptions#rendezvous
     */
    public static <T> WorkQueue<T> rendezvous(TaskGroup group) {
        return rendezvous(group, "queue");
    }

    /**
     * A queue with a name that belongs to a group and has no room: {@code put} hands its item to a taker.
     *
     * @param <T> the type of the items
     * @param group the group with which it ends
     * @param name for messages
     * @return the queue
     * @throws IllegalStateException if the group is closed
     * @see QueueOptions#rendezvous
     */
    public static <T> WorkQueue<T> rendezvous(TaskGroup group, String name) {
        return open(group, QueueOptions.rendezvous().named(name));
    }

    /**
     * A queue on its own that has no room: {@code put} hands its item to a taker. Who made it sees to its end.
     *
     * @param <T> the type of the items
     * @return the queue
     * @see QueueOptions#rendezvous
     */
    public static <T> WorkQueue<T> rendezvous() {
        return open(QueueOptions.rendezvous());
    }

    // ---- putting

    /**
     * Puts an item; if the queue is full, waits for space or drops an item, as its {@link Overflow} says.
     *
     * @param item not null
     * @throws QueueClosedException if the queue is closed, also while this waits; the item is not in it then
     * @throws CancellationException if the task or group around this call is cancelled while this waits
     * @throws InterruptedException if the calling thread is interrupted
     * @throws IllegalStateException if the calling thread is a worker of this queue, and all others wait to put as well
     */
    public void put(T item) throws InterruptedException {
        Objects.requireNonNull(item, "item");
        CurrentScope.checkEntry();
        put(item, Deadline.NEVER);
    }

    /**
     * Puts an item if there is space now, or if the queue makes space by dropping its oldest.
     *
     * @param item not null
     * @return false if the queue is full; if it drops the newest, this was dropped
     * @throws QueueClosedException if the queue is closed
     */
    public boolean offer(T item) {
        Objects.requireNonNull(item, "item");
        if (!buffer.offer(item) && !makeSpace(item)) {
            return false;
        }
        takers.signal();
        return true;
    }

    /**
     * Puts an item, waiting for space for at most {@code timeout}.
     *
     * @param item not null
     * @param timeout how long to wait at most; zero or less does not wait
     * @return false if there was no space in time; a queue that drops does not wait, and gives what {@link #offer(Object)}
     *     does
     * @throws QueueClosedException if the queue is closed, also while this waits; the item is not in it then
     * @throws CancellationException if the task or group around this call is cancelled while this waits
     * @throws InterruptedException if the calling thread is interrupted
     */
    public boolean offer(T item, Duration timeout) throws InterruptedException {
        Objects.requireNonNull(item, "item");
        CurrentScope.checkEntry();
        return put(item, Deadline.after(timeout));
    }

    /** Puts an item, with another check before each look. */
    boolean put(T item, Deadline deadline, Runnable check) throws InterruptedException {
        boolean in = !putters.isReserved() && buffer.offer(item);
        if (!in && !(options.overflow() == Overflow.WAIT ? awaitSpace(item, deadline, check) : makeSpace(item))) {
            return false;
        }
        takers.signal();
        return true;
    }

    /**
     * Puts items one after the other, waiting for space if need be. Items of others may get in between.
     *
     * @param items none of them null
     * @throws PutInterruptedException (an {@code InterruptedException}) if the calling thread is interrupted; it tells how
     *     many went in
     * @throws QueueClosedException if the queue is closed, also midway; its message tells how many went in
     * @throws CancellationException if the task or group around this call is cancelled while this waits; its message
     *     tells how many went in
     * @throws IllegalStateException if the calling thread is a worker of this queue, and all others wait to put as well; its
     *     message tells how many went in
     * @throws InterruptedException as {@code PutInterruptedException}
     */
    public void putAll(Collection<? extends T> items) throws InterruptedException {
        List<T> copy = new ArrayList<>(Objects.requireNonNull(items, "items"));
        copy.forEach(item -> Objects.requireNonNull(item, "an item of putAll")); // before anything is put
        int count = 0;
        try {
            CurrentScope.checkEntry();
            for (T item : copy) {
                put(item);
                count++;
            }
        } catch (InterruptedException e) {
            throw new PutInterruptedException(count);
        } catch (QueueClosedException e) {
            throw new QueueClosedException(e.getMessage() + partial(count, copy), e.getCause());
        } catch (CancellationException e) {
            throw Cancellation.exception(e.getMessage() + partial(count, copy), e.getCause());
        } catch (IllegalStateException e) { // all workers would wait to put
            throw new IllegalStateException(e.getMessage() + partial(count, copy), e.getCause());
        }
    }

    private static String partial(int count, List<?> items) {
        return " (" + count + " of " + items.size() + " items had been put)";
    }

    private boolean put(T item, Deadline deadline) throws InterruptedException {
        return put(item, deadline, UNCHECKED);
    }

    /**
     * For a queue that was full and may drop.
     *
     * @return whether the item is in now
     */
    private boolean makeSpace(Object item) {
        throwIfClosed();
        return switch (options.overflow()) {
            case WAIT -> false;
            case DROP_NEWEST -> {
                dropped.incrementAndGet();
                yield false;
            }
            case DROP_OLDEST -> {
                dropOldestFor(item);
                yield true;
            }
        };
    }

    private void dropOldestFor(Object item) {
        int evicted = 0;
        Object last = null;
        boolean in = false;
        while (!in && !buffer.isClosed()) {
            last = buffer.evict();
            evicted += last == null ? 0 : 1;
            in = buffer.offer(item);
        }
        if (!in && last != null) { // closed in between: this put did nothing, and nobody has come in the place of that one
            buffer.giveBack(last);
            takers.signal();
            evicted--;
        }
        dropped.addAndGet(evicted);
        ledger.doneAtMost(evicted); // not before the new one is in: a queue that is never empty must not look finished
        if (!in) {
            unregisterIfExhausted();
            throwIfClosed();
        }
    }

    private boolean awaitSpace(T item, Deadline deadline, Runnable check) throws InterruptedException {
        if (handoff != null) {
            return handOver(item, deadline, check);
        }
        if (deadline.remaining() > 0) {
            for (int round = putters.linger(0); round >= 0 && !buffer.isClosed(); round = putters.linger(round)) {
                if (buffer.offer(item)) {
                    return true;
                }
            }
        }
        return awaitPut(putters, item, null, deadline, check);
    }

    private boolean handOver(T item, Deadline deadline, Runnable check) throws InterruptedException {
        if (deadline.remaining() <= 0) {
            throwIfClosed();
            return false;
        }
        Handoff.Offer<Object> offer = handoff.present(item);
        takers.signal();
        try {
            for (int round = putters.linger(0); round >= 0 && offer.isOpen();) {
                round = putters.linger(round);
            }
            return offer.isSettled() || awaitPut(offer.putter(), item, offer, deadline, check)
                    || !handoff.withdraw(offer);
        } catch (Throwable e) {
            if (handoff.withdraw(offer)) {
                throw e;
            }
            Interruption.keep(e); // the operation wins (I5)
            return true;
        }
    }

    /** Waits until the item is in, or the offer is settled that presents it. */
    private boolean awaitPut(WaitList list, T item, Handoff.Offer<Object> offer, Deadline deadline, Runnable check)
            throws InterruptedException {
        boolean worker = deadline == Deadline.NEVER && crew.includesCaller();
        PutAttempts attempts = new PutAttempts(item, offer, worker, check);
        Object wait = FlightLog.waitBegun();
        try {
            return list.await(attempts, deadline) != null;
        } finally {
            attempts.end();
            if (list != putters) {
                putters.addBlockedNanos(list.blockedNanos());
            }
            FlightLog.waitEnded(wait, name, "put");
        }
    }

    /**
     * The attempts of one put. A worker of this queue that would wait for ever is known to its crew between those attempts
     * that failed.
     */
    private final class PutAttempts implements WaitList.Contended<Boolean> {
        private final T item;
        private final Handoff.Offer<Object> offer;
        private final boolean worker;
        private final Runnable check;
        private boolean entered;

        PutAttempts(T item, Handoff.Offer<Object> offer, boolean worker, Runnable check) {
            this.item = item;
            this.offer = offer;
            this.worker = worker;
            this.check = check;
        }

        private boolean isIn() {
            return offer == null ? buffer.offer(item) : offer.isSettled();
        }

        @Override
        public Boolean attempt() {
            end();
            if (isIn()) {
                return Boolean.TRUE;
            }
            throwIfClosed();
            check.run();
            if (!wouldJam()) {
                return null;
            }
            if (isIn()) {
                return Boolean.TRUE;
            }
            throw jam();
        }

        @Override
        public void queues() {
            throwIfClosed();
            check.run();
            if (wouldJam() && !buffer.hasSpace()) {
                throw jam();
            }
        }

        /** Counts this worker as one who waits to put: whether then all would. */
        private boolean wouldJam() {
            if (!worker) {
                return false;
            }
            if (offer != null) { // counted where it is settled: from then on its worker may take again, though it has yet to run
                return crew.wouldJam(handoff.countStuck(offer), buffer.taken());
            }
            entered = true;
            return crew.enterPut(buffer.taken());
        }

        private IllegalStateException jam() {
            return new IllegalStateException("every worker of queue '" + name + "' would wait to put into it, and"
                    + " none be left to take: its capacity of " + capacity()
                    + " is reached. Use an unbounded queue, or offer()");
        }

        @Override
        public boolean holds() {
            return mayPut();
        }

        void end() {
            if (entered) {
                entered = false;
                crew.leavePut();
            }
        }
    }

    // ---- taking

    /**
     * Takes the next item, waiting for one if need be.
     *
     * @return the item
     * @throws QueueClosedException if the queue is closed and nothing is left; or, with a cause, if it was closed
     *     exceptionally
     * @throws CancellationException if the task or group around this call is cancelled while this waits
     * @throws InterruptedException if the calling thread is interrupted; then nothing was taken
     */
    public T take() throws InterruptedException {
        CurrentScope.checkEntry();
        return item(takeEntry(Deadline.NEVER));
    }

    /**
     * Takes the next item if there is one now.
     *
     * @return the item, or null if the queue is empty
     * @throws QueueClosedException if the queue is closed and nothing is left, or was closed exceptionally
     */
    public T poll() {
        return item(pollEntry());
    }

    /**
     * Takes the next item, waiting for one for at most {@code timeout}.
     *
     * @param timeout how long to wait at most; zero or less does not wait
     * @return the item, or null if there was none in time
     * @throws QueueClosedException if the queue is closed and nothing is left, or was closed exceptionally
     * @throws CancellationException if the task or group around this call is cancelled while this waits
     * @throws InterruptedException if the calling thread is interrupted; then nothing was taken
     */
    public T poll(Duration timeout) throws InterruptedException {
        CurrentScope.checkEntry();
        return item(takeEntry(Deadline.after(timeout)));
    }

    /**
     * Takes what is there, without waiting.
     *
     * @param target where the items go, which is not this queue; if it refuses one, that is given back
     * @param most how many at most
     * @return how many
     * @throws QueueClosedException if the queue is closed and nothing is left, or was closed exceptionally
     * @throws IllegalArgumentException if the target is a {@linkplain #asBlockingQueue view} of this queue
     */
    public int drainTo(Collection<? super T> target, int most) {
        return drainTo(target, most, () -> {});
    }

    /** The same, and tells after each item that it is in the target. */
    int drainTo(Collection<? super T> target, int most, Runnable moved) {
        Objects.requireNonNull(target, "target");
        if (target instanceof BlockingView<?> view && view.isOf(this)) {
            throw new IllegalArgumentException("queue '" + name + "' cannot be drained to itself");
        }
        int count = 0;
        while (count < most) {
            Object entry = nextForNow();
            if (entry == null) {
                if (count == 0) {
                    throwIfEnded();
                }
                break;
            }
            try {
                target.add(item(entry));
            } catch (Throwable e) {
                giveBack(entry);
                throw e;
            }
            hasGone(); // not before: the queue may be at its end
            moved.run();
            count++;
        }
        return count;
    }

    /**
     * A lease on the next item, waiting for it. For loops: a cancelled one ends here, though there may be an item, and though a
     * handler may have swallowed the interrupt.
     *
     * @param scope the current one, looked up once for the loop
     */
    Lease<T> leaseNext(CancelScope scope) throws InterruptedException {
        return leaseNext(scope, takeAttempts);
    }

    /** The same for a taker who may be told to leave: then null, and nothing was taken. */
    Lease<T> leaseNext(CancelScope scope, WaitList.Contended<Object> attempts) throws InterruptedException {
        CurrentScope.checkpoint(scope);
        beginLeasing();
        try {
            return leaseOn(takeEntry(Deadline.NEVER, attempts));
        } catch (Leaving told) {
            return null;
        }
    }

    /** How those take who leave when something has come true; {@link #askTakers} makes them look. */
    WaitList.Contended<Object> takeUnless(BooleanSupplier leaves) {
        return new TakeAttempts(leaves);
    }

    void askTakers() {
        takers.lookAgain();
    }

    @Override
    public List<Lease<T>> lease(int most, Duration atMost) throws InterruptedException {
        if (most < 1) {
            throw new IllegalArgumentException("lease takes at least 1 item, not " + most);
        }
        CurrentScope.checkEntry();
        beginLeasing();
        Object entry = takeEntry(Deadline.after(atMost));
        if (entry == null) {
            return List.of();
        }
        if (most == 1) {
            return List.of(leaseOn(entry));
        }
        List<Lease<T>> leases = new ArrayList<>();
        for (; entry != null; entry = leases.size() < most ? nextEntry() : null) {
            leases.add(leaseOn(entry));
        }
        return leases;
    }

    /** Before an item is taken that may come back: so that the queue does not let go of its group with the last. */
    private void beginLeasing() {
        if (!leased) {
            leased = true;
        }
    }

    private Lease<T> leaseOn(Object entry) {
        leasesBegun.increment();
        return new QueueLease<>(this, item(entry), entry instanceof Redelivery again ? again.attempt() : 1);
    }

    /** The next entry if there is one, or null; or the end. */
    private Object pollEntry() {
        Object entry = nextEntry();
        if (entry == null) {
            throwIfEnded();
        }
        return entry;
    }

    private Object nextEntry() {
        Object entry = buffer.poll();
        if (entry != null) {
            hasLeft();
        }
        return entry;
    }

    /** An entry was taken: so there is space; or, at the end, nothing may be left. */
    private void hasLeft() {
        putters.signal();
        unregisterIfExhausted();
    }

    private Object takeEntry(Deadline deadline) throws InterruptedException {
        return takeEntry(deadline, takeAttempts);
    }

    private Object takeEntry(Deadline deadline, WaitList.Contended<Object> attempts) throws InterruptedException {
        Object entry = takers.isReserved() ? null : buffer.poll();
        if (entry == null) {
            entry = awaitEntry(deadline, attempts);
            if (entry == null) {
                return null;
            }
        }
        hasLeft();
        return entry;
    }

    private Object awaitEntry(Deadline deadline, WaitList.Contended<Object> attempts) throws InterruptedException {
        if (deadline.remaining() > 0) {
            for (int round = takers.linger(0); round >= 0 && !buffer.isClosed(); round = takers.linger(round)) {
                Object entry = buffer.poll();
                if (entry != null) {
                    return entry;
                }
            }
        }
        Object wait = FlightLog.waitBegun();
        Object entry;
        try {
            entry = awaitExpected(deadline, attempts);
        } finally {
            FlightLog.waitEnded(wait, name, "take");
        }
        if (DROPPED_ON_INTERRUPT && entry != null) {
            CurrentScope.checkEntry();
        }
        return entry;
    }

    /** A taker on whom a put has counted does not leave without its item: the operation wins (I5). */
    private Object awaitExpected(Deadline deadline, WaitList.Contended<Object> attempts) throws InterruptedException {
        buffer.expect();
        Object entry;
        try {
            entry = takers.await(attempts, deadline);
        } catch (Throwable e) {
            Object taken = buffer.leave();
            if (taken == null) {
                throw e;
            }
            Interruption.keep(e);
            return taken;
        }
        return entry == null ? buffer.leave() : entry;
    }

    /** What ends the wait of a taker who was told to leave. */
    private static final class Leaving extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private static final Leaving TOLD = new Leaving();

        private Leaving() {
            super(null, null, false, false);
        }
    }

    private final class TakeAttempts implements WaitList.Contended<Object> {
        private final BooleanSupplier leaves;

        TakeAttempts(BooleanSupplier leaves) {
            this.leaves = leaves;
        }

        private void throwIfLeaving() {
            if (leaves.getAsBoolean()) {
                throw Leaving.TOLD;
            }
        }

        @Override
        public void queues() {
            throwIfLeaving();
        }

        @Override
        public Object attempt() {
            throwIfLeaving();
            Object next = buffer.pollExpected();
            if (next == null) {
                throwIfEnded();
            }
            return next;
        }

        @Override
        public boolean holds() {
            return buffer.hasItem() || buffer.isExhausted() || isSealed();
        }
    }

    @SuppressWarnings("unchecked") // only put and Redelivery put anything in
    static <T> T item(Object entry) {
        return (T) (entry instanceof Redelivery again ? again.item() : entry);
    }

    // ---- for a view, and for a select, which waits in several places

    /** The item that the next take gives, left where it is; null if there is none. */
    T peek() {
        return item(buffer.peek());
    }

    /** The items that there are to take, in their order, left where they are. */
    List<T> snapshot() {
        List<T> items = new ArrayList<>();
        for (Object entry : buffer.snapshot()) {
            items.add(item(entry));
        }
        return items;
    }

    /** How many items there are to take. */
    int takeable() {
        return isSealed() ? 0 : (int) Math.min((long) buffer.size() + buffer.givenBack(), Integer.MAX_VALUE);
    }

    /** Takes the next item if there is one now, or null, also at the end. */
    T next() {
        return item(nextEntry());
    }

    /** The same for who may yet {@linkplain #giveBack give it back}, or else says so to {@link #hasGone}. */
    Object nextForNow() {
        Object entry = buffer.poll();
        if (entry != null) {
            putters.signal();
        }
        return entry;
    }

    /** An entry that was taken for now will not come back. */
    void hasGone() {
        unregisterIfExhausted();
    }

    /** An item that was taken counts as done. If somebody has reported it already, that was his mistake. */
    void doneAsTaken() {
        ledger.doneAtMost(VIEW_UNCOUNTED ? 0 : 1);
        if (leased) {
            unregisterIfExhausted();
        }
    }

    WaitList takers() {
        return takers;
    }

    WaitList putters() {
        return putters;
    }

    boolean mayTake() {
        return takeAttempts.holds();
    }

    boolean isExhausted() {
        return buffer.isExhausted();
    }

    boolean mayPut() {
        return buffer.hasSpace() || buffer.isClosed();
    }

    /** Whether a put never waits, because one is dropped when it is full. */
    boolean drops() {
        return options.overflow() != Overflow.WAIT;
    }

    // ---- accounting

    /**
     * Reports a taken item as done. Not for one that is on lease: that is settled by its lease.
     *
     * @throws IllegalStateException if that would be more often than items were taken
     */
    public void taskDone() {
        if (leased && !LEASES_UNCOUNTED && allAreOnLease()) {
            throw tooManyDone("; the lease of an item is what settles it");
        }
        if (!ledger.tryDone(1)) {
            throw tooManyDone("");
        }
        if (leased) {
            unregisterIfExhausted();
        }
    }

    /**
     * Whether all items that were taken and are not done are on lease. A lease begins after its item is taken, and ends before
     * that is done or given back; so if no lease has begun or ended while this looked, none of them is counted twice.
     */
    private boolean allAreOnLease() {
        long begun = leasesBegun.sum();
        long ended = leasesEnded.sum();
        boolean all = begun > ended && buffer.done() + (begun - ended) >= buffer.taken();
        return all && leasesBegun.sum() == begun && leasesEnded.sum() == ended;
    }

    private IllegalStateException tooManyDone(String hint) {
        return new IllegalStateException(
                "taskDone of queue '" + name + "' called more often than items were taken from it" + hint);
    }

    /** An item on lease is finished. */
    void doneOnLease() {
        leasesEnded.increment();
        if (!ledger.tryDone(1)) {
            throw tooManyDone("");
        }
        unregisterIfExhausted();
    }

    /** It cannot be handled: whoever is told of such items is told of it before it counts as done. */
    void rejectOnLease(T item, Throwable why) {
        rejected.incrementAndGet();
        try {
            options.bury(item, why);
        } finally {
            doneOnLease();
        }
    }

    /**
     * Waits until no item is unfinished: every item that was put has been taken and reported done. Items put while this
     * waits are waited for too. Taking alone finishes nothing.
     *
     * @throws QueueClosedException with the cause, if the queue was closed exceptionally
     * @throws CancellationException if the task or group around this call is cancelled while this waits
     * @throws InterruptedException if the calling thread is interrupted
     */
    public void join() throws InterruptedException {
        join(Deadline.NEVER);
    }

    /**
     * The same, but waits for at most {@code timeout}.
     *
     * @param timeout how long to wait at most; zero or less does not wait
     * @return false if items were unfinished all the time
     * @throws QueueClosedException with the cause, if the queue was closed exceptionally
     * @throws CancellationException if the task or group around this call is cancelled while this waits
     * @throws InterruptedException if the calling thread is interrupted
     */
    public boolean join(Duration timeout) throws InterruptedException {
        return join(Deadline.after(timeout));
    }

    private boolean join(Deadline deadline) throws InterruptedException {
        return join(deadline, UNCHECKED);
    }

    /** Joins, with another check before each look. */
    boolean join(Deadline deadline, Runnable check) throws InterruptedException {
        CurrentScope.checkEntry();
        return ledger.await(deadline, () -> {
            throwIfSealed();
            check.run();
        });
    }

    /** A worker will not take any more: those who wait for workers look again. */
    void dismissWorker() {
        crew.dismiss();
        putters.signalAll();
        if (handoff != null) {
            handoff.askPutters();
        }
        ledger.wakeAll();
    }

    /** An item that was taken is not going to be handled: the next taker gets it. */
    void giveBack(Object entry) {
        buffer.giveBack(entry);
        redelivered.incrementAndGet();
        takers.signal();
    }

    /** An item on lease was not handled: the next taker gets it, unless it had its last attempt. */
    void giveBackOnLease(T item, int attempt) {
        if (isLastAttempt(attempt)) {
            rejectOnLease(item, new IllegalStateException("handed out " + attempt + (attempt == 1 ? " time" : " times")
                    + ", as often as queue '" + name + "' does, and given back each time"));
            return;
        }
        leasesEnded.increment();
        try {
            giveBack(new Redelivery(item, attempt + 1));
        } catch (OutOfMemoryError e) {
            leasesBegun.increment(); // it did not happen
            throw e;
        }
    }

    /** Whether an item that is given back after this attempt is rejected. */
    boolean isLastAttempt(int attempt) {
        return attempt >= options.attempts() && !REDELIVERED_FOR_EVER;
    }

    /** Whether a sentinel that is put now would be taken after all items. */
    boolean keepsOrder() {
        return options.keepsOrder();
    }

    Crew crew() {
        return crew;
    }

    // ---- handling

    /**
     * Takes and handles items until the queue is closed and nothing is left; each is {@linkplain #taskDone done} when its
     * handler has returned or thrown. If the handler throws because its thread was cancelled, the item is given back.
     *
     * @param handler called on the calling thread, for one item after the other
     * @throws HandlerFailedException if the handler throws; it knows the item, which is {@linkplain Lease#reject rejected}
     * @throws QueueClosedException with the cause, if the queue was closed exceptionally
     * @throws CancellationException if the task or group around this call is cancelled
     * @throws InterruptedException if the calling thread is interrupted
     */
    public void forEach(Handler<? super T> handler) throws InterruptedException {
        Objects.requireNonNull(handler, "handler");
        CancelScope scope = CurrentScope.get();
        for (;;) {
            Lease<T> lease;
            try {
                lease = leaseNext(scope);
            } catch (QueueClosedException e) {
                if (e.getCause() != null) {
                    throw e;
                }
                return;
            }
            HandlerFailedException failed = Handling.handle(lease, handler, failure -> {});
            if (failed != null) {
                throw failed;
            }
        }
    }

    /**
     * The items to come, for a {@code for} loop: each step takes one, and the loop ends when the queue is closed and nothing
     * is left. It does not report items as done; {@link #forEach} does. Leaving the loop leaves the rest to others; an
     * iterator that was asked {@code hasNext} and not {@code next} keeps the item it has taken.
     *
     * <p>The iterator cannot throw {@code InterruptedException}: it sets the interrupt again and throws {@link
     * CancellationException}. Each call gives a new iterator over the same items; an iterator is for one thread.
     *
     * @return an iterable
     */
    public Iterable<T> items() {
        return Items::new;
    }

    private final class Items implements Iterator<T> {
        private T next;

        @Override
        public boolean hasNext() {
            if (next == null) {
                try {
                    next = take();
                } catch (QueueClosedException e) {
                    if (e.getCause() != null) {
                        throw e;
                    }
                    return false;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw Cancellation.exception("interrupted while iterating over queue '" + name + "'", e);
                }
            }
            return true;
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException("queue '" + name + "' is closed and drained");
            }
            T item = next;
            next = null;
            return item;
        }
    }

    /**
     * This queue as a {@link BlockingQueue}, for code that wants the JDK's interface: executors, libraries. A view: whatever is
     * done here is seen there, and the other way round.
     *
     * <ul>
     *   <li><b>Account.</b> That interface has no {@code taskDone}. So each item that is taken through the view counts as done
     *       at once, and {@link #join} waits until all are taken, not until they are handled. The view is not for items that a
     *       {@link WorkerPool}, {@link #forEach} or a {@link Lease} handles; and {@link #taskDone} for an item that was taken
     *       through it is one too many.
     *   <li><b>End.</b> What puts or takes throws {@link QueueClosedException} where the queue does: {@code put}, {@code
     *       offer}, {@code add} and {@code addAll} when it is closed; {@code take}, {@code poll}, {@code remove()} and {@code
     *       drainTo} when it is closed and nothing is left, or closed exceptionally. So false means full, and null empty, and
     *       neither closed. What only looks ({@code peek}, {@code element}, {@code size}, {@code contains}, iteration) takes a
     *       queue that is at its end, or was closed exceptionally, for an empty one, and so does {@code clear}.
     *   <li><b>Capacity.</b> {@code remainingCapacity()} is what can be put without waiting: 0 if the queue is closed, {@link
     *       Integer#MAX_VALUE} if it has no limit. {@code size()} counts what can be taken, so also what was given back,
     *       which is outside of the capacity.
     *   <li><b>Looking</b> changes nothing and disturbs nobody. {@code peek()} gives the item that was next at some moment of
     *       the call. Iterators, streams and {@code toArray} show the items that were there when they began, in the order in
     *       which they would leave; those that came or left at that moment they may show or not. That takes time and memory for
     *       each item. A rendezvous shows nothing but what was given back.
     *   <li><b>Removal</b> is at the head only. {@code remove(Object)}, {@code removeAll}, {@code retainAll}, {@code removeIf}
     *       and the iterators' {@code remove} throw {@link UnsupportedOperationException}. {@code clear()} takes at most as
     *       many items as there are when it begins.
     *   <li><b>Interrupts and cancellation</b> are those of the queue's own methods, and so is what happens when it {@linkplain
     *       Overflow drops}.
     * </ul>
     *
     * <p>For a {@code ThreadPoolExecutor} that means: it cannot {@code remove} or {@code purge} tasks; a call of {@code
     * execute} that meets {@code shutdown} may throw {@code UnsupportedOperationException} in place of its rejection; and it is
     * shut down before its queue is closed, for it replaces workers that fail, and at a closed queue all do.
     *
     * @return the view, thread-safe as this; each call gives another, and one is as good as the other
     */
    public BlockingQueue<T> asBlockingQueue() {
        return new BlockingView<>(this);
    }

    // ---- ending

    /**
     * Ends the putting: later puts throw, and so do those that wait now. Takers get what is left, then {@link
     * QueueClosedException}. Does not wait. Again: no effect.
     */
    public void close() {
        close("close()");
    }

    void close(String by) {
        end(new Ending(by, null, false));
    }

    /**
     * Closes, and hands back what nobody had taken; those items count as done. {@link #join} still waits for items that
     * were taken. May follow any other close.
     *
     * @return the items in their order, in a list that is the caller's own
     */
    public List<T> closeNow() {
        close("closeNow()");
        List<T> rest = new ArrayList<>();
        for (Object entry : buffer.drain()) {
            rest.add(item(entry));
        }
        ledger.doneAtMost(rest.size());
        unregisterIfFinished();
        return rest;
    }

    /**
     * Ends the work: whoever puts, takes or joins, now or later, gets {@link QueueClosedException} with the cause. What is
     * left can be had from {@link #closeNow}. May follow {@link #close}; of several causes the first stays.
     *
     * @param cause why
     */
    public void closeExceptionally(Throwable cause) {
        end(new Ending("closeExceptionally()", Objects.requireNonNull(cause, "cause"), true));
    }

    /**
     * Closes the queue when all these tasks have ended: the producers' end travels with the data. Called several times, the
     * queue closes when the tasks of all calls have ended. If one of them failed or was cancelled, the items are not all there
     * are: takers get what is left, then {@link QueueClosedException} with that as its cause.
     *
     * <p>All producers are best named in one call, or else the first may have ended before the second is named, which is
     * refused. If some are tasks and others workers of a pool, there is {@link #closeAfter(Collection, WorkerPool...)}.
     *
     * @param producers the tasks, at least one
     * @throws IllegalArgumentException if there are none
     * @throws IllegalStateException if the producers of an earlier call have ended already
     */
    public void closeAfter(Task<?>... producers) {
        closeAfter(List.<Task<?>>of(Objects.requireNonNull(producers, "producers")), new WorkerPool<?>[0]);
    }

    /**
     * Closes the queue when all these tasks have ended.
     *
     * @param producers the tasks; none means that the queue is closed now
     * @throws IllegalStateException if the producers of an earlier call have ended already
     * @see #closeAfter(Task...)
     */
    public void closeAfter(Collection<? extends Task<?>> producers) {
        List<Task<?>> copy = List.copyOf(Objects.requireNonNull(producers, "producers"));
        refuseLateProducers();
        this.producers.expect(copy, List.of());
    }

    /**
     * Closes the queue when all these tasks and the last worker of all these pools have ended.
     *
     * @param producers the tasks
     * @param pools the pools that put into this queue; with the tasks at least one
     * @throws IllegalArgumentException if there are neither tasks nor pools
     * @throws IllegalStateException if the producers of an earlier call have ended already
     * @see #closeAfter(Task...)
     */
    public void closeAfter(Collection<? extends Task<?>> producers, WorkerPool<?>... pools) {
        List<Task<?>> copy = List.copyOf(Objects.requireNonNull(producers, "producers"));
        List<WorkerPool<?>> copyOfPools = List.of(Objects.requireNonNull(pools, "pools"));
        refuseNone("closeAfter", copy, copyOfPools);
        refuseLateProducers();
        this.producers.expect(copy, copyOfPools);
    }

    /**
     * Closes the queue when the last worker of all these pools has ended: for the next stage of a pipeline.
     *
     * @param producers the pools that put into this queue, at least one
     * @throws IllegalArgumentException if there are none
     * @throws IllegalStateException if the producers of an earlier call have ended already
     * @see #closeAfter(Task...)
     */
    public void closeAfter(WorkerPool<?>... producers) {
        closeAfter(List.of(), Objects.requireNonNull(producers, "producers"));
    }

    private void refuseLateProducers() {
        Ending how = ending.get();
        if (how != null && how.by().equals(CLOSE_AFTER) && how.cause() == null) {
            throw new IllegalStateException(
                    "closeAfter of queue '" + name + "', whose producers of an earlier closeAfter"
                            + " have all ended, which closed it: name all producers in one call");
        }
    }

    private void refuseNone(String what, Collection<?> tasks, Collection<?> pools) {
        if (tasks.isEmpty() && pools.isEmpty()) {
            throw new IllegalArgumentException(what + " of queue '" + name + "' names nobody: close() it instead");
        }
    }

    /**
     * Makes puts fail when all these tasks have ended, because nobody will take what they put: the queue is closed
     * exceptionally then, whether it was closed before or not, unless all its items were taken and no more can come. Called
     * several times, when the tasks of all calls have ended. What is left can be had from {@link #closeNow}.
     *
     * <p>As with {@link #closeAfter(Task...)}, all are best named in one call.
     *
     * @param consumers the tasks, at least one
     * @throws IllegalArgumentException if there are none
     */
    public void failAfter(Task<?>... consumers) {
        failAfter(List.<Task<?>>of(Objects.requireNonNull(consumers, "consumers")));
    }

    /**
     * Makes puts fail when all these tasks have ended.
     *
     * @param consumers the tasks, at least one
     * @throws IllegalArgumentException if there are none
     * @see #failAfter(Task...)
     */
    public void failAfter(Collection<? extends Task<?>> consumers) {
        failAfter(consumers, new WorkerPool<?>[0]);
    }

    /**
     * Makes puts fail when all these tasks and the last worker of all these pools have ended.
     *
     * @param consumers the tasks
     * @param pools the pools that take from this queue; with the tasks at least one
     * @throws IllegalArgumentException if there are neither tasks nor pools
     * @see #failAfter(Task...)
     */
    public void failAfter(Collection<? extends Task<?>> consumers, WorkerPool<?>... pools) {
        List<Task<?>> copy = List.copyOf(Objects.requireNonNull(consumers, "consumers"));
        List<WorkerPool<?>> copyOfPools = List.of(Objects.requireNonNull(pools, "pools"));
        refuseNone("failAfter", copy, copyOfPools);
        this.consumers.expect(copy, copyOfPools);
    }

    /**
     * Makes puts fail when the last worker of all these pools has ended.
     *
     * @param consumers the pools that take from this queue, at least one
     * @throws IllegalArgumentException if there are none
     * @see #failAfter(Task...)
     */
    public void failAfter(WorkerPool<?>... consumers) {
        failAfter(List.of(), Objects.requireNonNull(consumers, "consumers"));
    }

    private void nobodyTakes(Throwable why) {
        if (!buffer.isExhausted()) {
            Throwable cause = new IllegalStateException("the last consumer of queue '" + name + "' has ended", why);
            end(new Ending("failAfter()", cause, true));
        }
    }

    private void cancelledWith(TaskGroup group) {
        if (group.cancelReason().equals(Optional.of(CancelReason.CLOSED))) {
            end(Ending.with(group)); // its daemons are told to stop, but that is an ordinary end
        } else {
            group.cancellation().ifPresent(why -> end(new Ending("the cancellation of its group", why, true)));
        }
    }

    private void closedWith(TaskGroup group) {
        end(Ending.with(group));
        int undelivered = buffer.size() + buffer.givenBack();
        boolean toldFromAbove = group.cancelReason().equals(Optional.of(CancelReason.PARENT)); // who has other worries
        if (undelivered > 0 && !toldFromAbove) {
            throw new IllegalStateException("queue '" + name + "' of group '" + group.name() + "' ended with "
                    + undelivered + " undelivered items: let its takers drain it, or collect them with closeNow()");
        }
    }

    /**
     * Each step makes a condition true for whoever waits, then they are woken. Everybody who ends the queue takes the steps,
     * and so has the end behind him, even if another came first and is still at it.
     */
    private void end(Ending next) {
        // The first end stays, but for one that seals after one that does not.
        ending.accumulateAndGet(next, (now, then) -> now == null || (!now.sealed() && then.sealed()) ? then : now);
        if (next.sealed()) {
            buffer.seal();
            ledger.wakeAll();
        } else {
            buffer.close();
        }
        putters.signalAll();
        takers.signalAll();
        ended = true;
        unregisterIfExhausted();
    }

    private void unregisterIfExhausted() {
        if (ended && buffer.isExhausted()) {
            unregisterIfFinished();
        }
    }

    /** A queue that is empty for good lets go of its group. What is held on lease may still be given back. */
    private void unregisterIfFinished() {
        if (!leased || ledger.unfinished() == 0) {
            registrations.forEach(Registration::close);
        }
    }

    private boolean isSealed() {
        Ending how = ending.get();
        return how != null && how.sealed();
    }

    /** Who is told so finds it so, even if the one who ends the queue has not come to it yet. */
    void throwIfSealed() {
        if (isSealed()) {
            buffer.seal();
            throw closed(ending.get());
        }
    }

    private void throwIfClosed() {
        if (buffer.isClosed()) {
            throw closed(ending.get());
        }
    }

    void throwIfEnded() {
        throwIfSealed();
        if (buffer.isExhausted()) {
            unregisterIfFinished();
            throw closed(ending.get());
        }
    }

    /** In a cancelled scope the cancellation is what its tasks see, however soon the queue has followed it. */
    private QueueClosedException closed(Ending how) {
        CancelScope scope = CurrentScope.get();
        if (scope != null && (how.cause() != null || how.withGroup())) {
            scope.throwIfCancelled();
        }
        return new QueueClosedException("queue '" + name + "' is closed, by " + how.by(), how.cause());
    }

    // ---- looking

    /**
     * The name.
     *
     * @return as given, or "queue"
     */
    public String name() {
        return name;
    }

    /**
     * The most it holds.
     *
     * @return {@link Integer#MAX_VALUE} for no limit, 0 for a rendezvous
     */
    public int capacity() {
        return buffer.capacity();
    }

    /**
     * The items in it, without those that were given back, which are outside of the capacity. Exact when the queue is
     * quiet, and between 0 and the capacity always.
     *
     * @return the number
     */
    public int size() {
        return buffer.size();
    }

    /**
     * The items put and not yet reported done. Exact when the queue is quiet, and between 0 and the number of puts always.
     *
     * @return the number
     */
    public long unfinished() {
        return ledger.unfinished();
    }

    /**
     * Whether it was closed, in whatever way.
     *
     * @return true if nothing more can be put
     */
    public boolean isClosed() {
        return buffer.isClosed();
    }

    /**
     * The figures, as of now.
     *
     * @return a snapshot; exact when the queue is quiet
     */
    public QueueStats stats() {
        return new QueueStats(buffer.capacity(), buffer.size(), buffer.peak(), buffer.added(), buffer.taken(),
                buffer.done(), ledger.unfinished(), buffer.givenBack(), redelivered.get(), rejected.get(),
                dropped.get(), waitingPutters(), takers.size(), Duration.ofNanos(putters.blockedNanos()),
                Duration.ofNanos(takers.blockedNanos()));
    }

    private int waitingPutters() {
        return putters.size() + buffer.presented();
    }

    /** The name and the figures that tell why it is stuck, if it is. */
    @Override
    public String toString() {
        String limit = capacity() == Integer.MAX_VALUE ? "" : " of " + capacity();
        Ending how = ending.get();
        int back = buffer.givenBack();
        return "WorkQueue[" + name + ", size " + size() + limit + (back == 0 ? "" : " and " + back + " given back")
                + ", " + unfinished() + " unfinished, waiting: " + waitingPutters() + " putters and " + takers.size()
                + " takers, " + (how == null ? "open" : "closed by " + how.by()) + "]";
    }
}
