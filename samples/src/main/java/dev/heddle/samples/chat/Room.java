package dev.heddle.samples.chat;

import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * Who is there, and what everybody hears: the same lines, in the same order. Each step is taken under a lock, which nobody
 * holds for long, since to tell a client something never waits.
 */
final class Room {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_.-]{1,20}");

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Client> clients = new LinkedHashSet<>();
    private final Map<End, Integer> ends = new EnumMap<>(End.class);
    private boolean closed;
    private long said;
    private long put;
    private long delivered;
    private long undelivered;

    /** A client has come; it has no name, and hears nothing yet. */
    void enter(Client client) {
        locked(() -> {
            clients.add(client);
            if (closed) {
                sendHome(client);
            }
        });
    }

    /** A client says its name, or something to all. */
    void hear(Client client, String line) {
        locked(() -> {
            if (client.name != null) {
                said++;
                tellAll(client.name + ": " + line);
            } else if (!NAME.matcher(line).matches()) {
                client.tell("* A name has up to 20 letters and digits. Your name?");
            } else if (clients.stream().anyMatch(other -> line.equalsIgnoreCase(other.name))) {
                client.tell("* " + line + " is here already. Your name?");
            } else {
                client.name = line;
                tellAll("* " + line + " has joined");
            }
        });
    }

    /**
     * A client has gone.
     *
     * @param isLate whether its grace time was over
     */
    void leave(Client client, boolean isLate) {
        locked(() -> {
            clients.remove(client);
            Departure departure = client.depart(isLate);
            put += departure.put();
            delivered += departure.delivered();
            undelivered += departure.undelivered();
            if (departure.end() != null) {
                ends.merge(departure.end(), 1, Integer::sum);
                if (client.name != null) {
                    tellAll("* " + client.name + " " + departure.end().notice);
                }
            }
        });
    }

    /** Says goodbye to all who are there, and to those who come yet. */
    void close() {
        locked(() -> {
            closed = true;
            clients.forEach(Room::sendHome);
        });
    }

    Chat.Report report() {
        lock.lock();
        try {
            return new Chat.Report(new EnumMap<>(ends), said, put, delivered, undelivered);
        } finally {
            lock.unlock();
        }
    }

    private static void sendHome(Client client) {
        client.dismiss(End.SENT_HOME, "* The server closes. Goodbye.");
    }

    private void tellAll(String line) {
        for (Client client : clients) {
            if (client.name != null) {
                client.tell(line);
            }
        }
    }

    private void locked(Runnable step) {
        lock.lock();
        try {
            step.run();
        } finally {
            lock.unlock();
        }
    }
}
