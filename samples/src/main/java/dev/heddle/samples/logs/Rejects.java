package dev.heddle.samples.logs;

import dev.heddle.samples.Printable;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts the malformed lines and keeps them: one record each in the rejects file, of file, line
 * number, reason and the raw line, with tabs between them. The raw bytes are the rest of the
 * record, as they were.
 *
 * <p>Shared by readers and parsers. Records of one file come in the order in which its batches were
 * parsed, which is the order of its lines only with a single worker.
 */
final class Rejects implements Closeable {
    private static final int BUFFER = 1 << 16;

    /** A line's bytes, where they may be too many to hold. */
    interface Raw {
        void writeTo(OutputStream out) throws IOException;
    }

    /** How many lines had one flaw, and the first of them. */
    record Count(Flaw flaw, long lines, Source firstSource, long firstLine) {
        private static final Comparator<Count> BY_PLACE =
                Comparator.<Count>comparingInt(count -> count.firstSource.place()).thenComparingLong(Count::firstLine);

        private Count plus(Count other) {
            Count first = BY_PLACE.compare(this, other) <= 0 ? this : other;
            return new Count(flaw, lines + other.lines, first.firstSource, first.firstLine);
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Flaw, Count> counts = new EnumMap<>(Flaw.class);
    private final OutputStream out;
    private final boolean kept;

    Rejects(OutputStream out) {
        this(out, true);
    }

    private Rejects(OutputStream out, boolean kept) {
        this.out = new BufferedOutputStream(out, BUFFER);
        this.kept = kept;
    }

    /** Writes to {@code file}, replacing what it held, through a stream that an interrupted reader does not close. */
    static Rejects to(Path file) throws IOException {
        return new Rejects(new FileOutputStream(file.toFile()));
    }

    /** Counts only. */
    static Rejects counted() {
        return new Rejects(OutputStream.nullOutputStream(), false);
    }

    /** Where a line waits to be rejected that is too long for memory. */
    Spool spool() throws IOException {
        return kept ? Spool.open() : Spool.none();
    }

    /** Rejects a line; {@code detail} is appended to the flaw's own words. */
    void add(Source source, long line, Flaw flaw, String detail, Raw raw) throws IOException {
        String head = Printable.of(source.name()) + '\t' + line + '\t' + flaw.reason() + detail + '\t';
        lock.lock();
        try {
            counts.merge(flaw, new Count(flaw, 1, source, line), Count::plus);
            out.write(head.getBytes(StandardCharsets.UTF_8));
            raw.writeTo(out);
            out.write('\n');
        } finally {
            lock.unlock();
        }
    }

    /** The counts of the flaws that occurred. */
    List<Count> counts() {
        lock.lock();
        try {
            return List.copyOf(counts.values());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
