package dev.heddle.task;

/** A callback that was registered, and can be taken back. Thread-safe. */
public final class Registration implements AutoCloseable {
    /** Of one whose moment has come already. */
    static final Registration OVER = new Registration(() -> {});

    private final Runnable takeBack;

    Registration(Runnable takeBack) {
        this.takeBack = takeBack;
    }

    /** Takes the callback back: it will not run, unless it has begun already. Again: no effect. */
    @Override
    public void close() {
        takeBack.run();
    }
}
