/**
 * Structured concurrency: {@link dev.heddle.task.TaskGroup} owns tasks, {@link
 * dev.heddle.task.Task} is a handle to one, {@link dev.heddle.task.Outcome} tells how it ended.
 *
 * <p>Null arguments throw {@link java.lang.NullPointerException} unless said otherwise. Enums may gain constants: a {@code
 * switch} over one needs a {@code default}.
 */
package dev.heddle.task;
