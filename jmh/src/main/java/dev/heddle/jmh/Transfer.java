package dev.heddle.jmh;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Moves a fixed number of items from producers to consumers and joins all threads, so that no failed attempt scores as
 * work; then checks that as much came out as went in, so that no lost item does.
 */
final class Transfer {

    /** What one thread does with its share of the items. */
    @FunctionalInterface
    interface Share {

        /**
         * Puts or takes.
         *
         * @return the sum of the items
         */
        long move(int items) throws InterruptedException;
    }

    private final ExecutorService threads;
    private final Crowd crowd;
    private final Share producer;
    private final Share consumer;

    Transfer(ExecutorService threads, Crowd crowd, Share producer, Share consumer) {
        this.threads = threads;
        this.crowd = crowd;
        this.producer = producer;
        this.consumer = consumer;
    }

    /** One item at a time through a channel, between virtual threads. */
    static Transfer through(Channel channel, String threads) {
        return through(channel, threads, 0);
    }

    /** The same, where the consumers work with each item for so many tokens. */
    static Transfer through(Channel channel, String threads, int tokens) {
        return new Transfer(virtualThreads(), Crowd.of(threads), channel::putMany,
                items -> channel.takeMany(items, tokens));
    }

    /** One item at a time through a channel, between platform threads. */
    static Transfer onPlatformThreads(Channel channel, String threads) {
        return new Transfer(platformThreads(), Crowd.of(threads), channel::putMany,
                items -> channel.takeMany(items, 0));
    }

    static ExecutorService virtualThreads() {
        return Executors.newVirtualThreadPerTaskExecutor();
    }

    /** Kept from one invocation to the next, since to start one costs as much as a hundred items. */
    private static ExecutorService platformThreads() {
        return Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
    }

    /** Moves so many items, which both the producers and the consumers can share evenly. */
    void move(int items) throws InterruptedException, ExecutionException {
        start(items).await();
    }

    /** Begins to move so many items. */
    Running start(int items) {
        return new Running(start(crowd.producers(), producer, items), start(crowd.consumers(), consumer, items));
    }

    private List<Future<Long>> start(int count, Share share, int items) {
        if (items % count != 0) {
            throw new IllegalArgumentException(count + " threads cannot share " + items + " items evenly");
        }
        List<Future<Long>> started = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            started.add(threads.submit(() -> share.move(items / count)));
        }
        return started;
    }

    /** A transfer that has begun. */
    record Running(List<Future<Long>> producers, List<Future<Long>> consumers) {

        /** Waits for all threads. */
        void await() throws InterruptedException, ExecutionException {
            long in = sum(producers);
            long out = sum(consumers);
            if (in != out) {
                throw new IllegalStateException("items that add up to " + in + " went in, and to " + out + " came out");
            }
        }

        private static long sum(List<Future<Long>> shares) throws InterruptedException, ExecutionException {
            long sum = 0;
            for (Future<Long> share : shares) {
                sum += share.get();
            }
            return sum;
        }
    }
}
