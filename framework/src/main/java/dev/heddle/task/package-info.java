/**
 * Structured concurrency: {@link dev.heddle.task.TaskGroup} owns tasks, {@link
 * dev.heddle.task.Task} is a handle to one, {@link dev.heddle.task.Outcome} tells how it ended.
 */
package dev.heddle.task;
