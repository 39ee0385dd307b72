package dev.heddle.samples;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What each example is given: where it prints, and how long its seconds are. {@code --scale 0.1} makes every wait a tenth
 * as long.
 *
 * <p>Thread-safe.
 */
public final class Show {

    /** The body of an example. */
    @FunctionalInterface
    public interface Example {

        /**
         * Plays it.
         *
         * @param show where it prints, and how fast it goes
         * @throws Exception if it fails
         */
        void run(Show show) throws Exception;
    }

    private final PrintStream out;
    private final double scale;

    Show(PrintStream out, double scale) {
        this.out = out;
        this.scale = scale;
    }

    /**
     * The main method of an example. Exit codes: 0; 1, it failed, which the stack trace explains; 2, wrong usage.
     *
     * @param type the example's class, for its help
     * @param example what to run
     * @param arguments {@code --scale FACTOR}, {@code --help} or none
     */
    public static void main(Class<?> type, Example example, String... arguments) {
        int code = new Launcher(type.getSimpleName(), System.out, System.err).run(type, example, List.of(arguments));
        if (code != Tool.DONE) {
            System.exit(code);
        }
    }

    /**
     * A time span that was given as a number.
     *
     * @param seconds how long, above zero
     * @return how long, at least a nanosecond
     */
    public static Duration duration(double seconds) {
        return Duration.ofNanos(Math.max(1, (long) (seconds * 1e9)));
    }

    /**
     * Prints a line.
     *
     * @param line without its end
     */
    public void say(String line) {
        out.println(line);
    }

    /**
     * A time span of this show.
     *
     * @param seconds how long, at the scale of 1
     * @return how long it is here, at least a nanosecond
     */
    public Duration seconds(double seconds) {
        return duration(seconds * scale);
    }

    /**
     * Sleeps.
     *
     * @param seconds how long, at the scale of 1
     * @throws InterruptedException if the calling thread is interrupted
     */
    public void sleep(double seconds) throws InterruptedException {
        Thread.sleep(seconds(seconds));
    }

    /**
     * Sleeps for a random time.
     *
     * @param seconds how long at the most, at the scale of 1
     * @throws InterruptedException if the calling thread is interrupted
     */
    public void sleepUpTo(double seconds) throws InterruptedException {
        sleep(seconds * ThreadLocalRandom.current().nextDouble());
    }

    /**
     * The time that has passed, as text.
     *
     * @param start what {@link System#nanoTime} was at its beginning
     * @return seconds of this show, such as {@code 1.5 s}
     */
    public String since(long start) {
        return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - start) / 1e9 / scale);
    }
}
