package dev.heddle.samples;

import dev.heddle.samples.channels.GoChannel;
import dev.heddle.samples.channels.GoChannelOfTwo;
import dev.heddle.samples.channels.GoSelect;
import dev.heddle.samples.chat.ChatServer;
import dev.heddle.samples.ends.FiveEnds;
import dev.heddle.samples.ends.JoinThenCancel;
import dev.heddle.samples.ends.OneSentinel;
import dev.heddle.samples.ends.SentinelEach;
import dev.heddle.samples.files.HashTree;
import dev.heddle.samples.generators.ForLoop;
import dev.heddle.samples.generators.HeavyIo;
import dev.heddle.samples.generators.PlainAndWaiting;
import dev.heddle.samples.locks.ConditionConsumers;
import dev.heddle.samples.locks.EventSignals;
import dev.heddle.samples.locks.LockedCounter;
import dev.heddle.samples.locks.SemaphorePermits;
import dev.heddle.samples.logs.LogPipeline;
import dev.heddle.samples.queues.BackPressure;
import dev.heddle.samples.queues.Bakery;
import dev.heddle.samples.queues.EventDriven;
import dev.heddle.samples.queues.QueueWithCondition;
import dev.heddle.samples.queues.QueueWithLock;
import dev.heddle.samples.queues.TakeAndTaskDone;
import dev.heddle.samples.tour.AsCompleted;
import dev.heddle.samples.tour.CreateTasks;
import dev.heddle.samples.tour.GatherInOrder;
import dev.heddle.samples.tour.HelloIo;
import dev.heddle.samples.tour.SleepTogether;
import dev.heddle.samples.tour.ToThread;
import dev.heddle.samples.tour.WaitForTasks;
import dev.heddle.samples.web.WebCrawler;
import java.util.List;
import java.util.stream.Stream;

/** What there is in the {@link Gallery}. */
final class Catalogue {

    /** A program with arguments and exit codes of its own. */
    @FunctionalInterface
    interface Program {
        void main(String... arguments) throws Exception;
    }

    /**
     * Either an example or a program.
     *
     * @param title the first sentence of the class's documentation
     */
    record Entry(String flag, Class<?> type, String title, Show.Example example, Program program) {
        Entry(String flag, Class<?> type, Show.Example example, String title) {
            this(flag, type, title, example, null);
        }

        static Entry program(String flag, Class<?> type, Program program, String title) {
            return new Entry(flag, type, title, null, program);
        }

        boolean isProgram() {
            return program != null;
        }
    }

    /** Entries that belong together, in a package of their own. */
    record Theme(String title, List<Entry> entries) {
        Theme(String title, Entry... entries) {
            this(title, List.of(entries));
        }
    }

    private static final Theme TOUR = new Theme("Tour: asyncio, one function after the other",
            new Entry("--helloio", HelloIo.class, HelloIo::run, "Hello, a second, and hello again: what waits, waits."),
            new Entry("--gather", GatherInOrder.class, GatherInOrder::run,
                    "Several calls at the same time, their results in the order of the calls."),
            new Entry("--sleep", SleepTogether.class, SleepTogether::run,
                    "Three sleeps in a row, and 10,000 at the same time."),
            new Entry("--tothread", ToThread.class, ToThread::run,
                    "A call that blocks, while the caller goes on; and one that computes."),
            new Entry("--createtask", CreateTasks.class, CreateTasks::run,
                    "Tasks that run at once and are awaited in order; then a list of them."),
            new Entry("--wait", WaitForTasks.class, WaitForTasks::run,
                    "Waiting for a call not longer than so long; and for whichever task is next."),
            new Entry("--ascomplete", AsCompleted.class, AsCompleted::run,
                    "Results as they come, the quickest first."));

    private static final Theme GENERATORS = new Theme("Generators: yield for Java",
            new Entry("--generator", PlainAndWaiting.class, PlainAndWaiting::run,
                    "A generator, and one that waits while it generates: here they are the same."),
            new Entry("--for-loop", ForLoop.class, ForLoop::run,
                    "A producer that is a generator, consumed by a for loop."),
            new Entry("--heavy-io", HeavyIo.class, HeavyIo::run,
                    "Four items, each made by a call that blocks, alternately produced and consumed."));

