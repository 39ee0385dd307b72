package dev.heddle.task;

/** When {@link TaskGroup#await} returns. */
public enum Until {
    /** As soon as one of the tasks has ended, however it did. */
    FIRST_COMPLETED,
    /** As soon as one of the tasks has failed, or all have ended. A cancelled task has not failed. */
    FIRST_FAILED,
    /** When all of the tasks have ended. */
    ALL_COMPLETED
}
