package dev.heddle.samples.logs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What was read of a listener's clients: the sum of those that ended well, so that it takes no memory to serve ever more of
 * them, and of the others the first by themselves.
 */
final class ClientsRead {
    /** So many of the others; the rest is a sum as well. */
    private static final int MOST = 100;

    /** Clients, as one. */
    private static final class Sum {
        private long clients;
        private long lines;
        private long bytes;

        void add(FileRead client) {
            clients++;
            lines += client.lines();
            bytes += client.bytes();
        }

        FileRead as(Source source, String failure) {
            return new FileRead(source, lines, bytes, Optional.ofNullable(failure));
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Sum complete = new Sum();
    private final List<FileRead> incomplete = new ArrayList<>();
    private final Sum more = new Sum();
    private String failureOfMore;

    void add(FileRead client) {
        lock.lock();
        try {
            if (client.failure().isEmpty()) {
                complete.add(client);
            } else if (incomplete.size() < MOST) {
                incomplete.add(client);
            } else {
                more.add(client);
                failureOfMore = client.isStopped() || failureOfMore == null ? client.failure().get() : failureOfMore;
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The sum, and then the others.
     *
     * @param listener what the sum goes by
     * @param failure why it accepts no more, or null
     */
    List<FileRead> all(Source listener, String failure) {
        lock.lock();
        try {
            List<FileRead> all = new ArrayList<>();
            long clients = complete.clients + incomplete.size() + more.clients;
            String name = listener.name() + " (" + clients + (clients == 1 ? " client)" : " clients)");
            all.add(complete.as(new Source(listener.place(), name, listener.content()), failure));
            all.addAll(incomplete);
            if (more.clients > 0) {
                String others = more.clients + (more.clients == 1 ? " other client" : " other clients");
                all.add(more.as(new Source(listener.place(), others, listener.content()), failureOfMore));
            }
            return all;
        } finally {
            lock.unlock();
        }
    }
}
