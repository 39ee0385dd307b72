package dev.heddle.queue;

import dev.heddle.internal.SafeText;
import dev.heddle.internal.Seam;
import dev.heddle.internal.Thrown;
import dev.heddle.internal.park.CancelScope;
import dev.heddle.internal.park.Cancellation;
import dev.heddle.internal.park.CurrentScope;
import dev.heddle.internal.park.Deadline;
import dev.heddle.internal.park.Interruption;
import dev.heddle.task.Outcome;
import dev.heddle.task.Registration;
import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A sequence that a body of code makes item by item, as they are asked for: {@code yield} for Java.
 *
 * <pre>{@code
 * try (Generator<Path> files = Generator.open(group, out -> walk(root, out))) {
 *     for (Path file : files) {
 *         show(file);                     // walk stands still meanwhile
 *     }
 * }
 *
 * void walk(Path path, Generator.Out<Path> out) throws Exception {
 *     for (Path within : list(path)) {
 *         if (isFolder(within)) {
 *             walk(within, out);
 *         } else {
 *             out.emit(within);
 *         }
 *     }
 * }
 * }</pre>
 *
 * <h2>Rules</h2>
 *
 * <ul>
 *   <li><b>Lock-step.</b> The body runs between a request for an item and the answer, and stands still otherwise; it has not
 *       begun before the first. With a buffer it runs ahead, by at most that many items, from the opening on.
 *   <li><b>End.</b> When the body returns, the generator is exhausted, and stays so. {@link #close} cancels the body, whose
 *       {@code finally} blocks run, and waits until it has ended; items that nobody took are dropped.
 *   <li><b>Failure.</b> What the body throws surfaces at the consumer's next step, once; the generator is exhausted then. An
 *       unchecked exception or error comes as it is, a checked one as the cause of a {@link CompletionException}. If there
 *       is no next step, {@link #close} throws it, or else the {@code close} of the group. It does not fail the group by
 *       itself.
 *   <li><b>Scope.</b> The body is a daemon task of its group, and sees its scoped values. It is cancelled with the group, and
 *       each step throws {@link CancellationException} then, from the beginning in a group that is cancelled already. A
 *       closed group refuses new generators.
 *   <li><b>Threads.</b> One step at a time: a second one meanwhile is refused, and so are steps and closing by the body itself.
 *       The consumer may change between two steps. Any thread may close. Generators may be nested, and closed in any order.
 * </ul>
 *
 * <p>What the body did before it emitted an item <i>happens-before</i> what the consumer does after the step that gave it; in
 * lock-step, what the consumer did before a step happens-before what the body does for it.
 *
 * <p>Answers to Python's generators (PEP 255, 342, 525): {@code close} and its clean-up are the same, but cannot be forgotten,
 * because the group does it. Compared to {@code Iterator} and {@code Stream}: the producer is ordinary code with loops and
 * calls, and may block. Each item in lock-step costs two changes of threads; a buffer spares most of them.
 *
 * @param <T> the type of the items, which are never null
 */
public final class Generator<T> implements AutoCloseable, Iterable<T> {

    /**
     * What makes the items.
     *
     * @param <T> the type of the items
     */
    @FunctionalInterface
    public interface Body<T> {

        /**
         * Makes the items, emitting one after the other. The end of this is the end of the sequence.
         *
         * @param out takes the items
         * @throws Exception if it fails; the consumer gets it
         */
        void run(Out<T> out) throws Exception;
    }

    /**
     * Where a generator's body sends its items.
     *
     * @param <T> the type of the items
     */
    public static final class Out<T> {
        private final Generator<T> generator;

        private Out(Generator<T> generator) {
            this.generator = generator;
        }

        /**
         * Hands an item to the consumer, and waits until the next one is wanted: {@code yield}. If this throws on entry,
         * the item was not handed over; if the wait is ended, it was.
         *
         * @param item not null
         * @throws CancellationException if the generator is closed, or its group cancelled
         * @throws InterruptedException if the thread is interrupted
         * @throws IllegalStateException if the calling thread is not the body's own, or the body has ended
         */
        public void emit(T item) throws InterruptedException {
            Objects.requireNonNull(item, "item");
            if (!generator.isBody()) {
                throw new IllegalStateException("emit to generator '" + generator.name + "' by "
                        + Thread.currentThread() + ": only its body may, on its own thread, while it runs");
            }
            generator.turns.emit(item);
        }
    }

    private final String name;
    private final Body<T> body;
    private final Turns<T> turns;
    private final Task<Void> task;
    private final Registration atGroupEnd;
    private final Iterator<T> items = new Items();

    /** The thread of the body while that runs. */
    private volatile Thread producer;

    /** What the body threw and nobody has been told. */
    private final AtomicReference<Throwable> untold = new AtomicReference<>();

    /** The thread whose step is under way. What follows is its own. */
    private final AtomicReference<Thread> stepping = new AtomicReference<>();

    /** The item that was asked for and not yet given; empty for good at the end. */
    private Optional<T> next;

    private volatile boolean closed;

    private Generator(TaskGroup group, String name, int buffer, Body<T> body) {
        Objects.requireNonNull(group, "group");
        this.name = Objects.requireNonNull(name, "name");
        this.body = Objects.requireNonNull(body, "body");
        if (buffer < 0) {
            throw new IllegalArgumentException("a generator is ahead by 0 items (lock-step) or more, not by " + buffer);
        }
        this.turns = new Turns<>(buffer);
        this.task = group.forkDaemon(name, this::produce);
        task.onEnd(this::ended);
        this.atGroupEnd = group.onClose(() -> {
            Throwable failure = untold.getAndSet(null);
            if (failure != null) {
                throw asUnchecked(failure);
            }
        });
        Seam.created(this);
    }

    // ---- opening

    /**
     * A generator in lock-step.
     *
     * @param <T> the type of the items
     * @param group the group whose daemon the body is
     * @param body makes the items
     * @return the generator, best closed by try-with-resources
     * @throws IllegalStateException if the group is closed
     */
    public static <T> Generator<T> open(TaskGroup group, Body<T> body) {
        return open(group, 0, body);
    }

    /**
     * A generator whose body runs ahead of the consumer.
     *
     * @param <T> the type of the items
     * @param group the group whose daemon the body is
     * @param buffer by at most how many items; 0 for lock-step
     * @param body makes the items
     * @return the generator, best closed by try-with-resources
     * @throws IllegalArgumentException if the buffer is less than 0
     * @throws IllegalStateException if the group is closed
     */
    public static <T> Generator<T> open(TaskGroup group, int buffer, Body<T> body) {
        return open(group, "generator", buffer, body);
    }

    /**
     * A generator with a name.
     *
     * @param <T> the type of the items
     * @param group the group whose daemon the body is
     * @param name for messages, for the body's thread, and for thread dumps
     * @param buffer by at most how many items the body runs ahead; 0 for lock-step
     * @param body makes the items
     * @return the generator, best closed by try-with-resources
     * @throws IllegalArgumentException if the buffer is less than 0
     * @throws IllegalStateException if the group is closed
     */
    public static <T> Generator<T> open(TaskGroup group, String name, int buffer, Body<T> body) {
        return new Generator<>(group, name, buffer, body);
    }

    // ---- the body's thread

    private boolean isBody() {
        return Thread.currentThread() == producer;
    }

    /** What the body throws is the consumer's affair; the task tells only whether it was cut short. */
    private void produce() throws Exception {
        CancelScope scope = CurrentScope.get();
        producer = Thread.currentThread();
        try {
            turns.awaitTurn();
            body.run(new Out<>(this));
        } catch (Throwable e) {
            if (!scope.isCancelled() || !Interruption.isShapeOf(e)) {
                untold.set(e);
                return;
            }
            List<Throwable> failures = Interruption.failuresWithin(e);
            if (!failures.isEmpty()) {
                untold.set(failures.stream().reduce(null, Thrown::both));
            }
            throw new CancellationException(); // with nothing suppressed, which would be told twice
        } finally {
            producer = null;
        }
    }

    /** The task has ended; if its body has never run, because it got no thread, nobody else has told why. */
    private void ended() {
        if (task.outcome() instanceof Outcome.Failure<?>(Throwable cause)) {
            untold.compareAndSet(null, cause);
        }
        turns.end();
    }

    // ---- the consumer

    /**
     * The next item, which the body makes now, unless it has before.
     *
     * @return empty at the end, then and ever after
     * @throws CancellationException if the body was cancelled with its group, or the task or group around this call is
     *     cancelled while this waits
     * @throws CompletionException if the body failed with a checked exception, its cause; other failures come as they are
     * @throws IllegalStateException if a step by another thread is under way, if the body itself asks, or if the generator
     *     was closed before its end
     * @throws InterruptedException if the calling thread is interrupted; the next step gets the item
     */
    public Optional<T> next() throws InterruptedException {
        return step(Deadline.NEVER, true);
    }

    /**
     * The same, but waits for at most {@code timeout}. A timeout cancels nothing: the body goes on, and the next step gets the
     * item.
     *
     * @param timeout how long to wait at most; zero or less does not wait
     * @return empty at the end, then and ever after
     * @throws TimeoutException if there was no item in time
     * @throws CancellationException if the body was cancelled with its group, or the task or group around this call is
     *     cancelled while this waits
     * @throws CompletionException if the body failed with a checked exception, its cause; other failures come as they are
     * @throws IllegalStateException if a step by another thread is under way, if the body itself asks, or if the generator
     *     was closed before its end
     * @throws InterruptedException if the calling thread is interrupted; the next step gets the item
     */
    public Optional<T> next(Duration timeout) throws InterruptedException, TimeoutException {
        Optional<T> item = step(Deadline.after(timeout), true);
        if (item == null) {
            throw new TimeoutException("generator '" + name + "' has made no item within " + timeout);
        }
        return item;
    }

    /**
     * The items to come, for a {@code for} loop. There is one iterator: who leaves a loop and begins another goes on where
     * the first has stopped, and an item that was only asked for by {@code hasNext} is not lost.
     *
     * <p>The iterator cannot throw {@code InterruptedException}: it sets the interrupt again and throws {@link
     * CancellationException}. Otherwise it throws what {@link #next()} does.
     *
     * @return the iterator
     */
    @Override
    public Iterator<T> iterator() {
        return items;
    }

    private final class Items implements Iterator<T> {
        @Override
        public boolean hasNext() {
            return look(false).isPresent();
        }

        @Override
        public T next() {
            return look(true).orElseThrow(() -> new NoSuchElementException("generator '" + name + "' is exhausted"));
        }

        private Optional<T> look(boolean take) {
            try {
                return step(Deadline.NEVER, take);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Cancellation.exception("interrupted while iterating over generator '" + name + "'", e);
            }
        }
    }

    /**
     * One step.
     *
     * @param take whether the item is given, or only looked for
     * @return the item; empty at the end; null if the deadline passed first
     */
    private Optional<T> step(Deadline deadline, boolean take) throws InterruptedException {
        refuseBody("a step", isBody());
        CurrentScope.checkEntry();
        Thread other = stepping.compareAndExchange(null, Thread.currentThread());
        if (other != null) {
            throw new IllegalStateException("a step of generator '" + name + "' by " + Thread.currentThread()
                    + " while one by " + other + " is under way: one thread iterates at a time");
        }
        try {
            Optional<T> item = next;
            if (item == null || item.isPresent()) {
                throwIfClosed();
            }
            if (item == null) {
                item = fetch(deadline);
            }
            next = take && item != null && item.isPresent() ? null : item;
            return item;
        } finally {
            stepping.set(null);
        }
    }

    private Optional<T> fetch(Deadline deadline) throws InterruptedException {
        Optional<T> item = turns.next(deadline);
        if (item != null && item.isEmpty()) {
            Throwable failure = takeUntold();
            if (failure != null) {
                next = item;
                throw asUnchecked(failure);
            }
            throwIfClosed();
            task.resultNow(); // throws if it was cut short
        }
        return item;
    }

    private void throwIfClosed() {
        if (closed) {
            throw new IllegalStateException(
                    "a step of generator '" + name + "', which was closed before its end: iterate within its block");
        }
    }

    private void refuseBody(String what, boolean isBody) {
        if (isBody) {
            throw new IllegalStateException(
                    what + " of generator '" + name + "' by its own body, which would wait for itself");
        }
    }

    /** The body has ended, and whoever asks is told now: the group need not be. */
    private Throwable takeUntold() {
        atGroupEnd.close();
        return untold.getAndSet(null);
    }

    private RuntimeException asUnchecked(Throwable failure) {
        return switch (failure) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new CompletionException("generator '" + name + "' failed: " + SafeText.of(failure), failure);
        };
    }

    // ---- ending

    /**
     * Cancels the body and waits until it has ended, its {@code finally} blocks included; an interrupt is kept for later.
     * What it has emitted and nobody has taken is dropped. A step that waits meanwhile is refused. Again: no effect.
     *
     * @throws CompletionException if the body has failed, or its clean-up now, with a checked exception and nobody has been
     *     told; other failures come as they are
     * @throws IllegalStateException if the body itself calls this, or a task that the body has started
     */
    @Override
    public void close() {
        refuseBody("close", WorkerPool.isCurrent(task));
        closed = true;
        task.cancel(true);
        turns.awaitEnd();
        Throwable failure = takeUntold();
        if (failure != null) {
            throw asUnchecked(failure);
        }
    }

    /** The name, and who waits for whom. */
    @Override
    public String toString() {
        return "Generator[" + name + ", " + turns + (closed ? ", closed]" : "]");
    }
}
