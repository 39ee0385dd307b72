package dev.heddle.samples.chat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What a client says, line by line, and no faster than at a certain pace: there is a pause after each line, and after each
 * piece of a long one. TCP slows a client that says more.
 *
 * <p>Without a pause nobody would ever wait for a client that is fast enough. And a virtual thread that never waits sees no
 * interrupt in a socket, and keeps its carrier from the others.
 */
final class Lines {
    /** Longer lines are cut, so that nobody can fill the memory. */
    static final int LONGEST = 1000;

    private static final int PIECE = 4096;

    private final Reader in;
    private final Duration pace;

    /**
     * @param pace how long a pause takes; zero only lets others go first, and sees an interrupt
     */
    Lines(InputStream in, Duration pace) {
        this.in = new BufferedReader(new InputStreamReader(in, UTF_8));
        this.pace = pace;
    }

    /** Has each heard, to the end of the stream. */
    void forEach(Consumer<String> hear) throws IOException, InterruptedException {
        for (String line; (line = next()) != null;) {
            hear.accept(line);
            Thread.sleep(pace);
        }
    }

    /** A line, or what there is of the last one; cut, and without characters that control terminals; null at the end. */
    private String next() throws IOException, InterruptedException {
        StringBuilder line = new StringBuilder();
        int c;
        for (int length = 1; (c = in.read()) != -1 && c != '\n'; length++) {
            if (line.length() < LONGEST && !Character.isISOControl(c)) {
                line.append((char) c);
            }
            if (length % PIECE == 0) {
                Thread.sleep(pace);
            }
        }
        return c == -1 && line.isEmpty() ? null : line.toString();
    }
}
