package dev.heddle.queue;

/**
 * The queue is closed: it takes nothing more, or has nothing more to give. With a cause if it was closed exceptionally:
 * then it is not the end of the items, but of the work.
 */
public final class QueueClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /**
     * For queues, and for other sources of work when they have ended.
     *
     * @param message which queue, and who closed it
     * @param cause why it was closed exceptionally; null for an ordinary end
     */
    public QueueClosedException(String message, Throwable cause) {
        super(message, cause);
    }
}