    private static final Theme LOCKS = new Theme("Locks: the JDK's own, and an event",
            new Entry("--lock", LockedCounter.class, LockedCounter::run,
                    "A counter under a lock, for many tasks; and one that gives up waiting for it."),
            new Entry("--event", EventSignals.class, EventSignals::run,
                    "A starting signal for all who wait, and a bell that is set and cleared."),
            new Entry("--condition", ConditionConsumers.class, ConditionConsumers::run,
                    "Consumers that wait on a condition: each item wakes one, the end wakes all."),
            new Entry("--semaphore", SemaphorePermits.class, SemaphorePermits::run,
                    "Six downloads, two at a time: by a semaphore, then without one."));

    private static final Theme QUEUES = new Theme("Queues: items from hand to hand",
            new Entry("--queue", TakeAndTaskDone.class, TakeAndTaskDone::run,
                    "One producer, one consumer: put, take, taskDone, join."),
            new Entry("--queuel", QueueWithLock.class, QueueWithLock::run,
                    "Three producers, two consumers, and a ledger of theirs behind a lock."),
            new Entry("--queuec", QueueWithCondition.class, QueueWithCondition::run,
                    "Three producers, and two packers who wait until there is a box full."),
            new Entry("--event-driven", EventDriven.class, EventDriven::run,
                    "A plain function hands requests over to a consumer."),
            new Entry("--bakery", Bakery.class, Bakery::run, "Two bakers, two eaters and a plate: join, then cancel."),
            new Entry("--back-pressure", BackPressure.class, BackPressure::run,
                    "A fast producer and a slow consumer: the queue grows, or the producer waits."));

    private static final Theme ENDS = new Theme("Ends: how consumers learn that it is over",
            new Entry("--sentinel", OneSentinel.class, OneSentinel::run,
                    "A producer, a consumer, and a last item that says so."),
            new Entry("--sentinels", SentinelEach.class, SentinelEach::run, "Three consumers, and as many sentinels."),
            new Entry("--join", JoinThenCancel.class, JoinThenCancel::run,
                    "Three consumers in endless loops: when all is done they are idle, and cancelled."),
            new Entry("--ends", FiveEnds.class, FiveEnds::run,
                    "Three producers, three consumers, and the five ways in which they come to an end."));

    private static final Theme CHANNELS = new Theme("Channels: a queue as Go has it",
            new Entry("--channel", GoChannel.class, GoChannel::run,
                    "A queue as a Go channel: one producer, and a loop that ends when it does."),
            new Entry("--channels", GoChannelOfTwo.class, GoChannelOfTwo::run,
                    "Two producers on one channel, which closes after the last of them."),
            new Entry("--select", GoSelect.class, GoSelect::run,
                    "Whichever of two channels has something first, until both are closed."));

    private static final Theme PROGRAMS = new Theme("Programs, with options of their own: all that follows is theirs",
            Entry.program("--log-pipeline", LogPipeline.class, arguments -> LogPipeline.main(arguments),
                    "Reads web server logs and reports what is in them: the command line of the log pipeline."),
            Entry.program("--web-crawler", WebCrawler.class, arguments -> WebCrawler.main(arguments),
                    "Crawls a web site that it serves itself: slow pages, broken links, loops, and each page once."),
            Entry.program("--hash-tree", HashTree.class, arguments -> HashTree.main(arguments),
                    "Hashes the files of a directory, all processors at once, and lists them as sha256sum does."),
            Entry.program("--chat-server", ChatServer.class, arguments -> ChatServer.main(arguments),
                    "A chat for whoever connects: a slow client holds nobody up, and Ctrl-C says goodbye to all."));

    static final List<Theme> THEMES = List.of(TOUR, GENERATORS, LOCKS, QUEUES, ENDS, CHANNELS, PROGRAMS);

    private Catalogue() {}

    static Stream<Entry> entries() {
        return THEMES.stream().flatMap(theme -> theme.entries().stream());
    }
}
