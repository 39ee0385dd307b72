package dev.heddle.samples.chat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.queue.QueueClosedException;
import dev.heddle.queue.WorkQueue;
import dev.heddle.task.DeadlineExceededException;
import dev.heddle.task.TaskFailedException;
import dev.heddle.task.TaskGroup;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The server's end of a connection: a task with a group of its own, in which a reader hears what the client says, and a writer
 * sends what is in its outbox. If one of them fails, the other is cancelled.
 *
 * <p>The outbox is bounded, and nobody ever waits for space in it: a client that lets it fill up is thrown out. It would hold
 * up the others otherwise, or miss lines without knowing.
 *
 * <p>Whoever leaves, for whatever reason but that, gets what is in its outbox, and then the end of the stream; then it has
 * the grace time to close its own end. Closing at once could take back what it has not read yet.
 */
final class Client {
    /** Small: lines that wait are to wait in outboxes, where they are counted. */
    private static final int SEND_BUFFER = 1 << 14;

    private final Socket socket;
    private final Room room;
    private final Chat.Settings settings;
    private final WorkQueue<String> outbox;
    private final AtomicReference<End> end = new AtomicReference<>();
    private final AtomicInteger put = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    /** Written by the writer only, as the next. */
    private int begun;

    private int delivered;

    /** Set before others know this client. */
    private TaskGroup group;

    /** The room's: it is read and written under its lock. */
    String name;

    Client(Socket socket, Room room, Chat.Settings settings) {
        this.socket = socket;
        this.room = room;
        this.settings = settings;
        this.outbox = WorkQueue.bounded(settings.queue());
    }

    /** Serves the client until it leaves. */
    void serve() throws InterruptedException, ExecutionException {
        try (TaskGroup own = TaskGroup.open("connection")) {
            group = own;
            tell("* Welcome! Your name?");
            room.enter(this);
            own.fork("reader", this::read);
            own.fork("writer", this::write);
            boolean isLate = false;
            try {
                own.join();
            } catch (DeadlineExceededException e) {
                isLate = true;
            } catch (TaskFailedException e) {
                if (!(e.getCause() instanceof IOException)) {
                    throw e;
                }
                end.compareAndSet(null, End.LOST);
            } finally {
                room.leave(this, isLate);
            }
        }
    }

    /** Ends the account, when its tasks have ended and it is not in the room any more: so nobody tells it anything. */
    Departure depart(boolean isLate) {
        int undelivered = outbox.closeNow().size() + refused.get() + begun - delivered;
        End how = isLate && undelivered > 0 ? End.CUT_OFF : end.get();
        return new Departure(how, put.get(), delivered, undelivered);
    }

    // ---- what others do with it, on any thread

    /** Puts a line into the outbox. Never waits. */
    void tell(String line) {
        try {
            if (!outbox.offer(line)) {
                refused.incrementAndGet();
                throwOut();
            }
            put.incrementAndGet();
        } catch (QueueClosedException e) {
            // it is leaving, and has got its last line
        }
    }

    private void throwOut() {
        if (end.compareAndSet(null, End.TOO_SLOW)) {
            group.cancel();
        }
    }

    /** Tells a last line, lets it have what is in its outbox, and does not wait for long. */
    void dismiss(End why, String lastLine) {
        if (end.compareAndSet(null, why)) {
            tell(lastLine);
            outbox.close();
            group.expireAfter(settings.grace());
        }
    }

    // ---- its two tasks

    private void write() throws IOException {
        socket.setSendBufferSize(SEND_BUFFER);
        for (String line : outbox.items()) {
            begun++;
            socket.getOutputStream().write((line + "\n").getBytes(UTF_8));
            delivered++;
        }
        socket.shutdownOutput();
    }

    private void read() throws IOException, InterruptedException {
        new Lines(socket.getInputStream(), settings.pace()).forEach(line -> hear(line.strip()));
        dismiss(End.HUNG_UP, "* Goodbye.");
    }

    private void hear(String line) {
        if (line.isEmpty() || end.get() != null) {
            return; // it is leaving
        }
        if (line.equals("/quit")) {
            dismiss(End.QUIT, "* Goodbye.");
        } else if (line.startsWith("/")) {
            tell("* There is only /quit.");
        } else {
            room.hear(this, line);
        }
    }
}
