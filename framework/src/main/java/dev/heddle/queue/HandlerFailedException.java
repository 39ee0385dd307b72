package dev.heddle.queue;

/** A handler threw: the cause, and the item that it was given. The item counts as done. */
public final class HandlerFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Object item;

    HandlerFailedException(Object item, Throwable cause) {
        super("the handler failed on " + describe(item) + ": " + cause, cause);
        this.item = item;
    }

    /**
     * The item that was being handled.
     *
     * @return the item; null after serialization
     */
    public Object item() {
        return item;
    }

    private static String describe(Object item) {
        try {
            String text = String.valueOf(item);
            return text.length() <= 100 ? text : text.substring(0, 100) + "...";
        } catch (RuntimeException e) {
            return "an item of " + item.getClass();
        }
    }
}
