package dev.heddle.queue;

import dev.heddle.internal.park.CancelScope;
import dev.heddle.internal.park.CurrentScope;
import dev.heddle.internal.park.Interruption;
import java.util.concurrent.CancellationException;

/** One item through one handler: returned is done, threw is done and reported, cancelled is given back. */
final class Handling {
    private Handling() {}

    /**
     * Handles the item of a lease and settles it.
     *
     * @return null, or what went wrong
     * @throws CancellationException or InterruptedException if the handler stopped because it was told to
     */
    static <T> HandlerFailedException handle(Lease<T> lease, Handler<? super T> handler) throws InterruptedException {
        try {
            handler.handle(lease.item());
        } catch (Throwable e) {
            if (!isCancellation(e)) {
                lease.reject(e);
                return new HandlerFailedException(lease.item(), e);
            }
            lease.giveBack();
            throw asCancellation(e);
        }
        lease.done();
        return null;
    }

    /** Outside of any scope nobody can be cancelled; there an interrupt is the only way to say it. */
    private static boolean isCancellation(Throwable thrown) {
        CancelScope scope = CurrentScope.get();
        return scope == null ? thrown instanceof InterruptedException
                : scope.isCancelled() && Interruption.isShapeOf(thrown);
    }

    private static CancellationException asCancellation(Throwable thrown) throws InterruptedException {
        if (thrown instanceof InterruptedException interrupted) {
            throw interrupted;
        }
        if (thrown instanceof CancellationException cancelled) {
            return cancelled;
        }
        CancellationException cancelled = new CancellationException(thrown.getMessage());
        cancelled.initCause(thrown);
        return cancelled;
    }
}
