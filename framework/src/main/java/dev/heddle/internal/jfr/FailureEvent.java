package dev.heddle.internal.jfr;

import dev.heddle.internal.SafeText;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A failure of a task, when its group takes it in. */
@Name("dev.heddle.Failure")
@Label("Failure")
@Description("A task has failed")
@Category("Heddle")
@StackTrace(false)
final class FailureEvent extends Event {
    @Label("Task")
    String task;

    @Label("Group")
    String group;

    @Label("Failure")
    String failure;

    static void tell(String task, String group, Throwable failure) {
        FailureEvent event = new FailureEvent();
        if (event.shouldCommit()) {
            event.task = task;
            event.group = group;
            event.failure = SafeText.of(failure);
            event.commit();
        }
    }
}
