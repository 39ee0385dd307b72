package dev.heddle.storm;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Tells of a round that does not end. For one thread. */
final class HangWatch implements AutoCloseable {
    private final Duration limit;
    private final Runnable onHang;
    private CompletableFuture<Void> timer = new CompletableFuture<>();

    HangWatch(Duration limit, Runnable onHang) {
        this.limit = limit;
        this.onHang = onHang;
    }

    /** A round begins; the one before has ended. */
    void begin() {
        timer.cancel(false);
        timer = new CompletableFuture<>();
        timer.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).exceptionally(late -> {
            if (late instanceof TimeoutException) {
                Thread.ofPlatform().daemon().start(onHang);
            }
            return null;
        });
    }

    @Override
    public void close() {
        timer.cancel(false);
    }
}
