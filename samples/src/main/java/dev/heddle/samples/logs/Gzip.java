package dev.heddle.samples.logs;

import dev.heddle.task.TaskGroup;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.CancellationException;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Decompresses one gzip file or several end to end. The JDK's class takes anything else behind a file for the end, a second
 * file that is cut off in its header too; here it is a {@link ZipException}. And the JDK's class takes a source that fails, or
 * is told to stop, behind a file for its end, and reads a header however long without looking up; here it does not.
 */
final class Gzip extends GZIPInputStream {
    private static final int BUFFER = 1 << 16;
    private static final int TRAILER = 8;

    private final Counted source;

    /** How far the source had been read when the decompressor was last given bytes. */
    private long given;

    /** Whether the JDK's class is at work. It calls itself behind each file of several, and a log may be of any number. */
    private boolean nested;

    private Gzip(Counted source) throws IOException {
        super(source, BUFFER);
        this.source = source;
    }

    static InputStream open(InputStream in) throws IOException {
        return new Gzip(new Counted(in));
    }

    @Override
    protected void fill() throws IOException {
        super.fill();
        given = source.count;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        if (nested) {
            return 0;
        }
        int count;
        do {
            count = readOneFile(target, from, length);
        } while (count == 0 && length > 0);
        if (count < 0 && source.failure != null) {
            throw source.failure;
        }
        if (count < 0 && source.count > given - inf.getRemaining() + TRAILER) {
            throw new ZipException("bytes after its end");
        }
        return count;
    }

    private int readOneFile(byte[] target, int from, int length) throws IOException {
        nested = true;
        try {
            return super.read(target, from, length);
        } finally {
            nested = false;
        }
    }

    /**
     * Counts what is read, and looks up before each read; and is never said to be empty, for a pipe is that whenever its writer
     * is slow.
     */
    private static final class Counted extends FilterInputStream {
        /** Who reads byte by byte lets others run now and then. */
        private static final int BYTES_PER_TURN = 1 << 12;

        private long count;
        private IOException failure;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            if (count % BYTES_PER_TURN == 0) {
                Thread.yield();
            }
            int b = unlessStopped(super::read);
            count += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            int read = unlessStopped(() -> super.read(target, from, length));
            count += Math.max(read, 0);
            return read;
        }

        private int unlessStopped(Source.Call<Integer> read) throws IOException {
            try {
                TaskGroup.checkpoint();
                return read.call();
            } catch (InterruptedException | CancellationException e) {
                Thread.currentThread().interrupt();
                failure = new InterruptedIOException("the reader was told to stop");
                throw failure;
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public int available() {
            return 1;
        }
    }
}
