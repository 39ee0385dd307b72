package dev.heddle.queue;

import java.time.Duration;
import java.util.List;

/**
 * Where workers get their work from. {@link WorkQueue} is the one in memory; users implement this over what outlives a
 * process, and keep their handlers. Thread-safe. What is added in later versions are default methods.
 *
 * @param <T> the type of the items
 */
public interface WorkSource<T> {

    /**
     * Takes items on lease: waits for the first, then takes what is there without waiting further.
     *
     * @param most how many at most; at least 1
     * @param atMost how long to wait for the first; zero or less does not wait
     * @return the leases, in order; empty if nothing came in time
     * @throws QueueClosedException at the end of all items; with a cause if that is a failure
     * @throws IllegalArgumentException if {@code most} is less than 1
     * @throws java.util.concurrent.CancellationException if the task or group around this call is cancelled while this waits
     * @throws InterruptedException if the calling thread is interrupted; then nothing was taken
     */
    List<Lease<T>> lease(int most, Duration atMost) throws InterruptedException;
}
