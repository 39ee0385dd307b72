package dev.heddle.internal.jfr;

import jdk.jfr.FlightRecorder;

/**
 * The door to the JDK's Flight Recorder, which is an optional module. This class alone is loaded where there is none; and as
 * long as nobody has recorded, {@link FlightRecorder} and no class of an event, because loading one of those wakes the
 * recorder.
 *
 * <p>What has a duration is held by its teller, between beginning and end, as a plain object: null while nobody records. What
 * ends is told of without a consequence: if the recorder throws, because memory is short say, then the event is lost, and no
 * item that a take has in its hand, nor a failure that a close is about to throw.
 */
public final class FlightLog {
    private static final boolean AVAILABLE =
            ModuleLayer.boot().findModule("jdk.jfr").filter(FlightLog.class.getModule()::canRead).isPresent();

    private FlightLog() {}

    /** Whether somebody has begun to record, at some time. Asked before anything is put together that is told in words. */
    public static boolean isOn() {
        return AVAILABLE && FlightRecorder.isInitialized();
    }

    /** A group is being opened. */
    public static Object groupOpened() {
        return isOn() ? GroupEvent.opened() : null;
    }

    /**
     * It has closed.
     *
     * @param open what {@link #groupOpened} gave; not null
     * @param within the group around it, or null
     * @param cancelled why it was, or null
     */
    public static void groupClosed(Object open, String group, String within, long failures, Enum<?> cancelled) {
        try {
            ((GroupEvent) open).closed(group, within, failures, nameOf(cancelled));
        } catch (Throwable lost) {
            // the event, and nothing else
        }
    }

    /** A task is being forked. */
    public static Object taskForked() {
        return isOn() ? TaskEvent.forked() : null;
    }

    /**
     * Its thread has come to it.
     *
     * @param forked what {@link #taskForked} gave; not null
     */
    public static void taskBegun(Object forked) {
        ((TaskEvent) forked).begun();
    }

    /**
     * It has ended.
     *
     * @param forked what {@link #taskForked} gave; not null
     * @param outcome in a word
     * @param failure if that is its outcome, or null
     */
    public static void taskEnded(Object forked, String task, String group, boolean daemon, Enum<?> outcome,
            Throwable failure) {
        try {
            ((TaskEvent) forked).ended(task, group, daemon, nameOf(outcome), failure);
        } catch (Throwable lost) {
            // the event, and nothing else
        }
    }

    /** A task has failed. Only while it {@link #isOn}. */
    public static void failed(String task, String group, Throwable failure) {
        try {
            FailureEvent.tell(task, group, failure);
        } catch (Throwable lost) {
            // the event, and nothing else
        }
    }

    /**
     * A group or one of its tasks was told to stop, by the calling thread. Only while it {@link #isOn}.
     *
     * @param task null for the group
     */
    public static void cancelled(String task, String group, Enum<?> reason, String text) {
        try {
            CancellationEvent.tell(task, group, nameOf(reason), text);
        } catch (Throwable lost) {
            // the event, and nothing else
        }
    }

    /** A put or a take is about to wait. */
    public static Object waitBegun() {
        return isOn() ? QueueWaitEvent.begun() : null;
    }

    /**
     * It goes on, or has given up.
     *
     * @param begun what {@link #waitBegun} gave; null is ignored
     */
    public static void waitEnded(Object begun, String queue, String operation) {
        if (begun != null) {
            try {
                ((QueueWaitEvent) begun).ended(queue, operation);
            } catch (Throwable lost) {
                // the event, and nothing else
            }
        }
    }

    private static String nameOf(Enum<?> constant) {
        return constant == null ? null : constant.name();
    }
}
