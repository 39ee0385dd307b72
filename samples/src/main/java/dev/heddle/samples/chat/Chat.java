package dev.heddle.samples.chat;

import dev.heddle.samples.Tool;
import dev.heddle.task.TaskGroup;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;

/**
 * A chat, in two groups:
 *
 * <pre>
 * chat                   all who are there: closes when the last has gone
 * ├─ door                closes on Ctrl-C
 * │  └─ acceptor         forks each client into the chat
 * ├─ client 1
 * │  └─ connection       a group, with a reader and a writer
 * └─ client 2 ...
 * </pre>
 *
 * <p>So the end has two steps. When the door has closed, nobody comes any more, and those who are there are told goodbye and
 * have their grace time; then the chat is joined like any group.
 */
final class Chat {
    /**
     * How it is to be.
     *
     * @param queue how many lines may wait for a client, before it is thrown out
     * @param grace how long one who leaves may take
     * @param pace how long nobody listens to one who has said a line
     * @param atOnce how many clients may be there; more wait to be let in
     */
    record Settings(int queue, Duration grace, Duration pace, int atOnce) {}

    /**
     * What came of it.
     *
     * @param ends how many clients went how
     * @param said lines that clients said to all
     * @param put lines for clients, each counted for each: delivered or undelivered
     * @param delivered those that were sent
     * @param undelivered those that were not, since their client was gone or too slow
     */
    record Report(Map<End, Integer> ends, long said, long put, long delivered, long undelivered) {
        int clients() {
            return ends.values().stream().mapToInt(Integer::intValue).sum();
        }

        boolean reconciles() {
            return put == delivered + undelivered;
        }
    }

    /** What else happens while the door is open. */
    @FunctionalInterface
    interface Visit {
        void pay(int port, Runnable closeDoor) throws Exception;
    }

    /** For all but the clients' grace time. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final Settings settings;
    private final Room room = new Room();
    private final Semaphore places;

    private Chat(Settings settings) {
        this.settings = settings;
        this.places = new Semaphore(settings.atOnce());
    }

    /**
     * Serves until the door is closed, by the visit or by Ctrl-C, and everybody has gone.
     *
     * @param server where clients come from; closed at the end
     * @param visit a task that goes on meanwhile
     * @throws ExecutionException if it fails, and not just a client; or if the visit does. Nobody is told goodbye then.
     * @throws CancellationException if the task or group around this call is cancelled
     */
    static Report serve(ServerSocket server, Settings settings, Visit visit)
            throws InterruptedException, ExecutionException {
        Chat chat = new Chat(settings);
        try (TaskGroup group = TaskGroup.open("chat")) {
            try (TaskGroup door = TaskGroup.open("door")) {
                Tool.cancelOnExit(door, settings.grace().plus(MARGIN));
                door.fork("acceptor", server, () -> chat.accept(server, group));
                group.fork("visit", () -> visit.pay(server.getLocalPort(), door::cancel));
                door.join();
            } catch (CancellationException e) { // the chat is cancelled, and the door with it
                group.join(); // throws what has failed
                throw e;
            }
            chat.room.close();
            group.join();
        }
        return chat.room.report();
    }

    private void accept(ServerSocket server, TaskGroup group) throws IOException, InterruptedException {
        for (int number = 1;; number++) {
            places.acquire();
            Socket socket = server.accept();
            group.fork("client " + number, socket, () -> {
                try {
                    new Client(socket, room, settings).serve();
                } finally {
                    places.release();
                }
            });
        }
    }
}
