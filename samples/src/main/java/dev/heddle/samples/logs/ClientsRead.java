package dev.heddle.samples.logs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What was read of a listener's clients: the sum of those that ended well, so that it takes no memory to serve ever more of
 * them, and each of the others by itself.
 */
final class ClientsRead {
    private final ReentrantLock lock = new ReentrantLock();
    private final List<FileRead> incomplete = new ArrayList<>();
    private long clients;
    private long lines;
    private long bytes;

    void add(FileRead client) {
        lock.lock();
        try {
            clients++;
            if (client.failure().isPresent()) {
                incomplete.add(client);
            } else {
                lines += client.lines();
                bytes += client.bytes();
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
            String name = listener.name() + " (" + clients + (clients == 1 ? " client)" : " clients)");
            Source sum = new Source(listener.place(), name, listener.content());
            all.add(new FileRead(sum, lines, bytes, Optional.ofNullable(failure)));
            all.addAll(incomplete);
            return all;
        } finally {
            lock.unlock();
        }
    }
}
