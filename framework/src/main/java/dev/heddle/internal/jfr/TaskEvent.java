package dev.heddle.internal.jfr;

import dev.heddle.internal.SafeText;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timespan;

/** A task, from its fork to its end. */
@Name("dev.heddle.Task")
@Label("Task")
@Description("A task, from its fork to its end")
@Category("Heddle")
@StackTrace(false)
@Threshold("20 ms")
final class TaskEvent extends Event {
    @Label("Task")
    String task;

    @Label("Group")
    String group;

    @Label("Daemon")
    boolean daemon;

    @Label("Start Delay")
    @Description("From the fork until its thread has come to it; the whole time if none did")
    @Timespan(Timespan.NANOSECONDS)
    long startDelay;

    @Label("Outcome")
    String outcome;

    @Label("Failure")
    String failure;

    private transient long forkedAt;
    private transient boolean begun;

    /** One that has begun; null if nobody wants it. */
    static TaskEvent forked() {
        TaskEvent event = new TaskEvent();
        if (!event.isEnabled()) {
            return null;
        }
        event.forkedAt = System.nanoTime();
        event.begin();
        return event;
    }

    void begun() {
        begun = true;
        startDelay = System.nanoTime() - forkedAt;
    }

    void ended(String name, String of, boolean isDaemon, String how, Throwable cause) {
        end();
        if (shouldCommit()) {
            task = name;
            group = of;
            daemon = isDaemon;
            startDelay = begun ? startDelay : System.nanoTime() - forkedAt;
            outcome = how;
            failure = cause == null ? null : SafeText.of(cause);
            commit();
        }
    }
}
