package dev.heddle.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/** A group, from its opening to its close. */
@Name("dev.heddle.Group")
@Label("Group")
@Description("A task group, from its opening to its close")
@Category("Heddle")
@StackTrace(false)
@Threshold("20 ms")
final class GroupEvent extends Event {
    @Label("Group")
    String group;

    @Label("Within")
    @Description("The group around it")
    String within;

    @Label("Failures")
    @Description("How many there were, those of daemons and callbacks included")
    long failures;

    @Label("Cancelled")
    @Description("Why it was told to stop")
    String cancelled;

    /** One that has begun; null if nobody wants it. */
    static GroupEvent opened() {
        GroupEvent event = new GroupEvent();
        if (!event.isEnabled()) {
            return null;
        }
        event.begin();
        return event;
    }

    void closed(String name, String around, long count, String why) {
        end();
        if (shouldCommit()) {
            group = name;
            within = around;
            failures = count;
            cancelled = why;
            commit();
        }
    }
}
