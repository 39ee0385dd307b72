package dev.heddle.queue;

import dev.heddle.internal.park.CurrentScope;
import dev.heddle.internal.park.Deadline;
import dev.heddle.internal.park.Place;
import dev.heddle.internal.park.WaitList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Takes from whichever of several queues has an item first, or puts into whichever has space first: one of these, and nothing
 * is changed in the other queues. No helper thread.
 *
 * <pre>{@code
 * Select<Happened> next = Select.of(Select.take(clicks, Clicked::new), Select.take(keys, Typed::new));
 * for (;;) {
 *     switch (next.await(Duration.ofSeconds(5))) {
 *         case Clicked(var where) -> select(where);
 *         case Typed(var key) -> type(key);
 *         case null -> autosave();         // nothing for five seconds
 *     }
 * }
 * }</pre>
 *
 * <h2>Rules</h2>
 *
 * <ul>
 *   <li><b>Exactly one.</b> A call that gives a result has taken or put one item (a queue that drops its newest may have
 *       dropped it). A call that threw or timed out has done nothing, unless a case's own function threw. If an item and an
 *       interrupt or a cancellation come at the same time, the item wins, as with {@link WorkQueue#take}.
 *   <li><b>Fair.</b> Of those that are ready, the next after the last that was served goes first. Towards others who wait at a
 *       queue a select is a taker or putter as any other: it keeps its place, one in each queue.
 *   <li><b>Ends.</b> A queue to take from that is closed and drained does not count any more. When none is left and there is
 *       nothing to put, the call throws {@link QueueClosedException}: so several queues can be taken from until all are at
 *       their end. A queue that was closed exceptionally throws at once, and so does a closed one to put into.
 *   <li><b>Account.</b> To take here is to {@code take}: the item is unfinished until {@link WorkQueue#taskDone}.
 *   <li><b>Functions</b> run on the calling thread and under no lock. Each item to put is asked for once at the beginning of
 *       each call, whether it is put then or not, as Go evaluates what it may send; if that throws, nothing was done. The
 *       result is made after the item has been taken or put, and what that throws the call throws. Null is no result, for
 *       {@link #await(Duration)} and {@link #poll} give it when nothing was possible: a result that is null makes the call
 *       throw {@link NullPointerException}. An item that was taken for it is given back before that; one that was put is in.
 * </ul>
 *
 * <p>Immutable and thread-safe; made once and used again, it keeps turns across calls.
 *
 * <p>Answers to Go's {@code select}, Kotlin's {@code select} and asyncio's {@code wait(..., FIRST_COMPLETED)} over several
 * {@code get()}.
 *
 * @param <R> the type of the results
 */
public final class Select<R> {

    /**
     * One of the things to do: made by {@link #take} or {@link #put}, for {@link #of(Case[])}. Immutable, and may be used in
     * several selects.
     *
     * @param <R> the type of the results
     */
    public abstract static sealed class Case<R> permits Take, Put {
        private Case() {}

        /** What a call tries: for a case that puts, with the item that it asks for now. */
        abstract Turn<R> begin();
    }

    /** A case in one call. What it waits for is the attempt; what follows is for the one that was first. */
    private interface Turn<R> {
        WaitList list();

        /** Tries at once: what {@link #finish} needs, or null. Throws if it cannot succeed any more, but by an ordinary end. */
        Object attempt();

        /** Whether an attempt of somebody else may have a result. */
        boolean holds();

        /** Whether it is at an ordinary end. */
        boolean isOver();

        /** Throws, if it is. */
        void throwIfOver();

        R finish(Object attempted);
    }

    private static final class Take<T, R> extends Case<R> implements Turn<R> {
        private final WorkQueue<T> queue;
        private final Function<? super T, ? extends R> result;

        Take(WorkQueue<T> queue, Function<? super T, ? extends R> result) {
            this.queue = Objects.requireNonNull(queue, "queue");
            this.result = Objects.requireNonNull(result, "result");
        }

        @Override
        Turn<R> begin() {
            return this;
        }

        @Override
        public WaitList list() {
            return queue.takers();
        }

        @Override
        public Object attempt() {
            Object entry = queue.nextForNow();
            if (entry == null) {
                queue.throwIfSealed();
            }
            return entry;
        }

        @Override
        public boolean holds() {
            return queue.mayTake();
        }

        @Override
        public boolean isOver() {
            return queue.isExhausted();
        }

        @Override
        public void throwIfOver() {
            queue.throwIfEnded();
        }

        @Override
        public R finish(Object entry) {
            boolean back = false;
            R made;
            try {
                made = result.apply(WorkQueue.<T>item(entry));
                back = made == null;
            } finally {
                if (!back) {
                    queue.hasGone();
                }
            }
            if (back) {
                queue.giveBack(entry);
                throw new NullPointerException(
                        "the result of the case '" + this + "' of a select is null: await and poll give"
                                + " null when nothing was possible. The item was given back");
            }
            return made;
        }

        @Override
        public String toString() {
            return "take from " + queue.name();
        }
    }

    private static final class Put<T, R> extends Case<R> {
        private final WorkQueue<T> queue;
        private final Supplier<? extends T> item;
        private final Supplier<? extends R> result;

        Put(WorkQueue<T> queue, Supplier<? extends T> item, Supplier<? extends R> result) {
            this.queue = Objects.requireNonNull(queue, "queue");
            if (queue.capacity() == 0) {
                throw new IllegalArgumentException("a select cannot put into a rendezvous queue such as '"
                        + queue.name() + "': use a queue that is bounded, with a capacity of 1 for example");
            }
            this.item = Objects.requireNonNull(item, "item");
            this.result = Objects.requireNonNull(result, "result");
        }

        @Override
        Turn<R> begin() {
            return new Putting<>(queue,
                    Objects.requireNonNull(item.get(), () -> "the item of the case '" + this + "' of a select is null"),
                    result, toString());
        }

        @Override
        public String toString() {
            return "put into " + queue.name();
        }
    }

    private record Putting<T, R>(WorkQueue<T> queue, T item, Supplier<? extends R> result,
            String name) implements Turn<R> {
        @Override
        public WaitList list() {
            return queue.putters();
        }

        @Override
        public Object attempt() {
            return queue.offer(item) || queue.drops() ? item : null;
        }

        @Override
        public boolean holds() {
            return queue.mayPut();
        }

        @Override
        public boolean isOver() {
            return false;
        }

        @Override
        public void throwIfOver() {}

        @Override
        public R finish(Object put) {
            return Objects.requireNonNull(result.get(),
                    () -> "the result of the case '" + name + "' of a select is null:"
                            + " await and poll give null when nothing was possible. The item was put");
        }
    }

    /** A turn among all of a call: its end alone is none. */
    private record Attempt<R>(int index, Turn<R> one,
            List<? extends Turn<?>> all) implements WaitList.Contended<Object> {
        static <R> List<Attempt<R>> ofAll(List<Turn<R>> turns) {
            return IntStream.range(0, turns.size()).mapToObj(i -> new Attempt<>(i, turns.get(i), turns)).toList();
        }

        @Override
        public Object attempt() {
            Object attempted = one.attempt();
            if (attempted == null && one.isOver() && all.stream().allMatch(Turn::isOver)) {
                one.throwIfOver();
            }
            return attempted;
        }

        @Override
        public boolean holds() {
            return one.holds();
        }
    }

    /** What was possible, and what the attempt gave. */
    private record Done<R>(Attempt<R> attempt, Object attempted) {}

    private final List<Case<R>> cases;

    /** The same in each call, if nothing is put; null otherwise. */
    private final List<Attempt<R>> takes;

    /** Which one is tried first. Written by all threads without a lock: a hint. */
    private int turn;

    private Select(List<Case<R>> cases) {
        if (cases.isEmpty()) {
            throw new IllegalArgumentException("a select waits for at least one queue");
        }
        this.cases = cases;
        this.takes = cases.stream().allMatch(Take.class::isInstance) ? begin() : null;
        this.turn = ThreadLocalRandom.current().nextInt(cases.size());
    }

    // ---- making

    /**
     * Takes from one of several queues.
     *
     * @param <T> the type of the items, which are the results
     * @param queues at least one
     * @return a select that can be used again and again
     * @throws IllegalArgumentException if there are none
     */
    @SafeVarargs
    public static <T> Select<T> of(WorkQueue<? extends T>... queues) {
        List<Case<T>> cases = new ArrayList<>();
        for (WorkQueue<? extends T> queue : Objects.requireNonNull(queues, "queues")) {
            cases.add(take(queue, item -> item));
        }
        return new Select<>(List.copyOf(cases));
    }

    /**
     * Does one of several things.
     *
     * @param <R> the type of the results
     * @param cases at least one, made by {@link #take} and {@link #put}
     * @return a select that can be used again and again
     * @throws IllegalArgumentException if there are none
     */
    @SafeVarargs
    public static <R> Select<R> of(Case<? extends R>... cases) {
        List<Case<R>> copy = new ArrayList<>();
        for (Case<? extends R> one : Objects.requireNonNull(cases, "cases")) {
            @SuppressWarnings("unchecked") // a case only gives results
            Case<R> same = (Case<R>) Objects.requireNonNull(one, "a case");
            copy.add(same);
        }
        return new Select<>(List.copyOf(copy));
    }

    /**
     * To take from a queue.
     *
     * @param <T> the type of the items
     * @param <R> the type of the results
     * @param queue where to take from
     * @param result makes the result of the item when that was taken; not null
     * @return a case for {@link #of(Case[])}
     */
    public static <T, R> Case<R> take(WorkQueue<T> queue, Function<? super T, ? extends R> result) {
        return new Take<>(queue, result);
    }

    /**
     * To put an item into a queue. A queue that drops always has space.
     *
     * @param <T> the type of the items
     * @param <R> the type of the results
     * @param queue where to put it; no rendezvous, because two selects could wait there for each other
     * @param item gives the item, not null; asked once at the beginning of each call. The item is not put if another case is
     *     first: so this had better look than remove
     * @param result makes the result when the item is in; not null
     * @return a case for {@link #of(Case[])}
     * @throws IllegalArgumentException if the queue is a rendezvous
     */
    public static <T, R> Case<R> put(WorkQueue<T> queue, Supplier<? extends T> item, Supplier<? extends R> result) {
        return new Put<>(queue, item, result);
    }

    // ---- using

    /**
     * Does the first that is possible, waiting for it if need be.
     *
     * @return its result
     * @throws QueueClosedException if all that could be taken from are closed and drained, and there is nothing to put; or if
     *     one was closed exceptionally, or one to put into is closed
     * @throws CancellationException if the task or group around this call is cancelled while this waits
     * @throws NullPointerException if the item to put is null, or the result
     * @throws InterruptedException if the calling thread is interrupted; then nothing was done
     */
    public R await() throws InterruptedException {
        CurrentScope.checkEntry();
        return await(Deadline.NEVER);
    }

    /**
     * Does the first that is possible, waiting for it for at most {@code timeout}.
     *
     * @param timeout how long to wait at most; zero or less does not wait
     * @return its result, or null if none was possible in time
     * @throws QueueClosedException as {@link #await()} does
     * @throws CancellationException if the task or group around this call is cancelled while this waits
     * @throws NullPointerException if the item to put is null, or the result
     * @throws InterruptedException if the calling thread is interrupted; then nothing was done
     */
    public R await(Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.after(timeout);
        CurrentScope.checkEntry();
        return await(deadline);
    }

    /**
     * Does one that is possible now.
     *
     * @return its result, or null if none is possible
     * @throws QueueClosedException as {@link #await()} does
     * @throws NullPointerException if the item to put is null, or the result
     */
    public R poll() {
        return finish(tryInTurn(begin(), false));
    }

    private List<Attempt<R>> begin() {
        return takes != null ? takes : Attempt.ofAll(cases.stream().map(Case::begin).toList());
    }

    private R await(Deadline deadline) throws InterruptedException {
        List<Attempt<R>> attempts = begin();
        Done<R> done = tryInTurn(attempts, true);
        if (done == null && deadline.remaining() > 0) {
            done = linger(attempts);
        }
        return finish(done == null ? park(attempts, deadline) : done);
    }

    private R finish(Done<R> done) {
        if (done == null) {
            return null;
        }
        turn = done.attempt().index() + 1;
        return done.attempt().one().finish(done.attempted());
    }

    /** What is possible now, or null. Who may wait leaves a case out in which others have a right to go first. */
    private Done<R> tryInTurn(List<Attempt<R>> attempts, boolean queues) {
        int first = turn;
        for (int i = 0; i < attempts.size(); i++) {
            Attempt<R> attempt = attempts.get((first + i) % attempts.size());
            Object attempted = queues && attempt.one().list().isReserved() ? null : attempt.attempt();
            if (attempted != null) {
                return new Done<>(attempt, attempted);
            }
        }
        return null;
    }

    private Done<R> linger(List<Attempt<R>> attempts) {
        WaitList list = attempts.getFirst().one().list();
        for (int round = list.linger(0); round >= 0; round = list.linger(round)) {
            Done<R> done = tryInTurn(attempts, true);
            if (done != null) {
                return done;
            }
        }
        return null;
    }

    private Done<R> park(List<Attempt<R>> attempts, Deadline deadline) throws InterruptedException {
        int first = turn;
        List<Attempt<R>> order = new ArrayList<>();
        List<Place<Object>> places = new ArrayList<>();
        for (int i = 0; i < attempts.size(); i++) {
            Attempt<R> attempt = attempts.get((first + i) % attempts.size());
            order.add(attempt);
            places.add(new Place<>(attempt.one().list(), attempt));
        }
        Place<Object> won = Place.await(places, this, deadline, CurrentScope.get());
        return won == null ? null : new Done<>(order.get(places.indexOf(won)), won.result());
    }

    /** The queues that it is about. */
    @Override
    public String toString() {
        return cases.stream().map(Case::toString).collect(Collectors.joining(" or ", "Select[", "]"));
    }
}
