package dev.heddle.samples.files;

import dev.heddle.samples.Plural;
import dev.heddle.task.Action;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Shows how far the hashing is, in a line on a terminal that rewrites itself and is gone at the end. A daemon's body. */
final class ProgressBar implements Action {
    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final String CLEAR_LINE = "\r\033[K";
    private static final int WIDTH = 30;

    private final PrintStream terminal;
    private final Count done;
    private final Count total;

    /**
     * @param total what is to be done, complete or not
     */
    ProgressBar(PrintStream terminal, Count done, Count total) {
        this.terminal = terminal;
        this.done = done;
        this.total = total;
    }

    @Override
    public void run() throws InterruptedException {
        try {
            for (;;) {
                terminal.print("\r" + line() + "\033[K");
                terminal.flush();
                Thread.sleep(INTERVAL);
            }
        } finally {
            terminal.print(CLEAR_LINE);
            terminal.flush();
        }
    }

    /** Percent are of bytes, since files differ; there are none until it is known how many bytes there are. */
    String line() {
        boolean isKnown = total.isComplete();
        double part = !isKnown ? 0 : total.bytes() == 0 ? 1 : Math.min(1, (double) done.bytes() / total.bytes());
        int full = (int) (part * WIDTH);
        String percent = isKnown ? String.format(Locale.ROOT, "%3d%%", (int) (part * 100)) : "   ?";
        return String.format(Locale.ROOT, "[%s%s] %s  %,d of %s%s, %,d MB", "#".repeat(full), "-".repeat(WIDTH - full),
                percent, done.files(), Plural.of(total.files(), "file"), isKnown ? "" : " so far",
                done.bytes() / 1_000_000);
    }
}
