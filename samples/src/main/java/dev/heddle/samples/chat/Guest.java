package dev.heddle.samples.chat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The other end of a connection: a scripted client. For one thread. */
final class Guest implements Closeable {
    /** Small, so that one who does not read is noticed soon. */
    private static final int RECEIVE_BUFFER = 1 << 12;

    /** A guest waits for a line not longer than this: who should say it may be gone. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Socket socket = new Socket();
    private final BufferedReader in;
    private final List<String> seen = new ArrayList<>();

    /** Comes, and says nothing. */
    Guest(int port) throws IOException {
        try {
            socket.setReceiveBufferSize(RECEIVE_BUFFER);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Comes, and joins by this name. */
    static Guest joined(int port, String name) throws IOException {
        Guest guest = new Guest(port);
        try {
            guest.say(name);
            guest.expect("* " + name + " has joined");
            return guest;
        } catch (IOException e) {
            guest.close();
            throw e;
        }
    }

    void say(String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(UTF_8));
    }

    /** Reads up to a line that is this one. */
    void expect(String line) throws IOException {
        for (String next; (next = in.readLine()) != null;) {
            seen.add(next);
            if (next.equals(line)) {
                return;
            }
        }
        throw new EOFException("the server has closed the connection, without '" + line + "'");
    }

    /** Reads up to the end of the stream. */
    void expectEnd() throws IOException {
        for (String next; (next = in.readLine()) != null;) {
            seen.add(next);
        }
    }

    /** What it has read. */
    List<String> seen() {
        return List.copyOf(seen);
    }

    /** As if the machine had crashed. */
    void crash() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
