package dev.heddle.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;

/** The wait of a put for space, or of a take for an item. */
@Name("dev.heddle.QueueWait")
@Label("Queue Wait")
@Description("A put has waited for space, or a take for an item")
@Category("Heddle")
@Threshold("20 ms")
final class QueueWaitEvent extends Event {
    @Label("Queue")
    String queue;

    @Label("Operation")
    String operation;

    /** One that has begun; null if nobody wants it. */
    static QueueWaitEvent begun() {
        QueueWaitEvent event = new QueueWaitEvent();
        if (!event.isEnabled()) {
            return null;
        }
        event.begin();
        return event;
    }

    void ended(String name, String what) {
        end();
        if (shouldCommit()) {
            queue = name;
            operation = what;
            commit();
        }
    }
}
