package dev.heddle.samples.logs;

import dev.heddle.task.Outcome;
import dev.heddle.task.Task;
import dev.heddle.task.TaskGroup;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;

/**
 * Takes lines over TCP, from this machine only: each client is a source of its own, with a task of its own, and is read until
 * it ends its connection.
 */
final class Listener implements Closeable {
    /** Any number of clients. */
    static final int UNLIMITED = Integer.MAX_VALUE;

    /** So many are read at a time, each with a batch in the making. The others wait for their turn. */
    private static final int MOST_AT_A_TIME = 256;

    /** Reads a client to its end. */
    interface Reader {
        FileRead read(Source client) throws Exception;
    }

    private final ServerSocket server;
    private final int clients;
    private final Semaphore places = new Semaphore(MOST_AT_A_TIME);

    private Listener(ServerSocket server, int clients) {
        this.server = server;
        this.clients = clients;
    }

    /**
     * Listens from now on.
     *
     * @param port zero for any that is free
     * @param clients how many to serve
     */
    static Listener open(int port, int clients) throws IOException {
        return new Listener(new ServerSocket(port, MOST_AT_A_TIME, InetAddress.getLoopbackAddress()), clients);
    }

    /** Host and port. */
    String address() {
        return server.getInetAddress().getHostAddress() + ":" + server.getLocalPort();
    }

    /**
     * Serves clients until so many have come and all have gone; or the calling task is cancelled, and each client's reader has
     * ended.
     *
     * @param place where the first client stands among the sources
     */
    List<FileRead> serve(int place, Reader reader) throws ExecutionException {
        ClientsRead read = new ClientsRead();
        String failure = null;
        try (TaskGroup group = TaskGroup.open("clients")) {
            try {
                accept(group, place, reader, read);
            } catch (IOException e) {
                TaskGroup.checkpoint();
                failure = IoFailure.explain(e);
            }
            group.join();
        } catch (InterruptedException | CancellationException e) {
            // told to stop, and all readers have ended
        }
        return read.all(new Source(place, address(), null), failure);
    }

    /** What a listener has read that was told to stop before it began. */
    List<FileRead> nobody(int place) {
        return new ClientsRead().all(new Source(place, address(), null), null);
    }

    private void accept(TaskGroup group, int place, Reader reader, ClientsRead read)
            throws InterruptedException, IOException {
        for (int number = 0; number < clients; number++) {
            places.acquire();
            Socket socket = server.accept();
            Source client = new Source(place + number, "client " + (number + 1), socket::getInputStream);
            Task<Void> task = group.fork(client.name(), socket, () -> {
                try {
                    read.add(reader.read(client));
                } finally {
                    places.release();
                }
            });
            task.onEnd(() -> {
                if (task.outcome() instanceof Outcome.Cancelled) {
                    read.add(FileRead.notBegun(client)); // a reader that has begun tells of itself, told to stop or not
                }
            });
        }
        server.close();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
