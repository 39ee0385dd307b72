package dev.heddle.samples.chat;

import dev.heddle.task.TaskGroup;
import java.io.IOException;
import java.io.Reader;

/**
 * What a client says, line by line. For one virtual thread.
 *
 * <p>A client may send faster than it is heard. Then no read waits; and a virtual thread that never waits sees no interrupt in
 * a socket, and keeps its carrier from the others. So after each piece this looks for a cancellation, and yields.
 */
final class Lines {
    /** Longer lines are cut, so that nobody can fill the memory. */
    static final int LONGEST = 1000;

    /** So many characters take less than a millisecond. */
    private static final int PIECE = 4096;

    private final Reader in;
    private int read;

    Lines(Reader in) {
        this.in = in;
    }

    /** A line, or what there is of the last one; cut, and without characters that control terminals; null at the end. */
    String next() throws IOException, InterruptedException {
        StringBuilder line = new StringBuilder();
        int c;
        while ((c = read()) != -1 && c != '\n') {
            if (line.length() < LONGEST && !Character.isISOControl(c)) {
                line.append((char) c);
            }
        }
        return c == -1 && line.isEmpty() ? null : line.toString();
    }

    private int read() throws IOException, InterruptedException {
        if (++read == PIECE) {
            read = 0;
            TaskGroup.checkpoint();
            Thread.yield();
        }
        return in.read();
    }
}
