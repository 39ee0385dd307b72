package dev.heddle.queue;

import dev.heddle.internal.Thrown;
import dev.heddle.internal.park.CancelScope;
import dev.heddle.internal.park.Cancellation;
import dev.heddle.internal.park.CurrentScope;
import dev.heddle.internal.park.Interruption;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/** One item through one handler: returned is done, threw is done and reported, cancelled is given back. */
final class Handling {
    private Handling() {}

    /**
     * Handles the item of a lease and settles it. A failure is told of before the item counts as done, so that who waits for
     * that comes after.
     *
     * @param onFailure told of a failure
     * @return null, or the failure
     * @throws CancellationException if the handler stopped because it was told to
     * @throws InterruptedException the same, if that is what it threw
     */
    static <T> HandlerFailedException handle(Lease<T> lease, Handler<? super T> handler,
            Consumer<HandlerFailedException> onFailure) throws InterruptedException {
        try {
            handler.handle(lease.item());
        } catch (Throwable e) {
            if (isCancellation(e)) {
                settle(lease::giveBack, e);
                throw asCancellation(e);
            }
            HandlerFailedException failure = new HandlerFailedException(lease.item(), e);
            Throwable problem = null;
            try {
                onFailure.accept(failure);
            } catch (Throwable x) {
                problem = Thrown.both(x, failure); // it has not reached whom it should: it goes along
            }
            try {
                lease.reject(e);
            } catch (Throwable x) {
                problem = problem == null ? Thrown.both(x, e) : Thrown.both(problem, x);
            }
            if (problem != null) {
                throw Thrown.raise(problem);
            }
            return failure;
        }
        lease.done();
        return null;
    }

    /** What the source throws must not hide what the handler threw. */
    private static void settle(Runnable how, Throwable handlers) {
        try {
            how.run();
        } catch (Throwable e) {
            throw Thrown.raise(Thrown.both(e, handlers));
        }
    }

    /** A thread that is not Heddle's is told to stop by an interrupt, and by nothing else. */
    private static boolean isCancellation(Throwable thrown) {
        CancelScope scope = CurrentScope.get();
        boolean told = scope != null && scope.isCancelled() && Interruption.isShapeOf(thrown);
        return told || (thrown instanceof InterruptedException && !CurrentScope.isOnOwnThread());
    }

    private static CancellationException asCancellation(Throwable thrown) throws InterruptedException {
        if (thrown instanceof InterruptedException interrupted) {
            throw interrupted;
        }
        if (thrown instanceof CancellationException cancelled) {
            return cancelled;
        }
        return Cancellation.exception(thrown.getMessage(), thrown);
    }
}
