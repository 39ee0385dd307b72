package dev.heddle.task;

/**
 * A task that is ready.
 *
 * @param <R> what it is ready with
 * @param task the task, which goes on
 * @param value what it is ready with
 */
public record Started<R>(Task<Void> task, R value) {}
