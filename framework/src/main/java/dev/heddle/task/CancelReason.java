package dev.heddle.task;

/** Why a task or a group was told to stop. */
public enum CancelReason {
    /** Somebody called {@code cancel}, or the group's owner was interrupted while it joined. */
    ASKED,
    /** Another task of its group failed. */
    SIBLING_FAILED,
    /** Its group's time was up. */
    DEADLINE,
    /** The task or group around its group was told to stop. */
    PARENT,
    /** The block of its group ended while it ran: a daemon, or a task that nobody joined. */
    CLOSED
}
