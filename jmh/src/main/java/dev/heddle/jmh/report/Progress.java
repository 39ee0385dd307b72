package dev.heddle.jmh.report;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/**
 * Shows how far a run is and how long it will still take: on a terminal in one line that rewrites itself, else in a line for
 * each benchmark. The estimate begins with what JMH's settings promise, and follows what the benchmarks take.
 */
final class Progress {
    private static final String CLEAR_LINE = "\r\033[K";
    private static final int WIDTH = 100;

    private final PrintStream out;
    private final boolean terminal;
    private final double promised;
    private final long start = System.nanoTime();
    private String part = "";
    private String benchmark = "";
    private double before;
    private double partPromised;
    private double share;

    Progress(PrintStream out, boolean terminal, double promisedSeconds) {
        this.out = out;
        this.terminal = terminal;
        this.promised = promisedSeconds;
    }

    /** A part of the run begins, a suite or a peer. */
    synchronized void begin(String name, double promisedSeconds) {
        before += partPromised;
        part = name;
        partPromised = promisedSeconds;
        share = 0;
        if (!terminal) {
            out.println(name);
        }
    }

    /** So much of the part is done. */
    synchronized void advance(double done) {
        share = Math.max(share, Math.min(1, done));
        show();
    }

    synchronized void benchmark(String name) {
        benchmark = name;
        show();
    }

    /** A line that stays. */
    synchronized void say(String line) {
        out.println((terminal ? CLEAR_LINE : "") + line);
        show();
    }

    /** A line for who has no terminal. */
    synchronized void measured(String row) {
        if (!terminal) {
            out.printf("  %s  (%s)%n", row, status());
        }
    }

    /** Takes the line off the terminal. */
    synchronized void end() {
        if (terminal) {
            out.print(CLEAR_LINE);
            out.flush();
        }
    }

    private void show() {
        if (terminal) {
            String line = "%s  %s: %s".formatted(status(), part, benchmark);
            out.print(CLEAR_LINE + (line.length() > WIDTH ? line.substring(0, WIDTH) : line));
            out.flush();
        }
    }

    private String status() {
        double done = before + share * partPromised;
        return "%3.0f %%, about %s left".formatted(100 * done / promised, Numbers.time(left(done, elapsed())));
    }

    long elapsed() {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    }

    /** Trusts the promise less the more is done. */
    private long left(double done, long elapsed) {
        double progress = Math.min(1, done / promised);
        double measured = done > 0 ? elapsed / done : 1;
        double rate = progress * measured + (1 - progress) * Math.max(1, measured);
        return Math.round((promised - done) * rate);
    }
}
