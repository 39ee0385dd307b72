package dev.heddle.storm;

import dev.heddle.queue.PutInterruptedException;
import dev.heddle.queue.QueueClosedException;
import dev.heddle.queue.Select;
import dev.heddle.queue.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One thread that puts into a queue in all ways. What did not go in goes next. */
final class Puts {
    /** Virtual threads that never wait keep others from running. */
    private static final long A_LITTLE = 1_000;

    private static final Pattern PARTIAL = Pattern.compile("\\((\\d+) of (\\d+) items had been put\\)");

    private static final Duration LONG = Duration.ofDays(1);

    private final WorkQueue<Item> queue;
    private final Select.Case<Boolean> other;
    private final Books books;
    private final SplittableRandom random;
    private final int producer;
    private final Mood mood;

    /** @param idle where nothing ever comes */
    Puts(WorkQueue<Item> queue, WorkQueue<Item> idle, Books books, SplittableRandom random, int producer, Mood mood) {
        this.queue = queue;
        this.other = Select.take(idle, nothing -> false);
        this.books = books;
        this.random = random;
        this.producer = producer;
        this.mood = mood;
    }

    /** Puts once; throws what the queue throws, and then the books tell what went in all the same. */
    void once() throws InterruptedException {
        if (mood != Mood.PATIENT && random.nextInt(32) == 0) {
            LockSupport.parkNanos(A_LITTLE);
        }
        Item item = books.next(producer, 0);
        switch (mood.choose(random, 5, 11, 3)) {
            case 0, 1, 2 -> {
                queue.put(item);
                books.in(producer, 1);
            }
            case 3 -> putAll(random.nextInt(6));
            case 4 -> books.in(producer, select(item, LONG) ? 1 : 0);
            case 5, 6 -> books.in(producer, queue.offer(item, briefly()) ? 1 : 0);
            case 7 -> books.in(producer, select(item, briefly()) ? 1 : 0);
            case 8 -> books.in(producer, select(item, Duration.ZERO) ? 1 : 0);
            case 9 -> books.in(producer, queue.offer(item, Duration.ZERO) ? 1 : 0);
            default -> books.in(producer, queue.offer(item) ? 1 : 0);
        }
    }

    private Duration briefly() {
        return Duration.ofNanos(random.nextInt(50_000) - 100);
    }

    /** Puts it by a select, if that can be. */
    private boolean select(Item item, Duration atMost) throws InterruptedException {
        return queue.capacity() == 0 ? queue.offer(item, atMost)
                : Boolean.TRUE.equals(Select.of(other, Select.put(queue, () -> item, () -> true)).await(atMost));
    }

    private void putAll(int size) throws InterruptedException {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            items.add(books.next(producer, i));
        }
        try {
            queue.putAll(items);
            books.in(producer, size);
        } catch (PutInterruptedException e) {
            books.in(producer, e.count());
            throw e;
        } catch (QueueClosedException | CancellationException e) {
            Matcher told = PARTIAL.matcher(e.getMessage());
            if (!told.find()) {
                throw new AssertionError("does not tell how many went in (Q18)", e);
            }
            books.in(producer, Integer.parseInt(told.group(1)));
            throw e;
        }
    }
}
