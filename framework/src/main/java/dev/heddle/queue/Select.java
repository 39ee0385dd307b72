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
 * Takes from whichever of several queues has an item first, or puts into whichever has space first: one of these, and nothing is
 * changed in the other queues. No helper thread.
 *
 * <pre>{@code
 * Select<Event> next = Select.<Point, Event>from(clicks, Clicked::new).or(keys, Typed::new);
 * for (;;) {
 *     switch (next.await(Duration.ofSeconds(5))) {
 *         case Clicked(var where) -> ...
 *         case Typed(var key) -> ...
 *         case null -> ...                 // nothing for five seconds
 *     }
 * }
 * }</pre>
 *
 * <h2>Rules</h2>
 *
 * <ul>
 *   <li><b>Exactly one.</b> A call that returns has taken or put one item. A call that threw or timed out has done nothing. If an
 *       item and an interrupt or a cancellation come at the same time, the item wins, as with {@link WorkQueue#take}.
 *   <li><b>Fair.</b> Of those that are ready, the one whose turn was longest ago goes first.
 *   <li><b>Ends.</b> A queue to take from that is closed and drained does not count any more. When none is left and there is nothing
 *       to put, the call throws {@link QueueClosedException}: so several queues can be taken from until all are at their end.
 *       A queue that was closed exceptionally throws at once, and so does a closed one to put into.
 *   <li><b>Account.</b> To take here is to {@code take}: the item is unfinished until {@link WorkQueue#taskDone}.
 * </ul>
 *
 * <p>Immutable and thread-safe; made once and used again, it keeps turns across calls. The functions run on the calling thread, after
 * the item has been taken or put, and what they throw the call throws.
 *
 * <p>Answers to Go's {@code select}, Kotlin's {@code select} and asyncio's {@code wait(..., FIRST_COMPLETED)} over several {@code get()}.
 *
 * @param <R> the type of the results
 */
public final class Select<R> {

    /** One of the things to do. What it waits for is the attempt; what follows is for the one that was first. */
    private interface Case<R> {
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

    private record Take<T, R>(WorkQueue<T> queue, Function<? super T, ? extends R> result) implements Case<R> {
        @Override
        public WaitList list() {
            return queue.takers();
        }

        @Override
        public Object attempt() {
            T item = queue.next();
            if (item == null) {
                queue.throwIfSealed();
            }
            return item;
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
        @SuppressWarnings("unchecked") // it is what the attempt gave
        public R finish(Object item) {
            return result.apply((T) item);
        }

        @Override
        public String toString() {
            return "take from " + queue.name();
        }
    }

    private record Put<T, R>(WorkQueue<T> queue, T item, Supplier<? extends R> result) implements Case<R> {
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
            return result.get();
        }

        @Override
        public String toString() {
            return "put into " + queue.name();
        }
    }

    /** A case among all: its end alone is none. */
    private final class Attempt implements WaitList.Contended<Object> {
        private final int index;
        private final Case<R> one;

        Attempt(int index) {
            this.index = index;
            this.one = cases.get(index);
        }

        @Override
        public Object attempt() {
            Object attempted = one.attempt();
            if (attempted == null && one.isOver() && cases.stream().allMatch(Case::isOver)) {
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
    private record Done<R>(Select<R>.Attempt attempt, Object attempted) {}

    private final List<Case<R>> cases;
    private final List<Attempt> attempts;

    /** Which one is tried first. Written by all threads without a lock: a hint. */
    private int turn;

    private Select(List<Case<R>> cases) {
        this.cases = cases;
        this.attempts = IntStream.range(0, cases.size()).mapToObj(Attempt::new).toList();
        this.turn = ThreadLocalRandom.current().nextInt(cases.size());
    }

    // ---- making

    /**
     * Takes from one of several queues.
     *
     * @param <T> the type of the items, which are the results
     * @param queues at least one
     * @return a select that can be used again and again
     */
    @SafeVarargs
    public static <T> Select<T> of(WorkQueue<? extends T>... queues) {
        if (Objects.requireNonNull(queues, "queues").length == 0) {
            throw new IllegalArgumentException("a select waits for at least one queue");
        }
        List<Case<T>> cases = new ArrayList<>();
        for (WorkQueue<? extends T> queue : queues) {
            cases.add(take(queue, item -> item));
        }
        return new Select<>(List.copyOf(cases));
    }

    /**
     * Takes from a queue. Of no use alone: others follow with {@link #or}.
     *
     * @param <T> the type of the items
     * @param <R> the type of the results
     * @param queue where to take from
     * @param result makes the result of the item
     * @return a select that can be used again and again
     */
    public static <T, R> Select<R> from(WorkQueue<T> queue, Function<? super T, ? extends R> result) {
        return new Select<>(List.of(take(queue, result)));
    }

    /**
     * The same, or takes from another queue.
     *
     * @param <T> the type of the items
     * @param queue where to take from
     * @param result makes the result of the item
     * @return a select with one case more
     */
    public <T> Select<R> or(WorkQueue<T> queue, Function<? super T, ? extends R> result) {
        return with(take(queue, result));
    }

    private static <T, R> Case<R> take(WorkQueue<T> queue, Function<? super T, ? extends R> result) {
        return new Take<>(Objects.requireNonNull(queue, "queue"), Objects.requireNonNull(result, "result"));
    }

    /**
     * The same, or puts an item into a queue. A queue that drops has always space.
     *
     * @param <T> the type of the items
     * @param queue where to put it; no rendezvous, because two selects could wait there for each other
     * @param item not null
     * @param result makes the result when the item is in
     * @return a select with one case more
     */
    public <T> Select<R> orPut(WorkQueue<T> queue, T item, Supplier<? extends R> result) {
        Objects.requireNonNull(queue, "queue");
        if (queue.capacity() == 0) {
            throw new IllegalArgumentException("a select cannot put into a rendezvous queue such as '" + queue.name()
                    + "': use a queue that is bounded, with a capacity of 1 for example");
        }
        return with(new Put<>(queue, Objects.requireNonNull(item, "item"), Objects.requireNonNull(result, "result")));
    }

    private Select<R> with(Case<R> another) {
        List<Case<R>> more = new ArrayList<>(cases);
        more.add(another);
        return new Select<>(List.copyOf(more));
    }

    // ---- using

    /**
     * Does the first that is possible, waiting for it if need be.
     *
     * @return its result
     * @throws QueueClosedException if all that could be taken from are closed and drained, and there is nothing to put; or if one
     *     was closed exceptionally, or one to put into is closed
     * @throws CancellationException if the task or group around this call is cancelled while this waits
     * @throws InterruptedException if the calling thread is interrupted; then nothing was done
     */
    public R await() throws InterruptedException {
        CurrentScope.checkEntry();
        return await(Deadline.NEVER);
    }

    /**
     * Does the first that is possible, waiting for it not longer than so long.
     *
     * @param timeout how long to wait at the most; zero or less does not wait
     * @return its result, or null if none was possible in time
     * @throws QueueClosedException as {@link #await()} does
     * @throws CancellationException if the task or group around this call is cancelled while this waits
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
     */
    public R poll() {
        return finish(tryInTurn(false));
    }

    private R await(Deadline deadline) throws InterruptedException {
        Done<R> done = tryInTurn(true);
        if (done == null && deadline.remaining() > 0) {
            done = linger();
        }
        return finish(done == null ? park(deadline) : done);
    }

    private R finish(Done<R> done) {
        if (done == null) {
            return null;
        }
        turn = done.attempt().index + 1;
        return done.attempt().one.finish(done.attempted());
    }

    /** What is possible now, or null. Who may wait leaves a case out in which others have a right to go first. */
    private Done<R> tryInTurn(boolean queues) {
        int first = turn;
        for (int i = 0; i < attempts.size(); i++) {
            Attempt attempt = attempts.get((first + i) % attempts.size());
            Object attempted = queues && attempt.one.list().isReserved() ? null : attempt.attempt();
            if (attempted != null) {
                return new Done<>(attempt, attempted);
            }
        }
        return null;
    }

    private Done<R> linger() {
        WaitList list = cases.getFirst().list();
        for (int round = list.linger(0); round >= 0; round = list.linger(round)) {
            Done<R> done = tryInTurn(true);
            if (done != null) {
                return done;
            }
        }
        return null;
    }

    private Done<R> park(Deadline deadline) throws InterruptedException {
        int first = turn;
        List<Attempt> order = new ArrayList<>();
        List<Place<Object>> places = new ArrayList<>();
        for (int i = 0; i < attempts.size(); i++) {
            Attempt attempt = attempts.get((first + i) % attempts.size());
            order.add(attempt);
            places.add(new Place<>(attempt.one.list(), attempt));
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
