package dev.heddle.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** The moment in which a group or a task was told to stop. */
@Name("dev.heddle.Cancellation")
@Label("Cancellation")
@Description("A group, or one task of it, was told to stop, by this thread")
@Category("Heddle")
final class CancellationEvent extends Event {
    @Label("Task")
    @Description("Nothing if it was the whole group")
    String task;

    @Label("Group")
    String group;

    @Label("Reason")
    String reason;

    @Label("Text")
    String text;

    static void tell(String task, String group, String reason, String text) {
        CancellationEvent event = new CancellationEvent();
        if (event.shouldCommit()) {
            event.task = task;
            event.group = group;
            event.reason = reason;
            event.text = text;
            event.commit();
        }
    }
}
