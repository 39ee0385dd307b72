package dev.heddle.samples.logs;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the lines that have been read and, where it is wanted, shows them in one line on standard
 * error that rewrites itself and is gone at the end. Whichever reader finds the time due shows it.
 */
final class Progress implements AutoCloseable {
    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintStream terminal;
    private final boolean shown;
    private final LongAdder lines = new LongAdder();
    private final long start = System.nanoTime();
    private final AtomicLong due = new AtomicLong(start);

    Progress(PrintStream terminal, boolean shown) {
        this.terminal = terminal;
        this.shown = shown;
    }

    /** Adds lines that were read. */
    void add(long read) {
        lines.add(read);
        if (shown) {
            show(System.nanoTime());
        }
    }

    long lines() {
        return lines.sum();
    }

    /** Takes the line off the terminal. */
    @Override
    public void close() {
        if (shown) {
            terminal.print(CLEAR_LINE);
            terminal.flush();
        }
    }

    private void show(long now) {
        long next = due.get();
        if (now - next >= 0 && due.compareAndSet(next, now + INTERVAL)) {
            double seconds = (now - start) / 1e9;
            terminal.printf(Locale.ROOT, "\r%,d lines read, %,.0f per second\033[K", lines(), lines() / seconds);
            terminal.flush();
        }
    }
}
