package dev.heddle.samples.logs;

import dev.heddle.task.Offload;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;

/**
 * A stream that may have to wait for ever, with nothing that gets it out: standard input, a named pipe. What is there is read
 * at once. A wait is another thread's, which is left behind when the reader is cancelled or interrupted; the read then throws
 * an {@link InterruptedIOException}, and is the last one.
 */
final class WaitingInput extends InputStream {
    private final InputStream in;

    WaitingInput(InputStream in) {
        this.in = in;
    }

    /** Opens what may wait for a writer before it is open. */
    static InputStream open(Source.Content content) throws IOException {
        return new WaitingInput(await("open", content::open));
    }

    @Override
    public int read() throws IOException {
        return in.available() > 0 ? in.read() : await("read", in::read);
    }

    /** What waits is a read of one byte: whoever is left behind holds no array of the reader's. */
    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        int ready = Math.min(in.available(), length);
        if (ready > 0 || length == 0) {
            return in.read(target, from, ready);
        }
        int first = await("read", in::read);
        if (first < 0) {
            return -1;
        }
        target[from] = (byte) first;
        int more = Math.min(in.available(), length - 1);
        return more > 0 ? 1 + Math.max(0, in.read(target, from + 1, more)) : 1;
    }

    private static <T> T await(String name, Callable<T> call) throws IOException {
        try {
            return Offload.abandonable(name, call);
        } catch (InterruptedException | CancellationException e) {
            throw (IOException) new InterruptedIOException("the reader was told to stop").initCause(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException(e.getCause());
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
