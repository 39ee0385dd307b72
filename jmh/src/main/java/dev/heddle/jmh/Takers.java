package dev.heddle.jmh;

import com.softwaremill.jox.ChannelClosedException;
import dev.heddle.queue.QueueClosedException;
import java.util.ArrayList;
import java.util.List;

/** Virtual threads that wait in {@code take}. */
final class Takers {
    private final List<Thread> threads = new ArrayList<>();

    /** Starts so many on a queue; returns when all wait. */
    Takers(Channel channel, int count) {
        for (int i = 0; i < count; i++) {
            threads.add(Thread.startVirtualThread(() -> takeOne(channel)));
        }
        boolean before = false;
        for (boolean now = false; !(before && now);) { // twice: one that waits for a lock looks the same
            before = now;
            now = threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING);
            Thread.yield();
        }
    }

    private static void takeOne(Channel channel) {
        try {
            channel.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a benchmark", e);
        } catch (QueueClosedException | ChannelClosedException e) {
            // The end that it waited for.
        }
    }

    /** Waits until all have ended. */
    void join() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
