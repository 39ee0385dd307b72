/**
 * Structured concurrency and work queues for virtual threads: {@link dev.heddle.task} has the task groups, {@link
 * dev.heddle.queue} the queues and their workers. Everything else is internal.
 */
module dev.heddle {
    requires static jdk.jfr; // where it is, and somebody records, it is told of groups, tasks and waits

    exports dev.heddle.task;
    exports dev.heddle.queue;
}
