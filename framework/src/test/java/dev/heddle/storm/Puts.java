package dev.heddle.storm;

import dev.heddle.queue.PutInterruptedException;
import dev.heddle.queue.QueueClosedException;
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

    private final WorkQueue<Item> queue;
    private final Books books;
    private final SplittableRandom random;
    private final int producer;
    private final Mood mood;

    Puts(WorkQueue<Item> queue, Books books, SplittableRandom random, int producer, Mood mood) {
        this.queue = queue;
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
        switch (mood.choose(random, 4, 9, 2)) {
            case 0, 1, 2 -> {
                queue.put(item);
                books.in(producer, 1);
            }
            case 3 -> putAll(random.nextInt(6));
            case 4, 5, 6 ->
                books.in(producer, queue.offer(item, Duration.ofNanos(random.nextInt(50_000) - 100)) ? 1 : 0);
            case 7 -> books.in(producer, queue.offer(item, Duration.ZERO) ? 1 : 0);
            default -> books.in(producer, queue.offer(item) ? 1 : 0);
        }
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
