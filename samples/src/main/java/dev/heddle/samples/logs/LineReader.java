package dev.heddle.samples.logs;

import dev.heddle.task.TaskGroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * Reads one file in blocks, cuts each block behind its last newline and hands the whole lines on as
 * a {@link Batch}. It counts lines and looks at nothing else.
 *
 * <p>Memory stays bounded whatever the file holds: a line that does not fit a batch goes straight
 * to the rejects, piece by piece.
 *
 * <p>A file that cannot be read to its end, or whose reader is told to stop, is no reason to throw away what was read of it and
 * of the others, so that failure is a part of the result. The line it cut in two is rejected: half a line may look like a whole
 * one. In a cancelled task the sink still gets what was read. What the sink and the rejects throw is thrown on.
 */
final class LineReader {
    /** Where batches go: to a queue, or right to a parser. */
    interface Sink {
        void put(Batch batch) throws Exception;
    }

    private final Source source;
    private final Shelf<byte[]> buffers;
    private final Sink sink;
    private final Rejects rejects;
    private final Progress progress;

    private InputStream in;
    private byte[] buffer;
    private int filled;
    private long lines;
    private long bytes;
    private String failure;

    LineReader(Source source, Shelf<byte[]> buffers, Sink sink, Rejects rejects, Progress progress) {
        this.source = source;
        this.buffers = buffers;
        this.sink = sink;
        this.rejects = rejects;
        this.progress = progress;
    }

    FileRead read() throws Exception {
        try (InputStream opened = open()) {
            in = opened;
            buffer = buffers.take();
            while (fill()) {
                int end = Bytes.lastIndexOf(buffer, 0, filled, '\n') + 1;
                if (end > 0) {
                    send(end);
                } else {
                    rejectLongLine();
                }
            }
            sendLast();
            buffers.putBack(buffer);
        }
        return new FileRead(source, lines, bytes, Optional.ofNullable(failure));
    }

    private InputStream open() {
        InputStream opened = unlessStopped(source::open);
        return opened == null ? InputStream.nullInputStream() : opened;
    }

    /** Reads until the buffer is full. Returns false where the file ends or fails before that. */
    private boolean fill() {
        while (filled < buffer.length) {
            if (!readMore()) {
                return false;
            }
        }
        return true;
    }

    private boolean readMore() {
        if (failure != null) {
            return false;
        }
        Integer count = unlessStopped(() -> in.read(buffer, filled, buffer.length - filled));
        if (count == null || count < 0) {
            return false;
        }
        filled += count;
        bytes += count;
        return true;
    }

    /** Null if the call failed, which is noted; being told to stop, before the call or in it, is no fault of the file. */
    private <T> T unlessStopped(Source.Call<T> call) {
        try {
            try {
                TaskGroup.checkpoint();
                return call.call();
            } catch (IOException e) {
                TaskGroup.checkpoint();
                failure = IoFailure.explain(e);
            }
        } catch (InterruptedException | CancellationException e) {
            failure = FileRead.STOPPED;
        }
        return null;
    }

    /** Hands on the lines in {@code buffer[0, end)}; what follows them begins a new buffer. */
    private void send(int end) throws Exception {
        Batch batch = new Batch(source, lines + 1, buffer, end);
        byte[] next = buffers.take();
        System.arraycopy(buffer, end, next, 0, filled - end);
        count(Bytes.count(buffer, 0, end, '\n') + (buffer[end - 1] == '\n' ? 0 : 1));
        buffer = next;
        filled -= end;
        sink.put(batch);
    }

    /** Sends what is left; a last line without newline counts, one that was cut off is rejected. */
    private void sendLast() throws Exception {
        int end = failure == null ? filled : Bytes.lastIndexOf(buffer, 0, filled, '\n') + 1;
        if (end > 0) {
            send(end);
        }
        if (filled > 0) {
            count(1);
            rejects.add(source, lines, Flaw.CUT_OFF, "", out -> out.write(buffer, 0, filled));
        }
    }

    private void rejectLongLine() throws IOException {
        count(1);
        String limit = " of " + buffer.length + " bytes";
        try (Spool line = rejects.spool()) {
            moveLine(line.out());
            rejects.add(source, lines, Flaw.TOO_LONG, limit, line::copyTo);
        }
    }

    /** Writes the line that the full buffer begins with, reading on until its newline. */
    private void moveLine(OutputStream out) throws IOException {
        int newline;
        do {
            out.write(buffer, 0, filled);
            filled = 0;
            newline = readMore() ? Bytes.indexOf(buffer, 0, filled, '\n') : 0;
        } while (newline < 0);
        if (filled > 0) {
            out.write(buffer, 0, newline);
            filled -= newline + 1;
            System.arraycopy(buffer, newline + 1, buffer, 0, filled);
        }
    }

    private void count(long read) {
        lines += read;
        progress.add(read);
    }
}
