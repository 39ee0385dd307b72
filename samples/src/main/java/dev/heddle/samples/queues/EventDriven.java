package dev.heddle.samples.queues;

import dev.heddle.queue.WorkQueue;
import dev.heddle.samples.Show;
import dev.heddle.task.TaskGroup;
import java.util.concurrent.ExecutionException;

/**
 * A plain function hands requests over to a consumer.
 *
 * <p>In Python: {@code add_request}, which is no coroutine, puts into an {@code asyncio.Queue} and sets an {@code
 * asyncio.Event}; the consumer waits for the event, clears it and takes one request. If two come before it runs, one is lost,
 * and from a foreign thread neither is allowed.
 *
 * <pre>
 * add_request 0
 * add_request 1
 * ...
 * consumed 0
 * consumed 1
 * ...
 * </pre>
 *
 * <p>Right here: all six come at once, from a thread that knows nothing of groups, and none is lost; for a queue wakes its
 * takers itself and needs no event beside it. Better here: {@code close} ends the loop, which need not know how many come.
 */
public final class EventDriven {
    private EventDriven() {}

    /** Runs it; takes {@code --scale FACTOR}. */
    public static void main(String... arguments) {
        Show.main(EventDriven.class, EventDriven::run, arguments);
    }

    /** The example. */
    public static void run(Show show) throws InterruptedException, ExecutionException {
        try (TaskGroup group = TaskGroup.open("event driven")) {
            WorkQueue<Integer> requests = WorkQueue.unbounded(group, "requests");
            group.fork("consumer", () -> requests.forEach(request -> show.say("consumed " + request)));
            Thread foreign = Thread.ofPlatform().start(() -> addRequests(requests, show));
            foreign.join();
            group.join();
        }
    }

    private static void addRequests(WorkQueue<Integer> requests, Show show) {
        for (int i = 0; i < 6; i++) {
            show.say("add_request " + i);
            requests.offer(i);
        }
        requests.close();
    }
}
