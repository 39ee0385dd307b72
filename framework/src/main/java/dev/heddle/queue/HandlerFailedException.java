package dev.heddle.queue;

import dev.heddle.internal.SafeText;

/** A handler threw: the cause, and the item that it was given. The item counts as done. */
public final class HandlerFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Object item;

    HandlerFailedException(Object item, Throwable cause) {
        super("the handler failed on " + SafeText.of(item) + ": " + SafeText.of(cause), cause);
        this.item = item;
    }

    /**
     * The item that was being handled.
     *
     * @return the item; null after deserialization
     */
    public Object item() {
        return item;
    }
}
