package dev.heddle.jmh;

import dev.heddle.jmh.Channel.Accounted;
import dev.heddle.jmh.Channel.Blocking;
import dev.heddle.jmh.Channel.Jox;
import dev.heddle.jmh.Channel.JoxSelecting;
import dev.heddle.jmh.Channel.Selecting;
import dev.heddle.jmh.Channel.Spinning;
import dev.heddle.jmh.Channel.Stacking;
import dev.heddle.jmh.Channel.Transferring;
import dev.heddle.jmh.Channel.Unaccounted;
import dev.heddle.queue.QueueOptions;
import dev.heddle.queue.WorkQueue;
import java.util.Comparator;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import org.jctools.queues.SpscArrayQueue;

/** The queues that are compared, by the names that the parameters and the results have for them. */
final class Peers {
    private Peers() {}

    /**
     * A new queue.
     *
     * @param capacity of those that have one; the others ignore it
     */
    static Channel open(String name, int capacity) {
        return switch (name) {
            case "WorkQueue" -> new Accounted(WorkQueue.bounded(capacity));
            case "WorkQueue-without-taskDone" -> new Unaccounted(WorkQueue.bounded(capacity));
            case "ArrayBlockingQueue" -> new Blocking(new ArrayBlockingQueue<>(capacity)); // unfair: its fast form
            case "LinkedBlockingQueue" -> new Blocking(new LinkedBlockingQueue<>(capacity));
            case "jox.Channel" -> new Jox(com.softwaremill.jox.Channel.newBufferedChannel(capacity));

            case "WorkQueue.unbounded" -> new Accounted(WorkQueue.unbounded());
            case "WorkQueue.unbounded-without-taskDone" -> new Unaccounted(WorkQueue.unbounded());
            case "LinkedBlockingQueue.unbounded" -> new Blocking(new LinkedBlockingQueue<>());
            case "LinkedTransferQueue" -> new Blocking(new LinkedTransferQueue<>());
            case "jox.Channel.unlimited" -> new Jox(com.softwaremill.jox.Channel.newUnlimitedChannel());

            case "WorkQueue.rendezvous" -> new Accounted(WorkQueue.rendezvous());
            case "SynchronousQueue" -> new Blocking(new SynchronousQueue<>());
            case "LinkedTransferQueue.transfer" -> new Transferring(new LinkedTransferQueue<>());
            case "jox.Channel.rendezvous" -> new Jox(com.softwaremill.jox.Channel.newRendezvousChannel());

            case "WorkQueue.priority" ->
                new Accounted(WorkQueue.open(QueueOptions.priority(Comparator.naturalOrder())));
            case "PriorityBlockingQueue" -> new Blocking(new PriorityBlockingQueue<>());
            case "WorkQueue.lifo" -> new Accounted(WorkQueue.open(QueueOptions.lifo()));
            case "LinkedBlockingDeque" -> new Stacking(new LinkedBlockingDeque<>());

            case "WorkQueue.select" -> new Selecting(WorkQueue.bounded(capacity));
            case "jox.Channel.select" -> new JoxSelecting(com.softwaremill.jox.Channel.newBufferedChannel(capacity));

            case "SpscArrayQueue-spinning" -> new Spinning(new SpscArrayQueue<>(capacity));
            default -> throw new IllegalArgumentException("there is no queue called '" + name + "' to compare");
        };
    }
}
