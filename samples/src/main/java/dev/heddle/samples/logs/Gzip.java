package dev.heddle.samples.logs;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Decompresses one gzip file or several end to end. The JDK's class takes anything else behind a file for the end, a second
 * file that is cut off in its header too; here it is a {@link ZipException}.
 */
final class Gzip extends GZIPInputStream {
    private static final int BUFFER = 1 << 16;
    private static final int TRAILER = 8;

    private final Counted source;

    /** How far the source had been read when the decompressor was last given bytes. */
    private long given;

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
        int count = super.read(target, from, length);
        if (count < 0 && source.count > given - inf.getRemaining() + TRAILER) {
            throw new ZipException("bytes after its end");
        }
        return count;
    }

    /** Counts what is read; and is never said to be empty, for a pipe is that whenever its writer is slow. */
    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            count += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            int read = super.read(target, from, length);
            count += Math.max(read, 0);
            return read;
        }

        @Override
        public int available() {
            return 1;
        }
    }
}
