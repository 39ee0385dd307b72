package dev.heddle.samples.tour;

import dev.heddle.samples.Show;

/**
 * Hello, a second, and hello again: what waits, waits.
 *
 * <p>In Python: two coroutines that print and {@code await asyncio.sleep(1)}; a third awaits both, and {@code asyncio.run}
 * starts it.
 *
 * <pre>
 * Hello World 1!
 * Hello World 2!
 * </pre>
 *
 * <p>Better here: there is no loop to start, and no difference between functions that may wait and functions that may not. A
 * forgotten {@code await}, which in Python skips the call with no more than a warning, cannot be.
 */
public final class HelloIo {
    private HelloIo() {}

    /** Runs it; takes {@code --scale FACTOR}. */
    public static void main(String... arguments) {
        Show.main(HelloIo.class, HelloIo::run, arguments);
    }

    /** The example. */
    public static void run(Show show) throws InterruptedException {
        hello(1, show);
        hello(2, show);
    }

    private static void hello(int number, Show show) throws InterruptedException {
        show.say("Hello World " + number + "!");
        show.sleep(1);
    }
}
