package dev.heddle.jmh;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The suites by name: the question that each answers, its classes, and the arguments for JMH. The annotations of the classes
 * have the full grid and the full number of forks and iterations; a quick run takes the hard cells and looks at them
 * briefly.
 */
public final class Suites {
    private Suites() {}

    private static final List<String> BRIEFLY = List.of("-f", "1", "-wi", "2", "-i", "3", "-w", "200ms", "-r", "200ms");
    private static final List<String> SHOTS = List.of("-f", "1", "-wi", "5", "-i", "5");

    /**
     * A suite.
     *
     * @param name for the command line
     * @param question what it answers
     * @param include the regular expression that selects its benchmarks
     * @param quickArguments for JMH, beside that expression
     * @param fullArguments for JMH, beside that expression
     */
    public record Suite(String name, String question, String include, List<String> quickArguments,
            List<String> fullArguments) {

        /** How long a quick run takes, about; in seconds. */
        public long quickSeconds() {
            return Estimate.seconds(include, quickArguments);
        }

        /** How long a full run takes, about; in seconds. */
        public long fullSeconds() {
            return Estimate.seconds(include, fullArguments);
        }
    }

    /**
     * All suites.
     *
     * @return in the order in which they are best run and read
     */
    public static List<Suite> all() {
        return List.of(
                suite("queue", "What does an item cost that goes through a bounded queue?", "BoundedTransfer",
                        grid("queue=WorkQueue,ArrayBlockingQueue,LinkedBlockingQueue,jox.Channel",
                                "threads=1:1,4:4,1:16,16:1", "capacity=16,128")),
                suite("unbounded", "What does an item cost that goes through a queue without a limit?",
                        "UnboundedTransfer", grid("threads=4:4")),
                suite("rendezvous", "What does an item cost that is handed over, or goes through a queue of one?",
                        "RendezvousTransfer", grid("threads=1:1")),
                suite("kinds", "What does an item cost that leaves by priority, or last in, first out?",
                        "(PriorityTransfer|LifoTransfer)", grid("threads=4:4")),
                suite("select", "What does it cost to wait for several queues at once?", "SelectTransfer",
                        grid("threads=4:4")),
                suite("bound", "How fast could one producer and one consumer be that burn a core each?",
                        "SpinningTransfer", grid("capacity=128")),
                suite("platform", "What does an item cost between platform threads?", "PlatformTransfer",
                        grid("threads=4:4", "capacity=16")),
                suite("work", "How much does the queue add to the work with each item?", "(WorkTransfer|WorkAlone)",
                        grid("queue=WorkQueue,ArrayBlockingQueue", "threads=4:4", "capacity=128", "work=50,2000")),
                suite("many", "What does an item cost when a hundred queues share the carriers?", "ManyQueues",
                        grid("threads=1:1", "capacity=16")),
                suite("batch", "What does an item cost that goes in a batch?", "(BatchTransfer|BatchAlone)",
                        grid("threads=4:4", "capacity=128", "batch=64")),
                suite("latency", "How long does a hand-off to a waiting thread take?", "HandOffLatency",
                        grid("queue=WorkQueue,SynchronousQueue,LinkedTransferQueue.transfer,jox.Channel.rendezvous")),
                suite("account", "What do taskDone and join cost?", "(AccountTransfer|AccountAlone)",
                        grid("threads=4:4", "capacity=128")),
                suite("close", "How long does it take to wake 10,000 threads, by a close or by items?", "ParkedTakers",
                        SHOTS),
                suite("idle", "How much CPU do 10,000 threads use that wait for items?", "IdleTakers",
                        List.of("-f", "1", "-wi", "1", "-i", "5", "-p", "queue=WorkQueue", "-p", "takers=10000")),
                suite("task", "What does a task cost from fork to join, and in a gather?", "(ForkJoin|Gather)",
                        grid("tasks=100", "calls=10")),
                suite("growth", "Does an item cost the same with more items and with more threads?",
                        "(GrowthByItems|GrowthByThreads)",
                        plus(grid("queue=WorkQueue", "threads=5:5,500:500,5000:5000"), "-e", "GrowthByItems.e8")),
                suite("memory", "How many bytes does a queue allocate per item?", "(BytesPerItem|BytesAlone)",
                        grid("threads=4:4"), "-prof", "gc"));
    }

    /** The suite of this name, if there is one. */
    public static Optional<Suite> named(String name) {
        return all().stream().filter(suite -> suite.name().equals(name)).findFirst();
    }

    private static Suite suite(String name, String question, String classes, List<String> quick, String... always) {
        List<String> full = plus(plus(scheduler(), "-prof", Distance.class.getName()), always);
        return new Suite(name, question, "^dev\\.heddle\\.jmh\\." + classes + "\\.",
                plus(plus(full, "-to", "30s"), quick.toArray(String[]::new)), plus(full, "-to", "300s"));
    }

    /** The default, but written down: so each row of the results tells it. */
    private static List<String> scheduler() {
        return List.of("-jvmArgs",
                "-Djdk.virtualThreadScheduler.parallelism=" + Runtime.getRuntime().availableProcessors());
    }

    /** A brief look at some values of the parameters. */
    private static List<String> grid(String... parameters) {
        List<String> arguments = BRIEFLY;
        for (String parameter : parameters) {
            arguments = plus(arguments, "-p", parameter);
        }
        return arguments;
    }

    private static List<String> plus(List<String> arguments, String... more) {
        return Stream.concat(arguments.stream(), Stream.of(more)).toList();
    }
}
